"""Every answer as the page tells it: what she said, how it was asked, what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from casework.accounts.models import User
from casework.cases.codes import NOT_ASKED
from casework.cases.consents import Document, Past, history
from casework.cases.field import Field
from casework.cases.fields import CONSENT
from casework.cases.purposes import Purpose, WithdrawnHow
from casework.web.cases.wording import in_words

_TOLD_BESIDE = ("explained", "form", "language", "interpreter", "given_by", "child_basis",
                "guardian_is", "capacity_doubt", "capacity_steps", "witness", "cannot_ask_reason",
                "limits")  # fmt: skip
_ROWS: dict[str, Field] = {row.name: row for row in CONSENT}


@dataclass(frozen=True)
class Answer:
    purpose: str
    said: str
    became: str
    given_on: date
    by: str
    facts: list[tuple[str, str]]


def past(documents: Sequence[Document], *, on: date) -> list[Answer]:
    """Newest first."""
    names = _names({document.get("recorded_by", "") for document in documents})
    return [_answer(one, names) for one in reversed(history(documents, on=on))]


def _names(ids: set[str]) -> dict[str, str]:
    known = {UUID(one) for one in ids if one}
    found = User.objects.filter(pk__in=known).values_list("pk", "name") if known else []
    return {str(pk): name for pk, name in found}


def _answer(one: Past, names: dict[str, str]) -> Answer:
    told = one.document
    return Answer(
        purpose=str(Purpose(told["purpose"]).label),
        said=str(one.said.label),
        became="" if one.became is one.said else str(one.became.label),
        given_on=date.fromisoformat(told["given_on"]),
        by=names.get(told.get("recorded_by", ""), ""),
        facts=[*_facts(told)],
    )


def _facts(told: Document) -> list[tuple[str, str]]:
    said = [(str(_ROWS[name].label), in_words(_ROWS[name], told)) for name in _TOLD_BESIDE]
    facts = [(term, text) for term, text in said if text]
    if told.get("withdrawn_how") in WithdrawnHow.values:
        facts.append((_("How she took it back"), str(WithdrawnHow(told["withdrawn_how"]).label)))
    if told.get("withdrawn_words"):
        facts.append((_("In her words"), told["withdrawn_words"]))
    if told.get("explained") == [NOT_ASKED] and told["state"] == "given":
        facts.append((_("Still to do"), _("Explain what we do with what she says.")))
    return facts
