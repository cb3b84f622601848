"""The log's tables. Nothing here is written through the ORM but `AuditRefusal` and the proof.

The app's role may insert into the inbox and read the rest; a deferred trigger, owned by another
role, numbers and seals each entry at COMMIT (see the first migration).
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from casework.audit.merkle import Frontier
from casework.audit.proof_rows import AuditAlarm as AuditAlarm
from casework.audit.proof_rows import AuditCheckpoint as AuditCheckpoint
from casework.audit.proof_rows import AuditCosignature as AuditCosignature
from casework.audit.proof_rows import AuditVerification as AuditVerification
from casework.audit.proof_rows import AuditWitness as AuditWitness


class AuditFields(models.Model):
    """What an entry says: codes and ids in text, no foreign keys, nothing personal in clear."""

    entry = models.UUIDField(unique=True)
    verb = models.CharField(max_length=64)
    by = models.CharField(max_length=64)  # a person's id, or "system"
    subject_type = models.CharField(max_length=64)
    subject_id = models.CharField(max_length=64)
    subject_code = models.CharField(max_length=64, blank=True)
    desk = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    address = models.BinaryField()  # keyed hash, empty when unknown
    network = models.CharField(max_length=64, blank=True)
    agent = models.CharField(max_length=64, blank=True)
    reason = models.CharField(max_length=255, blank=True)
    outcome = models.CharField(max_length=64)
    count = models.PositiveBigIntegerField()
    sealed = models.BinaryField()  # personal details under the case's key, or a letter
    salt = models.BinaryField()
    sealed_hash = models.BinaryField()  # SHA-256(salt || sealed): what the leaf commits to
    written_hash = models.BinaryField()  # SHA-256 over the rows that were written
    mac = models.BinaryField()

    class Meta:
        abstract = True


class AuditInbox(AuditFields):
    """Where an entry waits from its act to the COMMIT. Always empty to everybody else."""

    id = models.BigAutoField(primary_key=True)
    entry = models.UUIDField()
    leaf = models.BinaryField()  # the bytes to be hashed, not yet their hash
    tables = ArrayField(models.TextField())
    rows = ArrayField(models.TextField())
    revisions = ArrayField(models.BigIntegerField())
    hashes = ArrayField(models.BinaryField())
    # Of words that are said again: the entries that they were written with (see `growth`).
    carried = ArrayField(models.UUIDField(), null=True)

    class Meta:
        db_table = "audit_inbox"

    def __str__(self) -> str:
        return f"{self.verb} {self.entry}"


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    def by_person(self, person_id: UUID | str) -> AuditEntryQuerySet:
        return self.filter(by=str(person_id))

    def about(self, code: str) -> AuditEntryQuerySet:
        """All that was done to the case (or person, or desk) of this code and to its parts."""
        return self.filter(subject_code=code)

    def on_desk(self, desk: str) -> AuditEntryQuerySet:
        return self.filter(desk=desk)

    def with_verb(self, verb: str) -> AuditEntryQuerySet:
        return self.filter(verb=verb)

    def with_outcome(self, outcome: str) -> AuditEntryQuerySet:
        return self.filter(outcome=outcome)

    def between(self, start: datetime | None, end: datetime | None) -> AuditEntryQuerySet:
        """From `start` up to, but not at, `end`; None leaves that side open."""
        found = self
        if start is not None:
            found = found.filter(at__gte=start)
        if end is not None:
            found = found.filter(at__lt=end)
        return found

    def newest_first(self, below: int | None = None) -> AuditEntryQuerySet:
        """As it was sealed; `below` is the last number of the page before."""
        found = self if below is None else self.filter(number__lt=below)
        return found.order_by("-number")


class AuditEntry(AuditFields):
    """One act, sealed. `number` counts from 1, so the last number is the size of the tree."""

    number = models.BigIntegerField(primary_key=True)
    leaf = models.BinaryField()  # RFC 6962 leaf hash
    nodes = models.BinaryField()  # hashes of the subtrees that this entry completed

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        db_table = "audit_entry"
        # Each yields its entries in the order of the pages (see `reading`).
        indexes: ClassVar = [
            models.Index(fields=["at", "number"], name="audit_at"),
            models.Index(fields=["by", "at", "number"], name="audit_by"),
            models.Index(fields=["by", "verb", "at", "number"], name="audit_by_verb"),
            models.Index(fields=["verb", "at", "number"], name="audit_verb"),
            *(
                models.Index(
                    fields=[column, "at", "number"], name=name, condition=~Q(**{column: usual})
                )
                for column, usual, name in (
                    ("subject_code", "", "audit_code"),
                    ("desk", "", "audit_desk"),
                    ("network", "", "audit_network"),
                    ("outcome", "done", "audit_outcome"),
                )
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.verb}"


class AuditWritten(models.Model):
    """A row as an act left it: its hash at its revision; an empty hash says that it is gone."""

    pk = models.CompositePrimaryKey("number", "position")
    number = models.BigIntegerField()
    position = models.PositiveIntegerField()
    table = models.CharField(max_length=64)
    # Byte order, so that the verifier can merge it with the rows themselves.
    row = models.CharField(max_length=64, db_collation="C")
    revision = models.BigIntegerField()
    hash = models.BinaryField()
    entry = models.UUIDField()

    class Meta:
        db_table = "audit_written"
        indexes: ClassVar = [
            models.Index(fields=["table", "row", "-revision", "-number"], name="audit_newest")
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.row}, revision {self.revision}"


class AuditPart(models.Model):
    """A range of numbers whose entries lie in tables of their own, `high` not included."""

    low = models.BigIntegerField(primary_key=True)
    high = models.BigIntegerField(unique=True)

    class Meta:
        db_table = "audit_part"

    def __str__(self) -> str:
        return f"{self.low}–{self.high - 1}"


class AuditHash(models.Model):
    """What stays of an entry whose part was dropped: its place in the tree."""

    number = models.BigIntegerField(primary_key=True)
    leaf = models.BinaryField()
    nodes = models.BinaryField()

    class Meta:
        db_table = "audit_hash"

    def __str__(self) -> str:
        return str(self.number)


class AuditHead(models.Model):
    """One row: how far the log has come. It appears with the first entry."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    size = models.BigIntegerField()
    frontier = models.BinaryField()

    class Meta:
        db_table = "audit_head"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(id=1), name="audit_has_one_head")
        ]

    def __str__(self) -> str:
        return f"{self.size} entries"

    @property
    def root(self) -> bytes:
        return Frontier(self.size, self.frontier).root()


class AuditRefusal(models.Model):
    """Refusals of one person on one subject that wait to be written as one entry with a count."""

    by = models.CharField(max_length=64)
    subject_type = models.CharField(max_length=64)
    subject_id = models.CharField(max_length=64)
    subject_code = models.CharField(max_length=64, blank=True)
    desk = models.CharField(max_length=64, blank=True)
    verb = models.CharField(max_length=64)
    written_at = models.DateTimeField()  # when the last entry was written
    waiting = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "audit_refusal"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["by", "subject_type", "subject_id"], name="one_refusal_a_person_and_subject"
            )
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.by} {self.waiting}"
