"""The row behind a person's one link (`access.invitations`)."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from casework.accounts.rows import ProtectedRow, Subject


class Invitation(ProtectedRow):
    """A link that lets one person set her passphrase once, within 72 hours. Only a hash is kept."""

    class Kind(models.TextChoices):
        FIRST = "first", _("first")
        AGAIN = "again", _("again, for a forgotten passphrase")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="invitations")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.FIRST)
    token_hash = models.BinaryField(unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    # How often her six words were typed wrongly since she used the link; the third ends it.
    wrong_words = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"invitation {self.pk}"

    @property
    def audit_subject(self) -> Subject:
        return self.person.audit_subject

    def is_open(self, at: datetime) -> bool:
        return self.used_at is None and at < self.expires_at
