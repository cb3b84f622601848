"""Her names and her contact: not in the page until she asks for them and says why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from casework.cases.answers import together
from casework.cases.field import Field, Kind, Need, Store
from casework.cases.fields import FIELDS
from casework.cases.models import Case
from casework.cases.reasons import LookingReason
from casework.web.cases.wording import in_words

Documents = Mapping[str, dict[str, Any]]

# Of these sections nothing at all is shown before.
WHOLE = frozenset({"safe_contact"})
_ALSO = frozenset({"alias", "birth_date", "exploiter_alias", "exploiter_phone", "onward_wish"})


def is_covered(row: Field) -> bool:
    """What names her, finds her or leads to her; what is never asked may endanger others."""
    return (
        row.section in WHOLE
        or row.store is Store.LOOKUP
        or row.need is Need.NEVER_ASK
        or row.name in _ALSO
    )


def cover(case: Case, asked_for: str) -> dict[str, Any]:
    """The closed cover. `asked_for` is the reason that the task she came from brings along."""
    known = LookingReason(asked_for) if asked_for in LookingReason.values else None
    return {
        "title": _("Names and contact"),
        "url": reverse("case_reveal", args=[case.code]),
        "reasons": LookingReason.choices,
        "reason": known.value if known else "",
        "reason_label": known.label if known else "",
        "is_open": False,
    }


def uncovered(documents: Documents) -> dict[str, Any]:
    """The open cover, as `_components/cover.html` draws it."""
    answers = together(documents)
    rows = [row for row in FIELDS if is_covered(row) and row.kind not in {Kind.NAMES, Kind.SECRET}]
    said = [(row.label, in_words(row, answers)) for row in rows]
    return {
        "title": _("Names and contact"),
        "is_open": True,
        "names": answers.get("names") or [],
        "lines": [(label, text) for label, text in said if text],
    }
