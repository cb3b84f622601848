"""Each quarter somebody confirms who holds which case; what nobody confirms ends, but never the
last way into a case that is open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.urls import reverse

from casework.access import lock_out, people
from casework.access.errors import NotAllowed
from casework.access.models import UserGrant
from casework.cases.actions import sharing
from casework.cases.consequences import changed
from casework.cases.models import Case
from casework.cases.states import Risk
from casework.reminders.kinds import Kind
from casework.reminders.models import Delivery, Due
from casework.reports import lapsing, reviewing
from casework.reports.review_rows import Lapse
from tests import entries, make
from tests.make import NOW, House
from tests.web.signed_in import client_of

DAY = timedelta(days=1)
DUE = NOW + 91 * DAY


@pytest.fixture
def case(house: House) -> Case:
    """Open, and shared with a colleague."""
    return shared(house)


def shared(house: House, label: str = "grey scarf", **more: Any) -> Case:
    made = make.opened(house, label=label, risk=Risk.LOW, **more)
    who = house.caseworker
    keys = make.keys_for(who, made)
    sharing.share(made, to=house.caseworker2.user, by=who.user, at=NOW, keys=keys)
    return made


def opens(house: House, who: str, case: Case, at: datetime) -> bool:
    return make.keys_for(house.staff[who], case, at).holds(case.pk)


def sweep_each_day(first: datetime, last: datetime) -> None:
    for number in range((last - first).days + 1):
        lapsing.sweep(first + number * DAY)


def test_a_quarter_passes_unanswered_and_every_open_case_opens_for_its_owner(house: House) -> None:
    kept = [shared(house), shared(house, "blue kettle"), make.opened(house, label="tin drum")]
    sweep_each_day(DUE - DAY, DUE + 13 * DAY)
    assert opens(house, "caseworker2", kept[0], DUE + 13 * DAY)
    assert {row.lapsed for row in Lapse.objects.all()} == {False}
    sweep_each_day(DUE + 14 * DAY, DUE + 22 * DAY)
    sweep_each_day(DUE + 90 * DAY, DUE + 91 * DAY)
    end = DUE + 92 * DAY
    assert [opens(house, "caseworker", one, end) for one in kept] == [True] * 3
    assert [opens(house, "supervisor", one, end) for one in kept] == [True] * 3
    assert [opens(house, "caseworker2", one, end) for one in kept] == [False] * 3
    for row in Lapse.objects.all():
        assert row.warned_again_at is not None
        assert row.ended_at is not None
        assert row.due_at < row.warned_at < row.warned_again_at < row.ended_at
        assert row.ended_at >= row.due_at + 14 * DAY
    said = [one.verb for one in entries.sealed() if one.subject_code == kept[0].code]
    assert (said.count("access.warned"), said.count("access.lapsed")) == (2, 1)
    assert dict(lapsing.late_by_desk(end)) == {"North desk": 3}


def test_a_worker_that_was_down_for_months_still_warns_twice(house: House, case: Case) -> None:
    late = DUE + 60 * DAY
    lapsing.sweep(late)
    lapsing.sweep(late)
    lapsing.sweep(late + 6 * DAY)
    lapsing.sweep(late + 7 * DAY)
    assert opens(house, "caseworker2", case, late + 7 * DAY)
    lapsing.sweep(late + 11 * DAY)
    assert not opens(house, "caseworker2", case, late + 11 * DAY)


@pytest.mark.parametrize("goes", [people.leave, lock_out.lock_out])
def test_the_last_who_can_open_it_never_loses_it(
    house: House, case: Case, goes: Callable[..., object]
) -> None:
    admin = house.administrator.user
    for who in ("caseworker", "supervisor", "supervisor2"):
        goes(house.staff[who].user, by=admin, at=NOW)
    Due.objects.pending().filter(kind=Kind.ACCESS_REVIEW).update(due_at=DUE)
    for days in (5, 11, 20, 60, 91):
        lapsing.sweep(DUE + days * DAY)
    assert opens(house, "caseworker2", case, DUE + 91 * DAY)
    assert Lapse.objects.get().warned_again_at is not None
    assert lapsing.late_by_desk(DUE + 91 * DAY) == [("North desk", 1)]


def test_the_first_supervisor_is_asked_then_the_second_and_a_warning_tells_them_anew(
    house: House, case: Case
) -> None:
    asked = Due.objects.pending().filter(case=case, kind=Kind.ACCESS_REVIEW).order_by("due_at")
    told = [(row.owner.username, row.due_at) for row in asked]
    assert told == [("supervisor", DUE), ("supervisor2", DUE + 7 * DAY)]
    asked.update(delivery=Delivery.DELIVERED)
    lapsing.sweep(DUE + 4 * DAY)
    assert {row.delivery for row in asked} == {Delivery.WAITING}


def test_confirming_keeps_the_one_ends_the_other_and_begins_the_quarter_anew(
    house: House, case: Case
) -> None:
    who, at = house.caseworker, DUE + 5 * DAY
    keys = make.keys_for(who, case)
    sharing.share(case, to=house.caseworker3.user, by=who.user, at=NOW, keys=keys)
    lapsing.sweep(DUE + 4 * DAY)
    assert [one.case for one in reviewing.to_confirm(house.supervisor2.user, at)] == [case]
    gone = {house.caseworker3.user.pk}
    reviewing.confirm(case, ending=gone, by=house.supervisor.user, at=at)
    reviewing.confirm(case, ending=gone, by=house.supervisor2.user, at=at)
    held = UserGrant.objects.filter(content_object=case).values_list("user__username", flat=True)
    assert set(held) == {"caseworker", "caseworker2"}
    assert not Lapse.objects.standing().exists()
    due = Due.objects.pending().filter(case=case, kind=Kind.ACCESS_REVIEW).order_by("due_at")
    assert [row.due_at for row in due] == [at + 91 * DAY, at + 98 * DAY]
    assert reviewing.how_many(house.supervisor.user, at) == 0
    said = [one for one in entries.sealed() if one.verb == "access.reviewed"]
    assert [(one.by, one.count) for one in said] == [(str(house.supervisor.user.pk), 2)]
    lapsing.sweep(at + 30 * DAY)
    assert opens(house, "caseworker2", case, at + 30 * DAY)


@pytest.mark.proves("reports.can_review_access")
def test_a_colleague_who_reads_it_confirms_nothing(house: House, case: Case) -> None:
    for who in ("caseworker", "caseworker2", "supervisor3"):
        with pytest.raises(NotAllowed):
            reviewing.confirm(case, ending=(), by=house.staff[who].user, at=DUE)
    assert Due.objects.pending().filter(case=case, kind=Kind.ACCESS_REVIEW).count() == 2


def test_where_the_desk_has_nobody_the_one_that_stands_by_confirms(house: House) -> None:
    """By codes and names alone: she opens nothing for it."""
    owner = house.caseworker3
    far = make.opened(house, "caseworker3", risk=Risk.LOW)
    keys = make.keys_for(owner, far)
    sharing.share(far, to=house.caseworker2.user, by=owner.user, at=NOW, keys=keys)
    people.leave(house.supervisor3.user, by=house.administrator.user, at=NOW)
    with transaction.atomic():
        changed(far, by=owner.user, at=NOW)
    waits = Due.objects.pending().filter(case=far, kind=Kind.ACCESS_REVIEW)
    assert waits.order_by("due_at")[0].owner == house.supervisor.user
    with time_machine.travel(DUE, tick=False):
        head = client_of(house.supervisor)
        assert reverse("access_reviews") in head.get(reverse("home")).content.decode()
        page = head.get(reverse("access_reviews")).content.decode()
        assert (far.code in page, "<dd>North desk</dd>" in page) == (True, True)
        ticked = {"end": [str(house.caseworker2.user.pk)]}
        assert head.post(reverse("access_confirm", args=[far.code]), ticked).status_code == 302
    assert not waits.filter(due_at__lte=DUE).exists()
    assert entries.last("access.revoked").reason == "reviewed"
    assert not opens(house, "caseworker2", far, DUE)
    assert not opens(house, "supervisor", far, DUE)


def test_a_supervisor_confirms_on_her_page_and_whoever_is_warned_sees_it(
    house: House, case: Case
) -> None:
    lapsing.sweep(DUE + 4 * DAY)
    with time_machine.travel(DUE + 5 * DAY, tick=False):
        hers, head = client_of(house.caseworker2), client_of(house.supervisor)
        warned = "Nobody has confirmed that you still need these"
        assert warned in hers.get(reverse("home")).content.decode()
        assert reverse("access_reviews") in head.get(reverse("home")).content.decode()
        page = head.get(reverse("access_reviews")).content.decode()
        for said in (case.code, "Caseworker2"):
            assert said in page
        assert "grey scarf" not in page
        ticked = {"end": [str(house.caseworker2.user.pk), "no-id"]}
        head.post(reverse("access_confirm", args=[case.code]), ticked)
        assert "All of it is confirmed" in head.get(reverse("access_reviews")).content.decode()
        assert warned not in hers.get(reverse("home")).content.decode()
    assert not opens(house, "caseworker2", case, DUE + 5 * DAY)


@pytest.mark.proves("reports.can_read_access_report")
@time_machine.travel(NOW + 20 * DAY, tick=False)
def test_the_report_of_a_month_counts_and_names_nobody(house: House, case: Case) -> None:
    entries.sealed()
    path = reverse("access_report")
    assert client_of(house.supervisor).get(path).status_code == 403
    page = client_of(house.administrator).get(path, {"month": "2026-06"}).content.decode()
    shown = page.partition("<main")[2]
    assert "let somebody open the case" in shown
    assert [word for word in (case.code, "caseworker2", "Caseworker2") if word in shown] == []
    assert client_of(house.administrator).get(path, {"month": "never"}).status_code == 200
