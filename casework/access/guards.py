"""Every rule by its name: who may act, and what must hold before an act.

A rule answers whether this person may; a guard answers with the sentence that stands in the way,
or with nothing. Both are entered in a table under `app.function` where they are written, and asked
through that table, so that a test can take one out by its name and see its own test turn red
(`make prove`). The first line of a rule's docstring says who may: `manage.py rules` prints it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

from casework.access.errors import WrongState

P = ParamSpec("P")

RULES: dict[str, Callable[..., bool]] = {}
GUARDS: dict[str, Callable[..., str]] = {}


def rule(function: Callable[P, bool]) -> Callable[P, bool]:
    """May this person? False becomes NotAllowed, and a 403 that is on record."""
    name = _enter(RULES, function)

    @wraps(function)
    def asked(*args: P.args, **kwargs: P.kwargs) -> bool:
        return RULES[name](*args, **kwargs)

    return asked


def guard(function: Callable[P, str]) -> Callable[P, str]:
    """What stands in the way of this act now? A sentence that says what to do, or ""."""
    name = _enter(GUARDS, function)

    @wraps(function)
    def asked(*args: P.args, **kwargs: P.kwargs) -> str:
        return GUARDS[name](*args, **kwargs)

    return asked


def refuse(*sentences: str) -> None:
    """Raise WrongState with every sentence that a guard answered; none of them: go on."""
    said = [sentence for sentence in sentences if sentence]
    if said:
        raise WrongState(" ".join(said))


def _enter(table: dict[str, Any], function: Callable[..., Any]) -> str:
    app = function.__module__.split(".")[1]
    name = f"{app}.{function.__name__.lstrip('_')}"
    if name in RULES or name in GUARDS:
        raise ValueError(f"Two rules are named {name}.")
    table[name] = function
    return name
