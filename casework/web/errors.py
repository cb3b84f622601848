"""Pages for what went wrong. Each says what happened, what was kept and what to do."""

import re

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from casework.cases.states import READ_ONLY
from casework.web.signin.locking import is_secret

# What a page sends beside the words of a person: codes, ids, days.
_CODE = re.compile(r"[\w.:|+-]*", re.ASCII)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was too old, or came from elsewhere; nothing was saved, and her words come back."""
    return render(request, "stale_form.html", {"typed": _words_of_hers(request)}, status=403)


def not_allowed(request: HttpRequest) -> HttpResponse:
    """A rule said no; what she had typed comes back, and a case that is closed by now says so."""
    case = getattr(request, "case_found", None)
    is_closed = case is not None and case.state in READ_ONLY
    page = {"typed": _words_of_hers(request), "case": case if is_closed else None}
    return render(request, "403.html", page, status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):  # nobody has read it, so that nothing is kept
        return render(request, "413.html", status=413)
    return render(request, "400.html", status=400)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Where it broke before anybody was known, the page does not ask again who she is."""
    is_known = hasattr(request, "_cached_user")
    return render(request if is_known else None, "500.html", status=500)


def _words_of_hers(request: HttpRequest) -> list[str]:
    """To be copied. What another site sent is not shown as hers, nor what opens the desk."""
    is_ours = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    if not is_ours or getattr(request, "keys", None) is None or is_secret(request.path):
        return []
    sent = [value for _name, values in request.POST.lists() for value in values]
    return [value for value in sent if not _CODE.fullmatch(value)]
