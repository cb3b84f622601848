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
from casework.reminders import ways
from casework.reminders.ways import MAY_BE_MUTED, Summary
from casework.web.http import SignedInRequest, unlocked


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

    def wanted(self) -> dict[str, Any]:
        told = self.cleaned_data
        quiet = [told[name] for name in ("quiet_from", "quiet_until")]
        begins, ends = (f"{clock:%H:%M}" if clock else "" for clock in quiet)
        chosen = {"summary": Summary(told["summary"]), "muted": told["muted"]}
        return {"quiet": (begins, ends), **chosen}


@require_http_methods(["GET", "POST"])
@unlocked
def notices(request: SignedInRequest) -> HttpResponse:
    """Her quiet hours, one mail or many, and kinds of tasks without a mail."""
    require(request.user.is_admitted, "is_admitted")
    set_now = ways.of(request.user)
    names = ("quiet_from", "quiet_until", "summary", "muted")
    form = NoticesForm(request.POST or None, initial={n: getattr(set_now, n) for n in names})
    if request.method == "POST" and form.is_valid():
        try:
            ways.change(request.user, at=now(), **form.wanted())
        except WrongState as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("account")
    return render(request, "account/notices.html", {"form": form})
