"""What an intake page shows around its questions: how far it is, and what to bear in mind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.cases.answers import (
    counts_as_child,
    missing_to_open,
    progress,
    told_by_someone_else,
)
from casework.cases.field import Answers
from casework.cases.fields import SECTIONS, fields_of
from casework.cases.models import Case
from casework.cases.opening import girl_has_a_focal_point
from casework.cases.states import CaseState, ConsentState, Risk
from casework.vault.keyring import Keyring
from casework.web import drafts
from casework.web.cases.head import label_of
from casework.web.intake.folds import folded
from casework.web.intake.forms import BeginForm, Leaf
from casework.web.intake.record import Opened

BEFORE_RISK = "health"
"""The section after which the risk assessment has its place."""
_DRAW = "draw"
_NO = frozenset({ConsentState.REFUSED, ConsentState.WITHDRAWN})


def asks_to_draw(request: HttpRequest) -> bool:
    """A question that others hang on was answered, or its button pressed where there is no script:
    nothing is kept, the questions are drawn anew."""
    return _DRAW in request.GET or _DRAW in request.POST


def drawn(request: HttpRequest, template: str, page: dict[str, Any]) -> HttpResponse:
    """The whole page, or for a script only its questions."""
    part = "intake/_rows.html" if "HX-Request" in request.headers else template
    return render(request, part, page)


def draft_name(section: str) -> str:
    return f"intake-{section}"


Missing = tuple[str, str | Promise, str | Promise]
"""Where it is answered, in which section, and which question it is."""


class Stop(NamedTuple):
    """One section in the row of them: how far it is, and how many needed answers it still lacks."""

    url: str
    title: str | Promise
    is_here: bool
    asked: int
    of: int
    missing: int


def page_of_section(case: Case, leaf: Leaf, opened: Opened, keys: Keyring) -> dict[str, Any]:
    section = leaf.form.section
    return frame(case, opened, section, keys) | {
        "form": leaf.form,
        "questions": folded(leaf.form),
        "beside": leaf.beside,
        "title": SECTIONS[section],
        "section": section,
        "is_last": section == list(SECTIONS)[-1],
        "draft": drafts.url(draft_name(section), case),
    }


def page_of_nobody(begin: BeginForm, leaf: Leaf, draft_url: str) -> dict[str, Any]:
    """The first page, before there is a case."""
    return {
        "begin": begin,
        "form": leaf.form,
        "questions": folded(leaf.form),
        "beside": leaf.beside,
        "draft": draft_url,
    }


def frame(case: Case, opened: Opened, here: str, keys: Keyring) -> dict[str, Any]:
    """The row of sections, what is missing to open, and what to bear in mind everywhere."""
    answers, missing = opened.answers, opened.missing()
    order = list(stops(case, opened, answers, missing, here))
    at = next(place for place, stop in enumerate(order) if stop.is_here)
    return {
        "case": case,
        "label": label_of(case, keys),
        "stops": order,
        "before": order[at - 1].url if at else "",
        "after": order[at + 1].url if at + 1 < len(order) else "",
        "left": sum(len(names) for names in missing.values()),
        "left_here": [(f"id_{name}", label(here, name)) for name in missing[here]],
        "to_open": _to_open(case, opened),
        "is_told_by_other": told_by_someone_else(answers),
        "is_child": counts_as_child(answers),
        "said_no": case.consent in _NO,
    }


def stops(
    case: Case, opened: Opened, answers: Answers, missing: dict[str, list[str]], here: str
) -> Iterator[Stop]:
    """Every section, and the risk assessment, which has a page of its own, among them."""
    for section, title in SECTIONS.items():
        asked, of = progress(section, answers) if section != "consent" else _asked(opened)
        is_here = section == here
        yield Stop(_url(case, section), title, is_here, asked, of, len(missing[section]))
        if section == BEFORE_RISK:
            yield Stop(_risk(case), _("Risk"), False, 0, 0, int(case.risk == Risk.NOT_SET))


def _asked(opened: Opened) -> tuple[int, int]:
    return (1, 1) if "consent" in opened.told else (0, 1)


def _risk(case: Case) -> str:
    return reverse("risk_assess", args=[case.code])


def _to_open(case: Case, opened: Opened) -> list[Missing]:
    """What stands between this draft and an open case: where to answer it, and which it is."""
    if case.state != CaseState.DRAFT:
        return []
    missing = missing_to_open(opened.told)
    links: list[Missing] = [
        (f"{_url(case, section)}#id_{name}", SECTIONS[section], label(section, name))
        for section, name, _sentence in missing
    ]
    if case.risk == Risk.NOT_SET:
        links.append((_risk(case), _("Risk"), _("her risk level")))
    if sentence := girl_has_a_focal_point(case, opened.answers):
        links.append((f"{_url(case, 'gate')}#id_under_18", SECTIONS["gate"], sentence))
    return links


def label(section: str, name: str) -> str | Promise:
    return next(row.label for row in fields_of(section) if row.name == name)


def _url(case: Case, section: str) -> str:
    if section == "consent":
        return reverse("consent", args=[case.code])
    return reverse("intake_section", args=[case.code, section])
