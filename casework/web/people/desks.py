"""Desks, for administrators; and what supervisors answer about them."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casework.access import desks, focal_points, new_desks, policies
from casework.access.errors import WrongState, require
from casework.access.models import ProposedDesk
from casework.accounts.models import Desk, Post, Role, User
from casework.cases.standby import without_standby
from casework.web.attempts import attempt
from casework.web.http import SignedInRequest, unlocked
from casework.web.people.forms import DeputyForm, DeskForm, DeskNameForm, FocalPointForm


@require_GET
@unlocked
def desk_list(request: SignedInRequest) -> HttpResponse:
    """Every desk with its people and the desk that stands by."""
    require(policies.can_manage_people(request.user), "can_manage_people")
    posts = Post.objects.current().filter(desk__isnull=False).select_related("person")
    people: dict[object, list[Post]] = {}
    for post in posts.order_by("role", "person__username"):
        people.setdefault(post.desk_id, []).append(post)
    rows = Desk.objects.in_use().select_related("deputy", "deputy_proposed").order_by("code")
    retired = Desk.objects.filter(retired_at__isnull=False).order_by("code")
    listed = [(desk, people.get(desk.pk, []), focal_points.of(desk)) for desk in rows]
    proposed = ProposedDesk.objects.select_related("supervisor").order_by("code")
    page = {"desks": listed, "proposed": proposed, "retired": retired}
    return render(request, "people/desks.html", page)


@require_http_methods(["GET", "POST"])
@unlocked
def desk_new(request: SignedInRequest) -> HttpResponse:
    """A new desk: made at once, or, with a first supervisor who is none yet, proposed."""
    require(policies.can_manage_people(request.user), "can_manage_people")
    form = DeskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = dict(form.cleaned_data)
        is_one = typed["supervisor"].is_supervisor
        act = desks.make_desk if is_one else new_desks.propose_desk
        try:
            desk = act(typed.pop("code"), **typed, by=request.user, at=now())
        except WrongState as error:
            form.add_error(None, str(error))
        else:
            asked = _("The supervisors are asked. %(name)s is made when one of them says yes.")
            done = _("The desk %(name)s is made.") if is_one else asked
            messages.success(request, done % {"name": desk.name})
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


@require_http_methods(["GET", "POST"])
@unlocked
def desk_name(request: SignedInRequest, desk: str) -> HttpResponse:
    """Call it something else. Its code stays."""
    require(policies.can_manage_people(request.user), "can_manage_people")
    found = get_object_or_404(Desk.objects.in_use(), code=desk)
    form = DeskNameForm(request.POST or None, initial={"name": found.name})
    if request.method == "POST" and form.is_valid():
        desks.rename_desk(found, form.cleaned_data["name"], by=request.user, at=now())
        messages.success(request, _("The desk has its new name."))
        return redirect("desk_list")
    return render(request, "people/desk_name.html", {"form": form, "found": found})


@require_http_methods(["GET", "POST"])
@unlocked
def desk_retire(request: SignedInRequest, desk: str) -> HttpResponse:
    """Nobody works there any more. The page says what stands in the way."""
    require(policies.can_manage_people(request.user), "can_manage_people")
    found = get_object_or_404(Desk.objects.in_use(), code=desk)
    if request.method == "POST":
        done = _("The desk %(name)s is retired.") % {"name": found.name}
        if attempt(request, lambda: desks.retire_desk(found, by=request.user, at=now()), done):
            return redirect("desk_list")
        return redirect("desk_retire", found.code)
    page = {"found": found, "stands_in_the_way": desks.not_yet_retired(found)}
    return render(request, "people/desk_retire.html", page)


@require_POST
@unlocked
def deputy_answer(request: SignedInRequest, desk: str) -> HttpResponse:
    """A supervisor of the desk says whether the proposed one may stand by."""
    found = get_object_or_404(Desk, code=desk)
    require(policies.can_answer_deputy(request.user, found), "can_answer_deputy")
    deputy = get_object_or_404(Desk, code=request.POST.get("deputy", "").replace("\0", ""))
    yes = request.POST.get("answer") == "yes"
    answer = desks.accept_deputy if yes else desks.decline_deputy
    said = _("%(name)s stands by from now on.") if yes else _("%(name)s does not stand by.")
    done = said % {"name": deputy.name}
    is_done = attempt(request, lambda: answer(found, deputy, by=request.user, at=now()), done)
    if is_done and yes and without_standby(Desk.objects.get(pk=found.pk)).exists():
        return redirect("desk_standby", found.code)
    return redirect("home")


@require_http_methods(["GET", "POST"])
@unlocked
def desk_focal_point(request: SignedInRequest, desk: str) -> HttpResponse:
    """Name who decides for girls on this desk, and who does when she cannot."""
    require(policies.can_manage_people(request.user), "can_manage_people")
    found = get_object_or_404(Desk.objects.select_related("deputy"), code=desk)
    person, deputy, *_rest = [*focal_points.of(found), None, None]
    form = FocalPointForm(
        request.POST or None, desk=found, initial={"person": person, "deputy": deputy}
    )
    if request.method == "POST" and form.is_valid():
        try:
            focal_points.name_focal_point(found, **form.cleaned_data, by=request.user, at=now())
        except WrongState as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The focal point for children is named."))
            return redirect("desk_list")
    return render(request, "people/focal_point.html", {"form": form, "found": found})


@require_POST
@unlocked
def desk_answer(request: SignedInRequest, desk: str) -> HttpResponse:
    """A supervisor in post says whether the proposed desk is made, with its first supervisor."""
    require(request.user.is_supervisor, "can_answer_desk")
    asked = get_object_or_404(ProposedDesk.objects.select_related("deputy"), code=desk)
    yes = request.POST.get("answer") == "yes"
    accept = partial(new_desks.accept_desk, keys=request.keys)
    answer = accept if yes else new_desks.decline_desk
    said = _("The desk %(name)s is made.") if yes else _("The desk %(name)s is not made.")
    done = said % {"name": asked.name}
    attempt(request, lambda: answer(asked, by=request.user, at=now()), done)
    return redirect("home")


@require_http_methods(["GET", "POST"])
@unlocked
def desk_take_back(request: SignedInRequest, desk: str) -> HttpResponse:
    """What was proposed in error is asked of nobody any more."""
    require(policies.can_manage_people(request.user), "can_manage_people")
    asked = get_object_or_404(ProposedDesk.objects.select_related("supervisor"), code=desk)
    if request.method == "GET":
        return render(request, "people/desk_take_back.html", {"desk": asked})
    done = _("%(name)s is not proposed any more.") % {"name": asked.name}
    attempt(request, lambda: new_desks.take_back(asked, by=request.user, at=now()), done)
    return redirect("desk_list")


def desks_proposed(user: User) -> list[ProposedDesk]:
    """New desks that wait for the yes of a supervisor, for who may give it."""
    asked = ProposedDesk.objects.select_related("supervisor").order_by("code")
    return [one for one in asked if policies.can_answer_desk(user, one)]


def deputies_proposed(user: User) -> list[Desk]:
    """Desks of hers that wait for her answer. No query when there are none."""
    waiting = [desk.pk for desk in user.desks_as(Role.SUPERVISOR) if desk.deputy_proposed_id]
    if not waiting:
        return []
    return list(Desk.objects.filter(pk__in=waiting).select_related("deputy_proposed"))
