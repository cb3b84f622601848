"""A browser in which somebody is signed in and unlocked, without the steps of a sign-in."""

from __future__ import annotations

import time

from django.http import HttpRequest
from django.test import Client

from casework.access import sessions
from tests.make import Staff


def show_again(client: Client, method: str = "password") -> Client:
    """As if she had shown once more, just now, that it is she."""
    session = client.session
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session["account_authentication_methods"] = [
        {"method": method, "at": time.time(), "reauthenticated": True}
    ]
    session.save()
    return client


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
