"""What waits for a second person: how it is asked, and how it is settled (reference 3.2, 3.6).

What protects her is done at once and confirmed after, within 24 hours. What exposes her or ends
care waits until somebody else decides, within the time that her risk level sets. Both are a row in
`Decision`; `cases.actions.deciding` names for each kind the act that a yes or a no sets off.

`ask`, `settle` and `withdraw` are called inside an act that has locked the case; each puts its own
entry on record.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.access.errors import WrongState, require
from casework.access.guards import guard, refuse
from casework.accounts.models import Desk, User
from casework.audit.log import record
from casework.cases import dues, policies
from casework.cases.models import Case, Decision, Note
from casework.cases.states import Risk

if TYPE_CHECKING:
    from casework.vault.keyring import Keyring


class DecisionKind(TextChoices):
    # Waits until it is decided.
    OPENING = "opening", gettext_lazy("to open the case")
    CLOSING = "closing", gettext_lazy("to close the case")
    LOWER_RISK = "lower_risk", gettext_lazy("to lower the risk level")
    TRANSFER = "transfer", gettext_lazy("to hand the case to another organisation")
    DESK_TRANSFER = "desk_transfer", gettext_lazy("to give the case to another desk")
    # Was done at once; is confirmed or reversed after.
    OPENED = "opened", gettext_lazy("opened at once, in danger")
    REOPENED = "reopened", gettext_lazy("reopened")
    HELD = "held", gettext_lazy("put on hold")
    RISK_RAISED = "risk_raised", gettext_lazy("risk level raised")
    CONTACT_STOPPED = "contact_stopped", gettext_lazy("contact stopped")
    TAKEN = "taken", gettext_lazy("arrest, return or death noted")
    REFERRAL_SENT = "referral_sent", gettext_lazy("referral sent at once, in danger")
    REFERRAL_SUSPENDED = "referral_suspended", gettext_lazy("referral suspended, for her safety")


CONFIRMED_AFTER = frozenset(
    {
        DecisionKind.OPENED,
        DecisionKind.REOPENED,
        DecisionKind.HELD,
        DecisionKind.RISK_RAISED,
        DecisionKind.CONTACT_STOPPED,
        DecisionKind.TAKEN,
        DecisionKind.REFERRAL_SENT,
        DecisionKind.REFERRAL_SUSPENDED,
    }
)
# Several may wait, each about a row of its own.
EACH_BY_ITSELF = frozenset(
    {DecisionKind.TAKEN, DecisionKind.REFERRAL_SENT, DecisionKind.REFERRAL_SUSPENDED}
)
CONFIRM_WITHIN = timedelta(hours=24)
# As soon as she is to be spoken to first at this level.
DECIDE_WITHIN = {
    Risk.CRITICAL: timedelta(hours=4),
    Risk.HIGH: timedelta(hours=24),
    Risk.NOT_SET: timedelta(hours=24),
    Risk.MEDIUM: timedelta(days=3),
    Risk.LOW: timedelta(days=7),
}


def ask(
    case: Case,
    kind: DecisionKind,
    *,
    by: User,
    at: datetime,
    note: Note | None = None,
    desk: Desk | None = None,
    about: UUID | None = None,
) -> Decision:
    """Let it wait for a second person; `note` says why, `desk` is asked when it is not the case's.

    `about` names the row that it is about. What was done at once a second time keeps the first
    term. Raises WrongState for what waits already.
    """
    waits = waiting(case, kind, about if kind in EACH_BY_ITSELF else None)
    if waits is not None and kind in CONFIRMED_AFTER:
        return waits
    refuse(asked_once(waits))
    decision = Decision(case=case, kind=kind, desk=desk or case.desk, note=note, asked_by=by)
    decision.about = about
    decision.asked_at, decision.due_at = at, due(case, kind, at)
    decision.save(force_insert=True)
    _note_waiting(case)
    record("decision.asked", case, by=by, at=at, rows=[decision, case], reason=kind)
    due_at = decision.due_at
    dues.set_due(case, task_of(kind), due_at=due_at, by=by, at=at, reference=decision.pk)
    return decision


def settle(
    case: Case, kind: DecisionKind, *, by: User, at: datetime, about: UUID | None = None
) -> Decision:
    """`by` decides what waits. Raises WrongState when nothing does, NotAllowed for who may not."""
    decision = still_waiting(case, kind, about)
    require(policies.can_decide(by, decision), "can_decide")
    decision.decided_by, decision.decided_at = by, at
    decision.raise_revision().save(update_fields=["decided_by", "decided_at", "revision"])
    _note_waiting(case)
    record("decision.made", case, by=by, at=at, rows=[decision, case], reason=kind)
    dues.settle(case, task_of(kind), by=by, at=at, reference=decision.pk)
    return decision


def withdraw(
    case: Case, *kinds: DecisionKind, by: User | None, at: datetime, about: UUID | None = None
) -> None:
    """Nobody needs to decide it any more: of these kinds, or (none named) all that wait."""
    waits = Decision.objects.select_for_update().waiting().filter(case=case)
    waits = waits.filter(about=about) if about else waits
    rows = list(waits.filter(kind__in=kinds) if kinds else waits)
    for row in rows:
        row.decided_at = at
        row.raise_revision().save(update_fields=["decided_at", "revision"])
    if rows:
        _note_waiting(case)
        record("decision.withdrawn", case, by=by, at=at, rows=[*rows, case], count=len(rows))
    for row in rows:
        dues.drop(case, task_of(DecisionKind(row.kind)), by=by, at=at, reference=row.pk)


def agreed(case: Case, kind: DecisionKind) -> Decision:
    """The newest of this kind that somebody decided. Raises Decision.DoesNotExist."""
    made = Decision.objects.filter(case=case, kind=kind, decided_by__isnull=False)
    return made.select_related("note").latest("decided_at")


def told(decision: Decision, keys: Keyring) -> dict[str, Any]:
    """What was said when it was asked: its codes, and the words as `summary`."""
    note = decision.note
    if note is None:
        return {}
    return keys.open_document(note) | {"summary": keys.open(note, "body")}


def follow_desk(case: Case) -> list[Decision]:
    """What waits is asked of the supervisors of the desk that has the case now; the caller's entry
    names the rows."""
    rows = list(Decision.objects.select_for_update().waiting().filter(case=case))
    for row in rows:
        row.desk = case.desk
        row.raise_revision().save(update_fields=["desk", "revision"])
    return rows


def waiting(case: Case, kind: DecisionKind, about: UUID | None = None) -> Decision | None:
    waits = Decision.objects.waiting().filter(case=case, kind=kind)
    decision = (waits.filter(about=about) if about else waits).first()
    if decision is not None:
        decision.case = case
    return decision


def still_waiting(case: Case, kind: DecisionKind, about: UUID | None = None) -> Decision:
    """Raises WrongState where it does not: answered twice, or taken back meanwhile."""
    decision = waiting(case, kind, about)
    if decision is None:
        raise WrongState(_("This was decided already, or nobody has asked for it."))
    return decision


def due(case: Case, kind: DecisionKind, at: datetime) -> datetime:
    """When a decision that is asked now is due."""
    within = CONFIRM_WITHIN if kind in CONFIRMED_AFTER else DECIDE_WITHIN[Risk(case.risk)]
    return at + within


@guard
def asked_once(waits: Decision | None) -> str:
    """The same decision is asked of a second person once, until it is made."""
    return _("A second person has been asked to decide this already.") if waits else ""


def task_of(kind: DecisionKind) -> str:
    """The supervisors' task beside it (`reminders.kinds.Kind`)."""
    if kind in CONFIRMED_AFTER:
        return "confirm_protective_act"
    return _TASKS.get(kind, "decision_due")


_TASKS = {DecisionKind.OPENING: "opening_due", DecisionKind.CLOSING: "closure_review"}


def _note_waiting(case: Case) -> None:
    """Keep on the case since when somebody is waited for, so that pages need not look."""
    first = Decision.objects.waiting().filter(case=case).order_by("asked_at").first()
    case.submitted_at = first.asked_at if first else None
    case.raise_revision().save(update_fields=["submitted_at", "revision"])
