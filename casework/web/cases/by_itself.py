"""What ended without anybody writing it down: by a worker, who holds no key, or beside another act.

No note can be sealed for it, so the case's timeline tells it from the log: its verb and its time.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.accounts.questions import Question
from casework.audit.models import AuditEntry

_SAID: Final[dict[str, tuple[Promise, Promise]]] = {
    "case.lapsed": (
        _("Closed again by itself"),
        _("It was reopened, and no supervisor confirmed it within 48 hours."),
    ),
    "case.transfer_silent": (
        _("The handing over ended by itself"),
        _("The other organisation did not answer within 14 days. The work goes on here."),
    ),
    "case.transfer_stopped": (
        _("The handing over was stopped"),
        _("She was taken, or took her yes back. The work goes on here."),
    ),
}
_ENTRIES = Question(
    lambda code: (
        AuditEntry.objects.about(code)
        .filter(verb__in=list(_SAID), outcome="done")
        .order_by("number")
        .values_list("verb", "at")
    )
)


class Ended(NamedTuple):
    at: datetime
    title: Promise
    text: Promise


def ended_by_itself(code: str) -> Iterator[Ended]:
    """The earliest first."""
    for verb, at in _ENTRIES(code=code):
        yield Ended(at, *_SAID[verb])
