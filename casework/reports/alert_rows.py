"""What was unusual, what was asked about it, and how it ended: people, codes and entry numbers."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from casework.accounts.rows import LoggedRow, Subject
from casework.reports.codes import Answer, Outcome, Reason, Rule


class ExpectedQuerySet(models.QuerySet["Expected"]):
    def in_force(self, at: datetime) -> Self:
        return self.filter(ended_at__isnull=True, until__gt=at)


class Expected(LoggedRow):
    """Of one person and one rule, up to so much and until then: she is not asked about anew."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    rule = models.CharField(max_length=15, choices=Rule)
    reason = models.CharField(max_length=15, choices=Reason)
    up_to = models.PositiveIntegerField()
    until = models.DateTimeField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = ExpectedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(person=F("set_by")), name="nobody_expects_it_of_herself"
            ),
            models.CheckConstraint(
                condition=Q(until__gt=F("set_at")), name="what_is_expected_has_an_end"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["person", "rule"], name="expected_of")]

    def __str__(self) -> str:
        return f"expected {self.pk}"

    @property
    def audit_subject(self) -> Subject:
        return self.person.audit_subject


class AlertQuerySet(models.QuerySet["Alert"]):
    def shown_to(self, administrator: models.Model) -> Self:
        """Every one but those about herself."""
        found = self.exclude(person=administrator.pk)
        return found.select_related("person", "for_admin", "asked_of", "expected")

    def waiting(self) -> Self:
        """Nobody has ended it, and it is not expected."""
        return self.filter(settled_at__isnull=True, expected__isnull=True)

    def about_the_same(self, alert: Alert) -> Self:
        """Of the same person, by the same rule, in the same period."""
        return self.filter(person=alert.person_id, rule=alert.rule, period=alert.period)

    def before(self, alert: Alert) -> Self:
        """What was asked about the same before."""
        return self.about_the_same(alert).filter(count__lt=alert.count).order_by("count")

    def asked_of_her(self, person: models.Model) -> Self:
        """Questions that wait for her answer."""
        found = self.waiting().filter(asked_of=person.pk, answered_at__isnull=True)
        return found.exclude(person=person.pk).select_related("person")

    def unanswered_since(self, moment: datetime) -> Self:
        """Nobody was asked, or who was asked said nothing; and they were passed on to nobody."""
        nobody = Q(asked_at__isnull=True, found_at__lte=moment)
        silent = Q(asked_at__lte=moment, answered_at__isnull=True)
        return self.waiting().filter(nobody | silent, passed_on_at__isnull=True)


class Alert(LoggedRow):
    """One person did something unusual in one period. A question finds out whether it was right.

    Once that is answered, far more of it in the same period is an alert of its own (`looking`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    rule = models.CharField(max_length=15, choices=Rule)
    # The first day of it, on her own clock.
    period = models.DateField()
    count = models.PositiveIntegerField()
    limit = models.PositiveIntegerField()
    # Numbers of the log's entries, the first ones.
    entries = ArrayField(models.BigIntegerField())
    found_at = models.DateTimeField()
    expected = models.ForeignKey(Expected, models.PROTECT, null=True, related_name="+")
    # Whose it is to ask: an administrator, and after 48 hours the second one.
    for_admin = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    passed_on_at = models.DateTimeField(null=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    asked_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    asked_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=15, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=15, choices=Outcome, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True)
    # Who was told last by mail that it is hers to act (`telling`).
    told = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    marks_of_use: ClassVar[frozenset[str]] = frozenset({"told"})

    objects = AlertQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "rule", "period"],
                condition=Q(answer=""),
                name="one_alert_waits_a_person_rule_and_period",
            ),
            models.CheckConstraint(
                condition=Q(asked_of__isnull=True) | ~Q(asked_of=F("person")),
                name="nobody_answers_her_own_alert",
            ),
            models.CheckConstraint(
                condition=Q(settled_by__isnull=True) | ~Q(settled_by=F("person")),
                name="nobody_ends_her_own_alert",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False, asked_of__isnull=False)),
                name="answered_exactly_with_an_answer",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-found_at"], name="alert_newest"),
            models.Index(
                fields=["asked_of"],
                condition=Q(answered_at__isnull=True, settled_at__isnull=True),
                name="alert_to_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"alert {self.pk}"

    @property
    def audit_subject(self) -> Subject:
        return Subject("alert", str(self.pk), self.person.username)

    @property
    def is_answered(self) -> bool:
        return self.answered_at is not None


class Looked(models.Model):
    """One row: up to which entry the rules have looked, and when. A mark of use."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField(default=0)
    at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(id=1), name="looked_is_one_row")
        ]

    def __str__(self) -> str:
        return f"looked up to {self.number}"
