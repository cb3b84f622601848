"""Something else in the place of a function of the product, for one side of a comparison."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest import mock
from uuid import UUID

from casework.access import keys as access_keys
from casework.vault.keyring import Keyring, SealedRow

Texts = dict[tuple[str, str, object, int], str]


@contextmanager
def replaced(function: Callable[..., Any], stand_in: Callable[..., Any]) -> Iterator[None]:
    """In every module of the product that imported it."""
    name = function.__name__
    with ExitStack() as stack:
        for module in [*sys.modules.values()]:
            if module.__name__.startswith("casework.") and getattr(module, name, None) is function:
                stack.enter_context(mock.patch.object(module, name, stand_in))
        yield


class ClearText:
    """The vault with its opening replaced by the clear text, as if the columns were not sealed.

    What pages open is learnt once; afterwards a text is looked up by table, column, row and
    revision, and no case's key is fetched or unwrapped. All else, the log too, stays as it is.
    """

    def __init__(self) -> None:
        self._texts: Texts = {}

    @contextmanager
    def learning(self) -> Iterator[None]:
        really_open = Keyring.open

        def open_and_keep(keys: Keyring, row: SealedRow, name: str) -> str:
            text = really_open(keys, row, name)
            self._texts[_named(row, name)] = text
            return text

        with mock.patch.object(Keyring, "open", open_and_keep):
            yield

    @contextmanager
    def shown(self) -> Iterator[None]:
        with (
            mock.patch.object(
                Keyring, "open", lambda keys, row, name: self._texts[_named(row, name)]
            ),
            mock.patch.object(Keyring, "holds", _held),
            replaced(access_keys.load, _nothing),
            replaced(access_keys.load_for_labels, _nothing),
        ):
            yield


def _named(row: Any, name: str) -> tuple[str, str, object, int]:
    return row._meta.db_table, name, row.pk, row.revision


def _held(keys: Keyring, case_id: UUID) -> bool:
    """A function: a mock would take the clear text its time."""
    return True


def _nothing(*given: Any, **options: Any) -> None:
    pass
