"""What must hold before a move is told: each guard answers with what stands in the way.

They are asked after the machine itself (`states`) has said that the move follows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from casework.access.guards import guard
from casework.cases.codes import NOT_ASKED, UNKNOWN, Reliability
from casework.cases.states import Reachability
from casework.pathways import facts, reach
from casework.pathways.codes import Coercion, Identity
from casework.pathways.line import Told
from casework.pathways.requirements import needs
from casework.pathways.situations import Event, Situation

MISSED_WINDOWS: Final = 2  # unless another number is agreed for the case
ATTEMPTS: Final = 3
ATTEMPTS_OVER_DAYS: Final = 30
_RELIABLE = (Reliability.HIGHLY_RELIABLE, Reliability.LIKELY_RELIABLE)
_OUT_OF_REACH = frozenset({Reachability.IN_CUSTODY, Reachability.RETURNED})
_LURES = frozenset({"deception", "abduction", "force", UNKNOWN})


@dataclass(frozen=True)
class Passage:
    """A move about to be told: where from, where to, by what, and all that is told of it."""

    told: Told
    before: str
    on: date
    # Agreed contacts that may be missed in this case before she counts as silent.
    windows: int = MISSED_WINDOWS

    @property
    def events(self) -> frozenset[str]:
        """Its own event, and what happened meanwhile when she was found again."""
        return frozenset({self.told.event, self.told.telling.meanwhile})

    def fact(self, name: str) -> Any:
        return self.told.telling.facts.get(name) or ""

    def number(self, name: str) -> int:
        return int(self.fact(name) or 0)


@guard
def facts_are_told(passage: Passage) -> str:
    """Each move says what has to be told of it; "not known" is an answer."""
    told = passage.told
    wanted = needs(told.event, passage.before, told.after, told.telling.meanwhile).must
    missing = [
        str(facts.FACTS[name].label)
        for name in wanted
        if not facts.FACTS[name].is_told(passage.fact(name))
    ]
    if not missing:
        return ""
    return _("Say also, or that it is not known: %(facts)s.") % {"facts": ", ".join(missing)}


@guard
def source_is_named(passage: Passage) -> str:
    """An episode opens with its month or day, its source, its reliability; unknown will do."""
    telling = passage.told.telling
    if passage.told.event in ("", Event.INSIDE):
        return ""
    if NOT_ASKED not in (telling.precision, telling.source, telling.reliability):
        return ""
    return _("Say when it happened, who told us and how reliable that is; not known is an answer.")


@guard
def lure_is_named(passage: Passage) -> str:
    """Lured or abducted from hiding: deception, abduction or force is named, or not known."""
    if Event.M03 not in passage.events or _LURES & set(passage.fact("means") or _LURES):
        return ""
    return _("She was lured or abducted: name deception, abduction or force, or not known.")


@guard
def return_is_told(passage: Passage) -> str:
    """A forced return is told with its corridor, its source and how reliable that is."""
    if passage.told.after != Situation.CU3 or not passage.before:
        return ""
    telling = passage.told.telling
    if passage.fact("corridor") and NOT_ASKED not in (
        passage.fact("corridor"), telling.source, telling.reliability
    ):  # fmt: skip
        return ""
    return _("A forced return needs its corridor, who told us, and how reliable that is.")


@guard
def arrival_has_its_month(passage: Passage) -> str:
    """An arrival in safety has its month, not the year alone."""
    happened = passage.told.telling.happened
    if Event.M16 not in passage.events or len(happened) != 4:
        return ""
    return _("Say in which month she arrived, or that it is not known.")


@guard
def windows_were_missed(passage: Passage) -> str:
    """She counts as silent only after the missed contacts that were agreed for her case."""
    if (passage.told.event, passage.told.after) != (Event.M17, Situation.UN1):
        return ""
    if passage.number("missed_windows") >= passage.windows:
        return ""
    return _(
        "She counts as silent after %(count)s agreed contacts that were missed. Until then it is "
        "a contact that was not kept; write it as a note."
    ) % {"count": passage.windows}


@guard
def attempts_were_made(passage: Passage) -> str:
    """That there is no news at all takes three attempts by the agreed way over 30 days."""
    if (passage.told.event, passage.told.after) != (Event.M17, Situation.UN2):
        return ""
    since = passage.fact("attempts_since")
    days = (passage.on - date.fromisoformat(since)).days if since else 0
    if passage.number("attempts") >= ATTEMPTS and days >= ATTEMPTS_OVER_DAYS:
        return ""
    return _(
        "No news at all is said after %(count)s attempts by the agreed way over %(days)s days."
    ) % {"count": ATTEMPTS, "days": ATTEMPTS_OVER_DAYS}


@guard
def identity_is_shown(passage: Passage) -> str:
    """Contact again is told once it is shown that it is she; news that she is held, at once."""
    if passage.told.event != Event.M18 or passage.fact("identity") != Identity.NOT_SHOWN:
        return ""
    if _lifts_nothing(passage):
        return ""
    return _(
        "We do not know yet that it is she. Ask her code word or something only she can know; "
        "until then write the call as a note."
    )


@guard
def nobody_makes_her_speak(passage: Passage) -> str:
    """Contact again lifts nothing while somebody may be making her speak."""
    if passage.told.event != Event.M18 or passage.fact("coercion") == Coercion.FREE:
        return ""
    if not passage.fact("coercion") or _lifts_nothing(passage):
        return ""  # the first of these `facts_are_told` asks for
    return _(
        "Somebody may make her speak: this is no contact again, and nothing is lifted. Write it "
        "below as the event “contact under duress”; her supervisor is told."
    )


@guard
def death_is_sourced(passage: Passage) -> str:
    """A death has a source that is likely reliable at least, or a second source."""
    telling = passage.told.telling
    if passage.told.after != Situation.DE1 or telling.reliability in _RELIABLE:
        return ""
    second = passage.fact("second_source")
    if second not in ("", NOT_ASKED, UNKNOWN) and second != telling.source:
        return ""
    return _("A death needs a source that is likely reliable at least, or a second source.")


def _lifts_nothing(passage: Passage) -> bool:
    """Heard of in custody or in North Korea, mostly by somebody else's report: she is not to be
    contacted after it either, and what protects her waits for no proof.
    """
    return reach.reachability(passage.told.after, Reachability.LOST) in _OUT_OF_REACH


OF_A_MOVE = (
    source_is_named,
    facts_are_told,
    lure_is_named,
    return_is_told,
    arrival_has_its_month,
    windows_were_missed,
    attempts_were_made,
    identity_is_shown,
    nobody_makes_her_speak,
    death_is_sourced,
)
