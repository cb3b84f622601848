from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.conf import settings
from django.test import RequestFactory

from casework.accounts.models import User
from tests import make


@pytest.fixture
def house(db: None) -> make.House:
    return make.house()


@pytest.fixture
def request_of() -> Callable[..., Any]:
    """A request of a person in a session of hers, with cookies, as the middleware hands it on."""
    store = import_module(settings.SESSION_ENGINE).SessionStore

    def build(person: User, session_key: str | None = None, **cookies: str) -> Any:
        request: Any = RequestFactory().get("/")
        request.session = store(session_key)
        if session_key is None:
            request.session.create()
        request.user = person
        request.COOKIES = cookies
        return request

    return build
