"""A sign-in that also unlocks, against the work that no sign-in may spare: Argon2id alone."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from bench.figures import Figure, ratio
from bench.ground import new_database
from casework.access import unlocking
from casework.crypto import passphrases
from tests import make

PEOPLE = ("caseworker", "supervisor")
_ROUNDS = 15
_addresses = count(1)


def measure() -> list[Figure]:
    with new_database():
        house = make.house()
        for _ in range(3):
            make.draft(house)
        by_page = {name: ratio(_page(name), argon, repeat=1, rounds=_ROUNDS) for name in PEOPLE}
        by_call = {name: ratio(_call(name), argon, repeat=1, rounds=_ROUNDS) for name in PEOPLE}
    worst = max(by_page, key=lambda name: by_page[name][0])
    times, ours, alone = by_page[worst]
    note = (
        f"HTTP level: the POST of the sign-in form through every middleware ÷ Argon2id alone "
        f"({ours * 1000:.0f} ÷ {alone * 1000:.0f} ms), worst of {' and '.join(PEOPLE)}; function "
        f"level (check, freshness of every row, private key): {by_call[worst][0]:.3f} ×"
    )
    return [Figure("sign_in_ratio", times, "×", note)]


def argon() -> None:
    passphrases.root_input(make.PASSPHRASE, bytes(passphrases.SALT_SIZE))


def _page(name: str) -> Callable[[], None]:
    url, typed = reverse("account_login"), {"login": name, "password": make.PASSPHRASE}
    client = Client()

    def sign_in() -> None:
        # A new browser at a new address each time: the limits of the door are not measured here.
        number = next(_addresses)
        client.cookies.clear()
        address = f"10.0.{number // 250}.{number % 250 + 1}"
        answer = client.post(url, typed, REMOTE_ADDR=address)
        assert answer.status_code == 302, answer.status_code
        assert "unlock" in answer.cookies, "She is signed in, but not unlocked."

    return sign_in


def _call(name: str) -> Callable[[], None]:
    def unlock() -> None:
        verified = unlocking.check(name, make.PASSPHRASE, at=now())
        keys = unlocking.open_keys(verified.person, verified.lock_key, at=now())
        unlocking.catch_up(keys, by=verified.person, at=now())

    return unlock
