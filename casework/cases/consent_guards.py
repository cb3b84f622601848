"""What must hold before an answer is kept, by name; `consent_states.TRANSITIONS` says which.

Each guard answers with the sentence that stands in the way. The form shows it beside the field
that it is about, the act refuses with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from casework.access.guards import GUARDS, guard
from casework.cases.answers import counts_as_child
from casework.cases.codes import NOT_ASKED
from casework.cases.consent_states import ConsentStage, Edge
from casework.cases.consents import Document, is_in_force, latest, scope_of
from casework.cases.models import Case
from casework.cases.purposes import (
    SHARED_AS,
    CannotAskReason,
    ChildBasis,
    Explained,
    GivenBy,
    GuardianIs,
    Purpose,
    WithdrawnHow,
)
from casework.cases.states import ConsentState

LONGEST = 366
"""Days after which every consent is asked for anew."""
MUST_EXPLAIN = (Explained.PURPOSE, Explained.WITHDRAWAL)

_CODE = re.compile(r"[A-Za-z]{1,12}-?[0-9]{1,6}", re.ASCII)
_UNTOLD = frozenset({None, "", NOT_ASKED})
_NEVER_GUARDIAN = frozenset({GuardianIs.BUYER, GuardianIs.HIS_FAMILY})
_WITH_GUARDIAN = frozenset({GivenBy.GUARDIAN, GivenBy.BOTH})


@dataclass(frozen=True)
class Asked:
    """All that a guard may look at: the answer to be kept, and what is known beside it.

    `standing`: her records until now, oldest first; `answers`: of the intake, how old she is at
    least; `on`: the day where her caseworker is.
    """

    document: Document
    standing: Sequence[Document]
    on: date
    answers: Mapping[str, Any] = field(default_factory=dict)
    is_in_danger: bool = False

    def told(self, name: str) -> Any:
        """ "" when it was left out."""
        value = self.document.get(name)
        return "" if value in _UNTOLD else value

    @property
    def is_under_18(self) -> bool:
        """As everywhere: unsure counts as under 18, and so does not wanting to say."""
        return counts_as_child(self.answers)


def refusals(edge: Edge, asked: Asked) -> Iterator[tuple[str, str]]:
    """Each guard of the edge that refuses, with its sentence."""
    for name in edge.guards:
        if sentence := GUARDS[f"cases.{name}"](asked):
            yield name, sentence


@guard
def writing_is_allowed(case: Case) -> str:
    """After her no to our help nothing more of what she tells is written into the record."""
    if case.consent not in (ConsentState.REFUSED, ConsentState.WITHDRAWN):
        return ""
    return _("She said no to our help or to our keeping this. If she says yes again, write that"
             " under Consent first.")  # fmt: skip


@guard
def consent_service(asked: Asked) -> str:
    """Sharing is for one service, never for "any"."""
    if asked.document["purpose"] != Purpose.SHARE or asked.told("service") in SHARED_AS:
        return ""
    return _("Name the service. Consent is never for “any”.")


@guard
def consent_partner(asked: Asked) -> str:
    """Sharing and a transfer are to one partner by name.

    A no to any organisation taking over is one answer, without a name.
    """
    purpose, state = asked.document["purpose"], asked.document["state"]
    is_named = purpose == Purpose.SHARE or (
        purpose == Purpose.TRANSFER and state == ConsentStage.GIVEN
    )
    if not is_named or asked.told("partner"):
        return ""
    return _("Name the partner. Consent is never for “any”.")


@guard
def consent_day(asked: Asked) -> str:
    """She answered on a day that has come."""
    given = _day(asked.document.get("given_on"))
    if given is None:
        return _("Write the date, like 2019-03-27.")
    return _("This day has not come yet.") if given > asked.on else ""


@guard
def consent_expiry(asked: Asked) -> str:
    """A yes is asked for again within a year."""
    given, expires = (_day(asked.document.get(name)) for name in ("given_on", "expires_on"))
    if expires is None:
        return _("Write the date, like 2019-03-27.")
    if given is None or 0 < (expires - given).days <= LONGEST:
        return ""
    return _("Ask her again within a year of her answer.")


@guard
def consent_codes(asked: Asked) -> str:
    """Interpreter and witness stand under a code, for their names would betray them and her."""
    codes = [asked.told(name) for name in ("interpreter", "witness")]
    if all(_CODE.fullmatch(code) for code in codes if code):
        return ""
    return _("Write a code like int-7 for interpreter and witness, never a name.")


@guard
def consent_explained(asked: Asked) -> str:
    """Why we ask, and that she may take it back, was explained before she said yes.

    In immediate danger the explanation may follow; a task says so.
    """
    told = set(asked.document.get("explained") or [])
    if asked.document.get("in_danger") or told.issuperset(MUST_EXPLAIN):
        return ""
    return _("Explain first, and tick it: why we ask, and that she may take it back at any time.")


@guard
def consent_self(asked: Asked) -> str:
    """Of age, she alone says yes."""
    if asked.told("given_by") not in _WITH_GUARDIAN and asked.told("form") != "guardian":
        return ""
    return "" if asked.is_under_18 else _("She is of age: nobody else can say yes for her.")


@guard
def consent_guardian(asked: Asked) -> str:
    """Whoever bought her is not her guardian, whatever he calls himself."""
    has_adult = asked.is_under_18 and (
        asked.told("given_by") in _WITH_GUARDIAN
        or asked.told("child_basis") == ChildBasis.SAFE_ADULT
    )
    if not has_adult:
        return ""
    if asked.told("guardian_is") in _NEVER_GUARDIAN:
        return _(
            "The man she was sold to, or his family, is never her guardian. Ask another adult."
        )
    return "" if asked.told("guardian_is") else _("Say who the safe adult is to her.")


@guard
def consent_child(asked: Asked) -> str:
    """Her own assent always, and beside it a safe adult, a decision, or danger to her life."""
    if not asked.is_under_18:
        return ""
    basis = asked.told("child_basis")
    if basis == ChildBasis.ASSENT_AND_DANGER and not asked.is_in_danger:
        return _("Her assent alone is enough only while she is in danger. Name a safe adult, or ask"
                 " for a decision in her best interests.")  # fmt: skip
    if basis in (ChildBasis.SAFE_ADULT, ChildBasis.BEST_INTERESTS, ChildBasis.ASSENT_AND_DANGER):
        return ""
    return _("Say what stands beside her own assent.")


@guard
def consent_capacity(asked: Asked) -> str:
    """Where it is doubted that she decides freely, something was done, before a witness."""
    if asked.told("capacity_doubt") != "yes":
        return ""
    if asked.told("capacity_steps") and asked.told("witness"):
        return ""
    return _("There is doubt whether she can decide freely: write what was done about it and the"
             " witness's code, or ask again later.")  # fmt: skip


@guard
def consent_cannot_ask(asked: Asked) -> str:
    """Only help itself goes on while she cannot be asked, and a reason is told."""
    if asked.document["purpose"] != Purpose.CASE_SERVICES:
        return _("Only help itself can go on while she cannot be asked; this must wait.")
    reason = asked.told("cannot_ask_reason")
    return "" if reason in CannotAskReason.values else _("Say why she cannot be asked now.")


@guard
def consent_stands(asked: Asked) -> str:
    """Only a yes that still holds can be taken back."""
    answer = latest(asked.standing).get(scope_of(asked.document))
    if answer is not None and is_in_force(answer, asked.on):
        return ""
    return _("There is no yes of hers to this that still holds. If she says no, keep her no.")


@guard
def consent_withdrawal(asked: Asked) -> str:
    """It is told on which day and how she took it back."""
    back = _day(asked.document.get("withdrawn_on"))
    if back is None or back > asked.on:
        return _("Write the day on which she took it back.")
    if asked.told("withdrawn_how") in WithdrawnHow.values:
        return ""
    return _("Say how she took it back.")


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        return None
