"""Who is on call: read by everybody of the desk, written by its supervisors."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from casework.access.errors import WrongState, require
from casework.accounts.models import Desk, Role, User
from casework.reminders import roster as turns
from casework.reminders.roster import Duty
from casework.web.cases.forms import EXACTLY, moment_field
from casework.web.choices import PersonChoice
from casework.web.http import SignedInRequest, unlocked


class DutyForm(forms.Form):
    person = PersonChoice(label=gettext_lazy("Who"), queryset=User.objects.none())
    starts_at = moment_field(
        label=gettext_lazy("From"),
        help_text=gettext_lazy("In your own time."),
        input_formats=EXACTLY,
    )
    ends_at = moment_field(label=gettext_lazy("Until"), input_formats=EXACTLY)

    def __init__(self, *args: Any, desk: Desk, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["person"].queryset = turns.colleagues(desk)  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
@unlocked
def roster(request: SignedInRequest, desk: str) -> HttpResponse:
    """Turns that go on or come; POST puts somebody on."""
    found = get_object_or_404(Desk, code=desk)
    require(turns.can_see_roster(request.user, found), "can_see_roster")
    form = DutyForm(request.POST or None, desk=found)
    if request.method == "POST":
        require(turns.can_edit_roster(request.user, found), "can_edit_roster")
        if form.is_valid() and _put_on(form, found, request):
            messages.success(request, _("It stands in the roster."))
            return redirect("roster", desk)
    page = {"desk": found, "rows": turns.to_come(found, now()), "at": now(), "form": form}
    page["may_edit"] = turns.can_edit_roster(request.user, found)
    return render(request, "people/roster.html", page)


@require_POST
@unlocked
def roster_take_off(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """She is on call no more."""
    row = get_object_or_404(Duty.objects.select_related("desk", "person"), pk=pk)
    turns.take_off(row, by=request.user, at=now())
    done = _("%(name)s is taken off the roster.")
    messages.success(request, done % {"name": row.person.name})
    return redirect("roster", row.desk.code)


def on_call_now(user: User, at: datetime) -> list[tuple[Desk, list[Duty]]]:
    """Each desk of hers with who is on call; for an administrator every desk."""
    desks = user.desks_as(Role.CASEWORKER, Role.SUPERVISOR)
    if user.is_administrator:
        desks = list(Desk.objects.in_use().order_by("code"))
    found = turns.on_call(desks, at)
    each = sorted({desk.pk: desk for desk in desks}.values(), key=lambda desk: desk.code)
    return [(desk, [row for row in found if row.desk_id == desk.pk]) for desk in each]


def _put_on(form: DutyForm, desk: Desk, request: SignedInRequest) -> bool:
    try:
        turns.put_on(desk, **form.cleaned_data, by=request.user, at=now())
    except WrongState as error:
        form.add_error(None, str(error))
        return False
    return True
