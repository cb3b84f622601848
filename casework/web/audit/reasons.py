"""Why something was done: the codes that entries of the log carry, in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.access.change_rows import Widening
from casework.accounts.models import Invitation, Role
from casework.cases.decisions import DecisionKind
from casework.cases.erasure_codes import Cause, HoldReason, Kept
from casework.cases.fields import SECTIONS
from casework.cases.places import Country
from casework.cases.reasons import LookingReason, ReviewFinding
from casework.referrals.partner_rows import Asked
from casework.referrals.partner_rows import Reason as PartnerReason
from casework.reminders.passing import CannotReason
from casework.reminders.rules import Level, SnoozeReason
from casework.reports.codes import Answer, Hour, Outcome, Reason, Rule

# By the first word of a verb, the lists from which its reasons come.
_LISTS: Final[dict[str, tuple[Any, ...]]] = {
    "alert": (Rule, Answer, Outcome, Reason),
    "break_glass": (ReviewFinding,),
    "case": (LookingReason, Cause),
    "change": (Widening, Role, Rule, Hour),
    "decision": (DecisionKind,),
    "erasure": (Cause,),
    "hold": (HoldReason,),
    "intervals": (Level,),
    "partner": (Asked, PartnerReason),
    "person": (Invitation.Kind,),
    "police": (Country,),
    "post": (Role,),
    "reminder": (SnoozeReason, CannotReason),
    "term": (Kept,),
    "thresholds": (Rule, Hour),
}
_WORDS: Final[dict[str, Mapping[str, str | Promise]]] = {
    "access": {
        "emergency": _("for an hour, in an emergency"),
        "ended": _("given anew in its place"),
        "handed_over": _("the case was handed over"),
        "lapsed": _("nobody confirmed it"),
        "left": _("she left"),
        "other_desk": _("the case went to another desk"),
        "over": _("its hour was over"),
        "post_ended": _("her post ended"),
        "reviewed": _("not needed any more, said a review"),
        "stands_by": _("for the desk that stands by"),
    },
    "case": {"names": _("with names")},
    "code": {"off": _("switched off"), "on": _("on")},
    "consent": dict(settings.LANGUAGES),
    "copy": dict(settings.LANGUAGES),
    "signin": {"locked_out": _("locked out")},
}


def why(verb: str, reason: str) -> str:
    """In words, several with commas between; a code that has none stays a code."""
    known = _of(verb.partition(".")[0])
    return ", ".join(str(known.get(code, code)) for code in reason.split(","))


@cache
def _of(noun: str) -> Mapping[str, str | Promise]:
    """Sections of the record are told by whatever opened or wrote them."""
    listed = {code: words for one in _LISTS.get(noun, ()) for code, words in one.choices}
    return {**SECTIONS, **listed, **_WORDS.get(noun, {})}
