"""A browser in which somebody is signed in and unlocked, without the steps of a sign-in."""

from __future__ import annotations

import time

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.http import HttpRequest
from django.test import Client

from casework.access import sessions
from config.sessions import SessionStore
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
    session = _signed_in(who)
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""
    if not locked:
        request = HttpRequest()
        request.session, request.user = session, who.user
        sessions.start(request, who.user, who.keys)
        for name, value in request.cookies_to_set.items():  # type: ignore[attr-defined]
            client.cookies[name] = value.hex()
    return client


def _signed_in(who: Staff) -> SessionStore:
    """What a sign-in leaves in the store, in two calls to it where Django's own makes eight."""
    session = SessionStore()
    session[SESSION_KEY] = str(who.user.pk)
    session[BACKEND_SESSION_KEY] = "casework.access.backends.PassphraseBackend"
    session[HASH_SESSION_KEY] = who.user.get_session_auth_hash()
    session.save()
    return session
