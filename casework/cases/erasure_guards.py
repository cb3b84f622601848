"""What must hold before a record is erased, held, or let go of (reference 3.1)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from casework.access.guards import guard
from casework.cases.erasure_codes import (
    HOLDS_AGAINST_HER_REQUEST,
    TERMS,
    Cause,
    Kept,
)
from casework.cases.guards import Asked
from casework.cases.models import Case, Erasure, Hold
from casework.cases.states import CaseState


@guard
def two_agreed(asked: Asked) -> str:
    """Two people have said yes to its end, and not one of them twice."""
    erasure: Erasure = asked.told["erasure"]
    agreed = {erasure.first_id} if erasure.first_at else set()
    agreed |= {erasure.second_id} if erasure.second_at else set()
    return "" if len(agreed - {None}) == 2 else _("A second person has to agree first.")


@guard
def time_is_over(asked: Asked) -> str:
    """By the clock only what has been kept for its time; at her own request at once."""
    if asked.told["erasure"].cause == Cause.HER_REQUEST:
        return ""
    over_at: datetime | None = asked.told["over_at"]
    if over_at is not None and over_at <= asked.at:
        return ""
    return _("The time for which it is kept is not over.")


@guard
def not_under_hold(asked: Asked) -> str:
    """What is under a hold stays; against her wish only by two, for her claim or a law."""
    holds = Hold.objects.filter(case=asked.case)
    if asked.told["erasure"].cause == Cause.HER_REQUEST:
        stands = holds.confirmed().filter(reason__in=HOLDS_AGAINST_HER_REQUEST).exists()
    else:
        stands = holds.in_force().exists()
    return _("It is under a legal hold. Two administrators end that first.") if stands else ""


@guard
def she_was_heard(told: Mapping[str, str]) -> str:
    """It is known that it was she who asked, and that nobody made her."""
    if told.get("identity") and told.get("free") == "yes":
        return ""
    return _("Make sure first that it is she, and that nobody makes her ask. Until then nothing is"
             " hidden.")  # fmt: skip


@guard
def she_can_ask_for_its_end(case: Case) -> str:
    """A draft ends with her no; what is erased is gone."""
    if case.state == CaseState.DRAFT:
        return _("This is a draft. Write down her no, and it is erased within the hour.")
    if case.state == CaseState.ERASED:
        return _("It is erased already.")
    return ""


@guard
def no_erasure_waits(case: Case) -> str:
    """The end of a record is asked for once, until it is decided."""
    if Erasure.objects.hiding().filter(case=case).exists():
        return _("Its end has been asked for already; two people decide it.")
    return ""


@guard
def erasure_still_waits(erasure: Erasure) -> str:
    """Whether a record ends is decided once."""
    return _("This was decided already.") if erasure.ended_at is not None else ""


@guard
def agrees_once(erasure: Erasure, by_id: object) -> str:
    """Whoever has said yes has said it; another one says the second."""
    said = [erasure.first_id if erasure.first_at else None]
    said.append(erasure.second_id if erasure.second_at else None)
    return _("You have agreed already. Another person decides too.") if by_id in said else ""


@guard
def can_be_held(case: Case) -> str:
    """What is erased cannot be held, and one hold for one reason is enough."""
    return _("It is erased; nothing is left to hold.") if case.state == CaseState.ERASED else ""


@guard
def held_once(case: Case, reason: str) -> str:
    """One reason holds a record once."""
    if Hold.objects.in_force().filter(case=case, reason=reason).exists():
        return _("It is held for this reason already.")
    return ""


@guard
def hold_says_why(words: str) -> str:
    """Whoever holds a record writes down which law, claim or inquiry it is."""
    return "" if words else _("Write which law, claim or inquiry it is, and nothing about her.")


@guard
def hold_waits_for_a_second(hold: Hold) -> str:
    """A hold is confirmed once, and not when it has ended."""
    if hold.ended_at is None and hold.confirmed_at is None:
        return ""
    return _("This hold was decided already.")


@guard
def hold_is_in_force(hold: Hold) -> str:
    """Only what holds can be ended, and its end is asked for once."""
    if hold.ended_at is not None:
        return _("This hold has ended.")
    if hold.confirmed_at is None:
        return _("A second administrator says first whether it holds.")
    return _("Its end has been asked for already.") if hold.end_asked_at else ""


@guard
def hold_is_to_end(hold: Hold) -> str:
    """A hold ends when a second administrator agrees to the first one's wish."""
    if hold.ended_at is None and hold.end_asked_at is not None:
        return ""
    return _("Nobody has asked for its end, or it has ended.")


@guard
def within_bounds(kind: str, days: int) -> str:
    """What is kept is kept neither too short to be of use nor longer than anybody needs it."""
    term = TERMS[Kept(kind)]
    if term.least <= days <= term.most:
        return ""
    return _("Choose between %(least)s and %(most)s days.") % {
        "least": term.least, "most": term.most,
    }  # fmt: skip


@guard
def no_copy_waits(is_waiting: bool) -> str:
    """A copy for her is asked for once, until she has it."""
    return _("A copy for her is on its way already.") if is_waiting else ""


@guard
def copy_still_waits(is_waiting: bool) -> str:
    """A copy is handed over once, after she asked for it."""
    return "" if is_waiting else _("She has it already, or nobody has asked for it.")


@guard
def reaches_her_safely(told: Mapping[str, str]) -> str:
    """A copy goes to herself, in a way that she chose, and where nobody else finds it."""
    if told.get("safe") == "yes" and told.get("way"):
        return ""
    return _("Hand it over only where nobody else can find it. Read it to her if no way is safe.")
