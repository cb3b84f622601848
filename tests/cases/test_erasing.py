"""A record ends: two people, no hold, nothing left, a certificate that the log bears out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO
from typing import Any
from unittest.mock import patch

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import CaptureQueriesContext

from casework.access.errors import NotAllowed, WrongState
from casework.access.models import GroupGrant, UserGrant
from casework.accounts.sealed import HouseSealedField, OpaqueField
from casework.audit.models import AuditEntry
from casework.audit.verification import verify
from casework.cases import belongings, erasing, plans, policies, standby
from casework.cases.actions import holding, legal_holds, opening, retiring, transferring
from casework.cases.actions.consent import record_consent
from casework.cases.erasure_codes import Cause, Kept
from casework.cases.models import Case, Erasure, Hold
from casework.cases.states import CaseState
from casework.reminders.models import Due
from casework.vault.models import CaseKey, Letter
from tests import kept, make
from tests.make import NOW, House
from tests.referrals.conftest import active_partner

DAY = timedelta(days=1)
OVER = NOW + 366 * DAY


def _written() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return AuditEntry.objects.count()


def _refused(sentence: str, act: Callable[[], Any], error: type[Exception] = WrongState) -> None:
    before = _written()
    with pytest.raises(error, match=sentence), transaction.atomic():
        act()
    assert _written() == before


@pytest.fixture
def closed(house: House) -> Case:
    def close() -> Case:
        case = make.opened(house)
        make.close(house, case)
        return case

    read = Case.objects.select_related("desk", "owner")
    return kept.once("closed", close, again=lambda case: read.get(pk=case.pk))


def _planned(case: Case, at: datetime = OVER) -> Erasure:
    _written()
    assert plans.sweep(at) == 1
    return Erasure.objects.select_related("case__desk").get(case=case)


def _erased(house: House, case: Case) -> Erasure:
    plan = _planned(case)
    retiring.agree(plan, by=house.supervisor.user, at=OVER)
    return retiring.agree(plan, by=house.supervisor2.user, at=OVER)


def test_a_closed_case_is_planned_when_its_time_is_over_and_once(closed: Case) -> None:
    _written()
    assert plans.sweep(NOW + 364 * DAY) == 0
    plan = _planned(closed)
    assert (plan.cause, plan.outcome) == (Cause.CLOSED, "")
    assert plans.sweep(OVER) == 0
    tasks = Due.objects.pending().filter(case=closed).values_list("kind", "owner__username")
    assert sorted(tasks) == [("retention_due", "supervisor"), ("retention_due", "supervisor2")]


def test_a_sweep_costs_the_same_for_one_plan_that_stands_and_for_two(
    house: House, closed: Case
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert plans.sweep(OVER) == 0
        return len(asked)

    _planned(closed)
    one = queries()
    make.close(house, make.opened(house, label="blue cup"))
    _written()
    assert plans.sweep(OVER) == 1
    assert queries() == one


def test_two_people_erase_it_and_code_and_dates_remain(house: House, closed: Case) -> None:
    opened_at, closed_at = closed.opened_at, closed.closed_at
    done = _erased(house, closed)
    case = Case.objects.get(pk=closed.pk)
    assert (case.state, case.code) == (CaseState.ERASED, closed.code)
    assert (case.opened_at, case.closed_at) == (opened_at, closed_at)
    assert [rows.count() for rows in belongings.rows_of(case.pk)] == [0] * len(
        [model for model, _path in belongings.tables() if belongings.goes(model)]
    )
    assert (done.number[:3], done.backups_until) == ("ER-", OVER + 35 * DAY)
    assert not Case.objects.visible_to(house.supervisor.user).filter(pk=case.pk).exists()
    _written()
    report = verify(connection)
    assert report.ok, report.findings


def test_nothing_that_opens_it_is_left(house: House, closed: Case) -> None:
    _erased(house, closed)
    for model in (UserGrant, GroupGrant):
        assert not model.objects.filter(content_object=closed).exists()
    assert not CaseKey.objects.filter(case_id=closed.pk).exists()
    assert not Letter.objects.filter(case_id=closed.pk).exists()


def test_every_table_with_something_sealed_about_a_case_goes_or_is_emptied() -> None:
    """A new sealed column cannot be forgotten: its table leads to a case, or the house sealed
    it."""
    going = {model for model, _path in belongings.tables()}
    for model in apps.get_models():
        sealed = [field for field in model._meta.concrete_fields if _is_of_a_case(field)]
        assert not sealed or model in going, model
    assert not any(map(_is_of_a_case, Case._meta.concrete_fields))
    names = {model._meta.db_table for model in going}
    assert names >= {
        "cases_erasure",
        "vault_letter", "vault_casekey", "access_usergrant", "access_groupgrant", "reminders_due",
        "referrals_packetlink", "referrals_partneranswer", "referrals_referralstep",
        "pathways_move", "cases_digest", "cases_hold", "cases_copyrequest",
    }  # fmt: skip


def _is_of_a_case(field: models.Field[Any, Any]) -> bool:
    return isinstance(field, OpaqueField) and not isinstance(field, HouseSealedField)


def test_what_stays_keeps_no_sealed_word(house: House, closed: Case) -> None:
    done = Erasure.objects.get(pk=_erased(house, closed).pk)
    for field in done._meta.concrete_fields:
        if isinstance(field, OpaqueField):
            assert not getattr(done, field.attname)


@pytest.mark.parametrize("line", range(4))
def test_a_crash_between_any_two_lines_loses_nothing(line: int, house: House, closed: Case) -> None:
    """Half-erased is not erased: everything is there, and its readers open it."""
    plan = _planned(closed)
    retiring.agree(plan, by=house.supervisor.user, at=OVER)
    before = [rows.count() for rows in belongings.rows_of(closed.pk)]
    broken = ["_wipe", "_certify", "record", "belongings.rows_of"][line]
    with (
        patch(f"casework.cases.erasing.{broken}", side_effect=OSError),
        pytest.raises(OSError),
        transaction.atomic(),
    ):
        retiring.agree(plan, by=house.supervisor2.user, at=OVER)
    case = Case.objects.get(pk=closed.pk)
    assert (case.state, Erasure.objects.get().outcome) == (CaseState.CLOSED, "")
    assert [rows.count() for rows in belongings.rows_of(case.pk)] == before
    assert make.keys_for(house.supervisor, case).holds(case.pk)


@pytest.mark.proves("cases.agrees_once")
def test_nobody_agrees_twice(house: House, closed: Case) -> None:
    plan = _planned(closed)
    retiring.agree(plan, by=house.supervisor.user, at=OVER)
    again = lambda: retiring.agree(plan, by=house.supervisor.user, at=OVER)  # noqa: E731
    _refused("You have agreed already", again)


@pytest.mark.proves("cases.can_agree_to_erase")
def test_its_caseworker_does_not_agree(house: House, closed: Case) -> None:
    plan = _planned(closed)
    by = house.caseworker.user
    _refused("can_agree_to_erase", lambda: retiring.agree(plan, by=by, at=OVER), NotAllowed)


@pytest.mark.proves("cases.two_agreed")
def test_one_yes_erases_nothing(house: House, closed: Case) -> None:
    plan = _planned(closed)
    retiring.agree(plan, by=house.supervisor.user, at=OVER)
    held = Erasure.objects.select_related("case__desk", "case__owner").get(pk=plan.pk)
    _refused("A second person", lambda: erasing.erase(held, by=house.supervisor.user, at=OVER))


@pytest.mark.proves("cases.time_is_over")
def test_nothing_is_erased_before_its_time(house: House, closed: Case) -> None:
    plan = _planned(closed)
    early = NOW + 300 * DAY
    _refused("not over", lambda: retiring.agree(plan, by=house.supervisor.user, at=early))


@pytest.mark.proves("cases.erasure_still_waits")
def test_what_was_decided_is_decided(house: House, closed: Case) -> None:
    plan = _planned(closed)
    retiring.keep(plan, by=house.supervisor.user, at=OVER)
    _refused("decided already", lambda: retiring.agree(plan, by=house.supervisor.user, at=OVER))
    assert plans.sweep(OVER + DAY) == 0
    assert plans.sweep(OVER + 91 * DAY) == 1


def test_the_database_takes_no_erasure_by_one(house: House, closed: Case) -> None:
    plan = _planned(closed)
    one = house.supervisor.user.pk
    for change in ({"first": one, "second": one}, {"outcome": "erased", "number": "ER-1"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Erasure.objects.filter(pk=plan.pk).update(**change)


def test_what_is_erased_takes_nothing_and_never_comes_back(house: House, closed: Case) -> None:
    _erased(house, closed)
    for sql in (
        "UPDATE cases_case SET state = 'closed' WHERE id = %s",
        "UPDATE cases_case SET risk = 'low' WHERE id = %s",
        "INSERT INTO cases_note (id, revision, case_id, number, body, document) "
        "VALUES (gen_random_uuid(), 1, %s, 1, '', '')",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, [closed.pk])


def test_nobody_is_asked_for_a_key_to_what_is_erased_or_gets_it_in_an_emergency(
    house: House, closed: Case
) -> None:
    assert policies.can_break_glass(house.caseworker2.user, closed)
    _erased(house, closed)
    gone = Case.objects.select_related("desk").get(pk=closed.pk)
    assert not standby.with_a_key(house.desk).exists()
    assert not policies.can_break_glass(house.caseworker2.user, gone)


def test_a_stray_draft_of_an_erased_case_is_swept_away(house: House, closed: Case) -> None:
    from casework.vault import letters

    _erased(house, closed)
    letters.keep_draft(house.caseworker.user, "note", "late", at=OVER, case_id=closed.pk)
    plans.sweep(OVER)
    assert not Letter.objects.filter(case_id=closed.pk).exists()


# Drafts: by the clock -------------------------------------------------------------


def test_a_draft_that_nobody_opened_is_erased_after_30_days(house: House) -> None:
    draft = make.draft(house)
    _written()
    assert plans.sweep(NOW + 29 * DAY) == 0
    assert plans.sweep(NOW + 31 * DAY) == 1
    gone = Erasure.objects.get()
    assert (gone.cause, gone.first, gone.outcome) == (Cause.UNOPENED, None, "erased")
    assert Case.objects.get(pk=draft.pk).state == CaseState.ERASED


def test_what_waits_for_a_supervisor_is_not_erased(house: House) -> None:
    make.submitted(house)
    _written()
    assert plans.sweep(NOW + 40 * DAY) == 0


def test_what_was_given_back_late_has_its_whole_time_again(house: House) -> None:
    draft, who, late = make.submitted(house), house.supervisor, NOW + 40 * DAY
    hands = {"by": who.user, "at": late, "keys": make.keys_for(who, draft, late)}
    opening.give_back(draft, reason="missing_data", **hands)
    _written()
    told = Due.objects.pending().filter(case=draft, kind="retention_due")
    assert set(told.values_list("due_at", flat=True)) == {late + 23 * DAY}
    assert plans.sweep(late + 29 * DAY) == 0
    assert plans.sweep(late + 31 * DAY) == 1


def test_after_her_no_a_draft_is_erased_within_the_hour(house: House) -> None:
    draft, who = make.draft(house), house.caseworker
    no, keys = make.consent(state="refused"), make.keys_for(who, draft)
    record_consent(draft, no, by=who.user, at=NOW, keys=keys)
    _written()
    assert plans.sweep(NOW + timedelta(minutes=20)) == 0
    assert plans.sweep(NOW + timedelta(minutes=31)) == 1
    assert Erasure.objects.get().cause == Cause.REFUSED


def test_void_ends_after_a_month_with_two(house: House) -> None:
    draft, who = make.draft(house), house.caseworker
    hands = {"by": who.user, "at": NOW, "keys": make.keys_for(who, draft)}
    holding.void(draft, reason="mistake", **hands)
    assert not Due.objects.pending().filter(case=draft).exists()
    assert _planned(draft, NOW + 31 * DAY).cause == Cause.VOID


def test_one_that_was_handed_over_ends_ninety_days_after_with_two(house: House) -> None:
    case, partner = make.opened(house), active_partner(house)

    def hands(who: make.Staff, at: datetime) -> dict[str, Any]:
        return {"by": who.user, "at": at, "keys": make.keys_for(who, case, at)}

    answer = make.consent("transfer", partner=str(partner.pk))
    record_consent(case, answer, **hands(house.caseworker, NOW))
    told = {"receiver": str(partner.pk), "reason": "nearer", "summary": "She needs a doctor."}
    transferring.ask(case, **told, **hands(house.caseworker, NOW))
    transferring.agree(case, **hands(house.supervisor, NOW))
    at = NOW + 3 * DAY
    told = {"accepted_on": at.date(), "words": "By letter."}
    transferring.taken_over(case, **told, **hands(house.supervisor, at))
    _written()
    assert plans.sweep(at + 89 * DAY) == 0
    assert _planned(case, at + 91 * DAY).cause == Cause.TRANSFERRED


def test_many_that_are_not_over_keep_none_from_its_plan(house: House) -> None:
    """A sweep takes so many: of those that are over, and not of those that may be later."""
    early, late = sorted((make.draft(house), make.draft(house)), key=lambda case: case.pk)
    who = house.caseworker
    for case, at in ((early, NOW + 20 * DAY), (late, NOW)):
        hands = {"by": who.user, "at": at, "keys": make.keys_for(who, case, at)}
        holding.void(case, reason="mistake", **hands)
    _written()
    with patch.object(plans, "AT_MOST", 1):
        assert plans.sweep(NOW + 31 * DAY) == 1
    assert Erasure.objects.get().case == late


# Terms ------------------------------------------------------------------------------


def test_an_administrator_sets_how_long_what_is_kept(house: House, closed: Case) -> None:
    retiring.set_term(Kept.CLOSED, 730, by=house.administrator.user, at=NOW)
    _written()
    assert plans.sweep(OVER) == 0
    assert plans.sweep(NOW + 731 * DAY) == 1


@pytest.mark.proves("cases.within_bounds")
@pytest.mark.parametrize("days", [179, 3651])
def test_a_term_has_bounds(days: int, house: House) -> None:
    by = house.administrator.user
    _refused("between 180", lambda: retiring.set_term("closed", days, by=by, at=NOW))


@pytest.mark.proves("cases.can_set_terms")
def test_a_supervisor_sets_no_term(house: House) -> None:
    by = house.supervisor.user
    _refused("set_terms", lambda: retiring.set_term("closed", 400, by=by, at=NOW), NotAllowed)


# Holds --------------------------------------------------------------------------------


def _hold(house: House, case: Case, reason: str = "law", *, at: datetime = NOW) -> Hold:
    by = house.administrator.user
    return legal_holds.ask(case, reason=reason, words="Article 12.", by=by, at=at)


@pytest.mark.proves("cases.not_under_hold")
def test_a_hold_keeps_it_from_the_moment_it_is_asked_for(house: House, closed: Case) -> None:
    hold = _hold(house, closed)
    _written()
    assert plans.sweep(OVER) == 0
    unplanned = Erasure(case=closed, cause=Cause.CLOSED, asked_at=OVER, due_at=OVER)
    assert "legal hold" in erasing.in_the_way(unplanned, OVER)
    legal_holds.confirm(hold, by=house.administrator2.user, at=NOW)
    legal_holds.ask_end(hold, by=house.administrator.user, at=OVER)
    assert plans.sweep(OVER) == 0
    legal_holds.end(hold, by=house.administrator2.user, at=OVER)
    assert plans.sweep(OVER) == 1


def test_a_hold_ends_a_plan(house: House, closed: Case) -> None:
    plan = _planned(closed)
    retiring.agree(plan, by=house.supervisor.user, at=OVER)
    _hold(house, closed, at=OVER)
    assert Erasure.objects.get(pk=plan.pk).outcome == "kept"
    assert not Due.objects.pending().filter(case=closed, kind="retention_due").exists()


@pytest.mark.proves("cases.can_hold_record")
def test_a_supervisor_holds_no_record(house: House, closed: Case) -> None:
    told = {"reason": "law", "words": "Article 12.", "by": house.supervisor.user, "at": NOW}
    _refused("can_hold_record", lambda: legal_holds.ask(closed, **told), NotAllowed)


@pytest.mark.proves("cases.can_settle_hold")
def test_whoever_asked_for_a_hold_does_not_confirm_it(house: House, closed: Case) -> None:
    hold, by = _hold(house, closed), house.administrator.user
    _refused("can_settle", lambda: legal_holds.confirm(hold, by=by, at=NOW), NotAllowed)
    _refused("can_settle", lambda: legal_holds.decline(hold, by=by, at=NOW), NotAllowed)


@pytest.mark.proves("cases.hold_waits_for_a_second")
def test_a_hold_is_confirmed_once(house: House, closed: Case) -> None:
    hold, by = _hold(house, closed), house.administrator2.user
    legal_holds.decline(hold, by=by, at=NOW)
    _refused("decided already", lambda: legal_holds.confirm(hold, by=by, at=NOW))


@pytest.mark.proves("cases.hold_is_in_force")
def test_a_hold_that_nobody_confirmed_has_no_end_to_ask_for(house: House, closed: Case) -> None:
    hold, by = _hold(house, closed), house.administrator2.user
    _refused("second administrator", lambda: legal_holds.ask_end(hold, by=by, at=NOW))


@pytest.mark.proves("cases.hold_is_to_end")
def test_a_hold_ends_when_somebody_asked_for_it(house: House, closed: Case) -> None:
    hold, by = _hold(house, closed), house.administrator2.user
    legal_holds.confirm(hold, by=by, at=NOW)
    _refused("Nobody has asked", lambda: legal_holds.end(hold, by=by, at=NOW))
    legal_holds.ask_end(hold, by=by, at=NOW)
    legal_holds.keep_on(hold, by=house.administrator.user, at=NOW)
    assert Hold.objects.confirmed().filter(end_asked_at__isnull=True).exists()


@pytest.mark.proves("cases.held_once")
def test_one_reason_holds_once(house: House, closed: Case) -> None:
    _hold(house, closed)
    _refused("already", lambda: _hold(house, closed))


@pytest.mark.proves("cases.hold_says_why")
def test_a_hold_says_why(house: House, closed: Case) -> None:
    told = {"reason": "law", "words": "", "by": house.administrator.user, "at": NOW}
    _refused("Write which law", lambda: legal_holds.ask(closed, **told))


@pytest.mark.proves("cases.can_be_held")
def test_what_is_erased_cannot_be_held(house: House, closed: Case) -> None:
    _erased(house, closed)
    _refused("nothing is left", lambda: _hold(house, closed))


# The certificate ------------------------------------------------------------------------


def _verified(number: str) -> str:
    printed = StringIO()
    call_command("verify_certificate", number, stdout=printed)
    return printed.getvalue()


def test_a_certificate_says_what_when_who_and_holds(house: House, closed: Case) -> None:
    done = _erased(house, closed)
    _written()
    said = _verified(str(done.number))
    for part in (closed.code, "supervisor, supervisor2", "2027-06-02", "2027-07-07", "It holds"):
        assert part in said


def test_a_certificate_that_was_changed_does_not_hold(house: House, closed: Case) -> None:
    done = _erased(house, closed)
    _written()
    Erasure.objects.filter(pk=done.pk).update(ended_at=NOW)
    with pytest.raises(CommandError, match="do not hold"):
        _verified(str(done.number))
    with pytest.raises(CommandError, match="no certificate"):
        _verified("ER-00000000")


def test_a_certificate_does_not_hold_over_rows_that_came_back(house: House, closed: Case) -> None:
    key = CaseKey.objects.get(case_id=closed.pk)
    done = _erased(house, closed)
    _written()
    key.save(force_insert=True)
    with pytest.raises(CommandError, match="1 things"):
        _verified(str(done.number))
