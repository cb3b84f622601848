"""The rows of a table as they stand, merged with what the log says last of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _

from casework.audit.tables import Found, LoggedTable, stream

_NEWEST = """
SELECT DISTINCT ON ("row") "row", revision, hash, entry FROM audit_written
WHERE "table" = %s ORDER BY "row", revision DESC, number DESC, position DESC
"""


@dataclass(frozen=True, slots=True)
class Last:
    """What the log says last of a row; an empty hash says that it is gone."""

    id: str
    revision: int
    hash: bytes
    entry: UUID


def row_faults(connection: BaseDatabaseWrapper, table: LoggedTable) -> Iterator[tuple[str, str]]:
    """The id of each row that stands or was ever logged, and what is wrong with it, or ""."""
    for found, last in _merged(table.rows(connection), _logged(connection, table.name)):
        if found is None:
            yield (last.id, _missing(last)) if last else ("", "")
        else:
            yield found.id, _fault(found, last)


def _logged(connection: BaseDatabaseWrapper, name: str) -> Iterator[Last]:
    for row in stream(connection, _NEWEST, [name]):
        yield Last(*row)


def _merged(
    standing: Iterator[Found], logged: Iterator[Last]
) -> Iterator[tuple[Found, Last | None] | tuple[None, Last]]:
    """Both in the byte order of their ids."""
    found, last = next(standing, None), next(logged, None)
    while found or last:
        if found and (last is None or found.id < last.id):
            yield found, None
            found = next(standing, None)
        elif last and (found is None or last.id < found.id):
            yield None, last
            last = next(logged, None)
        elif found:
            yield found, last
            found, last = next(standing, None), next(logged, None)


def _missing(last: Last) -> str:
    return _("it is gone, and no deletion is on record") if last.hash else ""


def _fault(found: Found, last: Last | None) -> str:
    if last is None:
        return _("nobody recorded that it was written")
    if not last.hash:
        return _("it is on record as deleted")
    if not found.mac_right:
        return _("its mac is wrong")
    if found.revision != last.revision:
        return _("it has revision %(found)d, the newest on record is %(last)d") % {
            "found": found.revision,
            "last": last.revision,
        }
    if found.hash != last.hash:
        return _("it is not as it was last recorded")
    if found.entry not in (None, last.entry):
        return _("it does not name its newest entry")
    return ""
