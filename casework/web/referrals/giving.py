"""Giving a partner what was sent as a file that only its key opens, or by voice with a script."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from casework.access.errors import WrongState, require
from casework.referrals import giving, policies
from casework.referrals.link_guards import was_sent
from casework.web.cases.forms import OnceField
from casework.web.http import SignedInRequest, open_case, unlocked
from casework.web.referrals.packet_shown import lines, mark_of
from casework.web.referrals.views import read


class HeardForm(forms.Form):
    once = OnceField(initial=uuid4, required=False)
    heard_by = forms.CharField(
        label=gettext_lazy("Heard by"),
        max_length=80,
        help_text=gettext_lazy("The role alone, never a name: “duty nurse”."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


@require_POST
@unlocked
def referral_file(request: SignedInRequest, code: str, pk: UUID) -> HttpResponse:
    """A file for the partner, made anew each time and kept nowhere."""
    found, question = read(request, open_case(request, code), pk)
    require(policies.can_write(request.user, found.case), "can_write")
    try:
        content = giving.as_file(found, _text, by=request.user, at=now(), keys=request.keys)
    except WrongState as error:
        messages.error(request, str(error))
        return redirect("referral", code, pk)
    name = question.document["partner_code"]
    return HttpResponse(
        content,
        content_type="application/octet-stream",
        headers={"Content-Disposition": f'attachment; filename="{name}.txt.age"'},
    )


@require_http_methods(["GET", "POST"])
@unlocked
def referral_script(request: SignedInRequest, code: str, pk: UUID) -> HttpResponse:
    """What to say first, what to read out, what never to say; then who heard it."""
    found, question = read(request, open_case(request, code), pk)
    require(policies.can_write(request.user, found.case), "can_write")
    form = HeardForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = {"heard_by": form.cleaned_data["heard_by"], "form_id": form.cleaned_data["once"]}
        try:
            giving.read_out(found, by=request.user, at=now(), keys=request.keys, **told)
        except WrongState as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("It is kept who heard it, and when."))
            return redirect("referral", code, pk)
    packet = question.document.get("packet")
    page = {"case": found.case, "referral": found, "form": form, "why": was_sent(found)}
    page |= {"lines": lines(packet) if packet else [], "partner": question.partner}
    return render(request, "referrals/script.html", page)


def _text(packet: dict[str, Any]) -> str:
    """Plain text: it opens everywhere and loads nothing from anywhere."""
    rules = _("Do not copy, print or send this on. Speak of her by the code alone.")
    told = [f"{label}\n{text}\n" for label, text in lines(packet)]
    return "\n".join([mark_of(packet), rules, "", *told])
