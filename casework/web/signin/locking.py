"""Lock, unlock, leave, sign out. What was typed when the desk locked is kept for its author."""

from __future__ import annotations

import json
from calendar import monthcalendar
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import uuid4, uuid5

from allauth.account.adapter import get_adapter
from allauth.account.internal.stagekit import clear_login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import resolve, reverse
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casework.access import sessions, slowing, unlocking
from casework.access.locks import WrongPassphrase
from casework.accounts.models import User
from casework.audit.log import record
from casework.vault import letters
from casework.web import drafts
from casework.web.signin.forms import UnlockForm
from casework.web.signin.paths import next_path

# The one draft of a form that arrived while the desk was locked.
AFTER_LOCK = "after-lock"
# `kept` itself too: its button, pressed too late, would take the place of what is kept.
_NEVER_KEPT = frozenset(
    {
        "kept",
        "case_share",
        "case_unshare",
        "case_hand_over",
        "case_rekey",
        "case_submit",
        "decide",
        "admit",
        "post_give",
        "post_end",
        "person_leave",
        "person_invite_again",
        "desk_deputy",
        "desk_focal_point",
        "desk_answer",
        "deputy_answer",
        "reviews_hand_over",
        "person_away",
        "reviews_take_back",
        "break_glass_open",
        "names_erase",
    }
)


@dataclass(frozen=True)
class Typed:
    """A form that arrived while the desk was locked; `base` names its draft."""

    base: str
    path: str
    fields: list[tuple[str, str]]


def locked(request: HttpRequest) -> HttpResponse:
    """The answer to a request that needs her keys while they are locked."""
    if sessions.may_reload(request):
        return render(request, "signin/reload.html", {"here": request.get_full_path()})
    here = request.get_full_path()
    if request.method == "POST":
        keep_typed(request)
        here = request.headers.get("Referer", "")
        here = urlsplit(here).path if here else request.path
    url = f"{reverse('unlock')}?{urlencode({'next': here})}"
    if "HX-Request" in request.headers:
        return HttpResponse(headers={"HX-Redirect": url})
    return redirect(url)


def keep_typed(request: HttpRequest) -> None:
    """Seal the form to its author's own public key: that needs no key of hers.

    What is typed on the pages of her account and her admission opens the desk: it is never kept.
    Nor is an act without words, or one that says who may open: whoever finds the desk locked could
    leave it there for her to send.
    """
    if is_secret(request.path) or _is_never_kept(request) or not isinstance(request.user, User):
        return
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for value in values
    ]
    text = json.dumps({"path": request.path, "fields": fields}, ensure_ascii=False)
    try:
        letters.keep_draft(request.user, AFTER_LOCK, text, at=now(), mark=_window(request))
    except letters.TooMany:
        messages.error(
            request,
            _("Not kept: too many forms wait. Open the desk, go back, and send it again."),
        )


def _window(request: HttpRequest) -> letters.Mark:
    """Each window's form is kept beside the others'; sent twice it takes its own place."""
    mark = drafts.posted_mark(request.POST)
    return letters.Mark(uuid5(mark.id, AFTER_LOCK) if mark else uuid4())


def _is_never_kept(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.view_name in _NEVER_KEPT


def is_secret(path: str) -> bool:
    """Whether what is typed there is a passphrase, a code or the recovery key."""
    places = ("account", "waiting", "recover", "packet_door")
    return path.startswith(tuple(map(reverse, places)))


@require_http_methods(["GET", "POST"])
def unlock(request: HttpRequest) -> HttpResponse:
    """Her passphrase opens the desk again where she was."""
    here = next_path(request)
    if request.method == "GET" and _keys(request) is not None:
        return redirect(here)
    form = UnlockForm(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid():
        wrong = _try(request, form.cleaned_data["passphrase"])
        if not wrong:
            sessions.say_shared(request, form.cleaned_data["shared"])
            return redirect("kept" if _kept(request) else here)
        form.add_error("passphrase", wrong)
    return render(request, "signin/unlock.html", {"form": form, "next": here})


@require_POST
def lock(request: HttpRequest) -> HttpResponse:
    sessions.lock(request)
    return redirect(f"{reverse('unlock')}?{urlencode({'next': next_path(request)})}")


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Somebody is at the door: lock, and show a page that says nothing."""
    sessions.lock(request)
    return redirect("neutral")


@login_not_required
@require_GET
def neutral(request: HttpRequest) -> HttpResponse:
    """A calendar: what anybody may have open."""
    today = localdate()
    page = {
        "today": today,
        "weeks": monthcalendar(today.year, today.month),
        "day_names": WEEKDAYS_ABBR.values(),
    }
    return render(request, "signin/neutral.html", page)


@require_GET
def awake(request: HttpRequest) -> HttpResponse:
    """The button before the idle lock asks for this, and so keeps the desk awake."""
    return HttpResponse(status=204 if _keys(request) is not None else 403)


@login_not_required
@require_POST
def sign_in_again(request: HttpRequest) -> HttpResponse:
    """Give up a sign-in that waits for its second step."""
    sessions.end(request)
    clear_login(request)
    return redirect("account_login")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session, and have the browser forget what it holds of us."""
    if isinstance(request.user, User):
        with transaction.atomic():
            record("signout.done", request.user, by=request.user, at=now())
    get_adapter(request).logout(request)
    response = redirect("account_login")
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


@require_http_methods(["GET", "POST"])
def kept(request: HttpRequest) -> HttpResponse:
    """What arrived while the desk was locked, from each window: save it now, or throw it away."""
    if _keys(request) is None:
        return locked(request)
    waiting = _kept(request)
    if not waiting:
        return redirect("home")
    if request.method == "GET":
        return render(request, "signin/kept.html", {"waiting": waiting})
    act = "drop" if "drop" in request.POST else "save"
    named = request.POST.get(act, "")
    typed = next((one for one in waiting if one.base == named), waiting[0])
    if act == "drop":
        _done_with(request, typed)
        messages.success(request, _("It was thrown away."))
        return redirect("kept" if len(waiting) > 1 else "home")
    return _send_again(request, typed, others=len(waiting) - 1)


def _send_again(request: HttpRequest, typed: Typed, *, others: int) -> HttpResponse:
    """Hand the kept form to the page that it was for, as if it came now."""
    request.POST = _form(typed.fields)  # type: ignore[assignment]  # the same kind, made here
    request.path = request.path_info = typed.path
    match = resolve(typed.path)
    request.resolver_match = match
    response: HttpResponse = match.func(request, *match.args, **match.kwargs)
    if response.status_code < 400:
        _done_with(request, typed)
    return redirect("kept") if others and response.status_code == 302 else response


def _done_with(request: HttpRequest, typed: Typed) -> None:
    mark = letters.Mark(uuid4(), typed.base)
    letters.drop_draft(_keys(request).person_id, AFTER_LOCK, mark=mark)


def _form(fields: list[tuple[str, str]]) -> QueryDict:
    form = QueryDict(mutable=True)
    for name, value in fields:
        form.appendlist(name, value)
    return form


def _kept(request: HttpRequest) -> list[Typed]:
    """The oldest first, as she sent them."""
    found = reversed(letters.read_drafts(_keys(request), AFTER_LOCK))
    return [Typed(draft.base, **json.loads(draft.text)) for draft in found]


def _try(request: HttpRequest, passphrase: str) -> str:
    """The sentence for the form when it did not open."""
    try:
        sessions.unlock(request, passphrase)
    except WrongPassphrase:
        return _("The passphrase is not right.")
    except slowing.TooSoon as error:
        return _("Too many tries. Wait %(seconds)s seconds.") % {"seconds": error.seconds}
    except unlocking.Refused:
        return _("This cannot be opened now. Ask an administrator; nothing is lost.")
    return ""


def _keys(request: HttpRequest) -> Any:
    return getattr(request, "keys", None)
