"""Django's sessions in the store, which here may fail aloud.

Django takes a store that does not answer for one that holds nothing: it would sign everybody out
and drop their cookies for a connection lost for a moment. Here that is a fault like any other: the
page says so, and she is still signed in when the store answers again.
"""

from typing import Any

from django.contrib.sessions.backends.cache import SessionStore as CacheStore
from django.core.cache.backends.base import BaseCache


class SessionStore(CacheStore):
    _cache: BaseCache

    def _validate_session_key(self, key: str | None) -> bool:
        """As Django makes them; whatever else a cookie may hold names no entry of the store."""
        return key is not None and len(key) == 32 and key.isascii() and key.isalnum()

    def load(self) -> dict[str, Any]:
        """What the session holds; nothing, under a key to come, when it is over."""
        held: dict[str, Any] | None = self._cache.get(self.cache_key)
        if held is None:
            self._session_key = None
        return held or {}
