"""What each role's home is made of."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from casework.access import stand_ins
from casework.access.waiting import waiting_for
from casework.accounts.models import Status, User
from casework.cases import break_glass, plans
from casework.cases.queries import load_of_desks
from casework.reminders.kinds import OF_PARTNERS, Kind
from casework.reminders.models import Due
from casework.reminders.queries import SHOWN, due_badge
from casework.reminders.unattended import told_to
from casework.reports import lapsing, reviewing
from casework.reports.alert_rows import Alert
from casework.web.administration.announcements import announced
from casework.web.administration.changes import changes_shown
from casework.web.audit.seal import state_of_seal
from casework.web.decisions.queue import decisions_waiting
from casework.web.decisions.standing_by import IN_THE_LIST, waits_for_deputy
from casework.web.emergency.queue import emergencies
from casework.web.ending.queue import endings_waiting
from casework.web.figures.load import with_cap
from casework.web.home.glance import at_a_glance
from casework.web.home.processes import processes
from casework.web.http import SignedInRequest
from casework.web.people import gaps
from casework.web.people.desks import deputies_proposed, desks_proposed
from casework.web.people.forgetting import accounts_waiting
from casework.web.people.roster import on_call_now
from casework.web.people.stand_in import standing_in_now
from casework.web.people.standby import lacking_standby
from casework.web.referrals.answered import answers_waiting
from casework.web.referrals.deletions import open_now
from casework.web.referrals.looking import reviews_of_partners, to_ask_again
from casework.web.referrals.queue import reviews_waiting
from casework.web.referrals.vetting import partners_waiting
from casework.web.reminders.tasks import grouped, labelled_tasks

MOST_ANSWERS = 10
# What is due now, on the first screen; the rest is a page further.
MOST_DUE = 8
# What stands in a queue of its own already.
_IN_QUEUES = frozenset(
    {
        Kind.REFERRAL_REVIEW_DUE,
        Kind.OPENING_DUE,
        Kind.DECISION_DUE,
        Kind.BREAK_GLASS_ASKED,
        Kind.BREAK_GLASS_REVIEW,
        Kind.ACCESS_REVIEW,
        *OF_PARTNERS,
    }
)

Part = Callable[[SignedInRequest, datetime], dict[str, Any]]


def parts_of_home(request: SignedInRequest, *, at: datetime) -> dict[str, Any]:
    """The context of the page: one part for each post she holds."""
    person = request.user
    page: dict[str, Any] = {"on_call": on_call_now(person, at), "announced": announced(person, at)}
    page |= {"changes": changes_shown(person)}
    if person.is_caseworker or person.is_supervisor:
        page |= _tasks(request, at)
    if person.is_supervisor:
        page |= _queues(request, at)
    if person.is_supervisor or person.is_administrator:
        page["questions"] = list(Alert.objects.asked_of_her(person).order_by("asked_at", "id"))
    if person.is_administrator:
        page |= _unusual(person, at)
        page |= _house(at) | _unattended(told_to(person, at))
        page |= {"endings": plans.waiting_for(person), "accounts": accounts_waiting(person, at)}
    return page | {"glance": at_a_glance(person, page, at=at)}


def _tasks(request: SignedInRequest, at: datetime) -> dict[str, Any]:
    """A review that is due stands in the queue already, by its urgency; it is counted all the same:
    "Due now" is the number that stands beside the first tab.
    """
    in_queues = _IN_QUEUES if request.user.is_supervisor else ()
    tasks = labelled_tasks(request, at=at, without=in_queues)
    page = grouped([task for task in tasks if not _is_in_the_list(task)], at=at)
    first, due = page["due_now"][:MOST_DUE], due_badge(request.user, at)
    return page | {
        "is_cut": due.endswith("+"),
        "due_now": first,
        "now_badge_count": due,
        "due_further": max(int(due.rstrip("+") or 0) - len(first), 0),
        "may_begin": request.user.is_caseworker,
        "standing_in": standing_in_now(request.user, at),
        "lapses": list(lapsing.of_hers(request.user)),
    }


def _is_in_the_list(task: Due) -> bool:
    return bool(task.stands_by and task.kind in IN_THE_LIST)


def _queues(request: SignedInRequest, at: datetime) -> dict[str, Any]:
    return {
        "reviews": reviews_waiting(request, at=at),
        "decisions": [
            *endings_waiting(request, at=at),
            *decisions_waiting(request, at=at),
            *partners_waiting(request.user),
        ],
        "to_look_at": reviews_of_partners(request.user, at),
        "answered": answers_waiting(request, at=at, most=MOST_ANSWERS),
        "to_ask_again": to_ask_again(request.user, at),
        "open_deletions": open_now(request.user),
        "standing_by": waits_for_deputy(request, at=at),
        "emergencies": emergencies(request, at=at),
        "to_confirm": reviewing.how_many(request.user, at),
        "lacking": lacking_standby(request.user),
        "deputies": deputies_proposed(request.user),
        "new_desks": desks_proposed(request.user),
        "waiting": waiting_for(request.user),
        "load": with_cap(load_of_desks(request.user, at)),
    }


def _unattended(waiting: QuerySet[Due]) -> dict[str, Any]:
    tasks = list(waiting[:SHOWN])
    return {
        "unattended": tasks,
        "unattended_count": counted(tasks, is_cut=len(tasks) == SHOWN),
    }


def counted(tasks: list[Due], *, is_cut: bool) -> str:
    """How many there are, "" for none; more than are shown are not counted: ten thousand cost a
    home no more.
    """
    return f"{len(tasks)}+" if is_cut else str(len(tasks) or "")


def _unusual(person: User, at: datetime) -> dict[str, Any]:
    """What is hers to ask about, and where nobody confirms who holds which case."""
    mine = Alert.objects.shown_to(person).waiting().filter(for_admin=person)
    found = list(mine.order_by("found_at", "id")[:MOST_DUE])
    return {"unusual": found, "late_reviews": lapsing.late_by_desk(at)}


def _house(at: datetime) -> dict[str, Any]:
    return {
        "seal": state_of_seal(),
        "processes": processes(at),
        "set_aside": Due.objects.set_aside().count(),
        "gaps": gaps.shown(),
        "late_glasses": list(break_glass.overdue(at).select_related("case__desk")[:MOST_DUE]),
        "forged": stand_ins.forged(at),
        "unadmitted": User.objects.filter(status__in=(Status.INVITED, Status.WAITING)).order_by(
            "username"
        ),
    }
