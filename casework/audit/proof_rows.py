"""What is kept of the proof: checkpoints, what witnesses said, verifications, and what is wrong.

The app's role may add to the first three and change nothing in them (`roles`). None of it is named
in the log: it speaks of the log.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from casework.audit.heads import Head
from casework.crypto.notes import Note, parse, parse_signature


class AuditCheckpointQuerySet(models.QuerySet["AuditCheckpoint"]):
    def newest(self) -> AuditCheckpoint | None:
        return self.order_by("-size").first()


class AuditCheckpoint(models.Model):
    """What this house signed of its log. `note` is the whole signed note."""

    size = models.BigIntegerField(primary_key=True)
    origin = models.CharField(max_length=255)
    root = models.BinaryField()
    note = models.TextField()
    at = models.DateTimeField()

    objects = AuditCheckpointQuerySet.as_manager()

    class Meta:
        db_table = "audit_checkpoint"

    def __str__(self) -> str:
        return f"{self.origin} {self.size}"

    @property
    def head(self) -> Head:
        return Head(self.origin, self.size, bytes(self.root))

    def cosigned(self) -> Note:
        """The note with the signatures of every witness that saw it."""
        note = parse(self.note)
        said = AuditCosignature.objects.filter(size=self.size).order_by("witness", "id")
        lines = dict.fromkeys(said.values_list("line", flat=True))
        return Note(note.text, (*note.signatures, *map(parse_signature, lines)))


class AuditCosignature(models.Model):
    """A witness's signature on the checkpoint of this size."""

    size = models.BigIntegerField(db_index=True)
    witness = models.CharField(max_length=255)
    line = models.TextField()  # as it stands in a note, without its end
    at = models.DateTimeField()

    class Meta:
        db_table = "audit_cosignature"

    def __str__(self) -> str:
        return f"{self.witness} {self.size}"


class AuditWitness(models.Model):
    """How far a witness has come. `outcome` is empty when it took what it was shown last."""

    name = models.CharField(max_length=255, unique=True)
    size = models.BigIntegerField(default=0)
    at = models.DateTimeField(null=True)  # when it last took one
    outcome = models.CharField(max_length=32, blank=True)
    since = models.DateTimeField(null=True)  # since when it has said so

    class Meta:
        db_table = "audit_witness"

    def __str__(self) -> str:
        return f"{self.name} {self.size}"


class AuditVerification(models.Model):
    """What came of recomputing the whole log; `findings` are the first of them, one a line."""

    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    entries = models.BigIntegerField()
    rows = models.BigIntegerField()
    checkpoints = models.BigIntegerField()
    root = models.BinaryField()
    broken = models.BigIntegerField()
    first_broken = models.BigIntegerField(null=True)  # an entry's number
    findings = models.TextField(blank=True)

    class Meta:
        db_table = "audit_verification"
        indexes: ClassVar = [models.Index(fields=["-started_at"], name="audit_verified")]

    def __str__(self) -> str:
        return f"{self.entries} entries, {self.broken} findings"


class AuditAlarm(models.Model):
    """What is wrong with the log now. It goes when the same check finds nothing any more."""

    code = models.CharField(max_length=255, unique=True)
    number = models.BigIntegerField(default=0)  # an entry's, or 0
    since = models.DateTimeField()
    told_at = models.DateTimeField(null=True)  # when administrators were told by mail

    class Meta:
        db_table = "audit_alarm"

    def __str__(self) -> str:
        return f"{self.code} {self.number}"
