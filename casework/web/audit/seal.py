"""The state of the seal, in sight on every administrator's page."""

from __future__ import annotations

from typing import NamedTuple

from casework.audit import high_water
from casework.audit.models import AuditHead


class Seal(NamedTuple):
    """How far the log has come, and how far the mark outside the database says it had come."""

    size: int
    marked: int
    root: str

    @property
    def is_behind(self) -> bool:
        """The database holds fewer entries than the mark: it was rolled back."""
        return self.size < self.marked


def state_of_seal() -> Seal:
    head = AuditHead.objects.first()
    mark = high_water.read()
    return Seal(
        size=head.size if head else 0,
        marked=mark.size if mark else 0,
        root=head.root.hex()[:16] if head else "",
    )
