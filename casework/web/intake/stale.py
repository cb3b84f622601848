"""Two wrote to one section: what is stored now, where it differs from what she typed."""

from __future__ import annotations

from casework.cases.field import Kind
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
        (str(row.label), in_words(row, stored))
        for row in fields_of(section)
        if row.kind is not Kind.SECRET and in_words(row, stored) != in_words(row, typed)
    ]
    sheet = leaf.beside["sheet"]
    if opened.sheet != leaf.beside.cleaned_data.get("sheet", opened.sheet):
        lines.append((str(sheet.label), opened.sheet))
    return lines
