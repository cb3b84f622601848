"""A task for supervisors reaches whoever can do it: the desk's own, else those who stand by."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail

from casework.access import admission, people
from casework.accounts.models import Post, Role
from casework.cases.actions import assessment, break_glass
from casework.cases.models import Case
from casework.cases.states import Risk
from casework.reminders import delivery
from casework.reminders.models import Due
from casework.reminders.queries import tasks_for
from casework.reminders.upkeep import recompute
from tests import make
from tests.make import House
from tests.reminders.conftest import give_address
from tests.web.test_standing_by import nobody_left, waits_for_review

AT = make.NOW


@pytest.fixture
def house(db: None) -> House:
    return make.house()


def _asked(case: Case, kind: str) -> set[str]:
    rows = Due.objects.pending().filter(case=case, kind=kind)
    return set(rows.values_list("owner__username", flat=True))


def test_a_review_goes_to_the_desk_and_to_its_deputy_when_nobody_is_left(house: House) -> None:
    case = make.opened(house, "caseworker3")
    waits_for_review(house, case)
    assert _asked(case, "referral_review_due") == {"supervisor3"}
    nobody_left(house)
    recompute(case, house.caseworker3.user, AT)
    assert _asked(case, "referral_review_due") == {"supervisor", "supervisor2"}


def test_a_confirmation_goes_to_the_deputy_at_once_when_nobody_else_is_left(house: House) -> None:
    nobody_left(house)
    case = make.submitted(house, "caseworker3", risk=Risk.CRITICAL)
    assert _asked(case, "confirm_protective_act") == {"supervisor", "supervisor2"}


def test_what_waited_for_somebody_who_left_follows(house: House) -> None:
    case = make.submitted(house, "caseworker3", risk=Risk.CRITICAL)
    assert _asked(case, "confirm_protective_act") == {"supervisor3"}
    nobody_left(house)
    recompute(case, house.caseworker3.user, AT)
    assert _asked(case, "confirm_protective_act") == {"supervisor", "supervisor2"}


def test_what_waits_for_the_deputy_stays_there_as_long_as_it_can(house: House) -> None:
    """A supervisor who did it herself is no second person; she alone would undo it otherwise."""
    case = make.opened(house, "caseworker3")
    assessment.set_risk(case, Risk.HIGH, by=house.supervisor3.user, at=AT)
    waiting = _asked(case, "confirm_protective_act")
    assert waiting == {"supervisor", "supervisor2"}
    recompute(case, house.caseworker3.user, AT)
    assert _asked(case, "confirm_protective_act") == waiting


def test_a_sole_supervisor_who_may_have_written_it_is_not_asked_alone(house: House) -> None:
    """While the case waits for an owner she writes in her place."""
    case, owner, by = make.opened(house, "caseworker3"), house.caseworker3.user, _by(house)
    waits_for_review(house, case)
    people.give_post(owner, Role.CASEWORKER, house.desk, **by)
    people.end_post(Post.objects.current().get(person=owner, desk=house.other_desk), **by)
    case = Case.objects.select_related("desk", "owner").get(pk=case.pk)
    recompute(case, house.supervisor3.user, AT)
    heads = {"supervisor3", "supervisor", "supervisor2"}
    assert _asked(case, "referral_review_due") == heads


def _by(house: House) -> dict[str, Any]:
    return {"by": house.administrator.user, "at": AT}


def test_an_overdue_follow_up_is_never_told_to_nobody(house: House) -> None:
    case = make.opened(house, "caseworker3")
    assert _asked(case, "escalation") == {"supervisor3"}
    nobody_left(house)
    recompute(case, house.caseworker3.user, AT)
    assert _asked(case, "escalation") == {"supervisor"}


def test_whoever_opened_in_an_emergency_is_not_asked_to_review_it(house: House) -> None:
    at = datetime.now(UTC)
    far: dict[str, Any] = {"by": house.supervisor.user, "at": at, "keys": house.supervisor.keys}
    case = make.draft(house, "caseworker3")
    break_glass.ask(case, reason="on_the_line", words="She rang.", **far)
    assert _asked(case, "break_glass_review") == {"supervisor3"}


def test_a_review_of_what_the_sole_supervisor_opened_stays_with_those_who_stand_by(
    house: House,
) -> None:
    at, by = datetime.now(UTC), house.administrator.user
    people.give_post(house.caseworker2.user, Role.CASEWORKER, house.other_desk, by=by, at=at)
    head, her = house.supervisor3, house.caseworker2.user
    words = " ".join(admission.words_of(her))
    admission.admit(her, words=words, by=head.user, at=at, keys=head.keys)
    her = house.caseworker2.reload().user
    case = make.opened(house, "caseworker3")
    glass = break_glass.ask(
        case, reason="on_the_line", words="She rang.", by=her, at=at, keys=house.caseworker2.keys
    )
    assert _asked(case, "break_glass_review") == {"supervisor3"}
    break_glass.open_for_an_hour(glass, by=head.user, at=at, keys=head.keys)
    recompute(case, head.user, at)
    assert {"supervisor", "supervisor2"} <= _asked(case, "break_glass_review")


def test_her_home_has_it(house: House) -> None:
    nobody_left(house)
    make.submitted(house, "caseworker3", risk=Risk.CRITICAL)
    later = AT + timedelta(days=1)
    tasks = {task.kind for task in tasks_for(house.supervisor.reload().user, later)}
    assert "confirm_protective_act" in tasks
    assert tasks_for(house.caseworker.user, later) == []


def test_whoever_stands_by_is_told_by_mail(house: House) -> None:
    nobody_left(house)
    give_address(house.supervisor2.user, "deputy@example.org")
    make.submitted(house, "caseworker3", risk=Risk.CRITICAL)
    delivery.sweep(AT + timedelta(days=2))
    assert ["deputy@example.org"] in [message.to for message in mail.outbox]
