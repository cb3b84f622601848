"""Which questions stand open on a page, and which wait under a line until they are wanted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.cases.codes import NOT_ASKED
from casework.cases.field import Need
from casework.cases.fields import FIELDS
from casework.cases.forms import SectionForm
from casework.cases.forms_consent import ConsentForm

Row = tuple[BoundField, BoundField | None]


class _Group(NamedTuple):
    title: str | Promise
    names: tuple[str, ...]
    opens_when_told: bool = True


_OF_INTAKE = (
    _Group(
        _("Papers, school, work, marriage"),
        ("id_documents", "education", "occupation", "marital_before", "marital_china"),
    ),
    _Group(
        _("Difficulties in daily life"),
        (
            "seeing",
            "hearing",
            "walking",
            "remembering",
            "self_care",
            "communicating",
            "difficulty_detail",
        ),
    ),
    _Group(
        _("Only if she raises it"),
        tuple(row.name for row in FIELDS if row.need is Need.NEVER_ASK),
    ),
)
# Each has an answer that holds nearly always, and stands there already.
_OF_CONSENT = (
    _Group(
        _("How it was asked"),
        ("form", "language", "interpreter", "given_by", "capacity_doubt", "witness"),
        opens_when_told=False,
    ),
)


@dataclass
class Fold:
    """Some questions under one line. It is open when there is something to see in it."""

    title: str | Promise
    rows: list[Row]
    is_open: bool


@dataclass
class Folded:
    rows: list[Row]
    folds: list[Fold]


def folded(form: SectionForm | ConsentForm) -> Folded:
    """The questions of a form as its page shows them, in the order of the conversation."""
    groups = _OF_CONSENT if isinstance(form, ConsentForm) else _OF_INTAKE
    folds = [_fold(group, form) for group in groups]
    away = {name for group in groups for name in group.names}
    standing = [row for row in form.rows() if row[0].name not in away]
    return Folded(standing, [fold for fold in folds if fold.rows])


def _fold(group: _Group, form: SectionForm | ConsentForm) -> Fold:
    rows = [row for row in form.rows() if row[0].name in group.names]
    told = group.opens_when_told and any(_is_told(row) for row in rows)
    return Fold(group.title, rows, told or any(_is_wrong(row) for row in rows))


def _is_wrong(row: Row) -> bool:
    return any(bound.errors for bound in row if bound is not None)


def _is_told(row: Row) -> bool:
    values = [bound.value() for bound in row if bound is not None]
    return any(value not in (None, "", [], NOT_ASKED, [NOT_ASKED]) for value in values)
