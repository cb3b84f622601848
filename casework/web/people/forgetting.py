"""The account of somebody who left is erased: one administrator asks, another agrees."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Max
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from casework.access import forgetting, policies
from casework.access.errors import require
from casework.access.models import Forgetting
from casework.accounts.models import Status, User
from casework.audit.models import AuditEntry
from casework.cases.erasure_codes import Kept
from casework.cases.terms import term
from casework.web.attempts import attempt
from casework.web.http import SignedInRequest, unlocked


class ForgetForm(forms.Form):
    wish = forms.BooleanField(label=gettext_lazy("She asked for it herself"), required=False)
    answer = forms.ChoiceField(choices=[("ask", ""), ("agree", ""), ("keep", "")], required=False)


@require_http_methods(["GET", "POST"])
@unlocked
def person_forget(request: SignedInRequest, username: str) -> HttpResponse:
    """GET says what goes and what stays; POST asks, or settles what another one asked."""
    require(request.user.is_administrator, "can_forget")
    found = get_object_or_404(User, username=username)
    require(policies.can_forget(request.user, found), "can_forget")
    form = ForgetForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        if attempt(request, lambda: _act(request, found, told["answer"], wish=told["wish"])):
            return redirect("people")
    waits = forgetting.waiting(found)
    page = {
        "found": found,
        "form": form,
        "waits": waits,
        "is_forgotten": forgetting.is_forgotten(found),
        "may_agree": waits is not None and policies.can_agree_to_forget(request.user, waits),
        "kept_until": _kept_until(found),
    }
    return render(request, "people/forget.html", page)


class Waiting(NamedTuple):
    """An account that is to go; `is_asked`: another administrator says so, else its time."""

    person: User
    is_asked: bool


def accounts_waiting(administrator: User, at: datetime) -> list[Waiting]:
    """What she is to agree to or to ask for, of people who left; what was asked for comes first."""
    asked = Forgetting.objects.filter(agreed_at__isnull=True).select_related("person")
    found = [Waiting(row.person, True) for row in asked.exclude(asked_by=administrator)]
    left = AuditEntry.objects.filter(verb="person.left").order_by().values_list("subject_id")
    over = left.annotate(last=Max("at")).filter(last__lte=at - term(Kept.ACCOUNT))
    gone = User.objects.filter(pk__in=[UUID(pk) for pk, _last in over], status=Status.LEFT)
    gone = gone.filter(forgetting__isnull=True).exclude(pk=administrator.pk)
    return found + [Waiting(person, False) for person in gone.order_by("username")]


def _act(request: SignedInRequest, found: User, answer: str, *, wish: bool) -> None:
    by, at = request.user, now()
    if answer == "agree":
        forgetting.agree(found, by=by, at=at)
        messages.success(request, _("Her account is erased."))
    elif answer == "keep":
        forgetting.keep(found, by=by, at=at)
        messages.success(request, _("Her account is kept."))
    else:
        until = _kept_until(found)
        forgetting.ask(found, by=by, at=at, kept_until=until, at_her_wish=wish)
        messages.success(request, _("Another administrator is asked to agree."))


def _kept_until(found: User) -> datetime | None:
    """By the log: from when she left."""
    left = AuditEntry.objects.filter(verb="person.left", subject_id=str(found.pk))
    at = left.order_by("-number").values_list("at", flat=True).first()
    return at + term(Kept.ACCOUNT) if at else None
