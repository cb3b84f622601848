"""What is asked about a partner is a row like any other: set, moved, withdrawn, mailed, put off."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from casework.access import stand_ins
from casework.access.errors import WrongState
from casework.accounts.models import Post
from casework.referrals import directory
from casework.referrals.models import Partner
from casework.referrals.partners import opened
from casework.reminders import actions, delivery, partners, passing, undoing
from casework.reminders.kinds import Kind
from casework.reminders.models import Due
from casework.reminders.passing import CannotReason
from casework.reminders.queries import due_badge, tasks_for
from tests import entries, make
from tests.make import House
from tests.referrals.conftest import active_partner
from tests.reminders.conftest import give_address

AT, DAY = make.NOW, timedelta(days=1)
HEADS = ("supervisor", "supervisor2", "supervisor3")
AGREEMENT, PLACES = Kind.PARTNER_AGREEMENT_EXPIRING, Kind.PARTNER_CAPACITY_STALE
ENDS, COUNTED = "2026-12-31", "2026-05-30"


def at_midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


RENEW = at_midnight(date(2026, 12, 1))  # 30 days before
ASK = at_midnight(date(2026, 6, 14))  # 14 days have passed


@pytest.fixture
def house(db: None) -> House:
    return make.house()


@pytest.fixture
def partner(house: House) -> Partner:
    return active_partner(house, agreement_until=ENDS, capacity_on=COUNTED)


def pending(partner: Partner) -> set[tuple[str, str, datetime]]:
    rows = Due.objects.pending().filter(partner=partner)
    return {(row.kind, row.owner.username, row.due_at) for row in rows}


def of_all(*about: tuple[Kind, datetime]) -> set[tuple[str, str, datetime]]:
    return {(kind.value, who, due_at) for kind, due_at in about for who in HEADS}


def describe(house: House, partner: Partner, **changes: Any) -> None:
    partner.refresh_from_db()
    told = opened(partner)
    details = type(told.details)(**(vars(told.details) | changes))
    seen = {"name": told.name, "details": details, "revision": partner.revision}
    directory.describe(partner, **seen, by=house.supervisor.user, at=AT)


def one(house: House, partner: Partner, kind: Kind, who: str = "supervisor") -> Due:
    return Due.objects.pending().get(partner=partner, kind=kind, owner=house.staff[who].user)


def test_every_supervisor_has_both_from_when_it_takes_referrals(partner: Partner) -> None:
    assert pending(partner) == of_all((AGREEMENT, RENEW), (PLACES, ASK))
    entry = entries.last("reminders.set")
    assert (entry.subject_type, entry.subject_id) == ("partner", str(partner.pk))


def test_a_new_agreement_and_places_asked_for_move_them(house: House, partner: Partner) -> None:
    describe(house, partner, agreement_until="2027-12-31", capacity_on="2026-06-01")
    later = at_midnight(date(2027, 12, 1)), at_midnight(date(2026, 6, 16))
    assert pending(partner) == of_all((AGREEMENT, later[0]), (PLACES, later[1]))


@pytest.mark.parametrize("state", ["suspended", "ended"])
def test_a_partner_at_rest_is_asked_nothing(state: str, house: House, partner: Partner) -> None:
    told = {"words": "They closed.", "by": house.supervisor.user, "at": AT}
    directory.set_state(partner, state, **told)
    assert pending(partner) == set()


def test_it_shows_to_supervisors_when_it_is_due_and_to_nobody_else(
    house: House, partner: Partner
) -> None:
    for who in HEADS:
        mine = tasks_for(house.staff[who].user, ASK)
        assert [task.kind for task in mine if task.falls_due <= ASK] == [PLACES], who
    assert tasks_for(house.caseworker.user, RENEW) == []


def test_a_tick_does_not_end_it_and_nobody_passes_it_on(house: House, partner: Partner) -> None:
    row, by = one(house, partner, PLACES), house.supervisor.user
    with pytest.raises(WrongState):
        actions.done(row, by=by, at=ASK)
    with pytest.raises(WrongState):
        passing.cannot(row, by=by, at=ASK, reason=CannotReason.NO_TIME)


def test_it_is_put_off_two_weeks_at_most_and_taken_up_again(house: House, partner: Partner) -> None:
    row, by = one(house, partner, PLACES), house.supervisor.user
    with pytest.raises(WrongState, match="a reason is needed"):
        actions.snooze(row, by=by, at=ASK, until=ASK + DAY, reason="waits_for_window")
    with pytest.raises(WrongState, match="It cannot wait that long"):
        actions.snooze(row, by=by, at=ASK, until=ASK + 15 * DAY)
    actions.snooze(row, by=by, at=ASK, until=ASK + 14 * DAY)
    assert not [task for task in tasks_for(by, ASK) if task.falls_due <= ASK]
    entries.sealed()  # as at its COMMIT
    undoing.undo(row, by=by, at=ASK)
    assert [task.pk for task in tasks_for(by, ASK) if task.falls_due <= ASK] == [row.pk]


def test_all_that_come_of_one_day_are_one_mail_the_next_morning(
    house: House, partner: Partner
) -> None:
    give_address(house.supervisor.user, "head@example.org")
    active_partner(house, "alder-1", agreement_until=ENDS, capacity_on=COUNTED)
    delivery.sweep(ASK)
    assert mail.outbox == []
    delivery.sweep(ASK + DAY)
    assert [one.to for one in mail.outbox] == [["head@example.org"]]
    delivery.sweep(ASK + 2 * DAY)
    assert len(mail.outbox) == 1


def test_the_sweep_follows_who_is_a_supervisor_and_makes_what_was_never_made(
    house: House, partner: Partner
) -> None:
    before = pending(partner)
    Due.objects.filter(partner=partner).delete()
    assert (partners.sweep(AT), partners.sweep(AT)) == (1, 0)
    assert pending(partner) == before
    Post.objects.filter(person=house.supervisor3.user).update(ended_at=AT)
    assert partners.sweep(AT) == 1
    assert {who for _kind, who, _due_at in pending(partner)} == {"supervisor", "supervisor2"}


def test_who_keeps_the_directory_is_looked_up_once_for_a_partner(partner: Partner) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert partners.sweep(AT) == 0
    posts = [one["sql"] for one in asked if 'FROM "accounts_post"' in one["sql"]]
    assert len(posts) == 1


def test_who_is_away_is_mailed_too_for_no_other_mail_comes_when_she_is_back(
    house: House, partner: Partner
) -> None:
    """She may be the only one; a task of hers that no mail told of would be found by chance."""
    head = house.supervisor
    give_address(head.user, "head@example.org")
    away = {"since": AT, "until": ASK + 9 * DAY, "by": head.user, "at": AT}
    stand_ins.hand_over(house.supervisor2.user, **away)
    delivery.sweep(ASK)
    delivery.sweep(ASK + DAY)
    assert [one.to for one in mail.outbox] == [["head@example.org"]]


def test_who_is_no_supervisor_any_more_is_neither_mailed_nor_counted(
    house: House, partner: Partner
) -> None:
    who = house.supervisor3
    give_address(who.user, "third@example.org")
    assert due_badge(who.user, ASK) == "1"
    Post.objects.filter(person=who.user).update(ended_at=AT)
    assert due_badge(who.user, ASK) == ""
    delivery.sweep(ASK)
    delivery.sweep(ASK + DAY)
    assert mail.outbox == []


def test_without_an_agreement_it_is_asked_since_then_and_not_anew(
    house: House, partner: Partner
) -> None:
    describe(house, partner, agreement="none", agreement_until="", capacity_on="")
    first = pending(partner)
    assert first == of_all((AGREEMENT, AT), (PLACES, AT))
    assert (partners.sweep(AT + DAY), pending(partner)) == (0, first)


def test_a_row_is_about_a_case_or_a_partner(house: House, partner: Partner) -> None:
    case, told = make.opened(house), {"owner": house.supervisor.user, "due_at": AT}
    for about in (
        {"kind": PLACES},
        {"kind": PLACES, "case": case},
        {"kind": PLACES, "case": case, "partner": partner},
        {"kind": Kind.CASE_CAME, "partner": partner},
        {"kind": Kind.CASE_CAME},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Due.objects.create(**told, **about)
