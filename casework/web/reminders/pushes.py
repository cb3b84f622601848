"""Web push: on in this browser, and off in all of hers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casework.access.errors import require
from casework.accounts.models import User
from casework.reminders import push, ways
from casework.reminders.models import PushSubscription
from casework.web.attempts import attempt
from casework.web.http import SignedInRequest, unlocked


@require_POST
@unlocked
def push_on(request: SignedInRequest) -> HttpResponse:
    """The address that her browser's maker gave it."""
    _offered(request)
    endpoint, done = request.POST.get("endpoint", ""), _("This browser is told from now on.")
    attempt(request, lambda: push.subscribe(request.user, endpoint, at=now()), done)
    return redirect("notices")


@require_POST
@unlocked
def push_off(request: SignedInRequest) -> HttpResponse:
    """Nothing of hers is told by push any more."""
    _offered(request)
    push.unsubscribe(request.user, by=request.user, at=now())
    messages.success(request, _("No browser is told any more."))
    return redirect("notices")


def shown(person: User) -> dict[str, Any] | None:
    """For the page where she chooses; None where the house has no key for it."""
    if not push.is_offered():
        return None
    return {
        "key": push.public_key(),
        "why_not": push.push_is_safe_for(person, ways.of(person)),
        "browsers": PushSubscription.objects.filter(person=person).count(),
    }


def _offered(request: SignedInRequest) -> None:
    if not push.is_offered():
        raise Http404
    require(request.user.is_admitted, "is_admitted")
