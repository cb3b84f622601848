"""Whatever she answers, takes back or lets run out: what is covered is what she said, no more."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from casework.access.focal_points import name_focal_point
from casework.accounts.models import User
from casework.cases import consents
from casework.cases.actions import record
from casework.cases.actions.consent import consent_documents, record_consent, withdraw
from casework.cases.actions.consent_decisions import decide_for_child, renew_basis
from casework.cases.consent_states import TRANSITIONS, ConsentStage
from casework.cases.models import ConsentRecord, Section
from casework.cases.purposes import SHARED_AS, Purpose, WithdrawnHow
from casework.reminders.models import Due
from tests import make
from tests.machines import PEOPLE, SUPERVISORS, Machine, Pick, by_chance, run
from tests.make import House

Document = dict[str, Any]
ANSWERED = ("given", "given", "refused", "deferred", "requested")
PARTNERS = ("willow", "maple")
SERVICES = ("legal_advice", "cash_assistance")
TICKED = [["purpose", "withdrawal"], ["uses"]]
BASES = (
    {"child_basis": "best_interests_decision"},
    {"child_basis": "assent_and_safe_adult", "guardian_is": "parent", "given_by": "both"},
    {"child_basis": "assent_and_vital_interests"},
)
NEVER_A_BASIS = (
    {},
    {"child_basis": "assent_and_safe_adult", "guardian_is": "buyer", "given_by": "guardian"},
)
AGES = ["no", "yes", "unknown", "declined"]
_EDGES = {(row.before, row.after) for row in TRANSITIONS}


def _answer(pick: Pick, today: date, *, is_young: bool) -> Document:
    purpose = pick([Purpose.CASE_SERVICES, Purpose.SHARE], Purpose)
    about_us = purpose == Purpose.CASE_SERVICES
    state = pick(ANSWERED, ["cannot_ask"]) if not about_us else pick([*ANSWERED, "cannot_ask"])
    named = purpose in (Purpose.SHARE, Purpose.TRANSFER)
    given = today - timedelta(days=pick([0, 0, 5], [-1]))
    beside = pick(BASES, NEVER_A_BASIS) if is_young else pick([{}], NEVER_A_BASIS)
    return make.consent(purpose, state=state) | {
        "service": pick(SERVICES, ["", "other"]) if purpose == Purpose.SHARE else "",
        "partner": pick(PARTNERS, [""]) if named else "",
        "explained": pick(TICKED[:1], TICKED[1:]),
        "given_on": given.isoformat(),
        "expires_on": (given + timedelta(days=pick([20, 180, 366], [0, 367]))).isoformat(),
        "capacity_doubt": pick(["no"], ["yes"]),
        **beside,
    }


class Consent(Machine):
    """The answers of one woman, kept by her caseworker; what needs two, decided by two."""

    @initialize(age=st.sampled_from(AGES), has_focal_point=st.booleans())
    def begin(self, age: str, has_focal_point: bool) -> None:
        self.case = make.opened(self.house)
        if has_focal_point:
            names = [self.user(name) for name in (*SUPERVISORS["north"], "administrator")]
            name_focal_point(self.house.desk, names[0], names[1], by=names[2], at=self.at)
        self.gate(age, "no")
        self.rows: list[Any] = []
        self.became: dict[str, ConsentStage] = {}

    # What is done ------------------------------------------------------------------

    @rule(
        age=st.sampled_from(AGES),
        danger=st.sampled_from(["yes", "no"]),
    )
    def gate(self, age: str, danger: str) -> None:
        told = make.complete("gate") | {"under_18": age, "immediate_danger": danger}
        seen = Section.objects.get(case=self.case, kind="gate").revision
        hands = self.hands("caseworker")
        act = lambda: record.save_section(self.case, "gate", told, revision=seen, **hands)  # noqa: E731
        if self.attempt(act):
            self.is_young, self.is_in_danger = age != "no", danger == "yes"

    @rule(data=st.data())
    def she_answers(self, data: st.DataObject) -> None:
        pick = by_chance(data)
        answer = _answer(pick, self.at.date(), is_young=self.is_young)
        hands = self.hands(pick(["caseworker"], PEOPLE))
        if self.attempt(lambda: record_consent(self.case, answer, **hands)):
            assert hands["by"] == self.case.owner
            self.is_hers(answer)

    def is_hers(self, answer: Document) -> None:
        """What was kept names its scope, and a yes is explained, dated and her own."""
        given, expires = (date.fromisoformat(answer[name]) for name in ("given_on", "expires_on"))
        assert given <= self.at.date()
        if answer["purpose"] == Purpose.SHARE:
            assert answer["service"] in SHARED_AS
            assert answer["partner"]
        if answer["state"] == "cannot_ask":
            assert answer["purpose"] == Purpose.CASE_SERVICES
        if answer["state"] != "given":
            return
        assert {"purpose", "withdrawal"} <= set(answer["explained"])
        assert timedelta(0) < expires - given <= timedelta(days=366)
        assert answer["capacity_doubt"] == "no"
        assert answer.get("guardian_is") != "buyer"
        if self.is_young:
            assert answer["child_basis"]
            assert self.is_in_danger or answer["child_basis"] != "assent_and_vital_interests"
        else:
            assert answer["given_by"] == "self"

    @rule(data=st.data())
    def she_takes_it_back(self, data: st.DataObject) -> None:
        pick, told, today = by_chance(data), self.documents(), self.at.date()
        standing = [one for one in self.newest().values() if consents.is_in_force(one, today)]
        yes = pick(standing or told, told)
        held = consents.scope_of(yes) in map(consents.scope_of, standing)
        hands = self.hands(pick(["caseworker"], PEOPLE))
        how, on = pick(WithdrawnHow), today + timedelta(days=pick([0], [1]))
        row = ConsentRecord.objects.get(case=self.case, number=yes["number"])
        if self.attempt(lambda: withdraw(self.case, row.pk, how=how, on=on, **hands)):
            assert held
            assert hands["by"] == self.case.owner
            assert self.refusal(consents.scope_of(yes), today)

    @precondition(lambda self: self.case.consent == "cannot_ask")
    @rule(data=st.data())
    def a_second_person_renews(self, data: st.DataObject) -> None:
        pick, standing = by_chance(data), self.newest().get(consents.SERVICES)
        hands = self.hands(pick(SUPERVISORS["north"], PEOPLE))
        act = {"why": "in_custody", "words": "Nobody has seen her."} | hands
        if self.attempt(lambda: renew_basis(self.case, **act)):
            assert standing is not None
            assert standing["state"] == "cannot_ask"
            self.is_a_second_person(hands["by"])

    @precondition(lambda self: any(map(consents.is_undecided, self.newest().values())))
    @rule(data=st.data())
    def a_second_person_decides_for_a_girl(self, data: st.DataObject) -> None:
        pick, told = by_chance(data), self.documents()
        undecided = [one for one in self.newest().values() if consents.is_undecided(one)]
        yes = pick(undecided, told)
        row = ConsentRecord.objects.get(case=self.case, number=yes["number"])
        hands = self.hands(pick(SUPERVISORS["north"], PEOPLE)) | {"words": "She is safe there."}
        upheld = pick([True, False])
        if self.attempt(lambda: decide_for_child(self.case, row.pk, upheld=upheld, **hands)):
            assert yes in undecided
            self.is_a_second_person(hands["by"])

    @rule(days=st.sampled_from([1, 15, 31, 200]))
    def time_passes(self, days: int) -> None:
        self.at += timedelta(days=days)

    # What is read ------------------------------------------------------------------

    def documents(self) -> list[Document]:
        return consent_documents(self.case, self.hands("caseworker")["keys"])

    def newest(self) -> dict[consents.Scope, Document]:
        return consents.latest(self.documents())

    def refusal(self, scope: consents.Scope, on: date) -> str:
        purpose, service, partner = scope
        told = self.documents()
        return consents.consent_covers(told, purpose, on=on, service=service, partner=partner)

    def is_a_second_person(self, by: User) -> None:
        assert by != self.case.owner
        assert by.is_supervisor_on(self.case.desk)

    # What always holds -------------------------------------------------------------

    @invariant()
    def no_record_is_changed_or_deleted(self) -> None:
        rows = list(ConsentRecord.objects.filter(case=self.case).order_by("number").values())
        assert rows[: len(self.rows)] == self.rows
        assert [row["number"] for row in rows] == list(range(1, len(rows) + 1))
        self.rows = rows

    @invariant()
    def what_is_covered_is_what_she_said_last(self) -> None:
        """Said anew from the records: the last one of a scope, its day, and her word about us."""
        told, today = self.documents(), self.at.date()
        ours = [one for one in told if one["purpose"] == Purpose.CASE_SERVICES][-1]
        stopped = ours["state"] in ("refused", "withdrawn") or (
            ours["state"] in ("given", "cannot_ask") and ours["expires_on"] < today.isoformat()
        )
        for purpose, service, partner in {*self.newest(), ("share", "legal_advice", "any")}:
            about = [one for one in told if consents.scope_of(one) == (purpose, service, partner)]
            yes = about and about[-1]["state"] == "given"
            holds = yes and about[-1]["expires_on"] >= today.isoformat()
            covered = not self.refusal((purpose, service, partner), today)
            assert covered == bool(holds and not stopped)

    @invariant()
    def a_record_becomes_what_the_table_says(self) -> None:
        for past in consents.history(self.documents(), on=self.at.date()):
            assert past.became == past.said or (past.said, past.became) in _EDGES
            before = self.became.get(past.document["id"], past.said)
            final = before in (ConsentStage.WITHDRAWN, ConsentStage.SUPERSEDED)
            assert past.became == before or not final
            self.became[past.document["id"]] = past.became

    @invariant()
    def her_word_about_our_help_stands_in_clear(self) -> None:
        said = self.newest()[consents.SERVICES]["state"]
        asked = said if said not in ("requested", "deferred") else "not_asked"
        assert self.case.consent == asked

    @invariant()
    def what_runs_out_or_waits_for_another_is_due(self) -> None:
        newest, today = self.newest(), self.at.date()
        pending = Due.objects.pending().filter(case=self.case)
        kinds = set(pending.values_list("kind", flat=True))
        ends = [one["expires_on"] for one in newest.values() if consents.is_in_force(one, today)]
        if ends:
            first = pending.filter(kind="consent_expiring").earliest("due_at")
            assert first.due_at.date().isoformat() <= min(ends)
        help_itself = newest[consents.SERVICES]
        of_child = consents.rests_on_her_being_a_child(help_itself)
        rests_on_danger = help_itself["state"] == "cannot_ask"
        assert ("basis_renewal" in kinds) == (rests_on_danger and not of_child)
        asked_of = {one["id"] for one in newest.values() if consents.is_undecided(one)}
        asked_of |= {help_itself["id"]} if of_child else set()
        waits = pending.filter(kind="child_decision").values_list("reference", flat=True)
        assert {str(one) for one in waits} == asked_of


def test_no_course_of_answers_covers_more_than_she_said(house: House) -> None:
    run(Consent, house, examples=5, steps=12)


@pytest.mark.soak
def test_no_long_course_of_answers_covers_more_than_she_said(house: House) -> None:
    run(Consent, house, examples=80, steps=25)
