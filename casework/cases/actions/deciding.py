"""For each kind of decision, what a yes and what a no sets off.

What is about a row of an app above (a move of her path) has its deeds there.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import NamedTuple

from django.utils.translation import gettext as _

from casework.access.errors import WrongState
from casework.accounts.models import User
from casework.cases.actions import (
    changing_desk,
    closing,
    confirming,
    contact,
    holding,
    lowering,
    opening,
    raising,
    reopening,
    transferring,
)
from casework.cases.decisions import DecisionKind
from casework.cases.models import Case
from casework.cases.reasons import GivingBackReason
from casework.vault.keyring import Keyring

Deed = Callable[..., None]


class Deeds(NamedTuple):
    """`no` is missing where nothing can be undone: then a word to her worker is left."""

    yes: Deed
    no: Deed


def _confirmed(kind: DecisionKind, no: Deed | None = None) -> Deeds:
    reverse = no or partial(confirming.question, kind=kind)
    return Deeds(partial(confirming.confirm, kind=kind), reverse)


DEEDS: dict[DecisionKind, Deeds] = {
    DecisionKind.OPENING: Deeds(
        opening.accept, partial(opening.give_back, reason=GivingBackReason.OTHER)
    ),
    DecisionKind.CLOSING: Deeds(closing.close, closing.give_back),
    DecisionKind.LOWER_RISK: Deeds(lowering.agree, lowering.keep),
    DecisionKind.TRANSFER: Deeds(transferring.agree, transferring.keep),
    DecisionKind.DESK_TRANSFER: Deeds(changing_desk.change, changing_desk.keep),
    DecisionKind.OPENED: _confirmed(DecisionKind.OPENED),
    DecisionKind.REOPENED: Deeds(reopening.uphold, reopening.close_again),
    DecisionKind.HELD: _confirmed(DecisionKind.HELD, holding.reverse),
    DecisionKind.RISK_RAISED: _confirmed(DecisionKind.RISK_RAISED, raising.set_back),
    DecisionKind.CONTACT_STOPPED: _confirmed(DecisionKind.CONTACT_STOPPED, contact.take_up),
}


def say_yes(
    case: Case, deeds: Deeds, *, by: User, at: datetime, keys: Keyring, words: str = ""
) -> None:
    """Decide as asked, or confirm what was done. Raises NotAllowed, WrongState."""
    deeds.yes(case, by=by, at=at, keys=keys, words=words)


def say_no(case: Case, deeds: Deeds, *, by: User, at: datetime, keys: Keyring, words: str) -> None:
    """Send it back, or reverse what was done; the words say why."""
    if not words:
        raise WrongState(_("Say why, so that her worker knows what to do."))
    deeds.no(case, by=by, at=at, keys=keys, words=words)


def deeds_of(kind: str) -> Deeds:
    if kind not in DEEDS:
        raise WrongState(_("This was decided already, or nobody has asked for it."))
    return DEEDS[DecisionKind(kind)]
