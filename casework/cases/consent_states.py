"""Consent: what an answer is, and what may become of it (reference 3.4).

`TRANSITIONS` is the whole truth and meant to be read. A record begins as asked for, is answered,
and ends taken back, run out or replaced by her next answer to the same. Asking and answering are
mostly one act. None of it edits a record: what became of one follows from the day, or from the
records after it (`consents.history`).
"""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from casework.access.errors import WrongState


class ConsentStage(TextChoices):
    """Where one record stands. The first five are also what `state` in its document may say."""

    REQUESTED = "requested", pgettext_lazy("consent", "asked, she has not answered yet")
    GIVEN = "given", pgettext_lazy("consent", "yes")
    REFUSED = "refused", pgettext_lazy("consent", "no")
    DEFERRED = "deferred", pgettext_lazy("consent", "not now, ask again")
    CANNOT_ASK = "cannot_ask", pgettext_lazy("consent", "she cannot be asked now")
    WITHDRAWN = "withdrawn", pgettext_lazy("consent", "taken back")
    EXPIRED = "expired", pgettext_lazy("consent", "has run out")
    SUPERSEDED = "superseded", pgettext_lazy("consent", "replaced by a later answer")


class By(TextChoices):
    """What moves a record on."""

    ANSWER = "answer", pgettext_lazy("consent", "she answers")
    WORKER = "worker", pgettext_lazy("consent", "her caseworker writes why")
    WITHDRAWAL = "withdrawal", pgettext_lazy("consent", "she takes it back")
    TIME = "time", pgettext_lazy("consent", "its last day has passed")
    NEWER = "newer", pgettext_lazy("consent", "she answers the same again")


class Edge(NamedTuple):
    before: ConsentStage
    after: ConsentStage
    by: By
    guards: tuple[str, ...]


_S = ConsentStage
_ASKED = ("consent_service", "consent_partner", "consent_day", "consent_codes")
_YES = ("consent_explained", "consent_self", "consent_guardian", "consent_child",
        "consent_capacity", "consent_expiry")  # fmt: skip

TRANSITIONS: tuple[Edge, ...] = (
    Edge(_S.REQUESTED, _S.GIVEN, By.ANSWER, (*_ASKED, *_YES)),
    Edge(_S.REQUESTED, _S.REFUSED, By.ANSWER, _ASKED),
    Edge(_S.REQUESTED, _S.DEFERRED, By.ANSWER, _ASKED),
    Edge(_S.REQUESTED, _S.CANNOT_ASK, By.WORKER, ("consent_cannot_ask", "consent_day")),
    Edge(_S.GIVEN, _S.WITHDRAWN, By.WITHDRAWAL, ("consent_stands", "consent_withdrawal")),
    Edge(_S.GIVEN, _S.EXPIRED, By.TIME, ()),
    Edge(_S.GIVEN, _S.SUPERSEDED, By.NEWER, ()),
    Edge(_S.CANNOT_ASK, _S.EXPIRED, By.TIME, ()),
    Edge(_S.CANNOT_ASK, _S.SUPERSEDED, By.NEWER, ()),
    Edge(_S.REFUSED, _S.SUPERSEDED, By.NEWER, ()),
    Edge(_S.DEFERRED, _S.SUPERSEDED, By.NEWER, ()),
)

# A question that waits for her answer begins a record; it names its scope like an answer.
ASKING = Edge(_S.REQUESTED, _S.REQUESTED, By.WORKER, _ASKED)


def edge(before: str, after: str) -> Edge:
    """The row of the table. Raises WrongState with what is possible from `before`."""
    for row in TRANSITIONS:
        if (row.before, row.after) == (before, after):
            return row
    possible = ", ".join(f"“{row.after.label}”" for row in TRANSITIONS if row.before == before)
    raise WrongState(
        _("This answer is “%(now)s”. It can become: %(possible)s.")
        % {"now": ConsentStage(before).label, "possible": possible or _("nothing more")}
    )


def answering(state: str) -> Edge:
    """The row by which a record comes to say `state`: a withdrawal ends a yes, the rest answer."""
    if state == _S.REQUESTED:
        return ASKING
    return edge(_S.GIVEN if state == _S.WITHDRAWN else _S.REQUESTED, state)
