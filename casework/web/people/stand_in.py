"""A supervisor hands her reviews over while she is away, and takes them back."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, make_aware, now
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
        label=gettext_lazy("Your deputy"),
        queryset=User.objects.none(),
        help_text=gettext_lazy("A supervisor of your desk, or of the one that stands by for it."),
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
        help_text=gettext_lazy("You can take them back before."),
    )

    def __init__(self, *args: Any, person: User, **options: Any) -> None:
        super().__init__(*args, **options)
        able = [one.pk for one in stand_ins.candidates(person)]
        deputies = User.objects.filter(pk__in=able).order_by("name", "username")
        self.fields["deputy"].queryset = deputies  # type: ignore[attr-defined]

    def period(self) -> tuple[datetime, datetime]:
        """From the first morning to the end of the last day, where she works."""
        first, last = (date.fromisoformat(self.cleaned_data[name]) for name in ("first", "last"))
        after = last + timedelta(days=1)
        return make_aware(datetime.combine(first, time())), make_aware(
            datetime.combine(after, time())
        )


@require_http_methods(["GET", "POST"])
@unlocked
def reviews_hand_over(request: SignedInRequest) -> HttpResponse:
    """To whom, from when, until when; and what stands already."""
    require(policies.can_hand_over_reviews(request.user), "can_hand_over_reviews")
    initial = {"first": localdate().isoformat()}
    form = StandInForm(request.POST or None, person=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        since, until = form.period()
        deputy = form.cleaned_data["deputy"]
        try:
            stand_ins.hand_over(deputy, since=since, until=until, by=request.user, at=now())
        except WrongState as error:
            form.add_error(None, str(error))
        else:
            done = _("%(name)s reviews in your place in these days.")
            messages.success(request, done % {"name": deputy.name})
            return redirect("referral_queue")
    hers = StandIn.objects.not_over(now()).filter(person=request.user)
    page = {"form": form, "rows": hers.select_related("deputy").order_by("since")}
    return render(request, "people/stand_in.html", page)


@require_POST
@unlocked
def reviews_take_back(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """She is back, or does not go away after all."""
    row = get_object_or_404(StandIn.objects.select_related("person", "deputy"), pk=pk)
    stand_ins.take_back(row, by=request.user, at=now())
    messages.success(request, _("You review yourself again."))
    return redirect("reviews_hand_over")


def standing_in_now(user: User, at: datetime) -> list[dict[str, Any]]:
    """Rows for `people/_standing_in.html`: on her desks, or by herself; those to come as well."""
    posts = Post.objects.keyed().filter(desk__in=user.desks_as(Role.SUPERVISOR))
    colleagues = posts.values("person")
    rows = StandIn.objects.not_over(at).filter(Q(person__in=colleagues) | Q(deputy=user))
    return [
        {"row": row, "is_coming": row.since > at, "is_own": row.person_id == user.pk}
        for row in rows.select_related("person", "deputy").order_by("since", "id")
    ]
