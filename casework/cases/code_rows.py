"""The rows behind the words of coded lists (`code_words`)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from casework.accounts.rows import Subject
from casework.accounts.setting_rows import SettingRow

LONGEST = 120


class CodeWords(SettingRow):
    """How a house says one code of a list; empty words: as it was made.

    The code itself is what records hold, and is never changed.
    """

    list = models.CharField(max_length=40)
    code = models.CharField(max_length=40)
    english = models.CharField(max_length=LONGEST, blank=True)
    korean = models.CharField(max_length=LONGEST, blank=True)
    chinese = models.CharField(max_length=LONGEST, blank=True)
    is_off = models.BooleanField()

    names = ("list", "code")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["list", "code", "number"], name="one_setting_of_a_code_a_number"
            )
        ]

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
