"""Who reviews while a supervisor is away: on record; nobody gets a key or decides twice by it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import now

from casework.access import desks, people, stand_ins
from casework.access.errors import NotAllowed, WrongState
from casework.access.models import StandIn
from casework.accounts.models import Desk
from casework.cases import quorum
from casework.cases.quorum import Act, Tier
from casework.reminders import standing_in
from casework.reminders.models import Due
from tests import entries, make
from tests.make import House
from tests.web.test_standing_by import waits_for_review

DAY = timedelta(days=1)
AT = now()


def _hand_over(house: House, person: str, deputy: str, *, first: int = 0, last: int = 7) -> StandIn:
    one, other = house.staff[person].user, house.staff[deputy].user
    since, until = AT + first * DAY, AT + last * DAY
    return stand_ins.hand_over(other, since=since, until=until, by=one, at=AT)


def _reviews(house: House, *but: str, desk: str = "south") -> tuple[Tier, list[str]]:
    out = {house.staff[name].user.pk for name in but}
    second = quorum.second_person(Desk.objects.get(code=desk), Act.REVIEW, out)
    return second.tier, [one.username for one in second.people]


def test_it_is_dated_on_record_and_ends_early(house: House) -> None:
    row = _hand_over(house, "supervisor3", "supervisor")
    said = entries.sealed()[-1]
    assert (said.verb, said.subject_code) == ("reviews.handed_over", "supervisor3")
    assert _reviews(house) == (Tier.DESK, ["supervisor"])
    hers = house.supervisor3.user
    stand_ins.take_back(row, by=hers, at=AT + DAY)
    assert entries.sealed()[-1].verb == "reviews.taken_back"
    assert _reviews(house) == (Tier.DESK, ["supervisor3"])
    before = entries.count()
    stand_ins.take_back(row, by=hers, at=AT + 2 * DAY)
    assert entries.count() == before


def test_it_holds_for_its_days_and_for_reviews_alone(house: House) -> None:
    _hand_over(house, "supervisor3", "supervisor", first=2)
    assert _reviews(house) == (Tier.DESK, ["supervisor3"])
    StandIn.objects.all().delete()
    _hand_over(house, "supervisor3", "supervisor")
    south = Desk.objects.get(code="south")
    for act in Act:
        told = [
            seat.of == seat.person.pk
            for _tier, seats in quorum.places(south, act)
            for seat in seats
        ]
        assert all(told) is (act is not Act.REVIEW)
    assert not quorum.may_be_second(house.supervisor.user, south, Act.DECIDE, ())
    assert quorum.may_be_second(house.supervisor.user, south, Act.REVIEW, ())
    assert quorum.may_be_second(house.supervisor3.user, south, Act.REVIEW, ())  # she is back


def test_a_doubled_submit_is_kept_once(house: House) -> None:
    _hand_over(house, "supervisor3", "supervisor")
    before = entries.count()
    _hand_over(house, "supervisor3", "supervisor")
    assert (entries.count(), StandIn.objects.count()) == (before, 1)


def test_nobody_decides_twice_by_it(house: House) -> None:
    """Whoever wrote it is no reviewer, and her deputy is none in her name."""
    _hand_over(house, "supervisor3", "supervisor2")
    assert _reviews(house, "supervisor2") == (Tier.DEPUTY, ["supervisor"])
    south = Desk.objects.get(code="south")
    assert not quorum.may_be_second(house.supervisor2.user, south, Act.REVIEW, _ids(house, 2, 3))
    _hand_over(house, "supervisor", "supervisor2")
    assert _reviews(house, desk="north") == (Tier.DESK, ["supervisor2"])
    assert _reviews(house, "supervisor", desk="north") == (Tier.DESK, ["supervisor2"])
    assert _reviews(house, "supervisor2", desk="north") == (Tier.NOBODY, [])


def _ids(house: House, *numbers: int) -> set[object]:
    return {house.staff[f"supervisor{number}"].user.pk for number in numbers}


@pytest.mark.proves("access.can_name_deputy")
@pytest.mark.parametrize("who", ["administrator", "administrator2"])
def test_who_has_no_desk_has_no_deputy(
    house: House, who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stand_ins, "candidates", lambda _person: [house.supervisor.user])
    with pytest.raises(NotAllowed):
        _hand_over(house, who, "supervisor")
    assert not StandIn.objects.exists()


@pytest.mark.proves("access.can_end_stand_in")
@pytest.mark.parametrize("who", ["supervisor", "supervisor2", "administrator"])
def test_nobody_else_takes_them_back(house: House, who: str) -> None:
    row = _hand_over(house, "supervisor3", "supervisor")
    with pytest.raises(NotAllowed):
        stand_ins.take_back(row, by=house.staff[who].user, at=AT)
    assert StandIn.objects.get().ended_at is None


@pytest.mark.proves("access.stand_in_holds_a_key")
@pytest.mark.parametrize("deputy", ["caseworker", "administrator2", "supervisor3", "supervisor"])
def test_a_deputy_holds_a_key_already(house: House, deputy: str) -> None:
    """The south desk does not stand by for the north one; nobody is her own deputy."""
    with pytest.raises(WrongState, match="supervisor of the same desk"):
        _hand_over(house, "supervisor", deputy)
    assert not StandIn.objects.exists()


@pytest.mark.proves("access.stand_in_has_days")
@pytest.mark.parametrize(
    ("first", "last", "why"), [(3, 3, "over"), (-9, -2, "over"), (0, 93, "92")]
)
def test_it_has_a_first_and_a_last_day(house: House, first: int, last: int, why: str) -> None:
    with pytest.raises(WrongState, match=why), transaction.atomic():
        _hand_over(house, "supervisor", "supervisor2", first=first, last=last)
    assert not StandIn.objects.exists()


@pytest.mark.proves("access.handed_over_once")
def test_to_one_deputy_at_a_time(house: House) -> None:
    desks.propose_deputy(house.desk, house.other_desk, by=house.administrator.user, at=make.NOW)
    desks.accept_deputy(house.desk, house.other_desk, by=house.supervisor.user, at=make.NOW)
    house = make.reloaded(house)
    _hand_over(house, "supervisor", "supervisor2", first=2)
    with pytest.raises(WrongState, match="already"):
        _hand_over(house, "supervisor", "supervisor3", last=3)
    assert StandIn.objects.count() == 1
    _hand_over(house, "supervisor", "supervisor3", last=2)


@pytest.mark.proves("access.stand_in_is_there")
def test_who_is_away_herself_stands_in_for_nobody(house: House) -> None:
    _hand_over(house, "supervisor2", "supervisor", first=3)
    with pytest.raises(WrongState, match="somebody else"):
        _hand_over(house, "supervisor3", "supervisor2")
    assert StandIn.objects.count() == 1
    _hand_over(house, "supervisor3", "supervisor")
    assert _reviews(house) == (Tier.DESK, ["supervisor"])
    StandIn.objects.filter(person=house.supervisor2.user).delete()
    _hand_over(house, "supervisor", "supervisor2")  # she falls ill
    assert _reviews(house) == (Tier.DESK, ["supervisor3"])


def test_a_deputy_who_left_is_none_any_more(house: House) -> None:
    _hand_over(house, "supervisor3", "supervisor2")
    people.leave(house.supervisor2.user, by=house.supervisor.user, at=AT)
    assert _reviews(house) == (Tier.DESK, ["supervisor3"])


def test_one_put_there_by_sql_counts_for_nothing(house: House) -> None:
    _hand_over(house, "supervisor3", "supervisor")
    StandIn.objects.update(deputy=house.supervisor2.user)
    assert _reviews(house) == (Tier.DESK, ["supervisor3"])
    assert [row.deputy for row in stand_ins.forged(AT)] == [house.supervisor2.user]
    with pytest.raises(IntegrityError), transaction.atomic():
        StandIn.objects.update(deputy=house.supervisor3.user)


def _asked() -> set[str]:
    rows = Due.objects.pending().filter(kind="referral_review_due")
    return set(rows.values_list("owner__username", flat=True))


def test_what_waits_goes_over_and_comes_back_by_the_clock(house: House) -> None:
    case = make.opened(house, "caseworker3", at=AT)
    waits_for_review(house, case, AT)
    assert _asked() == {"supervisor3"}
    row = _hand_over(house, "supervisor3", "supervisor", first=1)
    assert (standing_in.sweep(AT), _asked()) == (0, {"supervisor3"})
    StandIn.objects.update(since=AT - DAY)  # her first day has come
    StandIn.objects.get().protect(row.entry).save()
    assert (standing_in.sweep(AT), _asked()) == (1, {"supervisor"})
    assert standing_in.sweep(AT) == 0
    held = StandIn.objects.get()
    held.until = AT
    held.protect(row.entry).save()
    assert (standing_in.sweep(AT), _asked()) == (1, {"supervisor3"})
    assert standing_in.sweep(AT) == 0


@pytest.mark.proves("access.stand_in_gains_by_her_word")
def test_who_gains_by_it_is_named_by_the_absent_one_alone(house: House) -> None:
    """A fellow supervisor names one of the desk, who could review before, and nobody else."""
    desks.propose_deputy(house.desk, house.other_desk, by=house.administrator.user, at=make.NOW)
    desks.accept_deputy(house.desk, house.other_desk, by=house.supervisor.user, at=make.NOW)
    house = make.reloaded(house)
    head, fellow, other = (house.staff[f"supervisor{n}"].user for n in ("", 2, 3))
    told = {"since": AT, "until": AT + DAY, "person": head, "at": AT}
    assert stand_ins.offered(head, fellow) == [fellow]
    with pytest.raises(WrongState, match="Only she herself"):
        stand_ins.hand_over(other, by=fellow, **told)
    assert not StandIn.objects.exists()
    stand_ins.take_back(stand_ins.hand_over(fellow, by=fellow, **told), by=head, at=AT)
    assert other in stand_ins.offered(head, head)
    stand_ins.hand_over(other, by=head, **told)
