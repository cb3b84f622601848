"""What now? One screen for each role, and the health of the house."""

from __future__ import annotations

from contextlib import closing
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_POST
from redis.exceptions import RedisError

from casework.audit import growth
from casework.reminders import alive
from casework.web.home.parts import parts_of_home
from casework.web.http import SignedInRequest, unlocked


@require_GET
@unlocked
def home(request: SignedInRequest) -> HttpResponse:
    """Her tasks, then what her posts add. Who is not admitted yet has one page of her own."""
    if not request.user.is_admitted:
        return redirect("waiting")
    return render(request, "home/home.html", parts_of_home(request, at=now()))


@login_not_required
@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """200 when all answer, else 503 with the names of what does not: worker and beat too, and the
    log when no whole part of it is ahead.
    """
    silent = [name for name, answers in _PARTS.items() if not answers()]
    if "database" not in silent and growth.room(growth.log_size()).is_short:
        silent.append("log")
    if "broker" not in silent:
        silent += alive.silent(now())
    return JsonResponse({"silent": silent}, status=503 if silent else 200)


def _database_answers() -> bool:
    """Asked over a new connection: one that waits for a server that hangs has its time."""
    try:
        with closing(connection.copy()) as asked, asked.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _broker_answers() -> bool:
    try:
        cache.get("health")
    except RedisError:
        return False
    return True


_PARTS: dict[str, Any] = {"database": _database_answers, "broker": _broker_answers}


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Switch the language of this session at once."""
    wanted = request.POST.get("language", "")
    if wanted in dict(settings.LANGUAGES):
        request.session["language"] = wanted
    return redirect(_own_path(request.POST.get("next", "")))


def _own_path(path: str) -> str:
    """Only a path of our own: never another host."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else "/"
