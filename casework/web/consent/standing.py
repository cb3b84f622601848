"""Each purpose with her newest answer to it, as a page lists them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from casework.cases.consent_states import ConsentStage
from casework.cases.consents import Document, is_in_force, latest, stage
from casework.cases.purposes import ConsentAnswer, Purpose, Service
from casework.referrals.queries import partner_in_words, partner_names

_TONES = {
    ConsentAnswer.GIVEN: "done",
    ConsentAnswer.REFUSED: "stop",
    ConsentAnswer.WITHDRAWN: "stop",
    ConsentAnswer.DEFERRED: "wait",
    ConsentAnswer.CANNOT_ASK: "warn",
    ConsentAnswer.REQUESTED: "wait",
}


@dataclass(frozen=True)
class Standing:
    """`holds`: a yes that has neither run out nor been taken back."""

    purpose: Purpose
    words: str
    tone: str = "quiet"
    holds: bool = False
    id: str = ""
    service: str = ""
    partner: str = ""
    scope: str = ""
    is_answered: bool = True
    runs_out: bool = False
    expires_on: date | None = None
    limits: str = ""


def standing(consents: list[Document], *, on: date) -> list[Standing]:
    """All purposes in their order; of sharing one line for each service and partner."""
    newest = latest(consents)
    names = partner_names() if any(partner for _p, _s, partner in newest) else {}
    lines = [_line(Document(answer), names, on) for answer in newest.values()]
    return [line for purpose in Purpose for line in _of(purpose, lines)]


def _of(purpose: Purpose, lines: list[Standing]) -> Iterator[Standing]:
    answered = [line for line in lines if line.purpose is purpose]
    yield from answered
    if not answered:
        yield Standing(purpose, _("not asked"), is_answered=False)


def _line(answer: Document, names: dict[str, str], on: date) -> Standing:
    state = ConsentAnswer(answer["state"])
    holds = is_in_force(answer, on)
    has_run_out = stage(answer, on) is ConsentStage.EXPIRED
    service, partner = str(answer.get("service", "")), str(answer.get("partner", ""))
    named = [str(Service(service).label) if service else "", partner_in_words(partner, names)]
    return Standing(
        purpose=Purpose(answer["purpose"]),
        id=str(answer.get("id", "")),
        words=_("has run out: ask again") if has_run_out else _said(state),
        tone="warn" if has_run_out else _TONES.get(state, "quiet"),
        holds=holds,
        service=named[0],
        partner=named[1],
        scope=", ".join(word for word in named if word),
        expires_on=date.fromisoformat(answer["expires_on"]) if answer.get("expires_on") else None,
        limits=answer.get("limits", ""),
        runs_out=state in (ConsentAnswer.GIVEN, ConsentAnswer.CANNOT_ASK) and not has_run_out,
    )


def _said(state: ConsentAnswer) -> str:
    return _("taken back") if state is ConsentAnswer.WITHDRAWN else str(state.label)
