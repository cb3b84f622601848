"""When she wants to be told of her tasks by mail."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from casework.access.errors import WrongState, require
from casework.reminders import push, ways
from casework.reminders.ways import MAY_BE_MUTED, Summary
from casework.web.http import SignedInRequest, unlocked
from casework.web.reminders import pushes


def _clock(label: Any, **more: Any) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    errors = {"invalid": gettext_lazy("Write a time of day, like 22:30.")}
    return forms.TimeField(
        label=label, widget=widget, required=False, error_messages=errors, **more
    )


class NoticesForm(forms.Form):
    quiet_from = _clock(
        gettext_lazy("Quiet from"),
        help_text=gettext_lazy("In your own time. Leave both empty for none."),
    )
    quiet_until = _clock(gettext_lazy("Quiet until"))
    summary = forms.ChoiceField(
        label=gettext_lazy("How many mails"), choices=Summary.choices, widget=forms.RadioSelect
    )
    muted = forms.MultipleChoiceField(
        label=gettext_lazy("No mail about"),
        choices=[(kind.value, kind.label) for kind in MAY_BE_MUTED],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("They stand on your first page all the same."),
    )

    in_china = forms.BooleanField(
        label=gettext_lazy("I am in China, or go there"),
        help_text=gettext_lazy("Then no browser of yours is told by push."),
        required=False,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if not push.is_offered():
            del self.fields["in_china"]

    def wanted(self) -> dict[str, Any]:
        told = self.cleaned_data
        quiet = [told[name] for name in ("quiet_from", "quiet_until")]
        begins, ends = (f"{clock:%H:%M}" if clock else "" for clock in quiet)
        chosen = {"summary": Summary(told["summary"]), "muted": told["muted"]}
        chosen |= {"in_china": told.get("in_china")}
        return {"quiet": (begins, ends), **chosen}


@require_http_methods(["GET", "POST"])
@unlocked
def notices(request: SignedInRequest) -> HttpResponse:
    """Her quiet hours, one mail or many, and kinds of tasks without a mail."""
    require(request.user.is_admitted, "is_admitted")
    set_now = ways.of(request.user)
    names = ("quiet_from", "quiet_until", "summary", "muted")
    initial = {name: getattr(set_now, name) for name in names}
    initial |= {"in_china": ways.is_in_china(set_now)}
    form = NoticesForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            ways.change(request.user, at=now(), **form.wanted())
        except WrongState as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("account")
    page = {"form": form, "push": pushes.shown(request.user)}
    return render(request, "account/notices.html", page)
