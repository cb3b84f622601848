"""What stops the start: a session store that writes to disk, or a database of the other mode."""

from __future__ import annotations

from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import ImproperlyConfigured
from redis.exceptions import ResponseError

from casework.access import founding


def require_fit() -> None:
    """Called before the first request is served. Raises ImproperlyConfigured."""
    require_store_in_memory()
    if not settings.DEMO and founding.is_demo():
        raise ImproperlyConfigured("This database was founded as a demonstration.")
    if settings.DEMO and founding.is_founded() and not founding.is_demo():
        raise ImproperlyConfigured(
            "This database was founded in earnest, and a demo asks for no second factor:"
            " set CASEWORK_MODE=production."
        )


def require_store_in_memory() -> None:
    """Unlocked keys lie there, sealed; on a disk they would outlive the power.

    A server that forbids CONFIG must be declared by SESSION_STORE_WITHOUT_DISK=yes.
    """
    client = caches["default"]._cache.get_client()  # type: ignore[attr-defined]  # no public way
    try:
        save = client.config_get("save").get("save", "")
        append = client.config_get("appendonly").get("appendonly", "no")
    except ResponseError:
        if not settings.SESSION_STORE_WITHOUT_DISK:
            raise ImproperlyConfigured(
                "BROKER_URL: the server does not tell whether it writes to disk. Switch its"
                " persistence off and set SESSION_STORE_WITHOUT_DISK=yes."
            ) from None
        return
    if save or append != "no":
        raise ImproperlyConfigured(
            'BROKER_URL: the server writes to disk. Start it with --save "" --appendonly no.'
        )
