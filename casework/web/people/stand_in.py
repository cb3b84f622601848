"""Who acts in whose place while she is away: named by herself or by her supervisor, ended early."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from casework.access import policies, stand_ins
from casework.access.errors import WrongState, require
from casework.access.models import StandIn
from casework.accounts.models import Post, Role, User
from casework.cases.entries import read_date
from casework.web.cases.forms import ReadField
from casework.web.choices import PersonChoice
from casework.web.http import SignedInRequest, unlocked


class StandInForm(forms.Form):
    deputy = PersonChoice(
        label=gettext_lazy("Deputy"),
        queryset=User.objects.none(),
        help_text=gettext_lazy(
            "For a supervisor, another one of the desk; she herself can name one of the desk that"
            " stands by too. For a caseworker, a colleague of the desk."
        ),
    )
    first = ReadField(
        read_date,
        label=gettext_lazy("First day"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    last = ReadField(
        read_date,
        label=gettext_lazy("Last day"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("It can be ended before."),
    )

    def __init__(self, *args: Any, person: User, by: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self._person = person
        able = [one.pk for one in stand_ins.offered(person, by)]
        deputies = User.objects.filter(pk__in=able).order_by("name", "username")
        self.fields["deputy"].queryset = deputies  # type: ignore[attr-defined]

    def period(self) -> tuple[datetime, datetime]:
        """From the first morning to the end of the last day, where she works."""
        first, last = (date.fromisoformat(self.cleaned_data[name]) for name in ("first", "last"))
        return self._morning(first), self._morning(last + timedelta(days=1))

    def _morning(self, day: date) -> datetime:
        return datetime.combine(day, time(), ZoneInfo(self._person.time_zone))


@require_http_methods(["GET", "POST"])
@unlocked
def reviews_hand_over(request: SignedInRequest) -> HttpResponse:
    """Of her own tasks and reviews: to whom, from when, until when; and what stands already."""
    return _name(request, request.user)


@require_http_methods(["GET", "POST"])
@unlocked
def person_away(request: SignedInRequest, username: str) -> HttpResponse:
    """The same for somebody of her desk, by a supervisor."""
    return _name(request, get_object_or_404(User, username=username))


def _name(request: SignedInRequest, person: User) -> HttpResponse:
    require(policies.can_name_deputy(request.user, person), "can_name_deputy")
    initial = {"first": localdate().isoformat()}
    form = StandInForm(request.POST or None, person=person, by=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        since, until = form.period()
        told: dict[str, Any] = {"since": since, "until": until, "by": request.user, "at": now()}
        try:
            stand_ins.hand_over(form.cleaned_data["deputy"], person=person, **told)
        except WrongState as error:
            form.add_error(None, str(error))
        else:
            names = {"deputy": form.cleaned_data["deputy"].name, "name": person.name}
            messages.success(request, _("%(deputy)s acts in place of %(name)s then.") % names)
            return redirect("home")
    hers = StandIn.objects.not_over(now()).filter(person=person)
    page = {"form": form, "rows": hers.select_related("deputy").order_by("since")}
    page |= {"found": person, "is_own": person == request.user}
    return render(request, "people/stand_in.html", page)


@require_POST
@unlocked
def reviews_take_back(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """She is back, or does not go away after all."""
    row = get_object_or_404(StandIn.objects.select_related("person", "deputy"), pk=pk)
    stand_ins.take_back(row, by=request.user, at=now())
    done = _("Nobody acts in place of %(name)s any more.")
    messages.success(request, done % {"name": row.person.name})
    return redirect("home")


def standing_in_now(user: User, at: datetime) -> list[dict[str, Any]]:
    """Rows for `people/_standing_in.html`: on her desks, or by herself; those to come as well."""
    posts = Post.objects.current().filter(desk__in=user.desks_as(Role.SUPERVISOR))
    colleagues = posts.values("person")
    hers = Q(person__in=colleagues) | Q(person=user) | Q(deputy=user)
    rows = StandIn.objects.not_over(at).filter(hers)
    return [
        {"row": row, "is_coming": row.since > at, "is_own": row.person_id == user.pk}
        for row in rows.select_related("person", "deputy").order_by("since", "id")
        if stand_ins.is_right(row)
    ]
