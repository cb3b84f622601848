"""Events that are no move: they stand on her line after a step, and force the same reviews.

An event is a sheet (`SheetKind.EVENT`) that is only ever added.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from casework.cases.codes import NOT_ASKED
from casework.cases.sheets import Document, OpenSheet


class Happening(TextChoices):
    CHILD_BORN = "child_born", _("child born")
    CHILD_TAKEN = "child_taken", _("child taken from her")
    CHILD_SOLD = "child_sold", _("child sold")
    CHILD_REGISTERED = "child_registered", _("child registered")
    CHILD_LEFT_BEHIND = "child_left_behind", _("child stayed behind")
    CHILD_REUNITED = "child_reunited", _("together with a child again")
    PREGNANCY = "pregnancy", _("pregnancy")
    FORCED_ABORTION = "forced_abortion", _("forced abortion")
    DURESS = "duress", _("contact under duress")
    OTHER = "other", _("something else that is no move")


# Written by the act of asking, never picked.
UNDO_ASKED = "undo_asked"
OF_A_CHILD = frozenset(code for code in Happening if code.startswith("child_"))
# The child is in danger as far as we know: somebody looks again.
CHILD_AT_RISK = frozenset(
    {Happening.CHILD_TAKEN, Happening.CHILD_SOLD, Happening.CHILD_LEFT_BEHIND}
)
AT_ONCE = frozenset({Happening.DURESS})


@dataclass(frozen=True)
class Telling:
    """All of it is sealed. `after`: the step it stands behind; `child`: the child's row."""

    what: str
    after: UUID
    happened: str = ""
    precision: str = NOT_ASKED
    source: str = NOT_ASKED
    reliability: str = NOT_ASKED
    note: str = ""
    child: UUID | None = None

    def document(self) -> Document:
        named = {"after": str(self.after), "child": str(self.child) if self.child else ""}
        return vars(self) | named


@dataclass(frozen=True)
class Told:
    """One event, opened."""

    sheet: OpenSheet
    what: str
    after: str
    happened: str
    note: str
    child: str

    @classmethod
    def opened(cls, sheet: OpenSheet) -> Told:
        told = sheet.told
        after = told.get("after") or told.get("about", "")
        return cls(
            sheet=sheet,
            what=told["what"],
            after=after,
            happened=told.get("happened", ""),
            note=told.get("note", ""),
            child=told.get("child", ""),
        )

    @property
    def in_words(self) -> str:
        if self.what == UNDO_ASKED:
            return str(_("asked to undo a death"))
        return str(Happening(self.what).label)
