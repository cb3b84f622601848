"""A box of rows, such as one name in three scripts. Spare rows stand ready without script."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.cases.codes import Choice, Label, pickable
from casework.cases.codes_care import NeedLevel, Wanted
from casework.cases.codes_contact import Weekday
from casework.cases.codes_person import NameKind
from casework.cases.entries import read_name, read_time
from casework.cases.purposes import Service

MOST_ROWS = 20

Row = dict[str, str]


@dataclass(frozen=True)
class Column:
    """One cell of every row: a pick from ``choices``, or a box that ``read`` understands."""

    name: str
    label: Label
    choices: tuple[Choice, ...] = ()
    read: Callable[[str], str] = str
    type: str = "text"
    lang: str = ""

    def clean(self, typed: str) -> str:
        if not self.choices:
            return self.read(typed)
        if typed and typed not in dict(self.choices):
            raise ValidationError(_("Pick one of the answers in the list."))
        return typed


class RowsWidget(forms.Widget):
    template_name = "cases/rows.html"
    use_fieldset = True

    def __init__(self, columns: tuple[Column, ...], *, spare: int) -> None:
        super().__init__()
        self.columns, self.spare = columns, spare

    def id_for_label(self, id_: str) -> str:
        """No single box has the label: the group's legend has it."""
        return ""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[Row]:
        def posted(row: int, column: Column) -> str:
            return str(data.get(f"{name}-{row}-{column.name}", ""))

        rows = [{c.name: posted(row, c) for c in self.columns} for row in range(MOST_ROWS + 1)]
        return [row for row in rows if any(row.values())]

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return not any(key.startswith(f"{name}-") for key in data)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        rows = [*(value or []), *({} for _spare in range(self.spare))][:MOST_ROWS]
        context["widget"]["rows"] = [
            [self._cell(name, number, column, row) for column in self.columns]
            for number, row in enumerate(rows)
        ]
        return context

    def _cell(self, name: str, number: int, column: Column, row: Row) -> dict[str, Any]:
        cell = f"{name}-{number}-{column.name}"
        return {
            "name": cell,
            "id": f"id_{cell}",
            "label": column.label,
            "choices": column.choices,
            "type": column.type,
            "lang": column.lang,
            "value": row.get(column.name, ""),
        }


class RowsField(forms.Field):
    """Cleans to a list of dictionaries, one for each row with anything in it."""

    widget: RowsWidget

    def __init__(self, columns: tuple[Column, ...], *, spare: int = 2, **options: Any) -> None:
        self.columns = columns
        widget = RowsWidget(columns, spare=spare)
        super().__init__(required=False, widget=widget, **options)

    def to_python(self, value: Any) -> list[Row]:
        rows: list[Row] = value or []
        if len(rows) > MOST_ROWS:
            raise ValidationError(_("At most %(most)s rows are kept here.") % {"most": MOST_ROWS})
        mistakes: list[str] = []
        cleaned = [self._row(number, row, mistakes) for number, row in enumerate(rows, start=1)]
        if mistakes:
            raise ValidationError(mistakes)
        return [row for row in cleaned if self.is_told(row)]

    def is_told(self, row: Row) -> bool:
        """A row whose picks alone are made tells nothing."""
        return any(row[column.name] for column in self.columns if not column.choices)

    def _row(self, number: int, row: Row, mistakes: list[str]) -> Row:
        cleaned: Row = {}
        for column in self.columns:
            try:
                cleaned[column.name] = column.clean(row.get(column.name, ""))
            except ValidationError as error:
                mistakes.append(
                    _("Row %(number)s, %(column)s: %(mistake)s")
                    % {
                        "number": number,
                        "column": column.label,
                        "mistake": " ".join(error.messages),
                    }
                )
        return cleaned


class NamesField(RowsField):
    """One row a name: its kind, and the same name in up to three scripts side by side."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            (
                Column("kind", gettext_lazy("kind"), tuple(pickable(NameKind))),
                Column("hangul", gettext_lazy("hangul"), read=_hangul, lang="ko"),
                Column("hanzi", gettext_lazy("hanzi"), read=_hanzi, lang="zh"),
                Column("roman", gettext_lazy("roman letters"), read=_roman),
            ),
            **options,
        )


class WindowsField(RowsField):
    """One row a window: the day, and from when to when in her own time zone."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            (
                Column("day", gettext_lazy("day"), tuple(Weekday.choices)),
                Column("from", gettext_lazy("from"), read=read_time, type="time"),
                Column("to", gettext_lazy("to"), read=read_time, type="time"),
            ),
            **options,
        )

    def validate(self, value: list[Row]) -> None:
        for row in value:
            if not (row["from"] and row["to"]) or row["from"] == row["to"]:
                raise ValidationError(_("Give each safe time a beginning and an end."))
            row["day"] = row["day"] or Weekday.DAILY.value


class NeedsField(RowsField):
    """One row a need: which, how much, and whether she wants it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            (
                Column("sector", gettext_lazy("need"), tuple(pickable(Service))),
                Column("level", gettext_lazy("how much"), tuple(NeedLevel.choices)),
                Column("wanted", gettext_lazy("does she want it"), tuple(Wanted.choices)),
            ),
            **options,
        )

    def is_told(self, row: Row) -> bool:
        """Of which need, and at least one thing about it."""
        return bool(row["sector"] and (row["level"] or row["wanted"]))

    def validate(self, value: list[Row]) -> None:
        sectors = [row["sector"] for row in value]
        if len(set(sectors)) < len(sectors):
            raise ValidationError(_("One need stands in two rows. Keep one of them."))


def _hangul(typed: str) -> str:
    return read_name(typed, "hangul")


def _hanzi(typed: str) -> str:
    return read_name(typed, "hanzi")


def _roman(typed: str) -> str:
    return read_name(typed, "roman")
