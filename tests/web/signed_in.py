"""A browser in which somebody is signed in and unlocked, without the steps of a sign-in."""

from __future__ import annotations

from django.http import HttpRequest
from django.test import Client

from casework.access import sessions
from tests.make import Staff


def client_of(who: Staff, *, locked: bool = False) -> Client:
    """Every request of this client is hers; `locked`: signed in, but her keys are not there."""
    client = Client()
    client.force_login(who.user, backend="casework.access.backends.PassphraseBackend")
    if not locked:
        request = HttpRequest()
        request.session, request.user = client.session, who.user
        sessions.start(request, who.user, who.keys)
        for name, value in request.cookies_to_set.items():  # type: ignore[attr-defined]
            client.cookies[name] = value.hex()
    return client
