"""A button's act: it is done and said, or it is said why not; and a button that undoes it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest

from casework.access.errors import WrongState


def said_with_undo(request: HttpRequest, done: str, undo: str) -> None:
    """Say it, with a button beside it. `undo`: the address that the button is sent to."""
    messages.success(request, done, extra_tags=undo)


def attempt(request: HttpRequest, act: Callable[[], object], done: str = "") -> bool:
    """Do it and say `done`. What stands in the way is said in its own words, and nothing is done.

    Whether it was done. Raises NotAllowed and whatever else the act raises.
    """
    try:
        act()
    except WrongState as error:
        messages.error(request, str(error))
        return False
    if done:
        messages.success(request, done)
    return True
