"""What a person does with a task of hers: done, or later."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from casework.access.errors import WrongState, require
from casework.access.guards import rule
from casework.accounts.models import User
from casework.audit.log import record
from casework.cases import policies
from casework.cases.actions.record import lock_case
from casework.cases.models import Case
from casework.referrals import vetting
from casework.reminders import intervals, rules
from casework.reminders.appointed import settle
from casework.reminders.kinds import FOLLOW_UPS, TICKED, Kind
from casework.reminders.models import Delivery, Due, DueState
from casework.reminders.rules import REASON_NEEDED, SnoozeReason
from casework.reminders.upkeep import note_next_due, recompute, stand_down


@transaction.atomic
def done(due: Due, *, by: User, at: datetime) -> None:
    """She acted on the case. The next follow-up is set at once, counted from now."""
    require(is_asked(by, due, at), "is_asked")
    hold(due)
    if due.state == DueState.DONE:
        return  # a doubled submit is kept once
    require_pending(due)
    if due.kind not in TICKED:
        raise WrongState(_ENDS_OTHERWISE.get(Kind(due.kind), _with_its_act)())
    if due.kind in FOLLOW_UPS:
        _finish(due, by=by, at=at)
    else:
        settle(due.case, due.kind, by=by, at=at, reference=due.reference)
        recompute(due.case, by, at)  # one that comes round again is set anew


@transaction.atomic
def follow_up_done(
    case: Case, *, by: User, at: datetime, promised_at: datetime | None = None
) -> None:
    """The same, by an act that is a follow-up in itself: a contact was made and written down.

    `promised_at`: when she was told the next contact will be; the rhythm may ask for it sooner.
    """
    require(policies.can_add_note(by, case), "can_add_note")
    lock_case(case)
    waiting = Due.objects.pending().filter(case=case, kind__in=FOLLOW_UPS).first()
    if waiting is not None:
        waiting.case = case
        _finish(waiting, by=by, at=at, promised_at=promised_at)


@transaction.atomic
def snooze(due: Due, *, by: User, at: datetime, until: datetime, reason: str = "") -> None:
    """Later, but never later than the rhythm of her risk level allows. Escalation goes on."""
    require(is_asked(by, due, at), "is_asked")
    hold(due)
    require_pending(due)
    _require_soon(due, at, until)
    if reason not in snooze_reasons(due) and (reason or due.risk in REASON_NEEDED):
        raise WrongState(_("At this risk level a reason is needed. Pick one from the list."))
    if due.snoozed_until == until:
        return  # it is told then already
    due.snoozed_until = until
    due.claimed_at = due.delivered_at = due.notice_at = None
    due.delivery, due.tries = Delivery.WAITING, 0
    due.raise_revision().save(
        update_fields=[
            "snoozed_until", "claimed_at", "delivered_at", "notice_at", "delivery", "tries",
            "revision",
        ]
    )  # fmt: skip
    record("reminder.snoozed", due, by=by, at=at, rows=[due], reason=reason)
    note_next(due)


@rule
def is_asked(by: User, due: Due, at: datetime) -> bool:
    """Her own task, or one that reaches her in place of somebody who is away."""
    return Due.objects.of(by, at).filter(pk=due.pk).exists()


def snooze_reasons(due: Due) -> list[SnoozeReason]:
    """A partner has no window that could be waited for."""
    return [one for one in SnoozeReason if one is not SnoozeReason.WINDOW or not due.partner]


def latest_snooze(due: Due, at: datetime) -> datetime:
    if due.partner:
        return at + rules.PARTNER_WAITS
    rhythm = rules.rhythm(due.case.risk, due.case.reachability, intervals.current())
    return at + rhythm.every


def _finish(due: Due, *, by: User, at: datetime, promised_at: datetime | None = None) -> None:
    due.state, due.done_at = DueState.DONE, at
    due.raise_revision().save(update_fields=["state", "done_at", "revision"])
    record("reminder.done", due, by=by, at=at, rows=[due, *stand_down([due])])
    recompute(due.case, by, at, promised_at=promised_at)


def hold(due: Due) -> None:
    """What it is about first, as everywhere, then the row as it is now."""
    case, partner = due.case, due.partner
    if partner:
        vetting.hold(partner)
    else:
        lock_case(case)
    due.refresh_from_db(from_queryset=Due.objects.select_for_update(no_key=True))
    due.case, due.partner = case, partner


def note_next(due: Due) -> None:
    """It was put off, or taken up: when the case is next due. A partner is sorted by nothing."""
    if not due.partner:
        note_next_due(due.case, list(Due.objects.pending().filter(case=due.case)))


def require_pending(due: Due) -> None:
    if due.state != DueState.PENDING:
        raise WrongState(_("This is no longer due."))


def _require_soon(due: Due, at: datetime, until: datetime) -> None:
    if until <= at:
        raise WrongState(_("Pick a time that is still to come."))
    if until > latest_snooze(due, at) and due.partner:
        raise WrongState(_("It cannot wait that long. Pick an earlier time."))
    if until > latest_snooze(due, at):
        raise WrongState(_("At this risk level it cannot wait that long. Pick an earlier time."))


def _with_the_follow_up() -> str:
    return _("This ends when the follow-up is done.")


def _with_the_review() -> str:
    return _("This ends when the referral is approved or returned.")


def _with_its_act() -> str:
    return _("This ends when what it asks for is written down in the case.")


def _with_the_partner() -> str:
    return _("This task ends when you enter the new agreement, or the free places, in the"
             " directory.")  # fmt: skip


_ENDS_OTHERWISE = {
    Kind.ESCALATION: _with_the_follow_up,
    Kind.REFERRAL_REVIEW_DUE: _with_the_review,
    Kind.PARTNER_AGREEMENT_EXPIRING: _with_the_partner,
    Kind.PARTNER_CAPACITY_STALE: _with_the_partner,
}
