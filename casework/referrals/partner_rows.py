"""What waits for a second person about a partner, or was decided by one (reference 6.2)."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import ClassVar, Final, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework.accounts.models import Desk, Role, User
from casework.accounts.rows import LoggedRow, Subject
from casework.accounts.sealed import HouseSealedField

DECIDE_WITHIN: Final = timedelta(days=7)


class Asked(models.TextChoices):
    """What one supervisor asks about a partner, and another one decides."""

    VET = "vet", _("to vet a partner")
    RESUME = "resume", _("to let a suspended partner go on")
    CHANGE = "change", _("to change where a partner is reached, or what it gets")


class Answer(models.TextChoices):
    YES = "yes", _("yes")
    NO = "no", _("no")
    # It was described anew, or suspended, or ended: what was asked stands no more.
    DROPPED = "dropped", _("not needed any more")


class PartnerDecisionQuerySet(models.QuerySet["PartnerDecision"]):
    def waiting(self) -> Self:
        return self.filter(decided_at__isnull=True)

    def to_decide(self, user: User) -> Self:
        """What somebody else has asked, the first first."""
        waits = self.waiting().exclude(asked_by=user)
        return waits.select_related("partner", "asked_by").order_by("asked_at", "id")


class PartnerDecision(LoggedRow):
    """One thing asked about one partner. The words of both, and a change that waits, are sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partner = models.ForeignKey("referrals.Partner", models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=10, choices=Asked)
    words = HouseSealedField()
    said = HouseSealedField()
    # Name and details as they are to be; empty unless a change is asked.
    change = HouseSealedField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)

    objects = PartnerDecisionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["partner"],
                condition=Q(decided_at__isnull=True),
                name="one_decision_of_a_partner_waits",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | (Q(decided_at__isnull=False) & ~Q(decided_by=F("asked_by"))),
                name="never_one_person_twice_of_a_partner",
            ),
            models.CheckConstraint(
                condition=Q(answer="", decided_at__isnull=True)
                | (~Q(answer="") & Q(decided_at__isnull=False)),
                name="answered_exactly_when_decided",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def audit_subject(self) -> Subject:
        return self.partner.audit_subject

    @property
    def due_at(self) -> datetime:
        return self.asked_at + DECIDE_WITHIN


LOOK_WITHIN: Final = timedelta(hours=24)


class Reason(models.TextChoices):
    """Why what is under way with a partner is looked at."""

    SUSPENDED = "suspended", _("it is suspended")
    ENDED = "ended", _("the work with it has ended")
    LAPSED = "lapsed", _("its agreement has run out")


class PartnerReviewQuerySet(models.QuerySet["PartnerReview"]):
    def waiting(self) -> Self:
        return self.filter(done_at__isnull=True)

    def waiting_for(self, user: User, at: datetime) -> Self:
        """On her desks, and what any desk has not done in its time; the first due first."""
        mine = Q(desk__in=user.desks_as(Role.SUPERVISOR))
        waits = self.waiting().filter(mine | Q(due_at__lte=at))
        return waits.select_related("partner", "desk").order_by("due_at", "id")


class PartnerReview(LoggedRow):
    """A desk has live referrals, and one partner takes nothing any more: are any of them with it?

    Which partner a referral is with lies sealed under its case's key. So the desk is asked, never a
    referral marked, and whoever holds the keys looks.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partner = models.ForeignKey("referrals.Partner", models.PROTECT, related_name="reviews")
    desk = models.ForeignKey(Desk, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=10, choices=Reason)
    words = HouseSealedField()
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    # Done by nobody: the partner may be referred to again.
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    done_at = models.DateTimeField(null=True)

    objects = PartnerReviewQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["partner", "desk"],
                condition=Q(done_at__isnull=True),
                name="one_review_of_a_partner_waits_on_a_desk",
            ),
            models.CheckConstraint(
                condition=Q(done_by__isnull=True) | Q(done_at__isnull=False),
                name="reviewed_by_whoever_is_done",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.pk}"

    @property
    def audit_subject(self) -> Subject:
        return self.partner.audit_subject
