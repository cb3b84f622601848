"""Who looked at what: codes, people and times. No content passes through here."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from casework.access import log_views, policies
from casework.access.errors import require
from casework.access.log_rows import LogExport, LogView
from casework.accounts.models import User
from casework.accounts.rows import Subject
from casework.audit import reading, tallies
from casework.audit.log import record
from casework.web.attempts import attempt, said_with_undo
from casework.web.audit.drawn import by_day, by_hour, by_person
from casework.web.audit.filters import LogForm
from casework.web.audit.lines import in_lines, number, people_of
from casework.web.http import SignedInRequest, unlocked
from casework.web.transactions import atomic

WEEK = timedelta(days=7)
_LOG = Subject("audit", "log")


@require_GET
@unlocked
@atomic
def audit(request: SignedInRequest) -> HttpResponse:
    """The log, newest first, 50 a page, continued below an entry's number."""
    require(policies.can_read_log(request.user), "can_read_log")
    form = LogForm(request.GET)
    found = reading.Found([], None, None)
    if form.is_valid():
        found = reading.page(form.asked(), number(request.GET.get("below")))
    record("audit.read", _LOG, by=request.user, at=now(), count=len(found.lines))
    query = form.query() if form.is_valid() else ""
    page = {
        "form": form,
        "query": query,
        "lines": in_lines(found.lines),
        "looked_to": found.looked_to,
        "older_url": _address(query, found.below) if found.below else "",
        "newest_url": _address(query) if "below" in request.GET else "",
        "views": _views_of(request.user),
        "exports_waiting": _exports_waiting(request.user),
    }
    return render(request, "audit/audit.html", page)


@require_POST
@unlocked
def audit_view_keep(request: SignedInRequest) -> HttpResponse:
    """Keep the conditions of the page as a view of one's own, or one that was dropped by a slip."""
    require(policies.can_read_log(request.user), "can_read_log")
    form = LogForm(QueryDict(request.POST["query"]) if "query" in request.POST else request.GET)
    if not form.is_valid():
        messages.error(request, _("Choose at least one condition, then keep the view."))
        return redirect("audit")
    kept, done = form.query(), _("The view is kept.")
    attempt(request, lambda: log_views.keep_view(kept, by=request.user, at=now()), done)
    return redirect(_address(kept))


@require_POST
@unlocked
def audit_view_drop(request: SignedInRequest, pk: str) -> HttpResponse:
    require(policies.can_read_log(request.user), "can_read_log")
    row = get_object_or_404(LogView, pk=pk, person=request.user)
    log_views.drop_view(row, by=request.user, at=now())
    undo = f"{reverse('audit_view_keep')}?{row.query}"
    said_with_undo(request, _("The view is dropped."), undo)
    return redirect("audit")


@require_GET
@unlocked
@atomic
def audit_charts(request: SignedInRequest) -> HttpResponse:
    """How much was opened in the last seven days: by hour, by day and by person."""
    require(policies.can_read_log(request.user), "can_read_log")
    hours = tallies.hours(now() - WEEK, request.user.time_zone)
    names = {pk: person.username for pk, person in people_of(row.by for row in hours).items()}
    record("audit.charted", _LOG, by=request.user, at=now(), count=len(names))
    page = {
        "charts": [by_hour(hours), by_day(hours), by_person(hours, names)],
    }
    return render(request, "audit/charts.html", page)


def _exports_waiting(user: User) -> int:
    """Those of others to which she may say yes or no."""
    return LogExport.objects.filter(agreed_at=None).exclude(asked_by=user).count()


def _views_of(user: User) -> list[dict[str, Any]]:
    """Her views, each by its conditions in words."""
    shown = []
    for row in LogView.objects.filter(person=user).order_by("query"):
        form = LogForm(QueryDict(row.query))
        words = form.in_words() if form.is_valid() else _("a view that asks for what is gone")
        shown.append({"pk": row.pk, "words": words, "url": _address(row.query)})
    return shown


def _address(query: str, below: int | None = None) -> str:
    parts = [query] if query else []
    if below is not None:
        parts.append(f"below={below}")
    return reverse("audit") + ("?" + "&".join(parts) if parts else "")
