"""Legal holds: an administrator asks, another one settles. No record is opened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from casework.access.errors import WrongState, require
from casework.accounts.models import User
from casework.accounts.sealed import open_for_house
from casework.cases import policies
from casework.cases.actions import legal_holds
from casework.cases.erasure_codes import HoldReason
from casework.cases.models import Case, Hold
from casework.crypto.codes import normalise_case_code
from casework.web.attempts import attempt
from casework.web.ending.forms import HoldForm
from casework.web.http import SignedInRequest, record_stranger, unlocked

_ACTS: Final[dict[str, tuple[Callable[..., None], Promise]]] = {
    "confirm": (legal_holds.confirm, gettext_lazy("It holds.")),
    "decline": (legal_holds.decline, gettext_lazy("It does not hold.")),
    "ask-end": (legal_holds.ask_end, gettext_lazy("Asked for. It holds until another agrees.")),
    "end": (legal_holds.end, gettext_lazy("The hold has ended.")),
    "keep": (legal_holds.keep_on, gettext_lazy("It goes on holding.")),
}
SHOWN: Final = 200


@require_http_methods(["GET", "POST"])
@unlocked
def holds(request: SignedInRequest) -> HttpResponse:
    """What is held, by whom and why; POST asks for one more."""
    require(policies.can_hold_record(request.user), "can_hold_record")
    form = HoldForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        case = _case(request, told.pop("code"))
        try:
            if case is None:
                raise WrongState(_("There is no case of this code."))
            legal_holds.ask(case, **told, by=request.user, at=now())
        except WrongState as error:
            form.add_error("code", str(error))
        else:
            messages.success(request, _("It is held from now on. Another administrator confirms."))
            return redirect("holds")
    rows = Hold.objects.select_related("case", "asked_by", "confirmed_by", "end_asked_by")
    found = rows.order_by("ended_at", "-asked_at")[:SHOWN]
    page = {"form": form, "rows": [_row(hold, request.user) for hold in found]}
    return render(request, "ending/holds.html", page)


@require_POST
@unlocked
def hold_act(request: SignedInRequest, pk: UUID, act: str) -> HttpResponse:
    """Settle one: confirm or decline it, ask for its end, agree to that or not."""
    require(policies.can_hold_record(request.user), "can_hold_record")
    hold = get_object_or_404(Hold.objects.select_related("case__desk"), pk=pk)
    if act not in _ACTS:
        raise Http404
    deed, done = _ACTS[act]
    attempt(request, lambda: deed(hold, by=request.user, at=now()), str(done))
    return redirect("holds")


def _case(request: SignedInRequest, typed: str) -> Case | None:
    """What she asked to erase is there for two people and no code. What was held before stays in
    the list as it was: nothing of it says that she asked, and only administrators can end it.
    """
    code = normalise_case_code(typed)
    there = Case.objects.shown_to(request.user).select_related("desk", "owner")
    case = there.filter(code=code).first()
    if case is None:
        record_stranger(request, code)
    return case


def _row(hold: Hold, user: User) -> dict[str, Any]:
    return {
        "pk": hold.pk,
        "code": hold.case.code,
        "why": HoldReason(hold.reason).label,
        "words": open_for_house(hold, "words"),
        "by": hold.asked_by.name,
        "at": hold.asked_at,
        "second": hold.confirmed_by.name if hold.confirmed_by else "",
        "state": _state(hold),
        "ended_at": hold.ended_at,
        "acts": list(_may(hold, user)),
    }


def _state(hold: Hold) -> str:
    if hold.ended_at is not None:
        return _("ended")
    if hold.confirmed_at is None:
        return _("holds, waits for a second administrator")
    return _("holds, its end is asked for") if hold.end_asked_at else _("holds")


def _may(hold: Hold, user: User) -> list[tuple[str, str]]:
    if hold.ended_at is not None:
        return []
    if hold.confirmed_at is None:
        mine = policies.can_settle_hold(user, hold.asked_by_id)
        return [("confirm", _("Confirm it")), ("decline", _("It does not hold"))] if mine else []
    if hold.end_asked_at is None:
        return [("ask-end", _("Ask to end it"))]
    mine = policies.can_settle_hold(user, hold.end_asked_by_id)
    return [("end", _("End it")), ("keep", _("It goes on holding"))] if mine else []
