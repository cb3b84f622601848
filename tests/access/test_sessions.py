from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse

from casework.access import people, sessions, slowing, unlocking
from casework.access.locks import WrongPassphrase
from casework.accounts.models import User
from tests import make

RequestOf = Callable[..., Any]


def _started(house: make.House, request_of: RequestOf) -> tuple[Any, str]:
    """A request whose session holds a box, and the cookie that opens it."""
    request = request_of(house.caseworker.user)
    sessions.start(request, house.caseworker.user, house.caseworker.keys)
    response = HttpResponse()
    sessions.set_cookies(request, response)
    return request, response.cookies[sessions.UNLOCK_COOKIE].value


def _next(request: Any, request_of: RequestOf, cookie: str = "", **changed: Any) -> Any:
    cookies = {sessions.UNLOCK_COOKIE: cookie} if cookie else {}
    person = changed.get("person", request.user)
    key = changed.get("session_key", request.session.session_key)
    return request_of(person, key, **cookies)


def test_the_cookie_opens_the_box(house: make.House, request_of: RequestOf) -> None:
    request, cookie = _started(house, request_of)
    keys = sessions.keyring_of(_next(request, request_of, cookie))
    assert keys is not None
    assert keys.seed == house.caseworker.keys.seed


def test_a_copy_of_the_store_opens_nothing(house: make.House, request_of: RequestOf) -> None:
    request, _cookie = _started(house, request_of)
    again = _next(request, request_of)
    assert sessions.keyring_of(again) is None
    assert again.lacks_unlock_cookie
    guess = _next(request, request_of, os.urandom(32).hex())
    assert sessions.keyring_of(guess) is None


def test_the_store_holds_no_seed(house: make.House, request_of: RequestOf) -> None:
    request, cookie = _started(house, request_of)
    seed = house.caseworker.keys.seed
    kept = cache.get(f"unlock/{request.session.session_key}")
    assert seed not in kept
    assert bytes.fromhex(cookie) not in kept
    assert seed not in repr(dict(request.session)).encode()


@pytest.mark.parametrize("wrong", ["", "zz", "ff" * 31, "한글"])
def test_a_broken_cookie_is_a_locked_desk(
    house: make.House, request_of: RequestOf, wrong: str
) -> None:
    request, _cookie = _started(house, request_of)
    assert sessions.keyring_of(_next(request, request_of, wrong)) is None


def test_a_box_moved_to_another_session_or_person_stays_shut(
    house: make.House, request_of: RequestOf
) -> None:
    request, cookie = _started(house, request_of)
    other = request_of(house.caseworker2.user)
    box = cache.get(f"unlock/{request.session.session_key}")
    cache.set(f"unlock/{other.session.session_key}", box, 60)
    assert sessions.keyring_of(_next(other, request_of, cookie)) is None
    assert sessions.keyring_of(_next(request, request_of, cookie, person=other.user)) is None


def test_a_higher_epoch_shuts_the_box(house: make.House, request_of: RequestOf) -> None:
    request, cookie = _started(house, request_of)
    her = house.caseworker.user
    people.end_sessions(her, by=her, at=make.NOW)
    fresh = User.objects.get(pk=her.pk)
    assert sessions.keyring_of(_next(request, request_of, cookie, person=fresh)) is None


def test_the_box_ends_with_the_idle_lock_unless_a_page_renews_it(
    house: make.House, request_of: RequestOf
) -> None:
    request, cookie = _started(house, request_of)
    name = f"unlock/{request.session.session_key}"
    store = cache._cache.get_client()  # type: ignore[attr-defined]
    key = cache.make_key(name)
    assert 0 < store.ttl(key) <= settings.IDLE_LOCK_SECONDS
    for keeps_awake, renewed in ((False, False), (True, True)):
        cache.touch(name, 5)
        later = _next(request, request_of, cookie)
        sessions.attach(later)
        later.keeps_awake = keeps_awake
        sessions.set_cookies(later, HttpResponse())
        assert (store.ttl(key) > 5) is renewed
    cache.delete(name)  # what the store does when the time is over
    assert sessions.keyring_of(_next(request, request_of, cookie)) is None


def test_a_swap_of_a_part_of_a_page_does_not_keep_awake(
    house: make.House, request_of: RequestOf
) -> None:
    request, cookie = _started(house, request_of)
    part = _next(request, request_of, cookie)
    part.META["HTTP_HX_REQUEST"] = "true"
    sessions.attach(part)
    assert part.keeps_awake is False


def test_lock_drops_the_box(house: make.House, request_of: RequestOf) -> None:
    request, cookie = _started(house, request_of)
    sessions.lock(request)
    response = HttpResponse()
    sessions.set_cookies(request, response)
    assert response.cookies[sessions.UNLOCK_COOKIE]["max-age"] == 0
    assert sessions.keyring_of(_next(request, request_of, cookie)) is None


def test_unlock_makes_a_new_cookie(house: make.House, request_of: RequestOf) -> None:
    request, first = _started(house, request_of)
    sessions.unlock(request, make.PASSPHRASE)
    response = HttpResponse()
    sessions.set_cookies(request, response)
    second = response.cookies[sessions.UNLOCK_COOKIE].value
    assert first != second
    assert sessions.keyring_of(_next(request, request_of, first)) is None
    assert sessions.keyring_of(_next(request, request_of, second)) is not None


def test_unlock_with_a_wrong_passphrase_slows_down(
    house: make.House, request_of: RequestOf
) -> None:
    request = request_of(house.caseworker.user)
    for _try in range(slowing.FREE_TRIES + 1):
        with pytest.raises(WrongPassphrase):
            sessions.unlock(request, "not it at all")
    with pytest.raises(slowing.TooSoon):
        sessions.unlock(request, make.PASSPHRASE)


def test_the_cookie_is_for_our_pages_alone(house: make.House, request_of: RequestOf) -> None:
    request = request_of(house.caseworker.user)
    sessions.start(request, house.caseworker.user, house.caseworker.keys)
    response = HttpResponse()
    sessions.set_cookies(request, response)
    cookie = response.cookies[sessions.UNLOCK_COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/")
    assert (cookie["max-age"], cookie["domain"]) == ("", "")  # ends with the browser


def test_the_lock_key_is_given_once_and_to_its_person(
    house: make.House, request_of: RequestOf
) -> None:
    request = request_of(house.caseworker.user)
    verified = unlocking.check("caseworker", make.PASSPHRASE, at=make.NOW)
    sessions.hold_lock_key(request, verified)
    response = HttpResponse()
    sessions.set_cookies(request, response)
    cookie = response.cookies[sessions.SIGN_IN_COOKIE]
    assert cookie["max-age"] == sessions.SIGN_IN_SECONDS

    def second(person: User) -> bytes | None:
        step = request_of(person, request.session.session_key)
        step.COOKIES = {sessions.SIGN_IN_COOKIE: cookie.value}
        return sessions.take_lock_key(step, person)

    kept = cache.get(sessions._step_name(bytes.fromhex(cookie.value)))
    assert verified.lock_key not in kept
    assert second(house.caseworker2.user) is None  # spends the entry, opens nothing
    assert second(house.caseworker.user) is None
    cache.set(sessions._step_name(bytes.fromhex(cookie.value)), kept, 60)
    assert second(house.caseworker.user) == verified.lock_key
    assert second(house.caseworker.user) is None


_OTHER_PROCESS = """
import sys
import uuid
from importlib import import_module

import django
from django.conf import settings

prefix, session_key, cookie, person, epoch = sys.argv[1:]
settings.CACHES["default"]["KEY_PREFIX"] = prefix
django.setup()

from django.http import HttpRequest

from casework.access import sessions
from casework.accounts.models import User

request = HttpRequest()
request.session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
request.user = User(pk=uuid.UUID(person), session_epoch=int(epoch))
request.COOKIES = {sessions.UNLOCK_COOKIE: cookie}
print(sessions.keyring_of(request).seed.hex())
"""


def test_two_processes_share_an_unlock(house: make.House, request_of: RequestOf) -> None:
    request, cookie = _started(house, request_of)
    her = house.caseworker.user
    told = [
        settings.CACHES["default"]["KEY_PREFIX"],
        request.session.session_key,
        cookie,
        str(her.pk),
        str(her.session_epoch),
    ]
    done = subprocess.run(
        [sys.executable, "-c", _OTHER_PROCESS, *told],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == house.caseworker.keys.seed.hex()


def test_a_page_without_its_cookie_loads_itself_again_once(
    house: make.House, request_of: RequestOf
) -> None:
    request, _cookie = _started(house, request_of)
    for expected in (True, False):
        followed = _next(request, request_of)
        sessions.attach(followed)
        assert sessions.may_reload(followed) is expected


def test_a_page_of_ours_without_its_cookie_does_not_load_itself_again(
    house: make.House, request_of: RequestOf
) -> None:
    request, _cookie = _started(house, request_of)
    ours = _next(request, request_of)
    ours.META["HTTP_SEC_FETCH_SITE"] = "same-origin"
    sessions.attach(ours)
    assert ours.lacks_unlock_cookie
    assert sessions.may_reload(ours) is False


def test_the_store_is_never_emptied_whole(house: make.House, request_of: RequestOf) -> None:
    """The broker's queues and everybody's sessions lie in it."""
    request, cookie = _started(house, request_of)
    with pytest.raises(TypeError, match="shared"):
        cache.clear()
    assert sessions.keyring_of(_next(request, request_of, cookie)) is not None
