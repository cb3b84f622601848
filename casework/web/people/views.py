"""People and desks, for administrators; admission, for supervisors. No content, no key shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casework.access import admission, changes, invitations, people, policies
from casework.access.errors import WrongState, require
from casework.access.waiting import ended_requests, waiting_for
from casework.accounts.models import Desk, Post, Role, Status, User
from casework.web.attempts import attempt
from casework.web.http import SignedInRequest, shown_once, unlocked
from casework.web.people.forms import (
    GivePostForm,
    InviteForm,
    MoveForm,
    PeopleFilter,
    WordsForm,
)
from casework.web.people.left import still_to_do


@require_GET
@unlocked
def people_list(request: SignedInRequest) -> HttpResponse:
    """Everybody in the house, by status: who waits first; found by name, role and desk."""
    user = request.user
    require(user.is_administrator or user.is_supervisor, "can_see_people")
    chosen = PeopleFilter(request.GET)
    rows = chosen.found().order_by("username").prefetch_related("posts__desk")
    order = [Status.WAITING, Status.INVITED, Status.ADMITTED, Status.LEFT]
    by_status = sorted(rows, key=lambda person: order.index(Status(person.status)))
    listed = [(person, _posts_of(person)) for person in by_status]
    page = {"people": listed, "may_invite": policies.can_manage_people(user), "filter": chosen}
    page["clear_url"] = reverse("people") if request.GET else ""
    return render(request, "people/list.html", page)


@require_GET
@unlocked
def person(request: SignedInRequest, username: str) -> HttpResponse:
    """One person: her posts, where she stands, and what may be done."""
    user, found = request.user, _colleague(request, username)
    manages = policies.can_manage_people(user) and user.pk != found.pk
    page = {
        "found": found,
        "posts": found.posts.select_related("desk").order_by("ended_at", "role"),
        "may_manage": manages and found.is_active,
        "may_forget": not found.is_active and policies.can_forget(user, found),
        "may_let_leave": found.is_active and policies.can_let_leave(user, found),
        "may_read_trail": policies.can_read_log(user),
        "may_lock_out": found.is_active
        and not found.locked_out
        and policies.can_lock_out(user, found),
        "may_let_in": found.locked_out and policies.can_let_in_again(user, found),
        "may_name_deputy": policies.can_name_deputy(user, found),
        "may_admit": found.status != Status.INVITED and policies.can_admit(user, found),
        "post_form": GivePostForm(),
        "still_to_do": still_to_do(found, user, now()),
        "asked": [
            (Role(one.value).label, one.desk) for one in changes.waiting().filter(person=found)
        ],
    }
    return render(request, "people/person.html", page)


@require_http_methods(["GET", "POST"])
@unlocked
def person_invite(request: SignedInRequest) -> HttpResponse:
    """A new person. Her link is shown this once; hand it over by a way that you trust."""
    require(policies.can_manage_people(request.user), "can_manage_people")
    form = InviteForm(request.POST or None, initial={"language": request.user.language})
    if request.method == "POST" and form.is_valid():
        typed = dict(form.cleaned_data)
        username = typed.pop("username")
        try:
            found, token = invitations.invite(username, **typed, by=request.user, at=now())
        except WrongState as error:
            form.add_error(None, str(error))
        else:
            return _link_page(request, found, token)
    return render(request, "people/invite.html", {"form": form})


@require_POST
@unlocked
def person_invite_again(request: SignedInRequest, username: str) -> HttpResponse:
    """For a forgotten passphrase, or a request that ended."""
    found = _colleague(request, username)
    try:
        token = invitations.invite_again(found, by=request.user, at=now())
    except WrongState as error:
        messages.error(request, str(error))
        return redirect("person", username)
    return _link_page(request, found, token)


@require_http_methods(["GET", "POST"])
@unlocked
def person_leave(request: SignedInRequest, username: str) -> HttpResponse:
    """She leaves: everything that opens ends at once."""
    found = _colleague(request, username)
    require(policies.can_let_leave(request.user, found), "can_let_leave")
    if request.method == "POST":
        return _act(
            request,
            username,
            lambda: people.leave(found, by=request.user, at=now()),
            _("She has left."),
        )
    return render(request, "people/leave.html", {"found": found})


@require_POST
@unlocked
def post_give(request: SignedInRequest, username: str) -> HttpResponse:
    found = _colleague(request, username)
    require(policies.can_manage_people(request.user), "can_manage_people")
    form = GivePostForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a post."))
        return redirect("person", username)
    role, desk = form.cleaned_data["place"]
    act: Callable[..., object]
    if changes.takes_two(role, request.user, found):
        act, done = people.ask_post, _("Another administrator is asked to agree.")
    else:
        act = people.give_post
        done = _("The post is given. A supervisor of that desk admits her to its keys.")
    hers: dict[str, Any] = {"by": request.user, "at": now()}
    return _act(request, username, lambda: act(found, role, desk, **hers), done)


@require_http_methods(["GET", "POST"])
@unlocked
def post_move(request: SignedInRequest, username: str, pk: str) -> HttpResponse:
    """She changes desk: what she could open on the one ends at once."""
    found = _colleague(request, username)
    require(policies.can_manage_people(request.user), "can_manage_people")
    held = Post.objects.current().select_related("desk").filter(desk__isnull=False)
    post = get_object_or_404(held, pk=pk, person=found)
    form = MoveForm(request.POST or None, post=post)
    if request.method == "POST" and form.is_valid():
        desk: Desk = form.cleaned_data["desk"]
        done = _("She has changed desk. A supervisor of the new one admits her to its keys.")
        if changes.takes_two(Role(post.role), request.user, found):
            done = _("Her post has ended. Another administrator is asked about the new one.")
        return _act(
            request, username, lambda: people.move(post, desk, by=request.user, at=now()), done
        )
    return render(request, "people/move.html", {"found": found, "post": post, "form": form})


@require_POST
@unlocked
def post_end(request: SignedInRequest, username: str, pk: str) -> HttpResponse:
    found = _colleague(request, username)
    post = get_object_or_404(Post.objects.current(), pk=pk, person=found)
    return _act(
        request,
        username,
        lambda: people.end_post(post, by=request.user, at=now()),
        _("The post has ended."),
    )


@require_GET
@unlocked
def admissions(request: SignedInRequest) -> HttpResponse:
    """Who waits for this supervisor, and whose words were typed wrongly three times."""
    require(request.user.is_supervisor, "can_admit")
    page = {
        "waiting": waiting_for(request.user),
        "ended": ended_requests(request.user, since=now() - timedelta(days=30)),
    }
    return render(request, "people/admissions.html", page)


@require_http_methods(["GET", "POST"])
@unlocked
def admit(request: SignedInRequest, username: str) -> HttpResponse:
    """Type her six words as she says them. The page never shows them."""
    found = _colleague(request, username)
    require(policies.can_admit(request.user, found), "can_admit")
    form = WordsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            words = form.cleaned_data["words"]
            admission.admit(found, words=words, by=request.user, at=now(), keys=request.keys)
        except admission.WrongWords as error:
            if error.left == 0:
                messages.error(request, _("Three wrong tries: the request has ended."))
                return redirect("admissions")
            form.add_error("words", _wrong_words(error.left))
        except WrongState as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("%(name)s is admitted.") % {"name": found.name})
            return redirect("admissions")
    return render(request, "people/admit.html", {"found": found, "form": form})


def _colleague(request: SignedInRequest, username: str) -> User:
    """Whom the page is about. Who sees no list of people learns no name by trying."""
    require(request.user.is_administrator or request.user.is_supervisor, "can_see_people")
    return get_object_or_404(User, username=username)


def _wrong_words(left: int) -> str:
    return ngettext(
        "These are not her words. %(left)s try is left; after it the request ends.",
        "These are not her words. %(left)s tries are left; after them the request ends.",
        left,
    ) % {"left": left}


def _posts_of(person: User) -> list[Post]:
    return [post for post in person.posts.all() if post.ended_at is None]


def _link_page(request: SignedInRequest, found: User, token: str) -> HttpResponse:
    link = request.build_absolute_uri(reverse("invitation_link", args=[token]))
    waits = changes.waiting().filter(person=found).exists()
    page = {"found": found, "link": link, "waits": waits}
    return shown_once(request, "people/link.html", page)


def _act(
    request: SignedInRequest, username: str, act: Callable[[], object], done: str
) -> HttpResponse:
    """Do it, say so, and go back to the person."""
    attempt(request, act, done)
    return redirect("person", username)
