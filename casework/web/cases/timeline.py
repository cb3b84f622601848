"""What happened with a case, newest first: notes, moves, referrals and consents in one line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any

from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from casework.accounts.questions import Question
from casework.cases.models import Case, Note
from casework.cases.purposes import ConsentAnswer, Purpose, Service
from casework.pathways.line import Told
from casework.pathways.situations import Event, Situation
from casework.referrals.models import Referral
from casework.referrals.states import ReferralState
from casework.vault.keyring import Keyring
from casework.web.addresses import address
from casework.web.cases.by_itself import ended_by_itself
from casework.web.cases.deeds import title_of
from casework.web.days import day_in_words

Document = dict[str, Any]

# More is shown on demand: a page is read on a slow link.
FIRST = 15

_NOTES = Question(lambda case: Note.objects.filter(case=case).order_by("-number"))
_NEWEST_NOTES = Question(
    lambda case: Note.objects.filter(case=case).order_by("-number")[: FIRST + 1]
)
_ANSWERS = dict(ConsentAnswer.choices)
_REFERRALS = Question(lambda case: Referral.objects.filter(case=case).order_by("number"))


@dataclass(frozen=True)
class Item:
    """As `_components/timeline_item.html` draws it. `kind`: "" a note, "move", "warn"."""

    at: datetime
    title: str | Promise
    by: str = ""
    text: str = ""
    kind: str = ""
    url: str = ""
    url_label: str = ""
    correction: str = ""


@dataclass(frozen=True)
class Timeline:
    items: list[Item]
    has_more: bool


def timeline(
    case: Case,
    keys: Keyring,
    consents: list[Document],
    told: Sequence[Told],
    *,
    may_write: bool,
    whole: bool,
) -> Timeline:
    """`consents` and `told` are opened. Without `whole` only the newest notes are opened."""
    opened = _NOTES(case=case.pk) if whole else _NEWEST_NOTES(case=case.pk)
    items = [
        *_notes(opened[:FIRST] if not whole else opened, case, keys, may_write=may_write),
        *_moves(told),
        *_consents(consents),
        *_referrals(case, keys),
        *_ended(case),
    ]
    items.sort(key=lambda item: item.at, reverse=True)
    if whole:
        return Timeline(items, has_more=False)
    return Timeline(items[:FIRST], has_more=len(items) > FIRST or len(opened) > FIRST)


def _notes(notes: list[Note], case: Case, keys: Keyring, *, may_write: bool) -> Iterator[Item]:
    beside = {note.number: keys.open_document(note) for note in notes}
    corrected_by = {told.get("corrects"): number for number, told in beside.items()}
    for note in notes:
        told = beside[note.number]
        url = address("note_correct", case.code, note.number) if may_write else ""
        yield Item(
            at=datetime.fromisoformat(told["at"]),
            title=title_of(note.number, told),
            by=told["name"],
            text=_text(keys.open(note, "body"), told),
            url=url,
            url_label=_("Correct this note"),
            correction=_correction(told.get("corrects"), corrected_by.get(note.number)),
        )


def _text(body: str, told: Document) -> str:
    promised = told.get("promised")
    return "\n".join([body, " ".join([_("Promised:"), promised])]) if promised else body


def _correction(corrects: int | None, corrected_by: int | None) -> str:
    sentences = []
    if corrects is not None:
        sentences.append(_("Corrects note %(number)s.") % {"number": corrects})
    if corrected_by is not None:
        sentences.append(_("Corrected by note %(number)s.") % {"number": corrected_by})
    return " ".join(sentences)


def _moves(told: Sequence[Told]) -> Iterator[Item]:
    """What was told of her path on one day is one item: an intake tells years at once."""
    for _day, group in groupby(told, key=lambda row: localdate(_told_at(row))):
        rows = list(reversed(list(group)))
        if len(rows) == 1:
            yield Item(
                at=_told_at(rows[0]),
                title=_move(rows[0]),
                text=rows[0].telling.note,
                kind="move",
                correction=_happened(rows[0]),
            )
        else:
            lines = [line for row in rows for line in (_in_one_line(row), row.telling.note) if line]
            text = "\n".join(lines)
            yield Item(at=_told_at(rows[0]), title=_("Her path"), text=text, kind="move")


def _told_at(row: Told) -> datetime:
    return datetime.fromisoformat(row.recorded_at)


def _in_one_line(row: Told) -> str:
    happened = day_in_words(row.telling.happened)
    return f"{happened} · {_move(row)}" if happened else _move(row)


def _move(told: Told) -> str:
    if told.takes_back:
        return _("A move was taken back")
    state = Situation(told.after)
    if not told.event:
        return f"{state.path.label}: {state.label}"
    return f"{Event(told.event).label}: {state.label}"


def _happened(told: Told) -> str:
    return _("Happened: %s") % day_in_words(told.telling.happened) if told.telling.happened else ""


def _consents(documents: list[Document]) -> Iterator[Item]:
    """All that she was asked on one day is one item."""
    days: dict[date, list[Document]] = {}
    for answer in documents:
        days.setdefault(localdate(_recorded(answer)), []).append(answer)
    for answers in days.values():
        given = all(answer["state"] == ConsentAnswer.GIVEN for answer in answers)
        at, kind = max(_recorded(answer) for answer in answers), "" if given else "warn"
        if len(answers) == 1:
            told = {"purpose": _purpose(answers[0]), "said": _said(answers[0])}
            title = _("Consent %(purpose)s: %(said)s") % told
            yield Item(at=at, title=title, text=answers[0].get("limits", ""), kind=kind)
        else:
            text = "\n".join(_answered(answer) for answer in answers)
            yield Item(at=at, title=_("Consent"), text=text, kind=kind)


def _answered(answer: Document) -> str:
    limits = f" ({answer['limits']})" if answer.get("limits") else ""
    return f"{_purpose(answer)}: {_said(answer)}{limits}"


def _said(answer: Document) -> str:
    return str(_ANSWERS.get(answer["state"], _("withdrawn")))


def _recorded(answer: Document) -> datetime:
    moment = answer.get("recorded_at") or answer.get("given_on") or "1970-01-01"
    found = datetime.fromisoformat(moment)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _purpose(answer: Document) -> str:
    purpose, service = answer["purpose"], answer.get("service", "")
    label = Purpose(purpose).label if purpose in Purpose.values else purpose
    return f"{label} ({Service(service).label})" if service in Service.values else str(label)


def _referrals(case: Case, keys: Keyring) -> Iterator[Item]:
    for referral in _REFERRALS(case=case.pk):
        told = keys.open_document(referral)
        service = told.get("service", "")
        yield Item(
            at=_recorded(told),
            title=_("Referral: %(service)s, %(state)s")
            % {
                "service": Service(service).label if service in Service.values else service,
                "state": ReferralState(referral.state).label,
            },
            kind="",
            url=address("referral", case.code, referral.pk),
            url_label=_("Open the referral"),
        )


def _ended(case: Case) -> Iterator[Item]:
    for ended in ended_by_itself(case.code):
        yield Item(at=ended.at, title=ended.title, text=str(ended.text), kind="warn")
