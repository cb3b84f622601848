"""The certificate of an erased record: what it says, and whether it holds.

It is a row whose hash the log names in the entry of the erasing itself. So whoever has the log can
tell that the row is as it was written, by whom and when; and that nothing else is left is seen by
looking for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from casework.accounts.rows import stated
from casework.audit import fresh
from casework.audit.models import AuditEntry
from casework.audit.sealed import SealedEntry, entry_named
from casework.cases import belongings
from casework.cases.erasure_codes import Cause
from casework.cases.models import Erasure
from casework.cases.states import CaseState

VERB = "case.erased"


def find(number: str) -> Erasure | None:
    found = Erasure.objects.certificates().select_related("case__desk", "first", "second")
    return found.filter(number=number.strip().upper()).first()


def lines(erasure: Erasure) -> list[tuple[str, str]]:
    """What it says: for the command, for the page, and for paper."""
    case = erasure.case
    agreed = [one.username for one in (erasure.first, erasure.second) if one is not None]
    return [
        (_("Certificate"), str(erasure.number)),
        (_("Case"), case.code),
        (_("Opened"), _moment(case.opened_at)),
        (_("Closed"), _moment(case.closed_at)),
        (_("Why"), str(Cause(erasure.cause).label)),
        (_("Agreed by"), ", ".join(agreed) or _("nobody: by its time alone")),
        (_("Erased"), _moment(erasure.ended_at)),
        (_("Rows erased"), str(erasure.rows)),
        (_("No backup may hold it from"), _moment(erasure.backups_until)),
        (_("Provider's key then"), _("version %s") % erasure.provider_version),
    ]


def faults(erasure: Erasure) -> Iterator[str]:
    """A sentence for each thing that does not hold."""
    yield from _against_the_log(erasure)
    if erasure.case.state != CaseState.ERASED:
        yield _("The case is not erased.")
    for rows in belongings.rows_of(erasure.case_id):
        if left := rows.count():
            yield _("%(count)s rows are left in %(table)s.") % {
                "count": left, "table": rows.model._meta.db_table,
            }  # fmt: skip


def _against_the_log(erasure: Erasure) -> Iterator[str]:
    written = fresh.newest(erasure._meta.db_table, erasure.pk)
    if written is None:
        yield _("The log does not know it.")
        return
    says = stated(erasure)
    if (says.revision, says.hash) != (written.revision, written.hash):
        yield _("It is not as the log says that it was written.")
    entry = entry_named(connection, written.entry)
    if entry is None:
        yield _("The entry of the erasing is not in the log.")
        return
    yield from entry.faults()
    yield from _of_its_entry(erasure, entry)


def _of_its_entry(erasure: Erasure, entry: SealedEntry) -> Iterator[str]:
    row = AuditEntry.objects.get(number=entry.number)
    said: dict[str, Any] = {
        "verb": VERB, "subject_code": erasure.case.code, "reason": erasure.cause,
        "at": erasure.ended_at,
    }  # fmt: skip
    for name, value in said.items():
        if getattr(row, name) != value:
            yield _("The log's entry says something else: %s.") % name
    by = {str(erasure.first_id), str(erasure.second_id), "system"}
    if row.by not in by:
        yield _("The log names somebody else who did it.")


def _moment(at: Any) -> str:
    return "" if at is None else at.strftime("%Y-%m-%d %H:%M UTC")
