"""Her plan in words: every sheet of it as the page shows it, opened once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from casework.accounts.models import User
from casework.cases.codes_care import NeedLevel, Wanted
from casework.cases.codes_contact import ContactMethod
from casework.cases.contacts import ContactOutcome, Direction, attempts
from casework.cases.needs import Doer, Priority, Progress, ServiceResult
from casework.cases.notes import WordCheck
from casework.cases.purposes import Service
from casework.cases.safety_plans import BOXES, PlanPath, newest
from casework.cases.sheets import OpenSheet, SheetKind
from casework.referrals.queries import partner_in_words, partner_names
from casework.web.days import day_in_words

Facts = list[tuple[str | Promise, str]]

_ORDER = {level: place for place, level in enumerate(reversed(NeedLevel.values))}


@dataclass(frozen=True)
class Line:
    """One sheet on the page. `head` stands out, `facts` beneath it."""

    sheet: OpenSheet
    head: str
    facts: Facts
    state: str = ""
    tone: str = "quiet"
    by: str = ""

    @property
    def at(self) -> datetime:
        return datetime.fromisoformat(self.sheet.at)


def page_of(sheets: Sequence[OpenSheet], calls: Iterable[datetime] = ()) -> dict[str, Any]:
    """Every part of the plan. One query, for the names of those who wrote it."""
    names = _names(sheets)
    of = {kind: [sheet for sheet in sheets if sheet.kind == kind] for kind in SheetKind}
    plan = newest(sheets)
    return {
        "plan": safety_plan(plan, names) if plan else None,
        "older": [sheet for sheet in reversed(of[SheetKind.SAFETY_PLAN]) if sheet is not plan],
        "needs": sorted(_needs(of[SheetKind.NEED]), key=_by_urgency),
        "goals": sorted(map(_goal, of[SheetKind.GOAL]), key=_by_priority),
        "contacts": [_contact(sheet, names) for sheet in _latest(of[SheetKind.CONTACT])],
        "attempts": attempts(sheets, calls),
        "conferences": [_conference(sheet, names) for sheet in reversed(of[SheetKind.CONFERENCE])],
    }


def safety_plan(sheet: OpenSheet, names: Mapping[str, str]) -> Line:
    told = sheet.told
    path = told["path"]
    facts = [(label, str(told[name])) for name, label in BOXES.items() if told.get(name)]
    return Line(
        sheet,
        head=str(PlanPath(path).label) if path in PlanPath.values else "",
        facts=facts,
        state="" if told.get("with_her") == "yes" else _("not made with her yet"),
        tone="warn",
        by=names.get(sheet.author, ""),
    )


def names_of(sheet: OpenSheet) -> dict[str, str]:
    return _names([sheet])


def in_facts(kind: SheetKind, sheet: OpenSheet) -> Facts:
    """What stands in a sheet, to be shown beside what somebody typed meanwhile."""
    line = {
        SheetKind.SAFETY_PLAN: lambda: safety_plan(sheet, {}),
        SheetKind.NEED: lambda: _needs([sheet])[0],
        SheetKind.GOAL: lambda: _goal(sheet),
        SheetKind.CONFERENCE: lambda: _conference(sheet, _names([sheet])),
    }[kind]()
    return [(_("It now says"), line.head), *line.facts, (_("State"), line.state)]


def asked(rows: Iterable[Mapping[str, str]]) -> list[tuple[str, str]]:
    """What the intake named and nobody has followed yet: the need, and how much."""
    return [
        (str(Service(row["sector"]).label), str(NeedLevel(row["level"]).label))
        for row in rows
        if row.get("level") in NeedLevel.values
    ]


def _needs(sheets: Sequence[OpenSheet]) -> list[Line]:
    """The directory is read where a need names somebody of it."""
    partners = partner_names() if any(sheet.told.get("provider") for sheet in sheets) else {}
    return [_need(sheet, partners) for sheet in sheets]


def _need(sheet: OpenSheet, partners: Mapping[str, str]) -> Line:
    told = sheet.told
    result, moment = told.get("result", ""), told.get("appointment", "")
    chosen = told.get("provider", "")
    provider = filter(None, (partner_in_words(chosen, partners), told.get("provider_role", "")))
    return Line(
        sheet,
        head=str(Service(told["sector"]).label),
        facts=[
            (_("How much"), str(NeedLevel(told["level"]).label)),
            (_("Does she want it"), str(Wanted(told["wanted"]).label)),
            *_if_said(_("Who gives it"), ", ".join(provider)),
            *_if_said(_("Appointment"), _moment(moment)),
            *_if_said(_("Note"), told.get("note", "")),
        ],
        state=str(ServiceResult(result).label) if result else _("nothing yet"),
        tone="done" if result in _GIVEN else "wait",
    )


_GIVEN = frozenset({ServiceResult.BY_US, ServiceResult.BY_OTHERS})
_TONES = {
    Progress.MET: "done",
    Progress.PARTLY_MET: "go",
    Progress.IN_PROGRESS: "go",
    Progress.BLOCKED: "stop",
}


def _goal(sheet: OpenSheet) -> Line:
    told = sheet.told
    month = told.get("target_month", "")
    return Line(
        sheet,
        head=told["text"],
        facts=[
            (_("What it is about"), str(Service(told["sector"]).label)),
            (_("How much it matters to her"), str(Priority(told["priority"]).label)),
            *_if_said(_("By when"), day_in_words(month) if month else ""),
            *_if_said(_("Steps"), told.get("steps", "")),
            (_("Who does the next step"), str(Doer(told["doer"]).label)),
        ],
        state=str(Progress(told["progress"]).label),
        tone=_TONES.get(Progress(told["progress"]), "wait"),
    )


def _contact(sheet: OpenSheet, names: Mapping[str, str]) -> Line:
    told = sheet.told
    next_at = told.get("next_at", "")
    word = told.get("word") or WordCheck.NOT_ASKED
    return Line(
        sheet,
        head=_moment(told["happened_at"]),
        facts=[
            (_("How"), _way(told)),
            *_if_said(_("The code word"), _word(word)),
            *_if_said(_("What was said or seen"), told.get("words", "")),
            *_if_said(_("Next contact"), _moment(next_at)),
        ],
        state=str(ContactOutcome(told["outcome"]).label),
        tone=_OUTCOMES[ContactOutcome(told["outcome"])],
        by=names.get(sheet.author, ""),
    )


_OUTCOMES = {
    ContactOutcome.REACHED: "done",
    ContactOutcome.NO_ANSWER: "wait",
    ContactOutcome.UNSAFE: "stop",
    ContactOutcome.OTHER_ANSWERED: "warn",
    ContactOutcome.CALLED_OFF: "quiet",
}


def _way(told: Mapping[str, Any]) -> str:
    return f"{Direction(told['direction']).label}, {ContactMethod(told['way']).label}"


def _word(word: str) -> str:
    return "" if word == WordCheck.NOT_ASKED else str(WordCheck(word).label)


def _conference(sheet: OpenSheet, names: Mapping[str, str]) -> Line:
    told = sheet.told
    there = [names[pk] for pk in told.get("colleagues", []) if pk in names]
    there += [told["others"]] if told.get("others") else []
    return Line(
        sheet,
        head=day_in_words(told["held_on"]),
        facts=[
            (_("Who took part"), ", ".join(there)),
            (_("What was decided"), told["decided"]),
            *_if_said(_("Who does what by when"), told.get("tasks", "")),
        ],
    )


def _latest(sheets: Sequence[OpenSheet]) -> list[OpenSheet]:
    return sorted(sheets, key=lambda sheet: str(sheet.told["happened_at"]), reverse=True)


def _by_urgency(line: Line) -> tuple[int, int]:
    return _ORDER[line.sheet.told["level"]], line.sheet.number


def _by_priority(line: Line) -> tuple[str, int]:
    return line.sheet.told["priority"], line.sheet.number


def _moment(text: str) -> str:
    """In the reader's own time; "" for none."""
    return date_format(localtime(datetime.fromisoformat(text)), "DATETIME_FORMAT") if text else ""


def _if_said(label: str, text: str) -> Facts:
    return [(label, text)] if text else []


def _names(sheets: Sequence[OpenSheet]) -> dict[str, str]:
    ids = {sheet.author for sheet in sheets}
    ids |= {pk for sheet in sheets for pk in sheet.told.get("colleagues", ())}
    people = User.objects.filter(pk__in=ids)
    return {str(pk): name for pk, name in people.values_list("pk", "name")}
