from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import caches
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings
from redis.exceptions import ResponseError

from casework.access import checks

Answers = Callable[..., None]


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Answers:
    """What the server says of itself; the one outside world of this test."""

    def install(**told: str) -> None:
        class Server:
            def config_get(self, name: str) -> dict[str, str]:
                if not told:
                    raise ResponseError("unknown command 'CONFIG'")
                return {name: told[name]}

        cache: Any = caches["default"]
        monkeypatch.setattr(cache._cache, "get_client", lambda *_a, **_k: Server())

    return install


def test_the_server_of_the_tests_keeps_nothing_on_disk() -> None:
    checks.require_store_in_memory()


@pytest.mark.parametrize(
    "told", [{"save": "3600 1", "appendonly": "no"}, {"save": "", "appendonly": "yes"}]
)
def test_a_store_that_writes_to_disk_stops_the_start(
    answers: Answers, told: dict[str, str]
) -> None:
    answers(**told)
    with pytest.raises(ImproperlyConfigured):
        checks.require_store_in_memory()


def test_a_silent_server_must_be_declared(answers: Answers) -> None:
    answers()
    with pytest.raises(ImproperlyConfigured) as refused:
        checks.require_store_in_memory()
    assert "SESSION_STORE_WITHOUT_DISK" in str(refused.value)
    with override_settings(SESSION_STORE_WITHOUT_DISK=True):
        checks.require_store_in_memory()
