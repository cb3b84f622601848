"""Her children, a row each: the codes that can be picked, and a row as it is once opened.

A row is a sheet of the record (`SheetKind.CHILD`), so that nobody who steals the database can count
her children. Its shape is `Child`: coded answers, and in the same sealed document the child's own
names and day of birth.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from casework.cases.codes import CHOSE_NOT_TO_SAY, NOT_ASKED, NOT_KNOWN, WAS_NOT_ASKED, YesNo
from casework.cases.codes_person import AgeBand
from casework.cases.places import Country
from casework.cases.sheets import Document, OpenSheet


class Father(TextChoices):
    CHINESE = "chinese", _("from China")
    DPRK = "dprk", _("from North Korea")
    OTHER = "other", _("from elsewhere")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class LivingWith(TextChoices):
    SURVIVOR = "survivor", _("with her")
    FATHER = "father", _("with the father")
    FATHERS_FAMILY = "fathers_family", _("with the father's family")
    RELATIVE = "relative", _("with a relative of hers")
    INSTITUTION = "institution", _("in an institution")
    DPRK = "dprk", _("in North Korea")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class Hukou(TextChoices):
    REGISTERED = "registered", _("registered")
    NOT_REGISTERED = "not_registered", _("not registered")
    IN_PROCESS = "in_process", _("being registered")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


CODED: dict[str, type[TextChoices]] = {
    "age_band": AgeBand,
    "birth_country": Country,
    "father": Father,
    "living_with": LivingWith,
    "hukou": Hukou,
    "schooling": YesNo,
    "at_risk": YesNo,
}
BANDS = (AgeBand.TO_8, AgeBand.TO_17, AgeBand.TO_20, AgeBand.UNKNOWN, AgeBand.DECLINED)


@dataclass(frozen=True)
class Child:
    """`linked`: id of the child's own case on this desk, once it has one."""

    code: str  # "C1", in the order in which they were told
    coded: dict[str, str] = field(default_factory=dict)
    names: list[dict[str, str]] = field(default_factory=list)
    born_on: str = ""
    note: str = ""
    linked: str = ""
    id: UUID | None = None
    revision: int = 0

    @property
    def is_at_risk(self) -> bool:
        return self.coded.get("at_risk") == YesNo.YES

    def document(self) -> Document:
        answers = {name: self.coded.get(name, NOT_ASKED) for name in CODED}
        beside: dict[str, Any] = {
            "code": self.code,
            "names": self.names,
            "born_on": self.born_on,
            "note": self.note,
            "linked": self.linked,
        }
        return answers | beside

    @classmethod
    def opened(cls, sheet: OpenSheet) -> Child:
        told = sheet.told
        return cls(
            code=told.get("code", ""),
            coded={name: told.get(name, NOT_ASKED) for name in CODED},
            names=told.get("names", []),
            born_on=told.get("born_on", ""),
            note=told.get("note", ""),
            linked=told.get("linked", ""),
            id=sheet.id,
            revision=sheet.revision,
        )


def next_code(children: Iterable[Child]) -> str:
    return f"C{sum(1 for _child in children) + 1}"
