"""What she needs, whether she wants it, and what came of it; what she wants to reach."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from casework.cases.codes import DECLINED, NOT_ASKED, UNKNOWN, Label
from casework.cases.codes_care import NeedLevel
from casework.cases.purposes import Service
from casework.cases.safety_plans import PlanPath
from casework.cases.sheets import OpenSheet, SheetKind


class ServiceResult(TextChoices):
    """GBVIMS, six codes; none yet while nobody has looked for the service."""

    REFERRED = "referred", _("referred to a partner")
    BY_US = "service_provided_by_your_agency", _("given by us")
    BY_OTHERS = (
        "services_already_received_from_another_agency",
        _("had it from somebody else already"),
    )
    NOT_APPLICABLE = "service_not_applicable", _("does not apply")
    DECLINED = "referral_declined_by_survivor", _("she chose not to be referred")
    UNAVAILABLE = "service_unavailable", _("there is no such service")


class Progress(TextChoices):
    NOT_STARTED = "not_started", _("not begun")
    IN_PROGRESS = "in_progress", _("under way")
    MET = "met", _("reached")
    PARTLY_MET = "partly_met", _("partly reached")
    DROPPED = "dropped_by_survivor", _("she let it go")
    BLOCKED = "blocked", _("something stands in the way")


ENDED: Final = frozenset({Progress.MET, Progress.DROPPED})


class Priority(TextChoices):
    """How much a goal matters to her."""

    FIRST = "1", _("first")
    SECOND = "2", _("second")
    THIRD = "3", _("third")


class Doer(TextChoices):
    """Who does the next step."""

    SHE = "she", _("she herself")
    WORKER = "caseworker", _("her caseworker")
    TOGETHER = "together", _("she and her caseworker")
    PARTNER = "partner", _("a partner")


# Goals that others on the same path have named: to offer words, never to choose for her.
TYPICAL: Final[dict[PlanPath, tuple[Label, ...]]] = {
    PlanPath.FM: (
        _("go out by herself"),
        _("have her child registered"),
        _("be safe from being sold on"),
        _("decide for herself whether to stay or to go"),
    ),
    PlanPath.SX: (
        _("talk to us without being heard"),
        _("get out"),
        _("see a doctor"),
        _("be free of the debt"),
    ),
    PlanPath.HD: (
        _("have a safe place"),
        _("have food and a bed"),
        _("not be found by her papers"),
        _("decide whether to go on"),
    ),
    PlanPath.CU: (
        _("not be sent back"),
        _("let her family know, if that is safe"),
        _("see a lawyer"),
    ),
    PlanPath.SF: (
        _("be recognised and protected"),
        _("have her child with her"),
        _("sleep again"),
        _("learn a trade"),
        _("owe nothing to a broker"),
    ),
}

_NOT_A_NEED = frozenset({UNKNOWN, DECLINED, NOT_ASKED})


def from_intake(needs: Mapping[str, Any]) -> list[dict[str, str]]:
    """Rows of sector, level and wanted out of the intake's section; levels may not be told yet."""
    rows: Sequence[Mapping[str, str]] = needs.get("needs_by_sector") or []
    told = {row["sector"]: dict(row) for row in rows if row.get("sector") in Service.values}
    for sector in needs.get("most_urgent") or []:
        told.setdefault(sector, {"sector": sector, "level": NeedLevel.URGENT, "wanted": ""})
    return [row for sector, row in told.items() if sector not in _NOT_A_NEED]


def not_followed(
    told: Sequence[Mapping[str, str]], sheets: Sequence[OpenSheet]
) -> Iterator[Mapping[str, str]]:
    """What the intake named and nobody has followed yet."""
    followed = {sheet.told["sector"] for sheet in sheets if sheet.kind == SheetKind.NEED}
    return (row for row in told if row["sector"] not in followed)
