"""Which questions stand open on a page, and which wait under a line until they are wanted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.cases.codes import NOT_ASKED
from casework.cases.field import Need
from casework.cases.fields import FIELDS, INCIDENT
from casework.cases.forms import TableForm
from casework.cases.forms_consent import ConsentForm
from casework.web.intake.notices import notices_after, notices_of

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
        tuple(row.name for row in (*FIELDS, *INCIDENT) if row.need is Need.NEVER_ASK),
    ),
)
# Each has an answer that holds nearly always, and stands there already.
_OF_CONSENT = (
    _Group(
        _("How it was asked"),
        (
            "form",
            "language",
            "interpreter",
            "given_by",
            "capacity_doubt",
            "capacity_steps",
            "witness",
        ),
        opens_when_told=False,
    ),
)


class Said(NamedTuple):
    """A notice as drawn: out of sight while it has nothing to say."""

    name: str
    words: str | Promise
    tone: str


@dataclass
class Line:
    """One question as drawn.

    `is_away`: out of sight. `steers`: others hang on its answer.
    """

    bound: BoundField
    answers: BoundField | None
    is_away: bool = False
    steers: bool = False
    notices: tuple[Said, ...] = ()

    @property
    def name(self) -> str:
        return self.bound.name

    @property
    def is_told(self) -> bool:
        values = [bound.value() for bound in (self.bound, self.answers) if bound is not None]
        return any(value not in (None, "", [], NOT_ASKED, [NOT_ASKED]) for value in values)

    @property
    def is_wrong(self) -> bool:
        return any(bound.errors for bound in (self.bound, self.answers) if bound is not None)


@dataclass
class Fold:
    """Some questions under one line. It is open when there is something to see in it."""

    title: str | Promise
    rows: list[Line]
    is_open: bool


@dataclass
class Folded:
    """`redraws`: what any answer here draws anew, as htmx selects it."""

    rows: list[Line]
    folds: list[Fold]
    redraws: str = ""

    @property
    def steers(self) -> bool:
        """Whether an answer here changes which questions make sense."""
        return any(line.steers for line in self.rows)


def folded(form: TableForm | ConsentForm) -> Folded:
    """The questions of a form as its page shows them, in the order of the conversation."""
    lines = _lines_of_consent(form) if isinstance(form, ConsentForm) else _lines(form)
    groups = _OF_CONSENT if isinstance(form, ConsentForm) else _OF_INTAKE
    folds = [_fold(group, lines) for group in groups]
    away = {name for group in groups for name in group.names}
    return Folded(
        [line for line in lines if line.name not in away],
        [fold for fold in folds if fold.rows],
        "" if isinstance(form, ConsentForm) else _redraws(form),
    )


def _lines_of_consent(form: ConsentForm) -> list[Line]:
    return [Line(bound, answers) for bound, answers in form.rows()]


def _lines(form: TableForm) -> list[Line]:
    return [
        Line(
            bound,
            answers,
            form.is_away(bound.name),
            bool(_hang_on(form, bound.name)),
            tuple(
                Said(notice.name, notice.says(form.told), notice.tone)
                for notice in notices_after(bound.name)
            ),
        )
        for bound, answers in form.every_row()
    ]


def _redraws(form: TableForm) -> str:
    """All that hangs on any answer: of several on their way only the last is drawn, and it lacks
    nothing that those before it would have brought.
    """
    return ",".join(dict.fromkeys(one for name in form.fields for one in _hang_on(form, name)))


def _hang_on(form: TableForm, name: str) -> list[str]:
    """Questions and notices that hang on this answer; who speaks changes the words of them all."""
    parts = [f"#ask-{other}" for other in form.steered_by(name) if other in form.fields]
    parts += [f"#note-{notice.name}" for notice in notices_of(name)]
    if name == "speaking_herself":
        parts += [f"#id_{other}_ask" for other in form.fields if other != name]
    return parts


def _fold(group: _Group, lines: list[Line]) -> Fold:
    rows = [line for line in lines if line.name in group.names]
    told = group.opens_when_told and any(line.is_told for line in rows)
    return Fold(group.title, rows, told or any(line.is_wrong for line in rows))
