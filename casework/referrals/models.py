"""Partners, and a case handed to one of them for one service."""

from __future__ import annotations

import uuid
from typing import ClassVar, Self
from uuid import UUID

from django.db import models
from django.db.models import Case as Choose
from django.db.models import Value, When

from casework.accounts.models import Role, User
from casework.accounts.rows import LoggedRow, Subject
from casework.accounts.sealed import HouseSealedField
from casework.cases.models import Case, CaseRow
from casework.referrals.link_rows import PacketLink as PacketLink
from casework.referrals.link_rows import PartnerAnswer as PartnerAnswer
from casework.referrals.partner_rows import PartnerDecision as PartnerDecision
from casework.referrals.partner_rows import PartnerReview as PartnerReview
from casework.referrals.partner_states import PartnerState
from casework.referrals.states import LIVE, ReferralState, Urgency
from casework.vault.fields import SealedDocumentField


class PartnerQuerySet(models.QuerySet["Partner"]):
    def active(self) -> Self:
        return self.filter(state=PartnerState.ACTIVE)

    def in_order(self) -> Self:
        return self.order_by("alias")


class Partner(LoggedRow):
    """An organisation that takes referrals. Only its public code and its state lie in clear.

    What it offers and where would tell whoever reads the disk where women are sheltered: it is
    sealed under the house's mail key. The shape of `details` is `partners.Details`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    alias = models.SlugField(max_length=30, unique=True)
    state = models.CharField(max_length=10, choices=PartnerState, default=PartnerState.PROPOSED)
    name = HouseSealedField()
    details = HouseSealedField()

    objects = PartnerQuerySet.as_manager()

    def __str__(self) -> str:
        return self.alias

    @property
    def audit_subject(self) -> Subject:
        return Subject("partner", str(self.pk), self.alias)


_RANK = Choose(
    When(urgency=Urgency.URGENT, then=Value(0)),
    When(urgency=Urgency.HIGH, then=Value(1)),
    default=Value(2),
)


class ReferralQuerySet(models.QuerySet["Referral"]):
    def to_review(self, user: User) -> Self:
        """What waits for her as a supervisor: urgent first, then whoever has waited longest."""
        waiting = self.filter(
            state=ReferralState.PENDING_REVIEW, case__desk__in=user.desks_as(Role.SUPERVISOR)
        )
        return waiting.order_by(_RANK, "due_at", "id")

    def live(self) -> Self:
        return self.filter(state__in=LIVE)


class Referral(CaseRow):
    """One service asked of one partner. In clear: state, urgency, and when an answer is due.

    Service, partner, need, note, author, reasons and decisions lie in `document`.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="referrals")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=15, choices=ReferralState, default=ReferralState.DRAFT)
    urgency = models.CharField(max_length=10, choices=Urgency)
    # By when a review, or the partner's answer, is due; empty while nobody waits.
    due_at = models.DateTimeField(null=True, blank=True)
    document = SealedDocumentField()

    objects = ReferralQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "number"], name="one_referral_a_number"),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=(ReferralState.PENDING_REVIEW, ReferralState.SENT),
                    due_at__isnull=False,
                )
                | (
                    ~models.Q(state__in=(ReferralState.PENDING_REVIEW, ReferralState.SENT))
                    & models.Q(due_at__isnull=True)
                ),
                name="due_exactly_while_somebody_waits",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["case"],
                condition=models.Q(state=ReferralState.PENDING_REVIEW),
                name="referral_to_review",
            )
        ]

    def __str__(self) -> str:
        return f"referral {self.number}"


class ReferralStep(LoggedRow):
    """One act on a referral, only ever added: what it was in clear, by whom and why sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    # "" when the referral was written.
    from_state = models.CharField(max_length=15, choices=ReferralState, blank=True)
    to_state = models.CharField(max_length=15, choices=ReferralState)
    document = SealedDocumentField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["referral", "number"], name="one_step_a_number")
        ]

    def __str__(self) -> str:
        return f"step {self.number}"

    @property
    def case_id(self) -> UUID:
        return self.referral.case_id

    @property
    def audit_subject(self) -> Subject:
        return self.referral.audit_subject
