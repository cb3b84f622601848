"""An administrator keeps a view of the log, or asks to carry a part of it away."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from casework.access import policies
from casework.access.errors import require
from casework.access.guards import guard, refuse
from casework.access.log_rows import LONGEST, LogExport, LogView
from casework.accounts.models import User
from casework.audit.log import record
from casework.audit.models import AuditHead

MOST_VIEWS: Final = 12
MOST_LINES: Final = 5000


@transaction.atomic
def keep_view(query: str, *, by: User, at: datetime) -> LogView:
    """The same view is kept once. Raises WrongState."""
    require(policies.can_read_log(by), "can_read_log")
    User.objects.select_for_update().get(pk=by.pk)
    kept = LogView.objects.filter(person=by)
    if same := kept.filter(query=query).first():
        return same
    refuse(view_asks_something(query), views_have_room(kept.count()))
    row = LogView(person=by, query=query)
    row.save(force_insert=True)
    record("log_view.kept", row, by=by, at=at, rows=[row])
    return row


@transaction.atomic
def drop_view(row: LogView, *, by: User, at: datetime) -> None:
    """Only her own."""
    require(policies.can_read_log(by) and row.person_id == by.pk, "can_read_log")
    row = LogView.objects.select_for_update().get(pk=row.pk)
    record("log_view.dropped", row, by=by, at=at, gone=[row])
    row.delete()


@transaction.atomic
def ask_export(query: str, *, by: User, at: datetime) -> LogExport:
    """Of what the log holds now. Another administrator agrees. The same waits once."""
    require(policies.can_read_log(by), "can_read_log")
    User.objects.select_for_update().get(pk=by.pk)
    if same := LogExport.objects.filter(asked_by=by, query=query, agreed_at=None).first():
        return same
    head = AuditHead.objects.first()
    row = LogExport(query=query, upto=head.size if head else 0, asked_by=by, asked_at=at)
    row.save(force_insert=True)
    record("log_export.asked", row, by=by, at=at, rows=[row])
    return row


@transaction.atomic
def agree_to_export(row: LogExport, *, by: User, at: datetime) -> LogExport:
    """The second one. Raises WrongState."""
    row = _waiting(row)
    require(policies.can_agree_to_export(by, row), "can_agree_to_export")
    row.agreed_by, row.agreed_at = by, at
    row.raise_revision().save(update_fields=["agreed_by", "agreed_at", "revision"])
    record("log_export.agreed", row, by=by, at=at, rows=[row])
    return row


@transaction.atomic
def decline_export(row: LogExport, *, by: User, at: datetime) -> None:
    """The second one says no, or who asked takes it back."""
    row = _waiting(row)
    require(policies.can_read_log(by), "can_read_log")
    record("log_export.declined", row, by=by, at=at, gone=[row])
    row.delete()


@transaction.atomic
def fetch_export(row: LogExport, *, by: User, at: datetime, count: int) -> None:
    """On record each time. Raises WrongState."""
    require(policies.can_read_log(by) and row.asked_by_id == by.pk, "can_fetch_export")
    refuse(export_is_ready(row, at))
    record("log_export.fetched", row, by=by, at=at, count=count)


def _waiting(row: LogExport) -> LogExport:
    found = LogExport.objects.select_for_update().filter(pk=row.pk, agreed_at=None).first()
    refuse(export_waits(found))
    assert found is not None
    return found


@guard
def view_asks_something(query: str) -> str:
    """A view that is kept has conditions, and not more than an address holds."""
    if not query:
        return _("Choose at least one condition, then keep the view.")
    return _("These are too many conditions to keep.") if len(query) > LONGEST else ""


@guard
def views_have_room(kept: int) -> str:
    """Somebody keeps at most twelve views of the log."""
    return _("You keep 12 views. Drop one first.") if kept >= MOST_VIEWS else ""


@guard
def export_waits(row: LogExport | None) -> str:
    """A second administrator answers an export once."""
    return "" if row is not None else _("This export was answered already.")


@guard
def export_is_ready(row: LogExport, at: datetime) -> str:
    """An export is fetched within seven days after a second administrator agreed."""
    if row.is_ready(at):
        return ""
    return _("Nobody has agreed to this export, or its seven days are over.")
