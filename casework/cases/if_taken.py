"""If I am taken or silent: what she asked us to do, told while she can be asked (reference 3.4).

It runs out like a consent, but never while she is held or was returned, and can always be taken
back. Each answer is a sheet of its own; the newest counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.access.guards import guard
from casework.cases.codes import NOT_ASKED, WAS_NOT_ASKED
from casework.cases.models import Case
from casework.cases.sheets import OpenSheet
from casework.cases.states import Reachability

ANSWERS, STEP = "answers", "step"
"""What a sheet of this kind is, sealed as ``what``."""

_HELD = frozenset({Reachability.IN_CUSTODY, Reachability.RETURNED})


class IfTakenState(TextChoices):
    ANSWERED = "answered", gettext_lazy("she told what she wants")
    LATER = "later", gettext_lazy("not now, ask again")
    NOTHING = "nothing", gettext_lazy("she wants nothing done")
    WITHDRAWN = "withdrawn", gettext_lazy("she takes it back")


class Appeal(TextChoices):
    """Whether we may turn there for her."""

    WITH_NAME = "with_name", gettext_lazy("yes, with her name")
    WITHOUT_NAME = "without_name", gettext_lazy("yes, without her name")
    NO = "no", gettext_lazy("no")
    NOT_ASKED = WAS_NOT_ASKED


APPEALS = {
    "appeal_unhcr": gettext_lazy("UNHCR, the refugee agency"),
    "appeal_ohchr": gettext_lazy("OHCHR, the human rights office"),
    "appeal_rok": gettext_lazy("The Republic of Korea"),
    "appeal_un": gettext_lazy("Procedures of the United Nations"),
}
TEXTS = {
    "tell": gettext_lazy("Who may be told, and how"),
    "children": gettext_lazy("What about her children"),
    "destroy": gettext_lazy("What to destroy"),
    "silent": gettext_lazy("When silence means that something happened"),
}


@dataclass(frozen=True)
class Wishes:
    """What she asked for as it counts today. `state` is "" when she was not asked yet."""

    state: str
    told: dict[str, Any]
    on: date | None = None
    has_run_out: bool = False

    @property
    def hold(self) -> bool:
        """Whether anything may be done on them."""
        return self.state == IfTakenState.ANSWERED and not self.has_run_out

    @property
    def in_words(self) -> str:
        """For the head of the case."""
        if self.state in ("", IfTakenState.LATER, IfTakenState.WITHDRAWN):
            return _("not asked yet") if self.state == "" else str(IfTakenState(self.state).label)
        return _("has run out: ask again") if self.has_run_out else _("she was asked")

    def appeals(self, *codes: str) -> list[str]:
        """The names of the places that she answered so about."""
        return [name for name in APPEALS if self.told.get(name) in codes]


def wishes(sheets: Sequence[OpenSheet], case: Case, *, on: date) -> Wishes:
    """`sheets` are those of the kind IF_TAKEN, in their order."""
    answers = [sheet for sheet in sheets if sheet.told.get("what") == ANSWERS]
    if not answers:
        return Wishes("", {})
    told = answers[-1].told
    expires = told.get("expires_on") or ""
    is_past = expires != "" and on > date.fromisoformat(expires)
    return Wishes(
        state=told["state"],
        told=told,
        on=date.fromisoformat(told["asked_on"]),
        has_run_out=is_past and case.reachability not in _HELD,
    )


@guard
def if_taken_says_something(told: dict[str, Any]) -> str:
    """What to do if she is taken names a place to turn to, or says a word on what to do."""
    if told["state"] != IfTakenState.ANSWERED:
        return ""
    answers = [told.get(name) or "" for name in (*APPEALS, *TEXTS)]
    if any(answer not in ("", NOT_ASKED) for answer in answers):
        return ""
    return _("Write at least one answer, or that she wants nothing done, or to ask her later.")


@guard
def if_taken_stands(before: Wishes, told: dict[str, Any]) -> str:
    """Only wishes for "if I am taken" that she told can be taken back."""
    if told["state"] != IfTakenState.WITHDRAWN or before.state == IfTakenState.ANSWERED:
        return ""
    return _("She has told no wishes yet that she could take back.")
