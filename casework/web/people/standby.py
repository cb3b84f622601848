"""Standby keys to older cases: offered to the supervisors of the desk, and given share by share."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casework.access.errors import WrongState, require
from casework.accounts.models import Desk, Role, User
from casework.cases import policies
from casework.cases.actions.standing_by import give_standby_keys
from casework.cases.standby import living_without_standby, with_a_key, without_standby
from casework.web.http import SignedInRequest, unlocked


class Lacking(NamedTuple):
    """A desk of hers, and how many of its living cases the one that stands by cannot open."""

    desk: Desk
    cases: int


@require_http_methods(["GET", "POST"])
@unlocked
def desk_standby(request: SignedInRequest, desk: str) -> HttpResponse:
    """How far it has come. Each sending gives a share; with script they follow one another."""
    found = get_object_or_404(Desk.objects.select_related("deputy"), code=desk)
    require(policies.can_give_standby(request.user, found), "can_give_standby")
    if request.method == "GET":
        return render(request, "people/standby.html", _page(found))
    given = _given(request, found)
    if request.htmx:
        return render(request, "people/_standby.html", _page(found) | {"goes_on": given > 0})
    return redirect("desk_standby", desk)


def _given(request: SignedInRequest, desk: Desk) -> int:
    try:
        given = give_standby_keys(desk, by=request.user, at=now(), keys=request.keys)
    except WrongState as error:
        messages.error(request, str(error))
        return 0
    if given == 0 and without_standby(desk).exists():
        messages.warning(
            request, _("You cannot open the cases that are left. Ask another supervisor.")
        )
    return given


def _page(desk: Desk) -> dict[str, Any]:
    total, left = with_a_key(desk).count(), without_standby(desk).count()
    return {"desk": desk, "total": total, "left": left, "given": total - left}


def lacking_standby(user: User) -> list[Lacking]:
    """For her first page. No query where no desk stands by for hers."""
    ids = [desk.pk for desk in user.desks_as(Role.SUPERVISOR) if desk.deputy_id]
    desks = Desk.objects.filter(pk__in=ids).select_related("deputy").order_by("code") if ids else ()
    found = [Lacking(desk, living_without_standby(desk)) for desk in desks]
    return [one for one in found if one.cases]
