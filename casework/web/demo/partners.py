"""The demo's partner directory: invented names, and never a place finer than a province."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import uuid4

from casework.referrals import directory
from casework.referrals.details import Agreement, Capacity, Details
from casework.referrals.models import Partner
from casework.referrals.partner_states import PartnerState
from casework.web.demo.moments import Clock, Moment
from casework.web.demo.people import House

_KEEPER = "supervisor2"
_FIRST_PROPOSED, _SUSPENDED = 455, 30  # days ago
_TRUST = (PartnerState.VETTED, PartnerState.ACTIVE)


@dataclass(frozen=True)
class Known:
    """`until` is in days from the founding of the demo; `steps` after it was proposed."""

    alias: str
    name: str
    services: tuple[str, ...]
    country: str
    until: int
    province: str = ""
    agreement: str = Agreement.SPOKEN
    agreed: str = ""
    capacity: str = Capacity.OPEN
    focal_point: str = ""
    contact: str = ""
    appeal_to: str = ""
    languages: tuple[str, ...] = ("kor",)
    steps: tuple[PartnerState, ...] = _TRUST

    def details(self, today: datetime) -> Details:
        held = self.agreement != Agreement.NONE
        return Details(
            services=list(self.services),
            languages=list(self.languages),
            country=self.country,
            province=self.province,
            capacity=self.capacity,
            focal_point=self.focal_point,
            contact=self.contact,
            appeal_to=self.appeal_to,
            agreement=self.agreement,
            agreement_until=(today + timedelta(days=self.until)).date().isoformat() if held else "",
            agreed=self.agreed,
        )


PARTNERS = (
    Known(
        "willow-clinic", "Willow Clinic",
        ("medical_general", "medical_repro", "medical_urgent", "medical_post_rape"), "CHN", 210,
        province="CN-LN", languages=("kor", "zho"), capacity=Capacity.FEW,
        focal_point="the head nurse", contact="secure phone, mornings",
        agreed="With the head nurse, in spring: no names are asked, no papers, women see women.",
    ),
    Known(
        "blue-lantern", "Blue Lantern", ("shelter_emergency", "shelter_longer"), "CHN", 120,
        province="CN-JL", languages=("kor", "zho"), capacity=Capacity.FEW,
        focal_point="the house mother", contact="by word of mouth only",
        agreed="With the house mother: women alone, or with children over three, for up to six months.",
    ),
    Known(
        "open-page", "Open Page Legal Aid",
        ("legal_advice", "legal_representation", "documentation_id"), "KOR", 300,
        agreement=Agreement.SIGNED, languages=("kor",), focal_point="the intake desk",
        contact="encrypted file",
    ),
    Known(
        "little-bridge", "Little Bridge",
        ("documentation_child_registration", "child_protection", "child_education"), "CHN", 25,
        province="CN-HL", languages=("kor", "zho"), focal_point="the registrar",
        contact="in person, through the supervisor",
        agreed="With two teachers: children first, and the mother is never written down.",
    ),
    Known(
        "quiet-room", "The Quiet Room", ("psychosocial", "mental_health"), "KOR", 260,
        agreement=Agreement.SIGNED, focal_point="the duty counsellor", contact="secure phone",
    ),
    Known(
        "far-harbour", "Far Harbour Protection Office",
        ("unhcr_rsd", "embassy_protection", "repatriation_prevention", "detention_support"),
        "THA", 330, agreement=Agreement.SIGNED, languages=("kor", "zho", "other"),
        focal_point="the protection desk", contact="encrypted file", appeal_to="appeal_unhcr",
    ),
    Known(
        "warm-table", "Warm Table", ("food_nfi", "cash_assistance", "livelihood"), "CHN", 90,
        province="CN-HE", languages=("kor", "zho"), focal_point="the treasurer",
        contact="secure phone, evenings",
        agreed="With the treasurer: small sums, in cash, no receipts, nothing asked in return.",
    ),
    Known(
        "new-leaf", "New Leaf Settlement Friends",
        ("rok_settlement", "education_language", "livelihood"), "KOR", 180,
        agreement=Agreement.SIGNED, focal_point="the volunteer office", contact="phone",
    ),
    Known(
        "two-rivers", "Two Rivers Tracing", ("family_tracing", "child_protection"), "KOR", 150,
        agreement=Agreement.SIGNED, capacity=Capacity.UNKNOWN, focal_point="the tracing desk",
        contact="encrypted file", steps=(*_TRUST, PartnerState.SUSPENDED),
    ),
    Known(
        "paper-crane", "Paper Crane Resettlement", ("resettlement_third_country",), "GBR", 365,
        agreement=Agreement.SIGNED, languages=("other",), focal_point="the welcome team",
        contact="phone", steps=(PartnerState.VETTED,),
    ),
    Known(
        "stone-well", "Stone Well Workshops", ("livelihood", "education_language"), "CHN", 0,
        province="CN-SD", agreement=Agreement.NONE, capacity=Capacity.UNKNOWN,
        languages=("zho",), steps=(),
    ),
)  # fmt: skip


class Directory:
    """The directory as one supervisor keeps it. Rows get their ids before they are written."""

    def __init__(self, house: House, clock: Clock) -> None:
        self.keeper, self.clock = house.members[_KEEPER].user, clock
        self.ids = {known.alias: uuid4() for known in PARTNERS}

    def moments(self) -> Iterator[Moment]:
        """Each proposed, and brought as far as it has come, a step every other day."""
        for number, known in enumerate(PARTNERS):
            at = partial(self.clock.at, spread=3 * number)
            first = _FIRST_PROPOSED - number
            yield Moment(at(first, 8), _KEEPER, partial(self._propose, known))
            for step, state in enumerate(known.steps, start=1):
                days = first - 2 * step if state != PartnerState.SUSPENDED else _SUSPENDED
                yield Moment(at(days, 12), _KEEPER, partial(self._set, known, state))

    def _propose(self, known: Known, at: datetime) -> None:
        directory.propose(
            known.alias,
            name=known.name,
            details=known.details(self.clock.now),
            by=self.keeper,
            at=at,
            form_id=self.ids[known.alias],
        )

    def _set(self, known: Known, state: PartnerState, at: datetime) -> None:
        partner = Partner.objects.get(pk=self.ids[known.alias])
        directory.set_state(partner, state, by=self.keeper, at=at)
