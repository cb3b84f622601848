"""The kinds of sheets in a record, and a sheet as it is once opened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

Document = dict[str, Any]


class SheetKind(TextChoices):
    """Sealed in the document as ``kind``."""

    CHILD = "child", _("child")
    INCIDENT = "incident", _("incident")
    RISK = "risk", _("risk assessment")
    SAFETY_PLAN = "safety_plan", _("safety plan")
    NEED = "need", _("need")
    GOAL = "goal", _("goal")
    CONTACT = "contact", _("contact or attempt")
    CONFERENCE = "conference", _("case conference")
    IF_TAKEN = "if_taken", _("if she is taken or silent")
    EPISODE = "episode", _("what belongs to an episode")
    EVENT = "event", _("event that is no move")
    REPATRIATION = "repatriation", _("forced return")
    CLOSING = "closing", _("closing checklist")
    LINK = "link", _("linked case")


@dataclass(frozen=True)
class OpenSheet:
    """`told` is the document without its kind, author and moment."""

    id: UUID
    number: int
    revision: int
    kind: SheetKind
    author: str  # id of the person who wrote it last
    at: str  # ISO 8601, UTC
    told: Document
