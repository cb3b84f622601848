"""What an intake page shows around its questions: how far it is, and what to bear in mind."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from casework.cases.answers import told_by_someone_else
from casework.cases.fields import SECTIONS, fields_of
from casework.cases.models import Case
from casework.cases.states import ConsentState
from casework.vault.keyring import Keyring
from casework.web import drafts
from casework.web.cases.head import label_of
from casework.web.intake.folds import folded
from casework.web.intake.forms import BeginForm, Leaf
from casework.web.intake.record import Opened

_NO = frozenset({ConsentState.REFUSED, ConsentState.WITHDRAWN})


def draft_name(section: str) -> str:
    return f"intake-{section}"


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
    """The tabs of the sections with what is missing in each; what to bear in mind everywhere."""
    missing = opened.missing()
    labels = {row.name: row.label for row in fields_of(here)}
    return {
        "case": case,
        "label": label_of(case, keys),
        "tabs": [
            (_url(case, section), words, section == here, len(missing[section]) or None)
            for section, words in SECTIONS.items()
        ],
        "left": sum(len(names) for names in missing.values()),
        "left_here": [(f"id_{name}", labels[name]) for name in missing[here]],
        "is_told_by_other": told_by_someone_else(opened.answers),
        "said_no": case.consent in _NO,
    }


def _url(case: Case, section: str) -> str:
    if section == "consent":
        return reverse("consent", args=[case.code])
    return reverse("intake_section", args=[case.code, section])
