"""Who may do what, as a table for people. `access.guards` holds the rules themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

from django.conf import settings

from casework.access.guards import GUARDS, RULES


def lines() -> Iterator[str]:
    """One ``app.rule  who may`` a line, in the order of their names."""
    gather()
    width = max(len(name) for name in RULES)
    for name in sorted(RULES):
        yield f"{name:<{width}}  {_sentence(RULES[name])}"


def page() -> str:
    """``docs/rules.md``: who may, and by name what must hold besides."""
    gather()
    return "\n".join(
        [
            _INTRODUCTION,
            "| Rule | Who may |",
            "|---|---|",
            *(f"| `{name}` | {_sentence(RULES[name])} |" for name in sorted(RULES)),
            "",
            "## What must hold",
            "",
            "A guard is asked about the thing and the moment, not about the person. It answers",
            "with the sentence that the page shows beside the step that is not available.",
            "",
            "| Guard | What it asks |",
            "|---|---|",
            *(f"| `{name}` | {_sentence(GUARDS[name])} |" for name in sorted(GUARDS)),
            "",
        ]
    )


_INTRODUCTION = """\
# Who may, and what must hold

This page is printed by `manage.py rules --page` from the rules and guards in the code, and a test
holds the two together. Each has a test that turns red when it is taken out; `make prove` takes them
out one by one. Seeing a case comes first and is a query (`Case.objects.visible_to`): to a stranger
the case does not exist.
"""


def gather() -> None:
    """Let every rule enter its table: whatever can be done is done from a page."""
    import_module(settings.ROOT_URLCONF)


def _sentence(asked: Callable[..., Any]) -> str:
    return " ".join((asked.__doc__ or "").partition("\n\n")[0].split())
