"""The demo's partner directory: invented names, and never a place finer than a province."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

from casework.referrals import directory, partners, vetting
from casework.referrals.details import Details
from casework.referrals.models import Partner
from casework.referrals.partner_rows import Asked
from casework.referrals.partner_states import PartnerState
from casework.web.demo.moments import Clock, Moment
from casework.web.demo.people import House

_KEEPER, _SECOND = "supervisor2", "supervisor"
_FIRST_PROPOSED = 455  # days ago
_TRUST = (PartnerState.VETTED, PartnerState.ACTIVE)


@dataclass(frozen=True)
class Known:
    """`until` and `counted` in days from the founding of the demo; `steps` after it was proposed.

    `suspended` and `asked` are days ago: when that was done, or is waited for since.
    """

    alias: str
    name: str
    services: tuple[str, ...]
    country: str
    until: int
    counted: int = -3
    steps: tuple[PartnerState, ...] = _TRUST
    suspended: int = 0
    asked: int = 0
    why: str = ""
    agreed: str = ""
    more: dict[str, Any] = field(default_factory=dict)

    def details(self, today: datetime, proposed: datetime) -> Details:
        spoken = {
            "agreement": "spoken",
            "agreed_with": self.more.get("focal_point", ""),
            "agreed_on": proposed.date().isoformat(),
            "agreed": self.agreed,
        }
        signed = {"agreement": "signed", "agreement_number": f"P-{len(self.alias)}/{self.country}"}
        until = (today + timedelta(days=self.until)).date().isoformat()
        held = (spoken if self.agreed else signed) | {"agreement_until": until}
        return Details(
            services=list(self.services),
            country=self.country,
            capacity_on=(today + timedelta(days=self.counted)).date().isoformat(),
            **(
                {"languages": ["kor"], "capacity": "open"}
                | (held if self.until else {})
                | self.more
            ),
        )


_CHINA_AND_KOREAN = ["kor", "zho"]
PARTNERS = (
    Known(
        "willow-clinic", "Willow Clinic",
        ("medical_general", "medical_repro", "medical_urgent", "medical_post_rape"), "CHN", 210,
        agreed="No names are asked, no papers, women see women.",
        more={
            "kind": "HealthServiceOrganisation", "province": "CN-LN", "capacity": "few",
            "languages": _CHINA_AND_KOREAN, "focal_point": "the head nurse",
            "contact": "secure phone, mornings", "deputy": "the night nurse",
            "urgent_line": "the night nurse's bell", "channel": "phone_secure",
            "hours": "weekdays 8 to 12", "accessible": "yes", "groups": ["name", "health"],
            "cost": "medicine only", "code_of_conduct": "spoken", "data_annex": "spoken",
            "trust": "full",
        },
    ),
    Known(
        "blue-lantern", "Blue Lantern", ("shelter_emergency", "shelter_longer"), "CHN", 120, -5,
        agreed="Women alone, or with children over three, for up to six months.",
        more={
            "kind": "church_group", "province": "CN-JL", "capacity": "few", "places": 6,
            "places_free": 1, "languages": _CHINA_AND_KOREAN, "focal_point": "the house mother",
            "contact": "by word of mouth only", "channel": "in_person", "women_only": True,
            "takes_children": True, "child_from": 3, "child_to": 12, "accessible": "no",
            "intake_rules": "No telephone with a card in it. Arrive after dark.",
            "groups": ["name", "health", "children"], "code_of_conduct": "spoken",
            "data_annex": "spoken", "trust": "full",
        },
    ),
    Known(
        "open-page", "Open Page Legal Aid",
        ("legal_advice", "legal_representation", "documentation_id"), "KOR", 300, -12, asked=2,
        more={
            "kind": "LegalService", "focal_point": "the intake desk", "contact": "encrypted file",
            "channel": "encrypted_file", "hours": "weekdays 9 to 18", "accessible": "yes",
            "key_fingerprint": "5C3A9F0E7B1D4468A2E0C9D37F51B8264E90AD13",
            "groups": ["name", "path", "children", "documents"], "code_of_conduct": "signed",
            "data_annex": "signed", "trust": "full", "cost": "nothing",
        },
    ),
    Known(
        "little-bridge", "Little Bridge",
        ("documentation_child_registration", "child_protection", "child_education"), "CHN", 25,
        agreed="Children first, and the mother is never written down.",
        more={
            "kind": "NGO", "province": "CN-HL", "languages": _CHINA_AND_KOREAN,
            "focal_point": "the registrar", "contact": "in person, through the supervisor",
            "channel": "in_person", "takes_children": True, "groups": ["children", "documents"],
            "data_annex": "spoken",
        },
    ),
    Known(
        "quiet-room", "The Quiet Room", ("psychosocial", "mental_health"), "KOR", 260, -9,
        more={
            "kind": "NGO", "focal_point": "the duty counsellor", "contact": "secure phone",
            "channel": "phone_secure", "hours": "every day 10 to 20", "women_only": True,
            "groups": ["name", "health", "contact"], "data_annex": "signed", "trust": "full",
        },
    ),
    Known(
        "far-harbour", "Far Harbour Protection Office",
        ("unhcr_rsd", "embassy_protection", "repatriation_prevention", "detention_support"),
        "THA", 330,
        more={
            "kind": "intergovernmental", "languages": ["kor", "zho", "other"],
            "focal_point": "the protection desk", "contact": "encrypted file",
            "channel": "encrypted_file", "appeal_to": "appeal_unhcr", "takes_children": True,
            "groups": ["name", "health", "violence", "path", "children", "place", "documents"],
            "code_of_conduct": "signed", "data_annex": "signed", "trust": "full",
        },
    ),
    Known(
        "warm-table", "Warm Table", ("food_nfi", "cash_assistance", "livelihood"), "CHN", 90, -21,
        suspended=1, why="Somebody of theirs was questioned; nobody knows what about.",
        agreed="Small sums, in cash, no receipts, nothing asked in return.",
        more={
            "kind": "community_volunteer", "province": "CN-HE", "languages": _CHINA_AND_KOREAN,
            "focal_point": "the treasurer", "contact": "secure phone, evenings",
            "channel": "phone_secure", "groups": ["name"],
            "conflicts": "The treasurer's brother works for the county.",
        },
    ),
    Known(
        "new-leaf", "New Leaf Settlement Friends",
        ("rok_settlement", "education_language", "livelihood"), "KOR", 180, -40,
        more={
            "kind": "NGO", "focal_point": "the volunteer office", "contact": "phone",
            "groups": ["name", "contact"], "takes_children": True, "accessible": "yes",
        },
    ),
    Known(
        "two-rivers", "Two Rivers Tracing", ("family_tracing", "child_protection"), "KOR", 150,
        -60, suspended=30, asked=3, why="A list of names was left lying on a desk there.",
        more={
            "kind": "NGO", "capacity": "unknown", "focal_point": "the tracing desk",
            "contact": "encrypted file", "channel": "encrypted_file", "groups": ["name"],
        },
    ),
    Known(
        "paper-crane", "Paper Crane Resettlement", ("resettlement_third_country",), "GBR", 365,
        steps=(PartnerState.VETTED,),
        more={"kind": "NGO", "languages": ["other"], "focal_point": "the welcome team",
              "contact": "phone"},
    ),
    Known(
        "amber-gate", "Amber Gate Night Shelter", ("shelter_emergency",), "CHN", -12, -30,
        agreed="One woman at a time, for three nights, and no questions.",
        more={"kind": "church_group", "province": "CN-HL", "languages": _CHINA_AND_KOREAN,
              "focal_point": "the sexton", "contact": "through the head nurse of Willow",
              "women_only": True, "places": 1, "places_free": 1},
    ),
    Known(
        "green-kettle", "Green Kettle Kitchen", ("food_nfi",), "CHN", 200, steps=(), asked=4,
        agreed="A parcel every Friday, left where she says.",
        more={"kind": "community_volunteer", "province": "CN-SD", "focal_point": "the cook",
              "contact": "a note at the market", "groups": []},
    ),
    Known(
        "stone-well", "Stone Well Workshops", ("livelihood", "education_language"), "CHN", 0,
        steps=(), more={"province": "CN-SD", "capacity": "unknown", "languages": ["zho"]},
    ),
    Known(
        "north-star", "North Star Travel Help", ("onward_protection",), "CHN", 20, -200,
        steps=(*_TRUST, PartnerState.ENDED), why="They ask for money now.",
        agreed="Nothing is kept of who travelled.",
        more={"focal_point": "the driver", "contact": "none any more"},
    ),
)  # fmt: skip


class Directory:
    """The directory as one supervisor keeps it. Rows get their ids before they are written."""

    def __init__(self, house: House, clock: Clock) -> None:
        self.keeper, self.clock = house.members[_KEEPER].user, clock
        self.second = house.members[_SECOND].user
        self.ids = {known.alias: uuid4() for known in PARTNERS}

    def moments(self) -> Iterator[Moment]:
        """Each proposed, and brought as far as it has come, a step every other day."""
        for number, known in enumerate(PARTNERS):
            at = partial(self.clock.at, spread=3 * number)
            first = _FIRST_PROPOSED - number
            yield Moment(at(first, 8), _KEEPER, partial(self._propose, known))
            for step, state in enumerate(known.steps, start=1):
                yield Moment(at(first - 2 * step, 12), _KEEPER, partial(self._set, known, state))
            if known.suspended:
                suspend = partial(self._set, known, PartnerState.SUSPENDED)
                yield Moment(at(known.suspended, 16), _KEEPER, suspend)
            if known.asked:
                yield Moment(at(known.asked, 20), _KEEPER, partial(self._ask, known))

    def _propose(self, known: Known, at: datetime) -> None:
        directory.propose(
            known.alias,
            name=known.name,
            details=known.details(self.clock.now, at),
            by=self.keeper,
            at=at,
            form_id=self.ids[known.alias],
        )

    def _set(self, known: Known, state: PartnerState, at: datetime) -> None:
        partner = self._row(known)
        if state == PartnerState.VETTED:
            met = "I have met them twice, and asked somebody who was helped there."
            asked = vetting.ask(partner, Asked.VET, words=met, by=self.keeper, at=at)
            found = "I asked two women who had been there. Nothing speaks against it."
            vetting.say_yes(asked, words=found, by=self.second, at=at)
        else:
            directory.set_state(partner, state, words=known.why, by=self.keeper, at=at)

    def _ask(self, known: Known, at: datetime) -> None:
        """What waits for another supervisor: to go on, to be vetted, or another key."""
        partner = self._row(known)
        opened = partners.opened(partner)
        if opened.state == PartnerState.ACTIVE:
            other = "E1094B7730AC5D2286F1D05C4B9A3E87F6021CDA"
            details = replace(opened.details, key_fingerprint=other)
            told: dict[str, Any] = {"details": details, "revision": partner.revision}
            directory.describe(partner, name=opened.name, by=self.keeper, at=at, **told)
            return
        kind = Asked.RESUME if known.suspended else Asked.VET
        words = "They keep nothing on paper any more." if known.suspended else "The cook is known."
        vetting.ask(partner, kind, words=words, by=self.keeper, at=at)

    def _row(self, known: Known) -> Partner:
        return Partner.objects.get(pk=self.ids[known.alias])
