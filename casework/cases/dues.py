"""What has to be done by when, asked for by an act; `reminders`, above, keeps the rows.

`kind` is a code of `reminders.rules.Kind` that says to whom the task goes: the case's owner, or
every supervisor of the desk who does not own the case, until one of them has done it. Nothing but
kind, time and the random id of the row it is about (`reference`) may lie there.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

if TYPE_CHECKING:
    from casework.accounts.models import User
    from casework.cases.models import Case
    from casework.cases.safe_times import SafeTimes


class Diary(Protocol):
    """What `reminders` registers in `AppConfig.ready()`."""

    def set_due(
        self,
        case: Case,
        kind: str,
        *,
        due_at: datetime,
        by: User | None,
        at: datetime,
        reference: UUID | None,
        also: UUID | None,
    ) -> None: ...

    def bring_forward(
        self,
        case: Case,
        kind: str,
        *,
        due_at: datetime,
        by: User,
        at: datetime,
        reference: UUID | None,
    ) -> None: ...

    def settle(
        self, case: Case, kind: str, *, by: User, at: datetime, reference: UUID | None
    ) -> None: ...

    def drop(
        self, case: Case, kind: str, *, by: User | None, at: datetime, reference: UUID | None
    ) -> None: ...

    def keep_safe_times(self, case: Case, told: SafeTimes, *, by: User, at: datetime) -> None: ...


diaries: list[Diary] = []


def set_due(
    case: Case,
    kind: str,
    *,
    due_at: datetime,
    by: User | None,
    at: datetime,
    reference: UUID | None = None,
    also: UUID | None = None,
) -> None:
    """One task of this kind about `reference`: made, or moved to `due_at`. Lock the case first.

    `also`: of what is only told, somebody more whom it is told to.
    """
    for diary in diaries:
        diary.set_due(case, kind, due_at=due_at, by=by, at=at, reference=reference, also=also)


def bring_forward(
    case: Case,
    kind: str,
    *,
    due_at: datetime,
    by: User,
    at: datetime,
    reference: UUID | None = None,
) -> None:
    """Due at `due_at` at the latest: made, or moved there from later; never put off."""
    for diary in diaries:
        diary.bring_forward(case, kind, due_at=due_at, by=by, at=at, reference=reference)


def settle(case: Case, kind: str, *, by: User, at: datetime, reference: UUID | None = None) -> None:
    """It was done by `by`, whoever was asked. Nothing happens when it was not due at all."""
    for diary in diaries:
        diary.settle(case, kind, by=by, at=at, reference=reference)


def drop(
    case: Case, kind: str, *, by: User | None, at: datetime, reference: UUID | None = None
) -> None:
    """It is not needed any more."""
    for diary in diaries:
        diary.drop(case, kind, by=by, at=at, reference=reference)


def keep_safe_times(case: Case, told: SafeTimes, *, by: User, at: datetime) -> None:
    """When her windows open, and until when to stay silent; `consequences.changed` follows."""
    for diary in diaries:
        diary.keep_safe_times(case, told, by=by, at=at)
