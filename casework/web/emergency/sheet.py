"""The emergency sheet in words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from casework.accounts.models import User
from casework.cases.answers import settled
from casework.cases.fields import field
from casework.cases.models import Case
from casework.reminders import roster
from casework.web.cases.call import may_i_speak, what_not_to_say
from casework.web.cases.head import due_of
from casework.web.cases.wording import in_words


def whom_to_call(case: Case, at: datetime) -> list[tuple[str, str]]:
    """For `_components/facts.html`: its caseworker, who is on call, the supervisors of the desk."""
    on_call = [row.person.name for row in roster.on_call([case.desk], at)]
    heads = User.objects.supervising(case.desk).order_by("name")
    return [
        (_("Her caseworker"), case.owner.name),
        (_("On call"), ", ".join(dict.fromkeys(on_call))),
        (_("Supervisors"), ", ".join(heads.values_list("name", flat=True))),
    ]


def shown(case: Case, told: dict[str, Any] | None, *, at: datetime) -> dict[str, Any]:
    """For `emergency/sheet.html`; `told` is the opened sheet."""
    answers = (told or {}).get("answers", {})
    answers = answers | settled(answers)
    return {
        "label": (told or {}).get("label", ""),
        "has_sheet": told is not None,
        "rule": may_i_speak(case, answers, at=at),
        "careful": what_not_to_say(answers, []),
        "needs": in_words(field("most_urgent"), answers),
        "next_due_at": due_of(case),
        "has_word": bool((told or {}).get("words")),
        "call": whom_to_call(case, at),
    }
