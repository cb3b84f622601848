"""Who holds which private key, and what was written for them by somebody who holds none.

Every private key is one seed of 32 bytes (see `crypto.wraps`); it lies here only wrapped to
somebody else's public key, or sealed under what a passphrase and the provider yield together.
"""

from __future__ import annotations

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q

from casework.accounts.rows import LoggedRow, ProtectedRow, Subject


class Principal(ProtectedRow):
    """A key pair of a person, of a group, or of the recovery sheet, in one of its epochs."""

    class Kind(models.TextChoices):
        PERSON = "person"
        GROUP = "group"
        RECOVERY = "recovery"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="principals"
    )
    group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="principals")
    epoch = models.PositiveIntegerField(default=1)
    public_key = models.BinaryField()
    # The seed of the epoch before, sealed under this one's; empty in the first.
    older_seed = models.BinaryField(default=b"", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "person", "group", "epoch"],
                nulls_distinct=False,
                name="one_principal_an_epoch",
            ),
            models.CheckConstraint(
                condition=Q(kind="person", person__isnull=False, group__isnull=True)
                | Q(kind="group", person__isnull=True, group__isnull=False)
                | Q(kind="recovery", person__isnull=True, group__isnull=True),
                name="principal_of_its_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} key, epoch {self.epoch}"

    @property
    def audit_subject(self) -> Subject:
        return Subject("principal", str(self.pk))


class Lock(ProtectedRow):
    """What opens a person's seed: her passphrase, or her recovery code."""

    class Kind(models.TextChoices):
        PASSPHRASE = "passphrase"
        RECOVERY = "recovery"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="locks")
    principal = models.ForeignKey(Principal, models.PROTECT, related_name="locks")
    kind = models.CharField(max_length=10, choices=Kind)
    salt = models.BinaryField(default=b"", blank=True)
    parameters = models.BinaryField(default=b"", blank=True)
    verifier = models.BinaryField(default=b"", blank=True)
    sealed_seed = models.BinaryField()
    provider_version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "kind"], name="one_lock_of_a_kind")
        ]

    def __str__(self) -> str:
        return f"{self.kind} lock"

    @property
    def audit_subject(self) -> Subject:
        return Subject("person", str(self.person_id))


class Membership(ProtectedRow):
    """A person's place in a key group: Django's user-group table, with the group's seed in it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(Group, models.PROTECT, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    holds = models.ForeignKey(Principal, models.PROTECT, related_name="+")
    wrapped_to = models.ForeignKey(Principal, models.PROTECT, related_name="+")
    wrapped_seed = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "user"], name="one_membership")
        ]

    def __str__(self) -> str:
        return f"membership {self.pk}"

    @property
    def audit_subject(self) -> Subject:
        return Subject("person", str(self.user_id))


class RecoveryHold(ProtectedRow):
    """A group's seed wrapped to the recovery key, which lies on paper outside the house."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    holds = models.OneToOneField(Principal, models.PROTECT, related_name="recovery_hold")
    wrapped_to = models.ForeignKey(Principal, models.PROTECT, related_name="+")
    wrapped_seed = models.BinaryField()

    def __str__(self) -> str:
        return f"recovery hold {self.pk}"

    @property
    def audit_subject(self) -> Subject:
        return Subject("principal", str(self.holds_id))


class EpochDue(LoggedRow):
    """Somebody left this group: its next supervisor to unlock makes the next key pair."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(Group, models.PROTECT, related_name="epochs_due")
    since = models.DateTimeField()
    raised_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["group"], condition=Q(raised_at__isnull=True), name="one_epoch_due"
            )
        ]

    def __str__(self) -> str:
        return f"epoch due {self.pk}"

    @property
    def audit_subject(self) -> Subject:
        return Subject("group", str(self.group_id))


class CaseKey(ProtectedRow):
    """One version of a case's key. The key itself lies only in grants; here is its name."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case_id = models.UUIDField()
    version = models.PositiveIntegerField(default=1)
    kid = models.BinaryField()
    # The key of the version before, sealed under this one's; empty in the first.
    older_key = models.BinaryField(default=b"", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case_id", "version"], name="one_case_key_a_version")
        ]

    def __str__(self) -> str:
        return f"case key, version {self.version}"

    @property
    def audit_subject(self) -> Subject:
        return Subject("case", str(self.case_id))


class LetterQuerySet(models.QuerySet["Letter"]):
    def emergency_of(self, case_id: uuid.UUID) -> Self:
        """The emergency sheet of a case: one at most."""
        return self.filter(kind=Letter.Kind.EMERGENCY, case_id=case_id)


class Letter(models.Model):
    """Text sealed to a principal by somebody who holds no case key, or no key at all.

    `mac` binds recipient, kind, ids and body, for the sealing itself authenticates nobody.
    """

    class Kind(models.TextChoices):
        DRAFT = "draft"
        EMERGENCY = "emergency"
        TO_SUPERVISORS = "supervisors"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    to = models.ForeignKey(Principal, models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=12, choices=Kind)
    case_id = models.UUIDField(null=True, blank=True)
    # Which form a draft belongs to, as a keyed hash that tells nothing without the house's key.
    form = models.CharField(max_length=40, blank=True)
    body = models.BinaryField()
    revision = models.PositiveIntegerField(default=1)
    written_at = models.DateTimeField()
    mac = models.BinaryField()

    objects = LetterQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["to", "case_id", "form"],
                condition=Q(kind="draft"),
                nulls_distinct=False,
                name="one_draft_a_form",
            ),
            models.UniqueConstraint(
                fields=["case_id"], condition=Q(kind="emergency"), name="one_emergency_sheet"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} letter"
