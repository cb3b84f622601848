"""The survivor's path as rows that are only ever added."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from casework.cases.models import Case, CaseRow
from casework.pathways.situations import Situation
from casework.vault.fields import SealedDocumentField


class Move(CaseRow):
    """She was there and is here now. Never edited: a correction is a new row that names it.

    In clear stands where she was and is, in the order in which it was told. What happened, when,
    who told it and how reliable that is lies in `document`; its shape is `pathways.line.Told`.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="moves")
    number = models.PositiveIntegerField()
    # Where it stands in her line (`pathways.places`); of several in one place the newest holds.
    place = models.BigIntegerField()
    # Of the episode that this row left open, as the path stood when it was written.
    episode = models.PositiveIntegerField()
    # "" when the row tells where her path begins.
    from_state = models.CharField(max_length=5, choices=Situation, blank=True)
    # "" when the row takes back what stood in its place.
    to_state = models.CharField(max_length=5, choices=Situation, blank=True)
    document = SealedDocumentField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "number"], name="one_move_a_number"),
            models.CheckConstraint(
                condition=Q(number__gte=1, episode__gte=1) & (Q(number__gt=1) | Q(from_state="")),
                name="a_path_begins_somewhere",
            ),
            models.CheckConstraint(
                condition=~Q(from_state="", to_state=""), name="a_move_has_a_state"
            ),
        ]

    def __str__(self) -> str:
        return f"move {self.number}"
