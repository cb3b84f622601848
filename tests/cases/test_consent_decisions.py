"""A second person: help without her consent renewed, a girl's yes decided; what reminds."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from casework.access import people
from casework.access.errors import NotAllowed, WrongState
from casework.access.focal_points import name_focal_point
from casework.cases import consents
from casework.cases.actions import record as writing
from casework.cases.actions.consent import consent_documents, record_consent
from casework.cases.actions.consent_decisions import decide_for_child, renew_basis
from casework.cases.models import Case, ConsentRecord
from casework.cases.states import Reachability
from casework.reminders.models import Due
from tests import entries, make
from tests.make import NOW, House

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def house() -> House:
    return make.house()


@pytest.fixture
def case(house: House) -> Case:
    return make.draft(house)


def keep(house: House, case: Case, purpose: str = "case_services", **told: Any) -> ConsentRecord:
    keys = make.keys_for(house.caseworker, case)
    document = make.consent(purpose, state=told.pop("state", "given")) | told
    return record_consent(case, document, by=house.caseworker.user, at=NOW, keys=keys)


def renew(house: House, case: Case, who: str = "supervisor", **more: Any) -> ConsentRecord:
    staff = house.staff[who]
    keys = make.keys_for(staff, case)
    at = more.pop("at", NOW + 13 * DAY)
    act = {"why": "in_custody", "words": "Nobody has seen her."} | more
    return renew_basis(case, by=staff.user, at=at, keys=keys, **act)


def decide(house: House, case: Case, row: ConsentRecord, *, upheld: bool, who: str) -> None:
    staff = house.staff[who]
    keys = make.keys_for(staff, case)
    act: dict[str, Any] = {"by": staff.user, "at": NOW + timedelta(hours=3), "keys": keys}
    decide_for_child(case, row.pk, upheld=upheld, words="She is safe there.", **act)


def told(house: House, case: Case) -> list[dict[str, Any]]:
    return consent_documents(case, make.keys_for(house.caseworker, case))


def due(kind: str) -> set[tuple[str, Any]]:
    rows = Due.objects.pending().filter(kind=kind)
    return {(row.owner.username, row.due_at) for row in rows}


def girl(house: House, case: Case, purpose: str = "case_services") -> ConsentRecord:
    gate = make.complete("gate") | {"under_18": "unknown", "immediate_danger": "yes"}
    keys = make.keys_for(house.caseworker, case)
    act: dict[str, Any] = {"by": house.caseworker.user, "at": NOW, "keys": keys}
    writing.save_section(case, "gate", gate, revision=0, **act)
    return keep(house, case, purpose, child_basis="assent_and_vital_interests")


# Help without her consent ---------------------------------------------------------


@pytest.mark.parametrize(
    ("reachability", "days"),
    [("reachable", 14), ("no_safe_contact", 14), ("in_custody", 30), ("returned", 30),
     ("lost", 30)],
)  # fmt: skip
def test_help_without_her_consent_ends_by_itself(
    reachability: str, days: int, house: House, case: Case
) -> None:
    Case.objects.filter(pk=case.pk).update(reachability=Reachability(reachability))
    keep(house, case, state="cannot_ask", expires_on="2027-01-01")
    [kept] = told(house, case)
    assert kept["expires_on"] == (NOW.date() + days * DAY).isoformat()
    assert due("basis_renewal") == {
        ("supervisor", NOW + days * DAY),
        ("supervisor2", NOW + days * DAY),
    }


def test_a_supervisor_lets_it_go_on_and_is_asked_again(house: House, case: Case) -> None:
    keep(house, case, state="cannot_ask", cannot_ask_reason="immediate_danger")
    renew(house, case)
    [_first, second] = told(house, case)
    assert (second["state"], second["cannot_ask_reason"]) == ("cannot_ask", "in_custody")
    assert second["expires_on"] == (NOW.date() + 27 * DAY).isoformat()
    assert {at for _who, at in due("basis_renewal")} == {NOW + 27 * DAY}


def test_her_own_answer_ends_the_renewals(house: House, case: Case) -> None:
    keep(house, case, state="cannot_ask")
    keep(house, case)
    assert due("basis_renewal") == set()


@pytest.mark.proves("cases.basis_stands")
def test_what_she_answered_herself_is_not_renewed(house: House, case: Case) -> None:
    keep(house, case)
    before = entries.count()
    with pytest.raises(WrongState, match="There is nothing to renew"):
        renew(house, case)
    assert (entries.count(), ConsentRecord.objects.count()) == (before, 1)


@pytest.mark.proves("cases.can_renew_basis")
@pytest.mark.parametrize("who", ["caseworker", "supervisor3"])
def test_only_a_supervisor_of_the_desk_renews(who: str, house: House, case: Case) -> None:
    keep(house, case, state="cannot_ask")
    before = entries.count()
    keys = make.keys_for(house.supervisor, case)
    with pytest.raises(NotAllowed):
        renew_basis(case, why="in_custody", words="", by=house.staff[who].user, at=NOW, keys=keys)
    assert entries.count() == before


def test_running_out_stops_sharing_and_closes_nothing(house: House, case: Case) -> None:
    keep(house, case, state="cannot_ask")
    keep(house, case, "share", service="legal_advice", partner="willow")
    scope = {"service": "legal_advice", "partner": "willow"}
    documents = told(house, case)
    assert consents.covers(documents, on=NOW.date() + 14 * DAY, **scope)
    assert not consents.covers(documents, on=NOW.date() + 15 * DAY, **scope)
    assert Case.objects.get().consent == "cannot_ask"


# A girl's yes ------------------------------------------------------------------------


def test_assent_in_danger_counts_at_once_and_waits_for_a_second_person(
    house: House, case: Case
) -> None:
    row = girl(house, case)
    assert Case.objects.get().consent == "given"
    within = NOW + timedelta(hours=24)
    assert due("child_decision") == {("supervisor", within), ("supervisor2", within)}
    assert {one.reference for one in Due.objects.filter(kind="child_decision")} == {row.pk}


def test_it_waits_for_the_focal_point_and_her_deputy_alone(house: House, case: Case) -> None:
    name_focal_point(house.desk, house.supervisor2.user, None, **_by(house))
    row, within = girl(house, case), NOW + timedelta(hours=24)
    assert due("child_decision") == {("supervisor2", within)}
    before = entries.count()
    with pytest.raises(NotAllowed):
        decide(house, case, row, upheld=True, who="supervisor")
    assert entries.count() == before
    decide(house, case, row, upheld=True, who="supervisor2")
    assert due("child_decision") == set()


def test_her_deputy_decides_too(house: House, case: Case) -> None:
    name_focal_point(house.desk, house.supervisor.user, house.supervisor2.user, **_by(house))
    row = girl(house, case)
    assert {who for who, _at in due("child_decision")} == {"supervisor", "supervisor2"}
    decide(house, case, row, upheld=False, who="supervisor2")
    term = NOW + timedelta(hours=3) + 14 * DAY  # help goes on without asking her till then
    assert due("child_decision") == {("supervisor", term), ("supervisor2", term)}


def test_what_waits_goes_to_the_focal_point_who_is_named_now(house: House, case: Case) -> None:
    girl(house, case)
    within = NOW + timedelta(hours=24)
    name_focal_point(house.desk, house.supervisor2.user, None, **_by(house))
    assert due("child_decision") == {("supervisor2", within)}
    name_focal_point(house.desk, house.supervisor.user, None, **_by(house))
    assert due("child_decision") == {("supervisor", within)}


def test_with_neither_left_a_second_person_decides(house: House, case: Case) -> None:
    name_focal_point(house.desk, house.supervisor.user, None, **_by(house))
    row = girl(house, case)
    people.leave(house.supervisor.user, by=house.supervisor2.user, at=NOW)
    decide(house, case, row, upheld=True, who="supervisor2")


# A girl who cannot be asked ---------------------------------------------------------


def silent_girl(house: House, case: Case, under_18: str = "unknown") -> ConsentRecord:
    gate = make.complete("gate") | {"under_18": under_18, "immediate_danger": "yes"}
    keys = make.keys_for(house.caseworker, case)
    act: dict[str, Any] = {"by": house.caseworker.user, "at": NOW, "keys": keys}
    writing.save_section(case, "gate", gate, revision=0, **act)
    return keep(house, case, state="cannot_ask", cannot_ask_reason="immediate_danger")


@pytest.mark.parametrize("under_18", ["yes", "unknown", "declined"])
def test_help_without_asking_a_girl_waits_for_the_focal_point(
    under_18: str, house: House, case: Case
) -> None:
    name_focal_point(house.desk, house.supervisor2.user, None, **_by(house))
    row = silent_girl(house, case, under_18)
    assert due("child_decision") == {("supervisor2", NOW + timedelta(hours=24))}
    assert due("basis_renewal") == set()
    before = entries.count()
    with pytest.raises(NotAllowed):
        decide(house, case, row, upheld=True, who="supervisor")
    assert (entries.count(), ConsentRecord.objects.count()) == (before, 1)
    decide(house, case, row, upheld=True, who="supervisor2")
    assert told(house, case)[-1]["decided_by"] == str(house.supervisor2.user.pk)


def test_she_is_asked_again_when_the_term_ends(house: House, case: Case) -> None:
    name_focal_point(house.desk, house.supervisor2.user, None, **_by(house))
    decide(house, case, silent_girl(house, case), upheld=True, who="supervisor2")
    [_first, second] = ConsentRecord.objects.order_by("number")
    assert due("child_decision") == {("supervisor2", NOW + timedelta(hours=3) + 14 * DAY)}
    decide(house, case, second, upheld=True, who="supervisor2")
    assert [one["state"] for one in told(house, case)] == ["cannot_ask"] * 3


def test_not_upheld_it_waits_for_a_safe_adult_beside_her(house: House, case: Case) -> None:
    decide(house, case, silent_girl(house, case), upheld=False, who="supervisor2")
    assert told(house, case)[-1]["state"] == "deferred"
    assert due("child_decision") == due("basis_renewal") == set()


@pytest.mark.proves("cases.girl_is_renewed_by_focal_point")
def test_of_who_turns_out_to_be_a_girl_the_focal_point_alone_renews(
    house: House, case: Case
) -> None:
    name_focal_point(house.desk, house.supervisor2.user, None, **_by(house))
    keep(house, case, state="cannot_ask")
    gate = make.complete("gate") | {"under_18": "yes"}
    act: dict[str, Any] = {"by": house.caseworker.user, "at": NOW}
    keys = make.keys_for(house.caseworker, case)
    writing.save_section(case, "gate", gate, revision=0, keys=keys, **act)
    before = entries.count()
    with pytest.raises(WrongState, match="the focal point for children decides this"):
        renew(house, case)
    assert (entries.count(), ConsentRecord.objects.count()) == (before, 1)
    renew(house, case, "supervisor2")
    assert told(house, case)[-1]["decided_by"] == str(house.supervisor2.user.pk)


def test_without_a_focal_point_any_second_person_lets_it_go_on(house: House, case: Case) -> None:
    row = silent_girl(house, case)
    within = NOW + timedelta(hours=24)
    assert due("child_decision") == {("supervisor", within), ("supervisor2", within)}
    decide(house, case, row, upheld=True, who="supervisor")


@pytest.mark.parametrize("upheld", [True, False])
def test_what_is_called_her_best_interests_is_decided_by_the_focal_point(
    upheld: bool, house: House, case: Case
) -> None:
    name_focal_point(house.desk, house.supervisor2.user, None, **_by(house))
    gate = make.complete("gate") | {"under_18": "yes"}
    act: dict[str, Any] = {"by": house.caseworker.user, "at": NOW}
    keys = make.keys_for(house.caseworker, case)
    writing.save_section(case, "gate", gate, revision=0, keys=keys, **act)
    row = keep(house, case, child_basis="best_interests_decision")
    assert due("child_decision") == {("supervisor2", NOW + timedelta(hours=24))}
    decide(house, case, row, upheld=upheld, who="supervisor2")
    assert told(house, case)[-1]["state"] == ("given" if upheld else "deferred")
    assert due("child_decision") == set()


def test_what_she_answers_anew_waits_no_more(house: House, case: Case) -> None:
    girl(house, case)
    keep(house, case, child_basis="assent_and_safe_adult", guardian_is="own_relative")
    assert due("child_decision") == set()


def _by(house: House) -> dict[str, Any]:
    return {"by": house.administrator.user, "at": NOW}


def test_upheld_it_stands_on_her_best_interests(house: House, case: Case) -> None:
    decide(house, case, girl(house, case), upheld=True, who="supervisor2")
    decided = told(house, case)[-1]
    assert (decided["state"], decided["child_basis"]) == ("given", "best_interests_decision")
    assert decided["decided_by"] == str(house.supervisor2.user.pk)
    assert due("child_decision") == set()


@pytest.mark.parametrize(
    ("purpose", "state"), [("case_services", "cannot_ask"), ("photo_or_voice", "deferred")]
)
def test_not_upheld_what_protects_her_goes_on_and_the_rest_waits(
    purpose: str, state: str, house: House, case: Case
) -> None:
    decide(house, case, girl(house, case, purpose), upheld=False, who="supervisor")
    assert told(house, case)[-1]["state"] == state


@pytest.mark.proves("cases.child_is_to_decide")
def test_what_was_decided_is_not_decided_again(house: House, case: Case) -> None:
    row = girl(house, case)
    decide(house, case, row, upheld=True, who="supervisor")
    before = entries.count()
    with pytest.raises(WrongState, match="Nothing waits here"):
        decide(house, case, row, upheld=False, who="supervisor2")
    assert entries.count() == before


@pytest.mark.proves("cases.can_decide_for_child")
@pytest.mark.parametrize("who", ["caseworker", "supervisor3", "administrator"])
def test_nobody_else_signs(house: House, case: Case, who: str) -> None:
    row = girl(house, case)
    keys = make.keys_for(house.caseworker, case)
    before = entries.count()
    with pytest.raises(NotAllowed):
        decide_for_child(
            case, row.pk, upheld=True, words="", by=house.staff[who].user, at=NOW, keys=keys
        )
    assert entries.count() == before


# What reminds ------------------------------------------------------------------------


def test_the_first_yes_to_run_out_is_asked_for_a_month_before(house: House, case: Case) -> None:
    keep(house, case)
    keep(house, case, "photo_or_voice", expires_on=(NOW.date() + 90 * DAY).isoformat())
    [(who, at)] = due("consent_expiring")
    assert (who, at.date()) == ("caseworker", NOW.date() + 60 * DAY)
    keep(house, case, "photo_or_voice", state="refused")
    [(_who, at)] = due("consent_expiring")
    assert at.date() == NOW.date() + 150 * DAY


def test_a_short_yes_is_asked_for_half_way(house: House, case: Case) -> None:
    keep(house, case, expires_on=(NOW.date() + 20 * DAY).isoformat())
    [(_who, at)] = due("consent_expiring")
    assert at.date() == NOW.date() + 10 * DAY


def test_with_no_yes_left_nothing_reminds(house: House, case: Case) -> None:
    keep(house, case)
    keep(house, case, state="refused")
    assert due("consent_expiring") == set()


def test_what_was_not_explained_in_danger_is_explained_within_three_days(
    house: House, case: Case
) -> None:
    keep(house, case, in_danger=True, explained=["not_asked"])
    assert due("consent_review") == {("caseworker", NOW + 3 * DAY)}
    keep(house, case)
    assert due("consent_review") == set()


# After her no ------------------------------------------------------------------------


@pytest.mark.proves("cases.writing_is_allowed")
@pytest.mark.parametrize("state", ["refused", "withdrawn"])
def test_after_her_no_nothing_more_is_written(state: str, house: House, case: Case) -> None:
    keep(house, case)
    keep(house, case, state=state)
    before = entries.count()
    keys = make.keys_for(house.caseworker, case)
    act: dict[str, Any] = {"by": house.caseworker.user, "at": NOW, "keys": keys}
    with pytest.raises(WrongState, match="She said no to our help"):
        writing.save_section(case, "needs", make.complete("needs"), revision=0, **act)
    assert entries.count() == before
    keep(house, case)
    writing.save_section(case, "needs", make.complete("needs"), revision=0, **act)


def test_after_her_no_to_keeping_what_identifies_her_no_name_is_saved(
    house: House, case: Case
) -> None:
    keep(house, case)
    keep(house, case, purpose="store_identifying_data", state="refused")
    before, keys = entries.count(), make.keys_for(house.caseworker, case)
    act: dict[str, Any] = {"by": house.caseworker.user, "at": NOW, "keys": keys}
    told = make.complete("identity") | {"names": [{"kind": "alias", "roman": "Magpie"}]}
    with pytest.raises(WrongState, match="She said no to our keeping what identifies her"):
        writing.save_section(case, "identity", told, revision=0, **act)
    assert entries.count() == before
    writing.save_section(case, "identity", told | {"names": []}, revision=0, **act)
