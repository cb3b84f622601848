"""Contacts with her and attempts: what counts as one, and when enough were made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from casework.cases.sheets import OpenSheet, SheetKind


class Direction(TextChoices):
    OURS = "ours", _("we tried to reach her")
    HERS = "hers", _("she came to us")


class ContactOutcome(TextChoices):
    REACHED = "reached", _("we spoke")
    NO_ANSWER = "no_answer", _("no answer")
    UNSAFE = "unsafe", _("not safe, broken off")
    OTHER_ANSWERED = "other_answered", _("somebody else answered")
    CALLED_OFF = "called_off", _("called off before it began")


# An attempt was made and she was not spoken to; what was called off was no attempt.
_ATTEMPTS: Final = frozenset(
    {ContactOutcome.NO_ANSWER, ContactOutcome.UNSAFE, ContactOutcome.OTHER_ANSWERED}
)
ENOUGH_ATTEMPTS: Final = 3
OVER: Final = timedelta(days=30)


@dataclass(frozen=True)
class Attempts:
    """Those since she was last spoken to."""

    count: int
    first: datetime | None
    last: datetime | None

    @property
    def suffice(self) -> bool:
        """At least three over at least 30 days: only then may she be called lost."""
        if self.first is None or self.last is None:
            return False
        return self.count >= ENOUGH_ATTEMPTS and self.last - self.first >= OVER


def attempts(sheets: Sequence[OpenSheet], calls: Iterable[datetime] = ()) -> Attempts:
    """Our own attempts in order of time; any contact in which she was reached starts anew, and so
    do her `calls`, which are kept as notes."""
    found: list[datetime] = []
    for moment, contact in _in_order(sheets):
        if contact["outcome"] == ContactOutcome.REACHED:
            found = []
        elif contact["outcome"] in _ATTEMPTS and contact["direction"] == Direction.OURS:
            found.append(moment)
    called = max(calls, default=None) if found else None
    found = [moment for moment in found if called is None or moment > called]
    return Attempts(len(found), found[0] if found else None, found[-1] if found else None)


def _in_order(sheets: Sequence[OpenSheet]) -> list[tuple[datetime, Mapping[str, Any]]]:
    contacts = [sheet for sheet in sheets if sheet.kind == SheetKind.CONTACT]
    told = [(datetime.fromisoformat(one.told["happened_at"]), one.told) for one in contacts]
    return sorted(told, key=lambda pair: pair[0])


def silent_until(safe_contact: Mapping[str, Any]) -> date | None:
    """The day before which she wants no contact, if she named one."""
    try:
        return date.fromisoformat(str(safe_contact.get("do_not_contact_until") or ""))
    except ValueError:
        return None
