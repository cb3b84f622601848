"""One person in the log: what she opened this week, from where, when; and what ends it.

Everybody reads her own trail; an administrator, who opens no record, anybody's.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from casework.access import lock_out, people, policies
from casework.access.errors import require
from casework.accounts.models import User
from casework.audit import reading, tallies
from casework.audit.log import record
from casework.audit.reading import Asked
from casework.web.attempts import attempt
from casework.web.audit.drawn import by_day, by_hour
from casework.web.audit.lines import in_lines, number
from casework.web.http import SignedInRequest, unlocked
from casework.web.transactions import atomic

WEEK = timedelta(days=7)
_SIGN_INS = 20


@require_GET
@unlocked
@atomic
def person_trail(request: SignedInRequest, username: str) -> HttpResponse:
    """An administrator's page about one person: a week of her, and two buttons."""
    require(policies.can_read_log(request.user), "can_read_log")
    found = get_object_or_404(User, username=username)
    at = now()
    hours = tallies.hours(at - WEEK, request.user.time_zone, str(found.pk))
    page = {
        "found": found,
        "charts": [by_hour(hours), by_day(hours)],
        "sign_ins": in_lines(_sign_ins(found, at)),
        "factors": Authenticator.objects.filter(user=found).order_by("created_at"),
        "may_end": found.is_active and policies.can_manage_people(request.user),
        "may_lock_out": found.is_active and policies.can_lock_out(request.user, found),
        "may_let_in": found.locked_out and policies.can_let_in_again(request.user, found),
        **_week_of(found, at),
    }
    record("audit.person_read", found, by=request.user, at=at, count=len(page["codes"]))
    return render(request, "audit/person.html", page)


@require_GET
@unlocked
@atomic
def own_trail(request: SignedInRequest) -> HttpResponse:
    """What the log holds of herself, for each person."""
    user, at = request.user, now()
    asked = Asked({"by": str(user.pk)})
    found = reading.page(asked, number(request.GET.get("below")))
    page = {
        "lines": in_lines(found.lines),
        "next_url": f"{reverse('own_trail')}?below={found.below}" if found.below else "",
        **_week_of(user, at),
    }
    record("audit.own_read", user, by=user, at=at, count=len(found.lines))
    return render(request, "audit/own.html", page)


@require_POST
@unlocked
def person_sessions_end(request: SignedInRequest, username: str) -> HttpResponse:
    """Every browser of hers is signed out at its next step."""
    require(policies.can_manage_people(request.user), "can_manage_people")
    found = get_object_or_404(User, username=username)
    return _act(
        request,
        username,
        lambda: people.end_sessions(found, by=request.user, at=now()),
        _("Her sessions have ended."),
    )


@require_POST
@unlocked
def person_lock_out(request: SignedInRequest, username: str) -> HttpResponse:
    """Nobody gets in as her until an administrator lets her in again."""
    require(request.user.is_administrator or request.user.is_supervisor, "can_lock_out")
    found = get_object_or_404(User, username=username)
    return _act(
        request,
        username,
        lambda: lock_out.lock_out(found, by=request.user, at=now()),
        _("She is locked out. Her posts, keys and cases stay as they are."),
    )


@require_POST
@unlocked
def person_let_in(request: SignedInRequest, username: str) -> HttpResponse:
    require(request.user.is_administrator, "can_let_in_again")
    found = get_object_or_404(User, username=username)
    return _act(
        request,
        username,
        lambda: lock_out.let_in_again(found, by=request.user, at=now()),
        _("She can sign in again."),
    )


def _week_of(found: User, at: datetime) -> dict[str, Any]:
    since, pk = at - WEEK, str(found.pk)
    return {"codes": tallies.codes(pk, since), "places": tallies.places(pk, since)}


def _sign_ins(found: User, at: datetime) -> list[reading.Line]:
    """Those that came in and those that did not: who fails is not known to be she."""
    came = reading.page(Asked({"by": str(found.pk), "verb": "signin.done"}), size=_SIGN_INS)
    failed = reading.page(
        Asked({"subject_code": found.username, "verb": "signin.failed"}), size=_SIGN_INS
    )
    both = sorted([*came.lines, *failed.lines], key=lambda line: (line.at, line.number))
    return both[: -_SIGN_INS - 1 : -1]


def _act(
    request: SignedInRequest, username: str, act: Callable[[], object], done: str
) -> HttpResponse:
    """Do it, say so, and go back to where the buttons are."""
    attempt(request, act, done)
    is_administrator = request.user.is_administrator
    return redirect("person_trail" if is_administrator else "person", username)
