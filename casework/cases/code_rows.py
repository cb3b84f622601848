"""The rows behind the words of coded lists (`code_words`)."""

from __future__ import annotations

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models

from casework.accounts.rows import ProtectedRow, Subject

LONGEST = 120


class CodeWordsQuerySet(models.QuerySet["CodeWords"]):
    def newest(self) -> Self:
        """Of each code the one in force."""
        return self.order_by("list", "code", "-number").distinct("list", "code")


class CodeWords(ProtectedRow):
    """How a house says one code of a list, from when it was set on; empty words: as it was made.

    The code itself is what records hold, and is never changed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    list = models.CharField(max_length=40)
    code = models.CharField(max_length=40)
    # Counts the settings of one code: the highest is in force.
    number = models.PositiveIntegerField()
    english = models.CharField(max_length=LONGEST, blank=True)
    korean = models.CharField(max_length=LONGEST, blank=True)
    chinese = models.CharField(max_length=LONGEST, blank=True)
    is_off = models.BooleanField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    objects = CodeWordsQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["list", "code", "number"], name="one_setting_of_a_code_a_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.list}.{self.code} {self.number}"

    @property
    def audit_subject(self) -> Subject:
        return Subject("code", str(self.pk), self.list)

    @property
    def words(self) -> dict[str, str]:
        """By language, as Django names it."""
        return {"en": self.english, "ko": self.korean, "zh-hans": self.chinese}

    @property
    def is_as_made(self) -> bool:
        return not (self.is_off or any(self.words.values()))
