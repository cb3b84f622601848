"""What the demo promises of its people and of what they did."""

from __future__ import annotations

from datetime import timedelta

from casework.access import founding
from casework.accounts.models import Desk, Post, Role
from casework.audit.models import AuditEntry
from casework.cases.models import Erasure, Hold
from casework.referrals.models import Partner, PartnerDecision, PartnerReview, Referral
from casework.referrals.partner_rows import Asked
from casework.referrals.partner_states import PartnerState
from casework.referrals.states import ReferralState
from casework.reminders.kinds import FOR_ADMINISTRATORS, NOT_THE_OWNERS, OF_PARTNERS, Kind
from casework.reminders.models import Due
from casework.reminders.queries import count_due
from casework.web.demo.people import DESKS, PEOPLE
from casework.web.demo.survey import Survey

_TASKS = 3
_LOOKS = {"case.read", "case.revealed", "cases.listed", "cases.searched", "audit.read"}
_COMINGS = {"signin.done", "key.locked", "key.unlocked", "signout.done"}


def is_marked(found: Survey) -> bool:
    return founding.is_demo()


def has_two_desks(found: Survey) -> bool:
    desks = {desk.code: desk for desk in Desk.objects.select_related("deputy")}
    first, second = (desks.get(code) for code in DESKS)
    return bool(first and second and first.deputy == second and second.deputy == first)


def has_eight_people(found: Survey) -> bool:
    posts = Post.objects.current().select_related("person", "desk")
    held = {
        (post.person.username, post.role, post.desk.code if post.desk else "") for post in posts
    }
    return {(one.username, one.role, one.desk) for one in PEOPLE} <= held


def all_unlock(found: Survey) -> bool:
    return found.unlocked == {person.username for person in PEOPLE}


def administrators_hold_nothing(found: Survey) -> bool:
    return found.held_by_administrators == 0


def has_partners(found: Survey) -> bool:
    """In every state, with something that waits for a second person."""
    waits = PartnerDecision.objects.waiting().values_list("kind", flat=True)
    return (
        Partner.objects.count() >= 12
        and _states_of(Partner.objects.all()) == set(PartnerState.values)
        and set(waits) == set(Asked.values)
    )


def has_live_referrals_with_a_partner_at_rest(found: Survey) -> bool:
    """On both desks somebody has to look."""
    waits = PartnerReview.objects.waiting().filter(partner__state=PartnerState.SUSPENDED)
    return waits.values("desk").distinct().count() == Desk.objects.count()


def has_referrals_in_every_state(found: Survey) -> bool:
    return set(ReferralState.values) == _states_of(Referral.objects.all())


def has_due_overdue_and_coming(found: Survey) -> bool:
    late = found.at - timedelta(days=1)
    due = Due.objects.pending()
    return (
        due.filter(due_at__lte=late).exists()
        and due.filter(due_at__gt=late, due_at__lte=found.at).exists()
        and due.filter(due_at__gt=found.at).exists()
    )


def has_a_partner_to_ask_again(found: Survey) -> bool:
    """Of every supervisor, as in life."""
    due = Due.objects.pending().filter(kind__in=OF_PARTNERS, due_at__lte=found.at)
    asked = due.values("owner").distinct().count()
    return asked == sum(one.role == Role.SUPERVISOR for one in PEOPLE)


_FOR_SUPERVISORS = NOT_THE_OWNERS | {Kind.REFERRAL_REVIEW_DUE}


def tasks_lie_with_the_right_people(found: Survey) -> bool:
    """What is hers to do with the case's worker; a review and what is overdue with a supervisor."""
    waiting = Due.objects.pending().exclude(kind__in=FOR_ADMINISTRATORS | OF_PARTNERS)
    pending = waiting.select_related("owner", "case__owner", "case__desk__deputy")
    return all(
        _supervises(due) if due.kind in _FOR_SUPERVISORS else due.owner == due.case.owner
        for due in pending
    )


def _supervises(due: Due) -> bool:
    """On its desk; where that has one supervisor, the second rung is of the desk that stands by."""
    desk = due.case.desk
    desks = [desk, desk.deputy] if due.kind == Kind.ESCALATION else [desk]
    return any(one is not None and due.owner.is_supervisor_on(one) for one in desks)


def records_end(found: Survey) -> bool:
    """One waits at her own request, one is held, one is erased with its certificate."""
    return (
        Erasure.objects.hiding().exists()
        and Hold.objects.confirmed().exists()
        and Erasure.objects.certificates().exists()
    )


def home_opens_with_three_tasks(found: Survey) -> bool:
    owners = {one.case.owner.username: one.case.owner for one in found.opened}
    return "caseworker" in owners and count_due(owners["caseworker"], found.at) >= _TASKS


def has_looks(found: Survey) -> bool:
    return _verbs(outcome="done") >= _LOOKS


def has_comings_and_goings(found: Survey) -> bool:
    """Sign-ins over the past weeks, and one that failed."""
    done = AuditEntry.objects.filter(verb="signin.done").order_by("at").values_list("at", flat=True)
    first, last = done.first(), done.last()
    weeks = first is not None and last is not None and last - first >= timedelta(weeks=3)
    return weeks and _verbs(outcome="done") >= _COMINGS and bool(_verbs(outcome="failed"))


def has_refusals(found: Survey) -> bool:
    return "case.open" in _verbs(outcome="refused")


def _states_of(rows: object) -> set[str]:
    return set(rows.order_by().values_list("state", flat=True).distinct())  # type: ignore[attr-defined]


def _verbs(*, outcome: str) -> set[str]:
    entries = AuditEntry.objects.filter(outcome=outcome).order_by()
    return set(entries.values_list("verb", flat=True).distinct())


CLAIMS = (
    ("the log begins with the mark of a demo", is_marked),
    ("two desks, each the deputy of the other", has_two_desks),
    ("eight people in their posts", has_eight_people),
    ("every passphrase opens its key", all_unlock),
    ("administrators hold no key of a case", administrators_hold_nothing),
    ("a directory of partners", has_partners),
    ("a partner at rest with live referrals", has_live_referrals_with_a_partner_at_rest),
    ("referrals in every state", has_referrals_in_every_state),
    ("reminders due, overdue and to come", has_due_overdue_and_coming),
    ("a partner to ask again", has_a_partner_to_ask_again),
    ("every task lies with somebody who can do it", tasks_lie_with_the_right_people),
    ("one to be erased at her request, one held, one erased", records_end),
    ("the caseworker's home opens with three tasks that are due", home_opens_with_three_tasks),
    ("a log of openings, reveals, lists and searches", has_looks),
    ("a log of sign-ins over weeks, and of one that failed", has_comings_and_goings),
    ("a log of refusals", has_refusals),
)
