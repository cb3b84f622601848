"""What a partner's browser holds: its link until the words are typed, then a pass for half an hour.

Nothing of it lies in the session store. The pass carries the key of the answer page, which opens
code and service and never the packet; without the cookie the server has no such key.
"""

from __future__ import annotations

import re
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from casework.referrals.link_opening import Opened

LINK_COOKIE = "__Host-link" if settings.HTTPS else "link"
PASS_COOKIE = "__Host-pass" if settings.HTTPS else "pass"
_PASS_SECONDS = 1800
_SALT = "casework.partner"
# What is no token of ours is not sent back: it opens nothing either.
_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")


def keep_link(response: HttpResponse, token: str) -> None:
    _set(response, LINK_COOKIE, token if _TOKEN.fullmatch(token) else "none")
    response.delete_cookie(PASS_COOKIE, samesite="Strict")


def read_link(request: HttpRequest) -> str:
    return request.COOKIES.get(LINK_COOKIE, "")


def keep_pass(response: HttpResponse, opened: Opened) -> None:
    told = {"link": str(opened.link_id), "key": opened.answers_key.hex()}
    _set(response, PASS_COOKIE, signing.dumps(told, salt=_SALT))


def read_pass(request: HttpRequest) -> tuple[UUID, bytes] | None:
    """The link that was opened here within half an hour, and its answer page's key."""
    try:
        told = signing.loads(
            request.COOKIES.get(PASS_COOKIE, ""), salt=_SALT, max_age=_PASS_SECONDS
        )
    except signing.BadSignature:
        return None
    return UUID(told["link"]), bytes.fromhex(told["key"])


def _set(response: HttpResponse, name: str, value: str) -> None:
    """Gone with the browser, at the latest."""
    response.set_cookie(name, value, secure=settings.HTTPS, httponly=True, samesite="Strict")
