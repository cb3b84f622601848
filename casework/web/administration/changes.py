"""What waits for another administrator, in words, and her answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casework.access import changes, policies
from casework.access.change_rows import Widening
from casework.access.models import Change
from casework.accounts.models import Role, User
from casework.reports import thresholds
from casework.reports.numbers import NUMBERS
from casework.web.attempts import attempt
from casework.web.http import SignedInRequest, unlocked

_ANSWERS: Final = {"yes": changes.agree, "no": changes.decline, "back": changes.take_back}


def changes_shown(user: User) -> list[dict[str, Any]]:
    """Rows for `administration/_changes.html`: an administrator sees all, a supervisor those that
    she may answer. One query when there are none.
    """
    if not (user.is_administrator or user.is_supervisor):
        return []
    rows = [_row(asked, user) for asked in changes.waiting()]
    return [row for row in rows if user.is_administrator or row["may_answer"]]


@require_POST
@unlocked
def change_answer(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Yes, no, or taken back by who asked; whatever is none of them answers nothing."""
    asked = get_object_or_404(Change, pk=pk)
    answer = request.POST.get("answer", "")
    if (act := _ANSWERS.get(answer)) is None:
        messages.error(request, _("Say yes or no."))
    else:
        done = _("It is done, and on record.") if answer == "yes" else _("It stays as it was.")
        attempt(request, lambda: act(asked, by=request.user, at=now()), done)
    return redirect("administration" if request.user.is_administrator else "home")


def _post(asked: Change) -> str:
    role = str(Role(asked.value).label)
    return f"{role} · {asked.desk.name}" if asked.desk else role


def _threshold(asked: Change) -> str:
    now_set, name = thresholds.current()[asked.name], NUMBERS[asked.name].name.label
    told = {"rule": name, "now": now_set, "limit": asked.value}
    return _("%(rule)s: from %(now)s to %(limit)s") % told


# By kind, what it comes to in words.
_WORDS: Final[dict[str, Callable[[Change], str]]] = {
    Widening.POST: _post,
    Widening.THRESHOLD: _threshold,
}


def _row(asked: Change, user: User) -> dict[str, Any]:
    about = (asked.asked_by_id, asked.person_id)
    return {
        "asked": asked,
        "what": _WORDS[asked.kind](asked),
        "may_answer": policies.can_agree_to_change(user, *about),
        "may_take_back": policies.can_take_change_back(user, asked),
    }
