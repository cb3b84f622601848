"""A place that was written for a rescue and has had its time goes with the next section, sheet or
decision. Not with a note: its log would tell a word with her from the other notes.
"""

from __future__ import annotations

from datetime import datetime

from casework.accounts.models import User
from casework.audit.log import record
from casework.cases import rescue_places
from casework.cases.models import Case, Section
from casework.cases.section_rows import section_of
from casework.vault.keyring import Keyring


def stamped(
    case: Case, document: rescue_places.Document, *, at: datetime, keys: Keyring
) -> rescue_places.Document:
    """The section to be kept, with the moment from which its place counts."""
    before = section_of(case, rescue_places.SECTION, keys)
    return rescue_places.stamped(document, before, at)


def let_go(case: Case, *, by: User, at: datetime, keys: Keyring) -> None:
    """Within an act that has locked the case, and writes into its record."""
    section = Section.objects.filter(case=case, kind=rescue_places.SECTION).first()
    document = keys.open_document(section) if section else {}
    if section is None or not rescue_places.is_over(document, at):
        return
    keys.reseal(section, document=rescue_places.in_time(document, at))
    section.save(update_fields=["document", "revision"])
    record("record.written", case, by=by, at=at, rows=[section], reason=rescue_places.SECTION)
