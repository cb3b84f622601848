"""Small layers around every request. Their order stands in settings."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import urlencode
from django.utils.timezone import now

from casework.access import sessions
from casework.access.conduct import ConductFirst
from casework.access.errors import NotAllowed
from casework.accounts.models import User
from casework.accounts.rows import Forged, Subject
from casework.audit import context, fresh, refusals
from casework.crypto.errors import CryptoError
from casework.web.errors import not_allowed

# A rule that says no; and rows that were changed, put back or moved by SQL.
_REFUSED = (NotAllowed, Forged, fresh.Stale, CryptoError)

GetResponse = Callable[[HttpRequest], HttpResponse]


def language_and_time(get_response: GetResponse) -> GetResponse:
    """The language picked in this session, else her own, else the browser's; her time zone."""

    def middleware(request: HttpRequest) -> HttpResponse:
        person = request.user if isinstance(request.user, User) else None
        chosen = (
            request.session.get("language")
            or (person.language if person else "")
            or translation.get_language_from_request(request)
        )
        zone = person.time_zone if person else settings.TIME_ZONE
        with translation.override(chosen), timezone.override(ZoneInfo(zone)):
            request.LANGUAGE_CODE = chosen
            response = get_response(request)
            response.headers.setdefault("Content-Language", chosen)
            return response

    return middleware


def neutral_headers(get_response: GetResponse) -> GetResponse:
    """Nothing is kept by a browser or a proxy, and no feature of the device is asked for."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not request.path.startswith("/" + settings.STATIC_URL.lstrip("/")):
            response.headers["Cache-Control"] = "no-store"
        response.headers["Permissions-Policy"] = (
            "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        )
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return middleware


def saved_in_the_background(get_response: GetResponse) -> GetResponse:
    """A save that a script sends learns where to go, instead of being led there: the page with her
    text leaves only when the server has answered, and what the next page says is said once.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if "Desk-Save" in request.headers and response.status_code in {302, 303}:
            response.status_code = 204
            response.headers["Desk-Next"] = response.headers["Location"]
            del response.headers["Location"]
        return response

    return middleware


def origin_of_request(get_response: GetResponse) -> GetResponse:
    """Tell the audit from where this request comes; behind a proxy, what the proxy says last."""

    def middleware(request: HttpRequest) -> HttpResponse:
        forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        address = request.META.get("REMOTE_ADDR", "")
        if settings.SECURE_PROXY_SSL_HEADER and forwarded:
            address = forwarded
        context.set_origin(address, request.headers.get("User-Agent", ""))
        try:
            return get_response(request)
        finally:
            context.clear_origin()

    return middleware


def unlocked_keys(get_response: GetResponse) -> GetResponse:
    """Put her keyring on the request while she is unlocked, and renew or drop its cookie after."""

    def middleware(request: HttpRequest) -> HttpResponse:
        sessions.attach(request)
        response = get_response(request)
        sessions.set_cookies(request, response)
        return response

    return middleware


class refusals_on_record:  # noqa: N801  # a middleware with a hook must be a class; named as the others
    """An action that refuses wrote nothing; the refusal itself goes on record here."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Http404):
            _not_in_this_case(request)
        if isinstance(error, ConductFirst):
            return _to_conduct(request)
        if not isinstance(error, _REFUSED):
            return None
        person = request.user if isinstance(request.user, User) else None
        match = request.resolver_match
        route = match.view_name if match else ""
        code = str(match.kwargs.get("code", "")) if match else ""
        subject = Subject("case" if code else "page", code or route, code)
        if not isinstance(error, NotAllowed):  # it stays an error, and is one in the logs
            refusals.refused(by=person, subject=subject, verb="keys.refused", at=now())
            return None
        refusals.refused(by=person, subject=subject, verb=route, at=now())
        return not_allowed(request)


def _to_conduct(request: HttpRequest) -> HttpResponse:
    """And back again to the page that she asked for."""
    asked = request.get_full_path() if request.method == "GET" else "/"
    return redirect(f"{reverse('conduct')}?{urlencode({'next': asked})}")


def _not_in_this_case(request: HttpRequest) -> None:
    """She may see the case, and asked in it for what is not there: perhaps it is another one's."""
    case, match = getattr(request, "case_found", None), request.resolver_match
    if case is not None and match is not None and isinstance(request.user, User):
        verb = match.view_name
        refusals.refused(by=request.user, subject=case.audit_subject, verb=verb, at=now())
