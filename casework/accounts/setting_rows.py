"""Settings of the house that are rows: one for each time that one was set, none overwritten."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar, Self, TypeVar

from django.conf import settings
from django.db import models

from casework.accounts.rows import ProtectedRow, Subject

_Row = TypeVar("_Row", bound="SettingRow")


class SettingQuerySet(models.QuerySet[_Row]):
    def newest(self) -> Self:
        """Of each setting the one in force."""
        names = self.model.names
        return self.order_by(*names, "-number").distinct(*names)

    def next_number(self, **which: Any) -> int:
        return self.filter(**which).count() + 1


class SettingRow(ProtectedRow):
    """How something is set, from when it was set on. `names`: the columns that say what it is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Counts the settings of the same: the highest is in force.
    number = models.PositiveIntegerField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    names: ClassVar[tuple[str, ...]]
    objects = SettingQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.model_name} {self.pk}"

    @property
    def audit_subject(self) -> Subject:
        return Subject("house", "house")
