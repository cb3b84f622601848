"""What the last recomputing of the log found: as the worker kept it, in the reader's language."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from casework.audit.models import AuditEntry, AuditVerification
from casework.web.audit.words import in_words

_ENTRY: Final = re.compile(r"entry (?P<number>\d+): (?P<text>.+)")
_ROW: Final = re.compile(r"(?P<place>[a-z_]+(?: \S+)?): (?P<text>.+)")
_REVISIONS: Final = re.compile(
    r"it has revision (?P<found>\d+), the newest on record is (?P<last>\d+)"
)


class Found(NamedTuple):
    """One finding: of which entry, or of which row of which table, and what is wrong with it."""

    number: int | None
    place: str
    text: str
    entry: AuditEntry | None = None  # as it stands now, if it does

    @property
    def deed(self) -> str:
        return in_words(self.entry.verb) if self.entry else ""


def found_by(verification: AuditVerification | None) -> list[Found]:
    """In the order found, as many as are kept with their words (`nightly`)."""
    found = [_found(line) for line in verification.findings.splitlines()] if verification else []
    stand = AuditEntry.objects.in_bulk([one.number for one in found if one.number is not None])
    return [one._replace(entry=stand.get(one.number or 0)) for one in found]


def _found(line: str) -> Found:
    if match := _ENTRY.fullmatch(line):
        return Found(int(match["number"]), "", _said(match["text"]))
    if match := _ROW.fullmatch(line):
        return Found(None, match["place"], _said(match["text"]))
    return Found(None, "", _said(line))


def _said(text: str) -> str:
    """The worker speaks English: each sentence is one of those of the verifier."""
    if match := _REVISIONS.fullmatch(text):
        told = {name: int(number) for name, number in match.groupdict().items()}
        return _("it has revision %(found)d, the newest on record is %(last)d") % told
    return _(text)
