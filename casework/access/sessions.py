"""The unlocked key between two requests, and the lock key between two steps of a sign-in.

Both lie in the session store, sealed under 32 random bytes that only a cookie holds: a copy of
the store opens nothing, and a cookie without the store opens nothing either. The entry's time to
live is the idle lock, so a closed browser locks itself; it is shorter on a phone and on a computer
that others use too.
"""

from __future__ import annotations

import os
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now

from casework.access import slowing, unlocking
from casework.accounts.models import User
from casework.audit.log import record
from casework.crypto.boxes import Box
from casework.crypto.encoding import Part, encode
from casework.crypto.errors import CryptoError
from casework.crypto.hashing import sha256
from casework.vault.keyring import Keyring

UNLOCK_COOKIE = "__Host-unlock" if settings.HTTPS else "unlock"
SIGN_IN_COOKIE = "__Host-signin" if settings.HTTPS else "signin"
SIGN_IN_SECONDS = 300
_SIZE = 32
_RELOAD_SECONDS = 10
_SHARED = "is_shared"  # in the session: what she said of the machine


def attach(request: HttpRequest) -> None:
    """Set `request.keys` to her keyring, or None while it is locked."""
    state: Any = request
    state.keys = keyring_of(request)
    state.keeps_awake = request.method == "POST" or "HX-Request" not in request.headers


def keyring_of(request: HttpRequest) -> Keyring | None:
    """Her keyring if she is signed in and unlocked. Sets `request.lacks_unlock_cookie`."""
    state: Any = request
    state.lacks_unlock_cookie = False
    person = request.user
    if not isinstance(person, User):
        return None
    sealed = cache.get(_box_name(request))
    if sealed is None:
        return None
    secret = _secret(request, UNLOCK_COOKIE)
    if secret is None:
        state.lacks_unlock_cookie = True
        return None
    try:
        opened = Box(secret, purpose="unlock").open(sealed, *_bound(request, person))
    except CryptoError:
        return None
    principal_id, seed = UUID(bytes=opened[:16]), opened[16:]
    return Keyring(person_id=person.pk, principal_id=principal_id, seed=seed)


def set_cookies(request: HttpRequest, response: HttpResponse) -> None:
    """Write what this request changed, and keep her awake if it was more than a glance of a timer.

    A page, a save, or an autosave with a change keeps her awake; a view says otherwise by setting
    `request.keeps_awake = False`.
    """
    for name, value in _cookies(request).items():
        if value is None:
            response.delete_cookie(name, samesite="Strict")
            continue
        response.set_cookie(
            name,
            value.hex(),
            max_age=SIGN_IN_SECONDS if name == SIGN_IN_COOKIE else None,
            secure=settings.HTTPS,
            httponly=True,
            samesite="Strict",
        )
    state: Any = request
    if getattr(state, "keys", None) is not None and getattr(state, "keeps_awake", False):
        cache.touch(_box_name(request), idle_seconds(request))


def is_shared(request: HttpRequest) -> bool:
    """Whether this is a phone, or a machine that others use too: what she said of it, else what
    the browser calls itself. Browsers of phones have "Mobi" in their name.
    """
    is_phone = "Mobi" in request.headers.get("User-Agent", "")
    said: bool = request.session.get(_SHARED, is_phone)
    return said


def say_shared(request: HttpRequest, answer: bool) -> None:
    """It holds for this session, until she says otherwise when she unlocks."""
    request.session[_SHARED] = answer


def idle_seconds(request: HttpRequest) -> int:
    """How long her desk stays open without a page or a save."""
    shared, own = settings.SHARED_IDLE_LOCK_SECONDS, settings.IDLE_LOCK_SECONDS
    seconds: int = shared if is_shared(request) else own
    return seconds


def start(request: HttpRequest, person: User, keys: Keyring) -> None:
    """Box her key for the requests that follow, under a new cookie."""
    secret = os.urandom(_SIZE)
    content = keys.principal_id.bytes + keys.seed
    sealed = Box(secret, purpose="unlock").seal(content, *_bound(request, person))
    cache.set(_box_name(request), sealed, idle_seconds(request))
    _cookies(request)[UNLOCK_COOKIE] = secret
    state: Any = request
    state.keys = keys


def unlock(request: HttpRequest, passphrase: str) -> Keyring:
    """Open her key again in a session that goes on. Raises WrongPassphrase, TooSoon, Refused."""
    person, at = _person(request), now()
    slowing.take_a_try(person.username, at=at)
    verified = unlocking.check(person.username, passphrase, at=at, verb="unlock")
    slowing.forget(person.username)
    keys = unlocking.open_keys(person, verified.lock_key, at=at)
    start(request, person, keys)
    _note("key.unlocked", person, at)
    unlocking.catch_up(keys, by=person, at=at)
    return keys


def lock(request: HttpRequest) -> None:
    """Drop the box. Her session goes on, and what she typed is kept elsewhere."""
    was_open = cache.delete(_box_name(request))
    _cookies(request)[UNLOCK_COOKIE] = None
    state: Any = request
    state.keys = None
    if was_open:
        _note("key.locked", _person(request), now())


def end(request: HttpRequest) -> None:
    """Drop both entries; the caller ends the session itself."""
    if request.session.session_key:
        cache.delete(_box_name(request))
    secret = _secret(request, SIGN_IN_COOKIE)
    if secret is not None:
        cache.delete(_step_name(secret))
    _cookies(request).update({UNLOCK_COOKIE: None, SIGN_IN_COOKIE: None})
    state: Any = request
    state.keys = None


def keep_this_one(request: HttpRequest, person: User) -> None:
    """After `session_epoch` rose: this session goes on under a new name, all others are dead."""
    keys = keyring_of(request)
    cache.delete(_box_name(request))
    update_session_auth_hash(request, person)
    request.user = person
    if keys is not None:
        start(request, person, keys)


def hold_lock_key(request: HttpRequest, verified: unlocking.Verified) -> None:
    """Keep the lock key while she looks for her second factor: five minutes, under a cookie."""
    secret = os.urandom(_SIZE)
    sealed = Box(secret, purpose="signin").seal(verified.lock_key, verified.person.pk)
    cache.set(_step_name(secret), sealed, SIGN_IN_SECONDS)
    _cookies(request)[SIGN_IN_COOKIE] = secret
    state: Any = request
    state.verified = verified


def take_lock_key(request: HttpRequest, person: User) -> bytes | None:
    """The lock key of the passphrase step, once; None when it is over, or was for another."""
    verified: unlocking.Verified | None = getattr(request, "verified", None)
    secret = _cookies(request).get(SIGN_IN_COOKIE) or _secret(request, SIGN_IN_COOKIE)
    _cookies(request)[SIGN_IN_COOKIE] = None
    if secret is None:
        return None
    sealed = cache.get(_step_name(secret))
    cache.delete(_step_name(secret))
    if verified is not None:
        return verified.lock_key if verified.person.pk == person.pk else None
    try:
        return Box(secret, purpose="signin").open(sealed, person.pk) if sealed else None
    except CryptoError:
        return None


def may_reload(request: HttpRequest) -> bool:
    """Whether a page without its unlock cookie should load itself again, from our origin, once.

    Strict cookies stay away when a link is followed from elsewhere; the second load brings them.
    """
    if not getattr(request, "lacks_unlock_cookie", False) or request.method != "GET":
        return False
    if request.headers.get("Sec-Fetch-Site") == "same-origin":
        return False
    name = f"reload/{request.session.session_key}"
    added: bool = cache.add(name, True, _RELOAD_SECONDS)
    return added


def _note(verb: str, person: User, at: datetime) -> None:
    with transaction.atomic():
        record(verb, person, by=person, at=at)


def _person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionError("Nobody is signed in.")
    return request.user


def _bound(request: HttpRequest, person: User) -> tuple[Part, ...]:
    return request.session.session_key, person.pk, person.session_epoch


def _box_name(request: HttpRequest) -> str:
    return f"unlock/{request.session.session_key}"


def _step_name(secret: bytes) -> str:
    return "signin/" + sha256(encode("signin-entry", secret)).hex()


def _secret(request: HttpRequest, name: str) -> bytes | None:
    try:
        secret = bytes.fromhex(request.COOKIES.get(name, ""))
    except ValueError:
        return None
    return secret if len(secret) == _SIZE else None


def _cookies(request: HttpRequest) -> dict[str, bytes | None]:
    state: Any = request
    if not hasattr(state, "cookies_to_set"):
        state.cookies_to_set = {}
    cookies: dict[str, bytes | None] = state.cookies_to_set
    return cookies
