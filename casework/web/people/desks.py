"""Desks, for administrators."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casework.access import desks, policies
from casework.access.errors import WrongState, require
from casework.accounts.models import Desk, Post, Role, User
from casework.web.http import SignedInRequest, unlocked
from casework.web.people.forms import DeputyForm, DeskForm


@require_GET
@unlocked
def desk_list(request: SignedInRequest) -> HttpResponse:
    """Every desk with its people and the desk that stands by."""
    require(policies.can_manage_people(request.user), "can_manage_people")
    posts = Post.objects.current().filter(desk__isnull=False).select_related("person")
    people: dict[object, list[Post]] = {}
    for post in posts.order_by("role", "person__username"):
        people.setdefault(post.desk_id, []).append(post)
    rows = Desk.objects.select_related("deputy", "deputy_proposed").order_by("code")
    listed = [(desk, people.get(desk.pk, [])) for desk in rows]
    return render(request, "people/desks.html", {"desks": listed})


@require_http_methods(["GET", "POST"])
@unlocked
def desk_new(request: SignedInRequest) -> HttpResponse:
    """A new desk: its keys are made and wrapped to its first supervisor and to recovery."""
    require(policies.can_manage_people(request.user), "can_manage_people")
    form = DeskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = dict(form.cleaned_data)
        try:
            desk = desks.make_desk(typed.pop("code"), **typed, by=request.user, at=now())
        except WrongState as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The desk %(name)s is made.") % {"name": desk.name})
            return redirect("desk_list")
    return render(request, "people/desk_new.html", {"form": form})


@require_http_methods(["GET", "POST"])
@unlocked
def desk_deputy(request: SignedInRequest, desk: str) -> HttpResponse:
    """Propose another deputy; a supervisor of the desk accepts it."""
    require(policies.can_manage_people(request.user), "can_manage_people")
    found = get_object_or_404(Desk, code=desk)
    asked = {"deputy": found.deputy_proposed_id or found.deputy_id}
    form = DeputyForm(request.POST or None, desk=found, initial=asked)
    if request.method == "POST" and form.is_valid():
        desks.propose_deputy(found, form.cleaned_data["deputy"], by=request.user, at=now())
        messages.success(request, _("A supervisor of the desk is asked whether it may stand by."))
        return redirect("desk_list")
    return render(request, "people/desk_deputy.html", {"form": form, "found": found})


@require_POST
@unlocked
def deputy_answer(request: SignedInRequest, desk: str) -> HttpResponse:
    """A supervisor of the desk says whether the proposed one may stand by."""
    found = get_object_or_404(Desk, code=desk)
    require(policies.can_answer_deputy(request.user, found), "can_answer_deputy")
    deputy = get_object_or_404(Desk, code=request.POST.get("deputy", "").replace("\0", ""))
    yes = request.POST.get("answer") == "yes"
    answer = desks.accept_deputy if yes else desks.decline_deputy
    try:
        answer(found, deputy, by=request.user, at=now())
    except WrongState as error:
        messages.error(request, str(error))
    else:
        done = _("%(name)s stands by from now on.") if yes else _("%(name)s does not stand by.")
        messages.success(request, done % {"name": deputy.name})
    return redirect("home")


def deputies_proposed(user: User) -> list[Desk]:
    """Desks of hers that wait for her answer. No query when there are none."""
    waiting = [desk.pk for desk in user.desks_as(Role.SUPERVISOR) if desk.deputy_proposed_id]
    if not waiting:
        return []
    return list(Desk.objects.filter(pk__in=waiting).select_related("deputy_proposed"))
