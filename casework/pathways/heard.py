"""When something of her path was told: as long as that is so, there is news of her."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from casework.cases.models import Case
from casework.pathways.line import Told
from casework.pathways.models import Move
from casework.pathways.situations import Event

if TYPE_CHECKING:
    from casework.vault.keyring import Keyring


def told_at(case: Case, keys: Keyring) -> Iterator[datetime]:
    """Of every move but “no news”; a correction, or its confirmation, brings no news by itself."""
    for row in Move.objects.filter(case=case).order_by("number"):
        told = Told.opened(row.pk, row.number, row.to_state, keys.open_document(row))
        if told.corrects is None and told.event != Event.M17:
            yield datetime.fromisoformat(told.recorded_at)
