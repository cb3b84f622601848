"""Fewer mails, by the link in a mail. No account and no key: it opens nothing."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate, now
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from casework.reminders import unsubscribing


# Exempt, because a mail program sends it by itself and has seen no page of ours (RFC 8058); the
# link is what it proves itself by, and no cookie is looked at.
@csrf_exempt
@login_not_required
@require_http_methods(["GET", "POST"])
def fewer_mails(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks and changes nothing, for programs follow links; POST does it."""
    person = unsubscribing.whose(token, localdate())
    if person is None:
        raise Http404
    if request.method == "POST":
        unsubscribing.unsubscribe(person, at=now())
    return render(request, "reminders/fewer_mails.html", {"is_done": request.method == "POST"})
