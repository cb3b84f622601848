from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from casework.access.errors import NotAllowed, WrongState
from casework.cases.actions.consent import record_consent
from casework.cases.models import Case
from casework.cases.states import CaseState, Risk
from casework.referrals import actions, directory, silence, vetting
from casework.referrals.details import Details
from casework.referrals.models import Partner, Referral, ReferralStep
from casework.referrals.partner_rows import Asked
from casework.referrals.states import Act
from casework.reminders.models import Due
from tests import entries, kept, make

SERVICE = "medical_general"
DETAILS = Details(
    services=[SERVICE, "psychosocial"],
    languages=["kor"],
    country="CHN",
    capacity="open",
    capacity_on="2026-05-25",
    contact="by secure phone",
    agreement="spoken",
    agreement_until="2026-12-31",
    agreed_with="the head nurse",
    agreed_on="2026-04-02",
    agreed="No names are asked.",
    groups=["name", "health"],
    trust="full",
)
TOLD: dict[Act, dict[str, str]] = {
    Act.APPROVE: {"comment": ""},
    Act.RETURN: {"reason": "too_much_data", "comment": "Leave out where she lived."},
    Act.SEND: {"channel": "in_person", "recipient": "duty nurse"},
    Act.ACCEPT: {"answered_by": "duty nurse"},
    Act.DECLINE: {"answered_by": "duty nurse", "reason": "no_capacity", "comment": ""},
    Act.BEGIN: {"accompanied": "yes"},
    Act.COMPLETE: {"outcome": "service_given", "feedback": "Warm people there."},
    Act.COMPLETE_IN_PART: {"comment": "The second appointment."},
    Act.NOT_COMPLETE: {"reason": "no_show", "comment": ""},
    Act.SEND_AT_ONCE: {
        "danger": "He knows where she is and comes tonight.",
        "cannot_wait": "The next train goes in an hour.",
        "channel": "phone_secure",
        "recipient": "duty nurse",
    },
    Act.NOT_UPHOLD: {"comment": "She could have been asked."},
    Act.SUSPEND: {"reason": "data_seen", "comment": ""},
    Act.RECALL: {"reason": "unsafe", "comment": ""},
    Act.CANCEL: {"reason": "not_needed", "comment": ""},
    Act.TELL_PARTNER: {"channel": "phone_secure", "recipient": "duty nurse"},
    Act.CLOSE: {"deletion": "confirmed", "answered_by": "duty nurse"},
}
HER_WORD = {"respected": "y", "safe": "y", "useful": "na", "again": "y"}
for _act in (Act.COMPLETE, Act.COMPLETE_IN_PART, Act.NOT_COMPLETE, Act.CLOSE):
    TOLD[_act] |= HER_WORD
REVIEWER_ACTS = frozenset(
    {
        Act.APPROVE, Act.RETURN, Act.UPHOLD, Act.NOT_UPHOLD, Act.CONFIRM_SUSPENSION, Act.RESUME
    }
)  # fmt: skip


def snapshot() -> tuple[Any, ...]:
    """All that a refused act may not have changed."""
    rows = Referral.objects.order_by("pk").values_list("pk", "state", "due_at", "revision")
    return list(rows), ReferralStep.objects.count(), entries.count(), Due.objects.count()


@dataclass
class Scene:
    """A house, an active partner, and a case whose survivor said yes to it."""

    house: make.House
    partner: Partner
    case: Case

    def written(self, **changes: str) -> dict[str, str]:
        return {
            "service": SERVICE,
            "partner": str(self.partner.pk),
            "need": "A check-up, with a woman doctor.",
            "contact": "Through her caseworker only.",
        } | changes

    def draft(
        self, *, urgency: str = "routine", by: str = "caseworker", **options: Any
    ) -> Referral:
        who = self.house.staff[by]
        keys = make.keys_for(who, self.case)
        common: dict[str, Any] = {"by": who.user, "at": make.NOW, "keys": keys}
        written = options.pop("written", self.written())
        referral = actions.draft(self.case, urgency=urgency, written=written, **(common | options))
        if referral.revision > 1:  # sent twice
            return referral
        return make.packed(referral, **{name: (common | options)[name] for name in common})

    def act(self, referral: Referral, what: Act, *, by: str = "", **options: Any) -> None:
        """By whoever's turn it is, with what the act asks, unless told otherwise."""
        who = self.house.staff[by or ("supervisor" if what in REVIEWER_ACTS else "caseworker")]
        common: dict[str, Any] = {
            "by": who.user,
            "at": make.NOW,
            "keys": make.keys_for(who, self.case),
            "told": TOLD.get(what, {}),
        }
        actions.act(referral, what, **(common | options))

    def advance(self, *acts: Act, urgency: str = "routine") -> Referral:
        referral = self.draft(urgency=urgency)
        for what in acts:
            self.do(referral, what)
        return referral

    def do(self, referral: Referral, what: Act) -> None:
        """The act, with what it needs around it; what no person does happens by itself."""
        if what is Act.HAND_ON:
            self.in_state(CaseState.TRANSFER_PENDING)
        if what is Act.SEND_AT_ONCE:
            self.in_danger()
        if what is Act.NO_ANSWER:
            silence.sweep(referral.due_at or make.NOW)
        elif what is Act.WITHDRAW:
            self.answer("withdrawn")
        else:
            self.act(referral, what)
        referral.refresh_from_db()
        referral.case = self.case

    def refused(self, referral: Referral, what: Act, sentence: str, **options: Any) -> None:
        """It says why, and writes nothing."""
        before = snapshot()
        with pytest.raises(WrongState, match=sentence):
            self.act(referral, what, **options)
        assert snapshot() == before

    def forbidden(self, referral: Referral, what: Act, by: str) -> None:
        """Not even with the case's key in her hands."""
        before, keys = snapshot(), make.keys_for(self.house.supervisor, self.case)
        with pytest.raises(NotAllowed, match=f"referral.{what}"):
            self.act(referral, what, by=by, keys=keys)
        assert snapshot() == before

    def document(self, referral: Referral) -> dict[str, Any]:
        return make.keys_for(self.house.caseworker, self.case).open_document(referral)

    def due(self, kind: str) -> list[tuple[Any, datetime]]:
        """What is due of this kind, about what and when."""
        rows = Due.objects.pending().filter(case=self.case, kind=kind).order_by("due_at", "owner")
        return list(dict.fromkeys((row.reference, row.due_at) for row in rows))

    def in_danger(self) -> None:
        """As if somebody had raised her level of risk."""
        Case.objects.filter(pk=self.case.pk).update(risk=Risk.CRITICAL)

    def in_state(self, state: CaseState) -> None:
        """As if another act had brought the case there."""
        Case.objects.filter(pk=self.case.pk).update(state=state)

    def answer(self, state: str, *, at: datetime = make.NOW, **changes: Any) -> None:
        """She gives, or takes back, her consent to this service by this partner."""
        who = self.house.caseworker
        document = make.consent(
            "share", state=state, service=SERVICE, partner=str(self.partner.pk), at=at
        )
        keys = make.keys_for(who, self.case)
        record_consent(self.case, document | changes, by=who.user, at=at, keys=keys)


def active_partner(house: make.House, alias: str = "willow-3", **changes: Any) -> Partner:
    """Proposed and asked about by one supervisor, vetted by another one."""
    told = json.dumps(changes, sort_keys=True)
    return kept.once(
        ("partner", alias, told),
        lambda: _active_partner(house, alias, changes),
        again=_found,
    )


def _found(partner: Partner) -> Partner:
    return Partner.objects.get(pk=partner.pk)


def _active_partner(house: make.House, alias: str, changes: dict[str, Any]) -> Partner:
    by, at = house.supervisor.user, make.NOW - timedelta(days=30)
    details = Details(**(vars(DETAILS) | changes))
    partner = directory.propose(alias, name="Lantern clinic", details=details, by=by, at=at)
    vet(house, partner, at=at)
    directory.set_state(partner, "active", by=by, at=at)
    return partner


def agreed(house: make.House, **case: Any) -> Scene:
    """A house, an active partner, a case opened so, and her yes to this partner on record."""

    def build() -> Scene:
        made = Scene(house, active_partner(house), make.opened(house, **case))
        made.answer("given")
        return made

    return kept.once(
        ("agreed", json.dumps(case, sort_keys=True)),
        build,
        again=lambda made: Scene(house, _found(made.partner), make.found(made.case)),
    )


def vet(house: make.House, partner: Partner, *, at: datetime = make.NOW) -> None:
    """Or let go on, when it is suspended."""
    kind = Asked.RESUME if partner.state == "suspended" else Asked.VET
    asked = vetting.ask(partner, kind, words="We met.", by=house.supervisor.user, at=at)
    vetting.say_yes(asked, words="I asked two women.", by=house.supervisor2.user, at=at)


@pytest.fixture
def house(db: None) -> make.House:
    return make.house()


@pytest.fixture
def scene(house: make.House) -> Scene:
    return agreed(house)
