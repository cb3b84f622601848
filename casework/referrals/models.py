"""Partners, and a case handed to one of them for one service."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar, Self
from uuid import UUID

from django.db import models
from django.db.models import Case as Choose
from django.db.models import Value, When

from casework.accounts.models import Role, User
from casework.accounts.rows import LoggedRow, Subject
from casework.accounts.sealed import HouseSealedField
from casework.cases.models import Case, CaseRow
from casework.referrals.deletion_rows import OpenDeletion as OpenDeletion
from casework.referrals.link_rows import PacketLink as PacketLink
from casework.referrals.link_rows import PartnerAnswer as PartnerAnswer
from casework.referrals.partner_rows import PartnerDecision as PartnerDecision
from casework.referrals.partner_rows import PartnerReview as PartnerReview
from casework.referrals.partner_states import PartnerState
from casework.referrals.police_rows import PoliceCountry as PoliceCountry
from casework.referrals.states import LIVE, TO_DELETE, WITHDRAWABLE, ReferralState, Urgency
from casework.referrals.tally_rows import Tally as Tally
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
    def to_review(self, user: User, at: datetime) -> Self:
        """What waits for her as a supervisor: overdue, then urgent, then whoever waited longest."""
        waiting = self.filter(
            state=ReferralState.PENDING_REVIEW, case__desk__in=user.desks_as(Role.SUPERVISOR)
        )
        is_late = Choose(When(due_at__lte=at, then=Value(0)), default=Value(1))
        return waiting.order_by(is_late, _RANK, "due_at", "id")

    def live(self) -> Self:
        return self.filter(state__in=LIVE)

    def withdrawable(self) -> Self:
        """Which her yes can still be taken back from."""
        return self.filter(state__in=WITHDRAWABLE)

    def in_the_way(self) -> Self:
        """A case does not close over these: live, or to be deleted by a partner who has not
        answered yet.
        """
        to_delete = models.Q(state__in=TO_DELETE, due_at__isnull=False)
        return self.filter(models.Q(state__in=LIVE) | to_delete)

    def unanswered(self, at: datetime) -> Self:
        """Sent, and the time to answer is over; the longest over first."""
        late = self.filter(state=ReferralState.SENT, due_at__lte=at)
        return late.order_by("due_at", "id")


_WAITED_FOR = (ReferralState.PENDING_REVIEW, ReferralState.SENT)


class Referral(CaseRow):
    """One service asked of one partner. In clear: state, urgency, when an answer is due, and who
    asked for its review and who agreed, for the database to hold that these are two.

    Service, partner, need, items of the packet, authors, reasons, what it replaces and the packet
    lie in `document`.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="referrals")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=20, choices=ReferralState, default=ReferralState.DRAFT)
    urgency = models.CharField(max_length=10, choices=Urgency)
    # By when a review, the partner's answer, or its word that it deleted is due; else empty.
    due_at = models.DateTimeField(null=True, blank=True)
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    document = SealedDocumentField()

    objects = ReferralQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "number"], name="one_referral_a_number"),
            models.CheckConstraint(
                condition=models.Q(state__in=_WAITED_FOR, due_at__isnull=False)
                | models.Q(state__in=sorted(TO_DELETE))
                | (
                    ~models.Q(state__in=(*_WAITED_FOR, *sorted(TO_DELETE)))
                    & models.Q(due_at__isnull=True)
                ),
                name="due_exactly_while_somebody_waits",
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True)
                | models.Q(asked_by__isnull=True)
                | ~models.Q(approved_by=models.F("asked_by")),
                name="reviewer_is_not_the_author",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["case"],
                condition=models.Q(state=ReferralState.PENDING_REVIEW),
                name="referral_to_review",
            ),
            models.Index(
                fields=["due_at"],
                condition=models.Q(state=ReferralState.SENT),
                name="referral_unanswered",
            ),
        ]

    def __str__(self) -> str:
        return f"referral {self.number}"


class ReferralStep(LoggedRow):
    """One act on a referral, only ever added: what it was in clear, by whom and why sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    # "" when the referral was written.
    from_state = models.CharField(max_length=20, choices=ReferralState, blank=True)
    to_state = models.CharField(max_length=20, choices=ReferralState)
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
