"""The rest of the copy for her: her path, what was done to her, her plan, her wishes, and who was
asked to help. Nobody who works here and no partner is named: the paper may be found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from casework.cases.actions.sheets import sheets_of
from casework.cases.fields import INCIDENT
from casework.cases.if_taken import wishes
from casework.cases.incidents import STRUCK
from casework.cases.models import Case
from casework.cases.scores import scores
from casework.cases.sheets import OpenSheet, SheetKind
from casework.pathways import line
from casework.pathways.actions import told_of
from casework.pathways.children import CODED, Child
from casework.pathways.events import UNDO_ASKED
from casework.pathways.events import Told as Event
from casework.referrals.models import Referral
from casework.referrals.states import ReferralState
from casework.vault.keyring import Keyring
from casework.web.cases.wording import in_words
from casework.web.children.forms import ChildForm
from casework.web.consent.wishes import said
from casework.web.days import day_in_words
from casework.web.ending.copy_words import Part, Words, day_in
from casework.web.plan.shown import Line, page_of
from casework.web.referrals.shown import service_label
from casework.web.situation.lines import episodes

Rows = list[tuple[str, str]]

# Of other people, or of how we work: read to her by whoever knows her, and not carried about.
NOT_HERS: Final = frozenset({SheetKind.CONFERENCE, SheetKind.CLOSING, SheetKind.LINK})


def more(case: Case, keys: Keyring, words: Words, language: str, *, on: date) -> list[Part]:
    """By heading, those that are empty too. The labels are of the language that is switched on."""
    sheets = [_unnamed(one) for one in sheets_of(case, keys) if one.kind not in NOT_HERS]
    plan = page_of(sheets)
    return [
        (words["path"], _path(case, keys)),
        (words["events"], list(_each(sheets, SheetKind.EVENT, _event))),
        (words["incidents"], list(_each(sheets, SheetKind.INCIDENT, _incident))),
        (words["children"], list(_each(sheets, SheetKind.CHILD, _child))),
        (words["danger_level"], list(_levels(sheets, language))),
        (words["plan"], list(_lines(plan["plan"], *plan["needs"], *plan["goals"]))),
        (words["contacts"], list(_lines(*plan["contacts"]))),
        (words["if_taken"], _wishes(sheets, case, on)),
        (words["referrals"], list(_referrals(case, keys))),
    ]


def _unnamed(sheet: OpenSheet) -> OpenSheet:
    """On paper no partner is named: whoever finds it would know where to look for her."""
    told = {name: text for name, text in sheet.told.items() if name != "provider"}
    return replace(sheet, told=told) if sheet.kind == SheetKind.NEED else sheet


def _path(case: Case, keys: Keyring) -> Rows:
    return [
        (
            " – ".join(day for day in (one.since, one.until) if day),
            " · ".join(text for text in (one.path_label, one.label, one.event) if text),
        )
        for one in episodes(line.draw(told_of(case, keys)))
    ]


def _each(
    sheets: Sequence[OpenSheet], kind: SheetKind, rows: Callable[[OpenSheet], Rows]
) -> Iterator[tuple[str, str]]:
    for sheet in sheets:
        if sheet.kind == kind:
            yield from rows(sheet)


def _event(sheet: OpenSheet) -> Rows:
    event = Event.opened(sheet)
    if event.what == UNDO_ASKED:
        return []
    told = " · ".join(text for text in (event.in_words, event.note) if text)
    return [(day_in_words(event.happened) if event.happened else "", told)]


def _incident(sheet: OpenSheet) -> Rows:
    if sheet.told.get(STRUCK):
        return []
    told = [(str(row.label), in_words(row, sheet.told)) for row in INCIDENT]
    return [(label, text) for label, text in told if text]


def _child(sheet: OpenSheet) -> Rows:
    child, labels = Child.opened(sheet), ChildForm.base_fields
    coded = [
        (str(labels[name].label), str(CODED[name](value).label))
        for name, value in child.coded.items()
        if value != "not_asked"
    ]
    return [*coded, *([("", child.note)] if child.note else [])]


def _levels(sheets: Sequence[OpenSheet], language: str) -> Iterator[tuple[str, str]]:
    for score in scores([sheet for sheet in sheets if sheet.kind == SheetKind.RISK]):
        yield day_in(language, score.at.date()), str(score.level.label)


def _lines(*found: Line | None) -> Iterator[tuple[str, str]]:
    for one in found:
        if one is not None:
            yield one.head, one.state
            yield from ((str(label), text) for label, text in one.facts)


def _wishes(sheets: Sequence[OpenSheet], case: Case, on: date) -> Rows:
    answers = [sheet for sheet in sheets if sheet.kind == SheetKind.IF_TAKEN]
    return [(str(label), text) for label, text in said(wishes(answers, case, on=on))]


def _referrals(case: Case, keys: Keyring) -> Iterator[tuple[str, str]]:
    for referral in Referral.objects.filter(case=case).order_by("number"):
        document = keys.open_document(referral)
        state = str(ReferralState(referral.state).label)
        told = " · ".join(text for text in (state, document.get("need", "")) if text)
        yield service_label(document), told
