"""How a record ends: what holds it, who agreed, its certificate; and what she asked for herself."""

from __future__ import annotations

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from casework.accounts.models import User
from casework.accounts.rows import LoggedRow, Subject
from casework.accounts.sealed import HouseSealedField
from casework.cases.erasure_codes import Cause, HoldReason, Kept, Outcome
from casework.vault.fields import SealedDocumentField


def _staff() -> models.ForeignKey[User | None]:
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")


class HoldQuerySet(models.QuerySet["Hold"]):
    def in_force(self) -> Self:
        """From the moment that one asked for it: what protects a record takes effect at once."""
        return self.filter(ended_at__isnull=True)

    def confirmed(self) -> Self:
        return self.in_force().filter(confirmed_at__isnull=False)


class Hold(LoggedRow):
    """A record that is kept although its time is over: two administrators set it, and end it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="holds")
    reason = models.CharField(max_length=10, choices=HoldReason)
    # Which law or inquiry; about her it says nothing.
    words = HouseSealedField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    confirmed_by = _staff()
    confirmed_at = models.DateTimeField(null=True)
    end_asked_by = _staff()
    end_asked_at = models.DateTimeField(null=True)
    ended_by = _staff()
    ended_at = models.DateTimeField(null=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("asked_by")),
                name="a_hold_takes_two",
            ),
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True)
                | Q(confirmed_by__isnull=True) & ~Q(ended_by=F("asked_by"))
                | Q(end_asked_by__isnull=False) & ~Q(ended_by=F("end_asked_by")),
                name="its_end_takes_two",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["case"], condition=Q(ended_at__isnull=True), name="hold_in_force")
        ]

    def __str__(self) -> str:
        return f"hold {self.pk}"

    @property
    def audit_subject(self) -> Subject:
        return self.case.audit_subject


class ErasureQuerySet(models.QuerySet["Erasure"]):
    def waiting(self) -> Self:
        return self.filter(ended_at__isnull=True)

    def hiding(self) -> Self:
        """She asked for it: until it is decided, two people see that there is such a case."""
        return self.waiting().filter(cause=Cause.HER_REQUEST)

    def certificates(self) -> Self:
        return self.filter(outcome=Outcome.ERASED)


class Erasure(LoggedRow):
    """The end of one record: planned or asked for, agreed to by two people, and its certificate.

    Of a plan `first` and `second` are whoever said yes; of her request they are the two who were
    named to decide, and the only ones to whom the case is there.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="erasures")
    cause = models.CharField(max_length=16, choices=Cause)
    # Who heard her ask for it; empty for a plan, which the clock makes.
    asked_by = _staff()
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    # How it is known that it was she who asked, and that she was free to; emptied at the end.
    document = SealedDocumentField()
    first = _staff()
    first_at = models.DateTimeField(null=True)
    second = _staff()
    second_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True, default=Outcome.WAITS)
    ended_at = models.DateTimeField(null=True)
    # The certificate: how many rows went, and from when on no backup may bring them back.
    number = models.CharField(max_length=14, null=True, unique=True)
    rows = models.PositiveIntegerField(null=True)
    backups_until = models.DateTimeField(null=True)
    provider_version = models.PositiveIntegerField(null=True)
    # How often somebody else was named because nobody answered in time; only at her request.
    climbed = models.PositiveSmallIntegerField(default=0)

    seals_once: ClassVar[bool] = True  # an administrator, or the clock, changes it too
    added_later: ClassVar[dict[str, int]] = {"climbed": 0}
    objects = ErasureQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(ended_at__isnull=True), name="one_erasure_waits"
            ),
            models.CheckConstraint(
                condition=Q(first__isnull=True) | Q(second__isnull=True) | ~Q(first=F("second")),
                name="two_people_agree_to_erase",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.ERASED)
                | Q(cause__in=(Cause.UNOPENED, Cause.REFUSED))
                | Q(first_at__isnull=False, second_at__isnull=False),
                name="nothing_is_erased_by_one",
            ),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.ERASED, number__isnull=False, ended_at__isnull=False)
                | ~Q(outcome=Outcome.ERASED) & Q(number__isnull=True),
                name="a_certificate_exactly_when_erased",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["case", "first", "second"],
                condition=Q(ended_at__isnull=True, cause=Cause.HER_REQUEST),
                name="erasure_hiding",
            )
        ]

    def __str__(self) -> str:
        return f"erasure {self.number or self.pk}"

    @property
    def audit_subject(self) -> Subject:
        return self.case.audit_subject

    @property
    def is_hers(self) -> bool:
        return self.cause == Cause.HER_REQUEST


class KeptFor(LoggedRow):
    """How long one kind of thing is kept: only ever added, the newest holds."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=12, choices=Kept)
    days = models.PositiveIntegerField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["kind", "-set_at"], name="kept_for_newest")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.days} days"

    @property
    def audit_subject(self) -> Subject:
        return Subject("term", self.kind)


class CopyRequest(LoggedRow):
    """She asked for what is held about her. How it is to reach her safely lies in `document`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="copies")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    given_by = _staff()
    given_at = models.DateTimeField(null=True)
    document = SealedDocumentField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(given_at__isnull=True), name="one_copy_waits"
            )
        ]

    def __str__(self) -> str:
        return f"copy {self.pk}"

    @property
    def audit_subject(self) -> Subject:
        return self.case.audit_subject
