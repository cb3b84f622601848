"""Reading consent records: what is allowed to whom until when (reference 3.4).

Whoever does something that needs her consent asks here, at that moment, and is answered with the
sentence that stands in the way. `documents` are a case's records, oldest first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from casework.access.guards import guard
from casework.cases.consent_states import ConsentStage
from casework.cases.purposes import ChildBasis, Purpose

Document = dict[str, Any]
"""purpose, state, service, partner, form, language, explained, limits, given_by, capacity_doubt,
given_on, expires_on (ISO days), withdrawn_on; with ``id`` and ``number`` when read from its row."""

Scope = tuple[str, str, str]
"""Purpose, service and partner: the two last are empty for most purposes."""

_NO = frozenset({ConsentStage.REFUSED, ConsentStage.WITHDRAWN})
_WAYS = {"phone": Purpose.CONTACT_PHONE, "call_once": Purpose.CONTACT_PHONE,
         "messenger_wechat": Purpose.CONTACT_MESSENGER,
         "messenger_kakao": Purpose.CONTACT_MESSENGER}  # fmt: skip
IDENTIFYING = ("names", "birth_date")
"""Questions whose answers name her."""
SERVICES: Scope = (Purpose.CASE_SERVICES.value, "", "")


def scope_of(document: Document) -> Scope:
    return (document["purpose"], document.get("service", ""), document.get("partner", ""))


def latest(documents: Iterable[Document]) -> dict[Scope, Document]:
    """The newest answer to each purpose, service and partner."""
    return {scope_of(document): document for document in documents}


def is_in_force(document: Document, on: date) -> bool:
    """A yes that has neither run out nor been taken back."""
    return document["state"] == ConsentStage.GIVEN and not _has_run_out(document, on)


def is_no(document: Document) -> bool:
    """She refused, or took her yes back."""
    return document["state"] in _NO


def is_undecided(document: Document) -> bool:
    """It is about a girl, and the focal point for children has not put her name to it: a yes that
    rests on her assent and her danger, or on her best interests; help while she cannot be asked.
    """
    if document.get("decided_by"):
        return False
    if document["state"] == ConsentStage.CANNOT_ASK:
        return rests_on_her_being_a_child(document)
    by_others = (ChildBasis.ASSENT_AND_DANGER, ChildBasis.BEST_INTERESTS)
    return document["state"] == ConsentStage.GIVEN and document.get("child_basis") in by_others


def rests_on_her_being_a_child(document: Document) -> bool:
    """Help goes on without asking a girl: it is the focal point who lets it."""
    return document["state"] == ConsentStage.CANNOT_ASK and document.get("of_child") == "yes"


def stage(document: Document, on: date) -> ConsentStage:
    """Of the newest answer to a scope: what it says, unless its last day has passed."""
    said = ConsentStage(document["state"])
    ends = said in (ConsentStage.GIVEN, ConsentStage.CANNOT_ASK)
    return ConsentStage.EXPIRED if ends and _has_run_out(document, on) else said


def _has_run_out(document: Document, on: date) -> bool:
    expires = document.get("expires_on") or ""
    return expires != "" and on > date.fromisoformat(expires)


def asked_since(documents: Iterable[Document], moment: datetime) -> bool:
    """She said yes to our help after `moment`, or why she cannot be asked was written down."""
    answer = latest(documents).get(SERVICES, {})
    said_at = answer.get("recorded_at", "")
    stands = answer.get("state") in (ConsentStage.GIVEN, ConsentStage.CANNOT_ASK)
    return stands and said_at != "" and datetime.fromisoformat(said_at) >= moment


# At the moment of acting ------------------------------------------------------


@guard
def consent_covers(
    documents: Sequence[Document], purpose: str, *, on: date, service: str = "", partner: str = ""
) -> str:
    """Her yes to exactly this, to this partner for this service, and it still holds.

    A no to our help stands above everything; help without her consent that was not renewed in time
    stops what is new. "Any partner" does not exist.
    """
    newest = latest(documents)
    if said_no := help_refused(newest, on):
        return said_no
    answer = newest.get((Purpose(purpose).value, service, partner))
    if answer is None:
        return _("She was never asked whether she agrees %s.") % Purpose(purpose).label
    if not is_in_force(answer, on):
        said = {"purpose": Purpose(purpose).label, "said": stage(answer, on).label}
        return _("Asked whether she agrees %(purpose)s, her answer is: %(said)s.") % said
    return ""


def help_refused(newest: dict[Scope, Document], on: date) -> str:
    """Why nothing new may begin at all: her no to our help, or an answer that has run out."""
    help_itself = newest.get(SERVICES)
    if help_itself is not None and is_no(help_itself):
        return _("She said no to our help, or took her yes back. Ask her first.")
    if help_itself is not None and stage(help_itself, on) is ConsentStage.EXPIRED:
        return _("Our help itself rests on an answer that has run out. Ask her, or renew it.")
    return ""


def covers(documents: Iterable[Document], *, service: str, partner: str, on: date) -> bool:
    """Whether she said yes to sharing with this partner for this service, and it still holds."""
    said = list(documents)
    return not consent_covers(said, Purpose.SHARE, on=on, service=service, partner=partner)


@guard
def covers_transfer(documents: Sequence[Document], receiver: str, *, on: date) -> str:
    """Her yes to exactly this organisation taking the case over.

    `receiver` is the id of its row in the directory.
    """
    no_to_all = latest(documents).get((Purpose.TRANSFER.value, "", ""))
    if no_to_all is not None and no_to_all["state"] in _NO and _is_newest(no_to_all, documents):
        return _("She said no to another organisation taking over.")
    return consent_covers(documents, Purpose.TRANSFER, on=on, partner=receiver)


def _is_newest(answer: Document, documents: Sequence[Document]) -> bool:
    about = [document for document in documents if document["purpose"] == answer["purpose"]]
    return about[-1] is answer


@guard
def contact_allowed(documents: Sequence[Document], method: str, *, on: date) -> str:
    """She did not say no to being reached this way.

    `method` is a code of the safe contact. Never asked is no refusal: then `contact_hint` says so,
    and the safe contact decides.
    """
    purpose = _WAYS.get(method)
    answer = latest(documents).get((purpose.value, "", "")) if purpose else None
    if purpose is None or answer is None or answer["state"] not in _NO:
        return ""
    return _("She said no %s. Use another way, or wait until she calls.") % purpose.label


@guard
def names_may_be_kept(documents: Sequence[Document], told: Mapping[str, Any]) -> str:
    """After her no to our keeping what identifies her, no name and no day of birth is kept.

    `told` is the section that says who she is. Never asked is no refusal; what to call her stays.
    """
    answer = latest(documents).get((Purpose.STORE_IDENTIFYING.value, "", ""))
    if answer is None or not is_no(answer) or not any(told.get(name) for name in IDENTIFYING):
        return ""
    return _("She said no to our keeping what identifies her. Leave names and date of birth empty;"
             " what to call her may stay.")  # fmt: skip


def contact_hint(documents: Sequence[Document], method: str, *, on: date) -> str:
    """What to bear in mind about this way of reaching her; "" when she said yes to it."""
    purpose = _WAYS.get(method)
    if purpose is None:
        return ""
    answer = latest(documents).get((purpose.value, "", ""))
    if answer is None:
        return _("She was never asked whether she agrees %s. Ask her now.") % purpose.label
    if is_in_force(answer, on):
        return ""
    said = {"purpose": purpose.label, "said": stage(answer, on).label}
    return _("Whether she agrees %(purpose)s: %(said)s. Ask her again.") % said


def allows_services(documents: Iterable[Document], on: date) -> bool:
    """Whether consent to case services is in force."""
    answer = latest(documents).get(SERVICES)
    return answer is not None and is_in_force(answer, on)


def counts_in_reports(documents: Iterable[Document], on: date) -> bool:
    """Whether she may be counted in figures that leave the house (`research_aggregate`)."""
    return not consent_covers(list(documents), Purpose.RESEARCH, on=on)


# What became of each ----------------------------------------------------------


@dataclass(frozen=True)
class Past:
    """One record with what it said and what became of it by `on`."""

    document: Document
    said: ConsentStage
    became: ConsentStage


def history(documents: Sequence[Document], *, on: date) -> list[Past]:
    """Every record, oldest first."""
    after: dict[Scope, Document] = {}
    found = []
    for document in reversed(documents):
        found.append(_past(document, after.get(scope_of(document)), on))
        after[scope_of(document)] = document
    return found[::-1]


def _past(document: Document, then: Document | None, on: date) -> Past:
    said = ConsentStage(document["state"])
    if then is None:
        return Past(document, said, stage(document, on))
    if said is ConsentStage.WITHDRAWN:
        return Past(document, said, said)
    if said is ConsentStage.REQUESTED:
        return Past(document, said, ConsentStage(then["state"]))
    if said is ConsentStage.GIVEN and then["state"] == ConsentStage.WITHDRAWN:
        return Past(document, said, ConsentStage.WITHDRAWN)
    ran_out = stage(document, date.fromisoformat(then["given_on"])) is ConsentStage.EXPIRED
    return Past(document, said, ConsentStage.EXPIRED if ran_out else ConsentStage.SUPERSEDED)
