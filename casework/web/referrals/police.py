"""In which countries the police are a service: off until a supervisor says otherwise."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from casework.access.errors import WrongState, require
from casework.accounts.sealed import open_for_house
from casework.cases.places import Country
from casework.referrals import police
from casework.referrals.models import PoliceCountry
from casework.web.attempts import attempt
from casework.web.cases.forms import line_field, words_field
from casework.web.http import SignedInRequest, unlocked


class PoliceForm(forms.Form):
    country = forms.ChoiceField(
        label=gettext_lazy("Country"),
        choices=[
            ("", gettext_lazy("choose")),
            *((code, words) for code, words in Country.choices if code not in police.NEVER),
        ],
    )
    words = words_field(
        label=gettext_lazy("Why the police are safe for her there, and who says so"), rows=3
    )
    confirmed = line_field(
        label=gettext_lazy("For China only: its code"),
        required=False,
        help_text=gettext_lazy(
            "The police of China arrest women from North Korea and hand them over. Leave this empty"
            " for any other country."
        ),
    )


@require_http_methods(["GET", "POST"])
@unlocked
def police_countries(request: SignedInRequest) -> HttpResponse:
    """Where it is on, by whom and why; POST switches it on for one more."""
    require(police.can_switch_police(request.user), "can_switch_police")
    form = PoliceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            police.switch_on(by=request.user, at=now(), **form.cleaned_data)
        except WrongState as error:
            in_china = form.cleaned_data["country"] == Country.CHN
            form.add_error("confirmed" if in_china else None, str(error))
        else:
            messages.success(request, _("It is switched on there. The log holds who did it."))
            return redirect("police_countries")
    page = {"form": form, "rows": [_row(row) for row in _rows()]}
    return render(request, "referrals/police.html", page)


@require_POST
@unlocked
def police_off(request: SignedInRequest) -> HttpResponse:
    """Switch it off, at once."""
    require(police.can_switch_police(request.user), "can_switch_police")
    country, done = request.POST.get("country", ""), _("It is switched off there.")
    attempt(request, lambda: police.switch_off(country, by=request.user, at=now()), done)
    return redirect("police_countries")


def _rows() -> Any:
    return PoliceCountry.objects.select_related("set_by").order_by("country")


def _row(row: PoliceCountry) -> dict[str, Any]:
    return {
        "country": row.country,
        "label": Country(row.country).label,
        "is_on": row.is_on,
        "by": row.set_by.name,
        "at": row.set_at,
        "words": open_for_house(row, "words"),
    }
