"""What must hold before an answer is kept: each guard refuses by itself, and nothing is written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest

from casework.access.errors import NotAllowed, WrongState
from casework.cases.actions import record as writing
from casework.cases.actions.consent import consent_documents, record_consent, withdraw
from casework.cases.models import Case, ConsentRecord
from tests import entries, make
from tests.make import NOW, House

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
MAY_BE_YOUNG = ["yes", "unknown", "declined"]


@pytest.fixture
def house() -> House:
    return make.house()


@pytest.fixture
def case(house: House) -> Case:
    return make.draft(house)


@contextmanager
def refused(sentence: str) -> Iterator[None]:
    before = ConsentRecord.objects.count(), entries.count(), Case.objects.values().get()
    with pytest.raises(WrongState, match=sentence):
        yield
    assert before == (ConsentRecord.objects.count(), entries.count(), Case.objects.values().get())


def keep(house: House, case: Case, purpose: str = "case_services", **told: Any) -> ConsentRecord:
    keys = make.keys_for(house.caseworker, case)
    document = make.consent(purpose, state=told.pop("state", "given")) | told
    return record_consent(case, document, by=house.caseworker.user, at=NOW, keys=keys)


def make_young(house: House, case: Case, under_18: str = "yes", danger: str = "no") -> None:
    gate = make.complete("gate") | {"under_18": under_18, "immediate_danger": danger}
    keys = make.keys_for(house.caseworker, case)
    act: dict[str, Any] = {"by": house.caseworker.user, "at": NOW, "keys": keys}
    writing.save_section(case, "gate", gate, revision=0, **act)


@pytest.mark.proves("cases.consent_service")
def test_sharing_for_no_service_is_refused(house: House, case: Case) -> None:
    with refused("Name the service"):
        keep(house, case, "share", partner="willow")


@pytest.mark.proves("cases.consent_service")
@pytest.mark.parametrize("service", ["other", "unknown", "interpretation", "no-such"])
def test_sharing_for_anything_is_refused(service: str, house: House, case: Case) -> None:
    with refused("Name the service"):
        keep(house, case, "share", partner="willow", service=service)


@pytest.mark.proves("cases.consent_partner")
@pytest.mark.parametrize("state", ["given", "refused", "deferred", "requested"])
def test_sharing_with_any_partner_is_refused(state: str, house: House, case: Case) -> None:
    with refused("Name the partner"):
        keep(house, case, "share", service="legal_advice", state=state)


@pytest.mark.proves("cases.consent_partner")
def test_a_transfer_to_anyone_is_refused_and_a_no_to_all_is_kept(house: House, case: Case) -> None:
    with refused("Name the partner"):
        keep(house, case, "transfer")
    keep(house, case, "transfer", state="refused")


@pytest.mark.proves("cases.consent_day")
@pytest.mark.parametrize("day", ["", "soon", (TODAY + timedelta(days=2)).isoformat()])
def test_an_answer_of_a_day_to_come_is_refused(day: str, house: House, case: Case) -> None:
    with refused("date|not come yet"):
        keep(house, case, given_on=day, state="refused")


@pytest.mark.proves("cases.consent_expiry")
@pytest.mark.parametrize("days", [0, -1, 367])
def test_a_yes_that_holds_too_long_or_not_at_all_is_refused(
    days: int, house: House, case: Case
) -> None:
    with refused("within a year"):
        keep(house, case, expires_on=(TODAY + timedelta(days=days)).isoformat())


@pytest.mark.proves("cases.consent_codes")
@pytest.mark.parametrize("told", [{"interpreter": "Mrs Kim"}, {"witness": "김순옥"}])
def test_a_name_in_place_of_a_code_is_refused(
    told: dict[str, str], house: House, case: Case
) -> None:
    with refused("never a name"):
        keep(house, case, **told)


def test_codes_are_kept(house: House, case: Case) -> None:
    keep(house, case, interpreter="int-7", witness="W12")
    assert ConsentRecord.objects.count() == 1


@pytest.mark.proves("cases.consent_explained")
@pytest.mark.parametrize("ticked", [[], ["not_asked"], ["purpose"], ["uses", "withdrawal"]])
def test_a_yes_to_what_was_not_explained_is_refused(
    ticked: list[str], house: House, case: Case
) -> None:
    with refused("Explain first"):
        keep(house, case, explained=ticked)


def test_a_no_needs_no_explanation(house: House, case: Case) -> None:
    keep(house, case, state="refused", explained=["not_asked"])
    assert Case.objects.get().consent == "refused"


@pytest.mark.proves("cases.consent_self")
@pytest.mark.parametrize("told", [{"given_by": "guardian"}, {"given_by": "both"},
                                  {"form": "guardian"}])  # fmt: skip
def test_nobody_says_yes_for_a_woman_of_age(told: dict[str, str], house: House, case: Case) -> None:
    with refused("She is of age"):
        keep(house, case, **told)


@pytest.mark.proves("cases.consent_guardian")
@pytest.mark.parametrize("who", ["buyer", "buyers_family"])
@pytest.mark.parametrize("under_18", MAY_BE_YOUNG)
def test_the_buyer_is_never_her_guardian(under_18: str, who: str, house: House, case: Case) -> None:
    make_young(house, case, under_18)
    with refused("never her guardian"):
        keep(house, case, child_basis="assent_and_safe_adult", guardian_is=who, given_by="both")


@pytest.mark.proves("cases.consent_guardian")
def test_a_safe_adult_is_somebody_to_her(house: House, case: Case) -> None:
    make_young(house, case)
    with refused("who the safe adult is"):
        keep(house, case, child_basis="assent_and_safe_adult")


@pytest.mark.proves("cases.consent_child")
@pytest.mark.parametrize("under_18", MAY_BE_YOUNG)
@pytest.mark.parametrize("basis", ["", "not_asked", "unknown"])
def test_a_girls_assent_does_not_stand_alone(
    basis: str, under_18: str, house: House, case: Case
) -> None:
    make_young(house, case, under_18)
    with refused("beside her own assent"):
        keep(house, case, child_basis=basis)


@pytest.mark.proves("cases.consent_child")
def test_assent_alone_is_for_danger_only(house: House, case: Case) -> None:
    make_young(house, case)
    with refused("only while she is in danger"):
        keep(house, case, child_basis="assent_and_vital_interests")


@pytest.mark.parametrize("under_18", MAY_BE_YOUNG)
@pytest.mark.parametrize(
    ("basis", "beside"),
    [
        ("assent_and_safe_adult", {"given_by": "both", "guardian_is": "own_relative"}),
        ("best_interests_decision", {}),
    ],
)
def test_a_girls_assent_with_something_beside_it_is_kept(
    basis: str, beside: dict[str, str], under_18: str, house: House, case: Case
) -> None:
    """So not to say how old she is withholds nothing."""
    make_young(house, case, under_18)
    keep(house, case, child_basis=basis, **beside)
    assert Case.objects.get().consent == "given"


@pytest.mark.parametrize("state", ["refused", "deferred", "requested"])
def test_her_no_needs_nothing_beside_it(state: str, house: House, case: Case) -> None:
    make_young(house, case, "declined")
    keep(house, case, state=state)
    assert ConsentRecord.objects.count() == 1


@pytest.mark.proves("cases.consent_child")
def test_her_age_may_be_told_beside_the_gate(house: House, case: Case) -> None:
    make_young(house, case, "no")
    keys = make.keys_for(house.caseworker, case)
    act: dict[str, Any] = {"by": house.caseworker.user, "at": NOW, "keys": keys}
    told = make.complete("identity") | {"age_band": "9--17"}
    writing.save_section(case, "identity", told, revision=0, **act)
    with refused("beside her own assent"):
        keep(house, case)


@pytest.mark.proves("cases.consent_capacity")
@pytest.mark.parametrize("told", [{}, {"capacity_steps": "twice"}, {"witness": "w-1"}])
def test_a_doubt_needs_what_was_done_and_a_witness(
    told: dict[str, str], house: House, case: Case
) -> None:
    with refused("doubt whether she can decide"):
        keep(house, case, capacity_doubt="yes", **told)


def test_a_doubt_that_was_dealt_with_is_kept(house: House, case: Case) -> None:
    keep(house, case, capacity_doubt="yes", capacity_steps="Told again on Monday.", witness="w-1")
    assert Case.objects.get().consent == "given"


@pytest.mark.proves("cases.consent_cannot_ask")
def test_help_without_asking_her_needs_a_reason(house: House, case: Case) -> None:
    with refused("Say why she cannot be asked"):
        keep(house, case, state="cannot_ask", cannot_ask_reason="not_asked ")


@pytest.mark.proves("cases.consent_cannot_ask")
def test_nothing_but_help_itself_goes_on_without_asking_her(house: House, case: Case) -> None:
    with refused("Only help itself"):
        keep(house, case, "photo_or_voice", state="cannot_ask")


@pytest.mark.proves("cases.consent_stands")
@pytest.mark.parametrize("state", ["refused", "deferred"])
def test_what_was_never_given_is_not_taken_back(state: str, house: House, case: Case) -> None:
    row = keep(house, case, state=state)
    with refused("no yes of hers to this"):
        _take_back(house, case, row)


@pytest.mark.proves("cases.consent_stands")
def test_what_has_run_out_is_not_taken_back(house: House, case: Case) -> None:
    row = keep(house, case)
    with refused("no yes of hers to this"):
        _take_back(house, case, row, at=NOW + timedelta(days=200))


@pytest.mark.proves("cases.consent_withdrawal")
@pytest.mark.parametrize("told", [{"how": ""}, {"on": TODAY + timedelta(days=3)}])
def test_taking_back_says_when_and_how(told: dict[str, Any], house: House, case: Case) -> None:
    row = keep(house, case)
    with refused("took it back"):
        _take_back(house, case, row, **told)


def test_taking_back_adds_a_record_and_leaves_hers(house: House, case: Case) -> None:
    row = keep(house, case, limits="not my sister")
    kept = bytes(ConsentRecord.objects.get(pk=row.pk).document.blob)
    _take_back(house, case, row, words="enough")
    assert bytes(ConsentRecord.objects.get(pk=row.pk).document.blob) == kept
    [yes, back] = consent_documents(case, make.keys_for(house.caseworker, case))
    assert (back["withdraws"], back["withdrawn_words"]) == (yes["id"], "enough")
    assert entries.sealed()[-1].verb in {"consent.withdrawn", "reminders.set"}


def test_a_supervisor_takes_no_answer_of_an_owned_case(house: House, case: Case) -> None:
    row = keep(house, case)
    before = entries.count()
    with pytest.raises(NotAllowed):
        _take_back(house, case, row, who="supervisor")
    assert entries.count() == before


def _take_back(
    house: House, case: Case, row: ConsentRecord, *, who: str = "caseworker", **told: Any
) -> None:
    staff = house.staff[who]
    at = told.pop("at", NOW)
    how, on = told.pop("how", "said"), told.pop("on", at.date())
    keys = make.keys_for(staff, case)
    withdraw(case, row.pk, how=how, on=on, by=staff.user, at=at, keys=keys, **told)
