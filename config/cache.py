"""Django's store for sessions and limits, with one client kept for a thread.

Django makes a client anew for each call, which takes twice as long as the call itself.
"""

from typing import Any, NoReturn

from django.core.cache.backends.redis import RedisCache, RedisCacheClient


class KeptClient(RedisCacheClient):
    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self._kept: dict[bool, Any] = {}

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        if write not in self._kept:
            self._kept[write] = super().get_client(key, write=write)
        return self._kept[write]


class Store(RedisCache):
    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = KeptClient

    def clear(self) -> NoReturn:
        raise TypeError("The store is shared: the broker's queues and all sessions lie in it.")
