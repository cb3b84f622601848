"""Help: a first day, the field's words, what happens to what is typed, and saying how it goes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from casework.web.help.first import first_steps
from casework.web.help.telling import TellingForm, tell, told_lately
from casework.web.help.words import GLOSSARY
from casework.web.http import SignedInRequest, unlocked


@require_GET
@unlocked
def first(request: SignedInRequest) -> HttpResponse:
    """What to try, role by role; what she did already is marked."""
    if not request.user.is_admitted:
        return redirect("waiting")
    steps = first_steps(request.user)
    done = sum(step.is_done for step in steps)
    return render(request, "help/first.html", {"steps": steps, "done": done})


@require_GET
def glossary(request: HttpRequest) -> HttpResponse:
    """Opens nothing about any case, and asks for no key."""
    return render(request, "help/glossary.html", {"parts": GLOSSARY})


@require_GET
def what_happens(request: HttpRequest) -> HttpResponse:
    return render(request, "help/what_happens.html")


@require_http_methods(["GET", "POST"])
@unlocked
def feedback(request: SignedInRequest) -> HttpResponse:
    """Three picks. An administrator sees how often what was said."""
    if not request.user.is_admitted:
        return redirect("waiting")
    form = TellingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        tell(form.cleaned_data, by=request.user, at=now())
        messages.success(request, _("Thank you. It stands in the log for your administrators."))
        return redirect("home")
    told = told_lately(now()) if request.user.is_administrator else None
    return render(request, "help/feedback.html", {"form": form, "told": told})
