"""The code of conduct: accepted by everybody; written by one administrator with another."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from casework.access import conduct as acts
from casework.access import policies
from casework.access.conduct_rows import Acceptance, Conduct
from casework.access.errors import WrongState, require
from casework.accounts.models import User
from casework.web.attempts import attempt
from casework.web.cases.asking import posted
from casework.web.http import SignedInRequest, unlocked
from casework.web.signin.paths import next_path


class ConductForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("The new code of conduct"),
        help_text=gettext_lazy(
            "In every language that is read here. An empty line begins a new paragraph."
        ),
        widget=forms.Textarea(attrs={"rows": 16}),
        max_length=acts.LONGEST,
    )


@require_http_methods(["GET", "POST"])
@unlocked
def conduct(request: SignedInRequest) -> HttpResponse:
    """The text in force; POST accepts the version that was shown."""
    back = next_path(request)
    if request.method == "POST":
        number = _number(request)
        if attempt(request, lambda: acts.accept(number, by=request.user, at=now())):
            return redirect(back)
    mine = Acceptance.objects.filter(person=request.user, number=acts.in_force()).first()
    page = {"version": acts.newest(), "number": acts.in_force(), "mine": mine, "back": back}
    return render(request, "access/conduct.html", page)


@require_http_methods(["GET", "POST"])
@unlocked
def conduct_versions(request: SignedInRequest) -> HttpResponse:
    """Every version with how many accepted it; POST writes the next one."""
    require(policies.can_propose_conduct(request.user), "can_propose_conduct")
    newest, waits = acts.newest(), acts.waiting()
    form = ConductForm(posted(request), initial={"text": newest.text if newest else ""})
    if request.method == "POST" and form.is_valid():
        try:
            acts.propose(form.cleaned_data["text"], by=request.user, at=now())
        except WrongState as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Another administrator is asked to agree."))
            return redirect("conduct_versions")
    accepted = Acceptance.objects.filter(number=acts.in_force()).values("person")
    missing = User.objects.admitted().exclude(pk__in=accepted).order_by("name", "username")
    page = {
        "form": form,
        "waits": waits,
        "may_agree": waits is not None and policies.can_agree_to_conduct(request.user, waits),
        "versions": Conduct.objects.published().select_related("proposed_by", "agreed_by"),
        "missing": missing,
    }
    return render(request, "access/versions.html", page)


@require_POST
@unlocked
def conduct_answer(request: SignedInRequest) -> HttpResponse:
    """The version that waits comes into force, or is dropped."""
    require(policies.can_propose_conduct(request.user), "can_propose_conduct")
    waits, answer = acts.waiting(), request.POST.get("answer")
    if waits is None:
        messages.error(request, _("No version waits. Load the page again to see what is."))
    elif answer not in ("agree", "decline"):
        messages.error(request, _("Say yes or no."))
    elif answer == "agree":
        acts.agree(waits, by=request.user, at=now())
        messages.success(request, _("It is in force. Everybody is asked to accept it."))
    else:
        acts.decline(waits, by=request.user, at=now())
        messages.success(request, _("It does not come into force."))
    return redirect("conduct_versions")


def _number(request: SignedInRequest) -> int:
    """What was shown; whatever is no number was no version."""
    text = request.POST.get("number", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else -1
