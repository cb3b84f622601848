"""Two wrote to one section: what is stored now, where it differs from what she typed."""

from __future__ import annotations

from casework.cases.field import Answers, Field, Kind
from casework.cases.fields import fields_of
from casework.web.cases.wording import in_words
from casework.web.intake.forms import Leaf
from casework.web.intake.record import Opened

Line = tuple[str, str]
"""A question, and its stored answer as a person would say it; "" when it has none."""


def stored_otherwise(leaf: Leaf, opened: Opened) -> list[Line]:
    """`leaf` was cleaned; of its section those answers that saving it would replace."""
    section = leaf.form.section
    stored, typed = opened.documents.get(section, {}), leaf.form.document()
    lines = [
        (str(row.label), _said(row, stored))
        for row in fields_of(section)
        if row.kind is not Kind.SECRET and _said(row, stored) != _said(row, typed)
    ]
    sheet = leaf.beside["sheet"]
    if opened.sheet != leaf.beside.cleaned_data.get("sheet", opened.sheet):
        lines.append((str(sheet.label), opened.sheet))
    return lines


def _said(row: Field, answers: Answers) -> str:
    if row.kind is not Kind.NAMES:
        return in_words(row, answers)
    scripts = ("hangul", "hanzi", "roman")
    names = answers.get(row.name) or []
    return "; ".join(" ".join(name[one] for one in scripts if name.get(one)) for name in names)
