"""What a move sets off, as rows with a deadline: the reviews that each forces, and what protects.

| told | supervisor | owner |
|---|---|---|
| any move or event | | risk assessment and review of consent within 3 days |
| M12 | | both now |
| M06, M08, M24, M25, M20b into CU1; found in CU1, CU2 or CU3 | alert now; confirm or reverse within 24 h | both now; the checklist of "if I am taken" at 1, 6, 24 and 72 h |
| M19 | confirm or reverse within 24 h | both within 3 days |
| contact under duress | alert now | both now |

Into CU1 and CU2 the level is raised too (`pathways.custody`), and the same decision confirms it.
Reported and unconfirmed sets off the same. What is told later of an earlier time asks for the two
reviews alone. A draft waits: its risk and consent are asked before it opens.
"""  # noqa: E501  # a table

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid5

from casework.accounts.models import User
from casework.cases import decisions, dues, policies
from casework.cases.decisions import DecisionKind
from casework.cases.models import Case
from casework.cases.states import LIVING
from casework.cases.transfer_ends import stop
from casework.pathways import custody
from casework.pathways.counters import happened
from casework.pathways.line import Step
from casework.pathways.situations import Event, Situation

if TYPE_CHECKING:
    from casework.vault.keyring import Keyring

TAKEN: Final = frozenset({Event.M06, Event.M08, Event.M24, Event.M25})
AT_ONCE: Final = TAKEN | {Event.M12}
REVIEWS: Final = ("risk_reassess", "consent_review")
REVIEWED_WITHIN: Final = timedelta(days=3)
# "If I am taken": after so many hours each part of the checklist is due.
CHECKLIST_HOURS: Final = (1, 6, 24, 72)
LOOKED_AFTER_WITHIN: Final = timedelta(days=3)


def is_taken(step: Step) -> bool:
    """Arrested or returned by force: by this move, or meanwhile when she was found again."""
    permit_lost = Event.M20B in happened(step) and step.after == Situation.CU1
    return bool(TAKEN & happened(step)) or permit_lost or _is_found_taken(step)


def _is_found_taken(step: Step) -> bool:
    """Found in custody in China, or handed over, and was not before: then she was arrested or
    returned meanwhile, whether or not anybody can say how.
    """
    if step.told.event != Event.M18 or step.resumes:
        return False
    is_held = step.after in custody.HELD and step.last_known not in custody.HELD
    return is_held or step.after == Situation.CU3


def is_protective(step: Step) -> bool:
    """It protects her at once, and a supervisor confirms or reverses it."""
    return is_taken(step) or step.after == Situation.DE1


def checklist_row(move: UUID, hours: int) -> UUID:
    """What the row of that hour names: the checklist of one move comes in four parts."""
    return uuid5(move, f"if_taken {hours}")


def of_a_move(case: Case, step: Step, *, by: User, at: datetime, keys: Keyring) -> None:
    """Everything that the newest move sets off."""
    if case.state not in LIVING:
        return
    if is_taken(step):
        stop(case, by=by, at=at)  # before all else: nothing of hers goes to anybody else now
    now = is_taken(step) or bool(AT_ONCE & happened(step))
    reviews(case, by=by, at=at, within=timedelta(0) if now else REVIEWED_WITHIN)
    move = step.told.id
    if is_protective(step):
        decisions.ask(case, DecisionKind.TAKEN, by=by, at=at, about=move)
    custody.raised(case, step, by=by, at=at, keys=keys)  # after what confirms it is asked
    if is_taken(step):
        alert(case, move, by=by, at=at)
        for hours in CHECKLIST_HOURS:
            row = checklist_row(move, hours)
            _set(case, "if_taken", timedelta(hours=hours), row, by=by, at=at)


def reviews(case: Case, *, by: User, at: datetime, within: timedelta = REVIEWED_WITHIN) -> None:
    """Risk and consent are looked at anew; an earlier deadline stands."""
    if case.state not in LIVING:
        return
    for kind in REVIEWS:
        dues.bring_forward(case, kind, due_at=at + within, by=by, at=at)


def alert(case: Case, about: UUID, *, by: User, at: datetime) -> None:
    """Every supervisor of the desk is told with the next sweep, well within the hour."""
    _set(case, "supervisor_alert", timedelta(0), about, by=by, at=at)


def look_again(case: Case, about: UUID, *, by: User, at: datetime) -> None:
    _set(case, "look_again", LOOKED_AFTER_WITHIN, about, by=by, at=at)


def settled(case: Case, move: UUID, *, by: User, at: datetime) -> None:
    """The wait for a second person ends: she has said what she thinks, or whoever told it has put
    it right herself.
    """
    waits = decisions.waiting(case, DecisionKind.TAKEN, move)
    if waits is None:
        return
    if policies.can_decide(by, waits):
        decisions.settle(case, DecisionKind.TAKEN, by=by, at=at, about=move)
    else:
        decisions.withdraw(case, DecisionKind.TAKEN, by=by, at=at, about=move)


def replaced(case: Case, move: UUID, *, by: User, at: datetime) -> None:
    """It does not stand any more as it was told: what it had set off falls away."""
    settled(case, move, by=by, at=at)
    dues.drop(case, "supervisor_alert", by=by, at=at, reference=move)
    for hours in CHECKLIST_HOURS:
        dues.drop(case, "if_taken", by=by, at=at, reference=checklist_row(move, hours))


def _set(
    case: Case, kind: str, within: timedelta, reference: UUID, *, by: User, at: datetime
) -> None:
    if case.state in LIVING:
        dues.set_due(case, kind, due_at=at + within, by=by, at=at, reference=reference)
