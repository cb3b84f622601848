"""Whoever tries whatever on a referral, in whatever order: what may never leave, never leaves."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from casework.accounts.models import User
from casework.cases import consents
from casework.cases.actions.consent import consent_documents, record_consent
from casework.cases.models import Case, Decision
from casework.cases.states import Risk
from casework.referrals import actions, silence
from casework.referrals.models import Partner, Referral, ReferralStep
from casework.referrals.states import LIVE, TO_DELETE, TRANSITIONS, Act, ReferralState, Who
from casework.reminders.models import Due
from casework.vault.keyring import Keyring
from tests import make
from tests.machines import PEOPLE, SUPERVISORS, Machine, Pick, by_chance, run
from tests.make import House
from tests.referrals.conftest import HER_WORD, SERVICE, TOLD, active_partner

Document = dict[str, Any]
_PASSED = {(edge.act, edge.before, edge.after) for edge in TRANSITIONS}
# A word more than one act understands, and none that all do.
_WORDS: Document = {name: value for told in TOLD.values() for name, value in told.items()}
_TO_SENT = (Act.ASK_REVIEW, Act.APPROVE, Act.SEND)
WAYS: list[tuple[Act, ...]] = [
    (), _TO_SENT[:1], _TO_SENT, (*_TO_SENT, Act.ACCEPT), (*_TO_SENT, Act.ACCEPT, Act.BEGIN)
]  # fmt: skip
_OUT = (Act.SEND, Act.SEND_AT_ONCE)


class Handing(Machine):
    """One referral of one case, tried by its own people, by another desk and an administrator."""

    partner: Partner

    @initialize(risk=st.sampled_from([Risk.MEDIUM, Risk.CRITICAL]), way=st.sampled_from(WAYS))
    def begin(self, risk: Risk, way: tuple[Act, ...]) -> None:
        self.case = make.opened(self.house)
        self.partner = Partner.objects.first() or active_partner(self.house)
        Case.objects.filter(pk=self.case.pk).update(risk=risk)
        self.case.refresh_from_db()
        self.begins(way)

    def begins(self, way: tuple[Act, ...]) -> None:
        """As far as the way goes; that takes her yes."""
        written = {
            "service": SERVICE,
            "partner": str(self.partner.pk),
            "need": "A check-up.",
            "note": "Speaks Korean only.",
            "contact": "Through her caseworker only.",
        }
        hands = self.hands("caseworker")
        draft = actions.draft(self.case, urgency="high", written=written, **hands)
        self.referral = make.packed(draft, **self.hands("caseworker"))
        if way:
            self.says("given")
        for what in way:
            hands = self.hands("supervisor" if what == Act.APPROVE else "caseworker")
            actions.act(self.referral, what, told=TOLD.get(what, {}), **hands)
        self.was, self.steps = ReferralState(self.referral.state), []

    # What is done ------------------------------------------------------------------

    @rule(data=st.data())
    def it_goes_on(self, data: st.DataObject) -> None:
        """By a row of the table, by whom it names."""
        pick = by_chance(data)
        rows = [row for row in TRANSITIONS if row.before == self.was and row.who != Who.SYSTEM]
        ends = [row for row in rows if row.act in (Act.CANCEL, Act.RECALL, Act.CLOSE)]
        if rows:
            edge = pick([row for row in rows if row not in ends] or rows, ends)
            self.tries(edge.act, pick(self.named_by(edge.who), PEOPLE), pick)

    @rule(what=st.sampled_from(Act), who=st.sampled_from(PEOPLE), data=st.data())
    def anybody_tries(self, what: Act, who: str, data: st.DataObject) -> None:
        self.tries(what, who, by_chance(data))

    @rule(state=st.sampled_from(["given", "given", "given", "deferred", "withdrawn"]))
    def she_says(self, state: str) -> None:
        before = self.was
        sent = bool(self.document().get("packet"))
        if not self.attempt(lambda: self.says(state)):
            return
        self.referral.refresh_from_db()
        if state in ("withdrawn", "refused") and before not in self.over():
            assert self.referral.state == ReferralState.CONSENT_WITHDRAWN
            assert (self.referral.due_at is not None) == sent
        self.was = ReferralState(self.referral.state)

    @rule(hours=st.sampled_from([1, 25, 24 * 8]))
    def time_passes(self, hours: int) -> None:
        self.at += timedelta(hours=hours)

    @rule()
    def the_clock_strikes(self) -> None:
        late = self.was == "sent" and (self.referral.due_at or self.at) <= self.at
        self.attempt(lambda: silence.sweep(self.at))
        self.referral.refresh_from_db()
        assert (self.referral.state == "no_response") == (late or self.was == "no_response")
        self.was = ReferralState(self.referral.state)

    @precondition(lambda self: self.was in self.over())
    @rule(way=st.sampled_from(WAYS))
    def another_is_written(self, way: tuple[Act, ...]) -> None:
        self.begins(way)

    def says(self, state: str) -> None:
        scope = {"service": SERVICE, "partner": str(self.partner.pk)}
        answer = make.consent("share", state=state, at=self.at, **scope)
        record_consent(self.case, answer, **self.hands("caseworker"))

    def tries(self, what: Act, who: str, pick: Pick) -> None:
        hands, told = self.hands(who), self.told(what, pick)
        covered, document = self.is_covered(), self.document()
        if not self.attempt(lambda: actions.act(self.referral, what, told=told, **hands)):
            self.referral.refresh_from_db()
            assert self.referral.state == self.was
            return
        self.referral.refresh_from_db()
        after = ReferralState(self.referral.state)
        assert (what, self.was, after) in _PASSED
        self.is_theirs(what, hands["by"], document)
        if what in _OUT or what == Act.APPROVE:
            assert covered or what == Act.SEND_AT_ONCE
            assert what != Act.SEND_AT_ONCE or not self.said_no()
        self.was = after

    def told(self, what: Act, pick: Pick) -> Document:
        """What the act asks, or words of other acts, or none."""
        return pick([TOLD.get(what, {})], [{}, _WORDS, HER_WORD, {"not_asked": "not_yet"}])

    def named_by(self, who: Who) -> list[str]:
        either = ["caseworker", *SUPERVISORS["north"]]
        return {Who.WORKER: either[:1], Who.EITHER: either}.get(who, either[1:])

    # What is read ------------------------------------------------------------------

    def keys(self) -> Keyring:
        keys: Keyring = self.hands("caseworker")["keys"]
        return keys

    def document(self) -> Document:
        return self.keys().open_document(self.referral)

    def answers(self) -> list[Document]:
        return consent_documents(self.case, self.keys())

    def is_covered(self) -> bool:
        on: date = self.at.date()
        return consents.covers(self.answers(), service=SERVICE, partner=str(self.partner.pk), on=on)

    def said_no(self) -> bool:
        scope = ("share", SERVICE, str(self.partner.pk))
        newest = consents.latest(self.answers())
        return scope in newest and consents.is_no(newest[scope])

    def over(self) -> set[str]:
        return {"cancelled", "closed", "consent_withdrawn"}

    def is_theirs(self, what: Act, by: User, document: Document) -> None:
        [who] = {edge.who for edge in TRANSITIONS if edge.act == what}
        assert by.username in self.named_by(who)
        if who in (Who.REVIEWER, Who.SECOND):
            assert str(by.pk) not in document["authors"]
        if who == Who.SECOND and self.was == ReferralState.SUSPENDED and what == Act.RESUME:
            assert str(by.pk) != document["suspended_by"]

    # What always holds -------------------------------------------------------------

    @invariant()
    def nothing_is_sent_unseen_but_in_danger(self) -> None:
        document = self.document()
        if document.get("packet"):
            assert document.get("approved_at") or document.get("emergency")
        if document.get("emergency"):
            assert "note" not in document["packet"]

    @invariant()
    def no_step_is_changed_or_deleted(self) -> None:
        rows = ReferralStep.objects.filter(referral=self.referral).order_by("number").values()
        now = list(rows)
        assert now[: len(self.steps)] == self.steps
        assert [row["number"] for row in now] == list(range(1, len(now) + 1))
        assert now[-1]["to_state"] == self.referral.state
        self.steps = now

    @invariant()
    def what_waits_has_its_time(self) -> None:
        waits = self.referral.state in ("pending_review", "sent")
        assert (self.referral.due_at is not None) or not waits
        assert self.referral.due_at is None or waits or self.referral.state in TO_DELETE

    @invariant()
    def a_partner_that_has_something_is_asked_to_delete_it(self) -> None:
        document, about = self.document(), {"case": self.case, "reference": self.referral.pk}
        kinds = set(Due.objects.pending().filter(**about).values_list("kind", flat=True))
        to_delete = self.referral.state in TO_DELETE and bool(document.get("packet"))
        was_told = bool(document.get("partner_told_at"))
        assert ("partner_notice" in kinds) == (to_delete and not was_told)
        assert ("partner_deletion" in kinds) == (to_delete and was_told)
        assert ("referral_no_response" in kinds) == (self.referral.state == "no_response")

    @invariant()
    def what_was_done_at_once_waits_for_another(self) -> None:
        document = self.document()
        waits = Decision.objects.waiting().filter(about=self.referral.pk)
        kinds = set(waits.values_list("kind", flat=True))
        assert ("referral_sent" in kinds) == (document.get("emergency") == "waits")
        assert ("referral_suspended" in kinds) == (document.get("suspension") == "waits")
        assert document.get("suspension") != "waits" or self.referral.state == "suspended"

    @invariant()
    def two_people_stand_in_clear(self) -> None:
        row = Referral.objects.get(pk=self.referral.pk)
        assert row.approved_by_id is None or row.approved_by_id != row.asked_by_id
        assert row.state not in LIVE or row.case.state == "open"


def test_no_course_of_a_referral_lets_out_what_may_not_leave(house: House) -> None:
    run(Handing, house, examples=5, steps=14)


@pytest.mark.soak
def test_no_long_course_of_a_referral_lets_out_what_may_not_leave(house: House) -> None:
    run(Handing, house, examples=80, steps=30)
