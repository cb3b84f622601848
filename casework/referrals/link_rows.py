"""A partner's link to a packet, and what it answered. Nothing here opens without the passphrase."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import ClassVar, Final, Self
from uuid import UUID

from django.db import models
from django.db.models import Q

from casework.accounts.models import Role, User
from casework.accounts.rows import LoggedRow, ProtectedRow, Subject
from casework.referrals.states import ReferralState
from casework.vault.fields import SealedDocumentField

OPENS_FOR: Final = timedelta(hours=72)
MOST_WRONG: Final = 5
MOST_OPENINGS: Final = 5
MOST_ANSWERS: Final = 12

READABLE: Final = frozenset(
    {
        ReferralState.SENT,
        ReferralState.NO_RESPONSE,  # a late answer counts
        ReferralState.ACCEPTED,
        ReferralState.IN_PROGRESS,
    }
)
"""While the partner may read what was sent."""

ANSWERABLE: Final = READABLE | {
    ReferralState.DECLINED,
    ReferralState.COMPLETED,
    ReferralState.PARTLY_COMPLETED,
    ReferralState.NOT_COMPLETED,
}
"""While it may answer: until the referral is closed."""


class PacketLinkQuerySet(models.QuerySet["PacketLink"]):
    def alive(self) -> Self:
        return self.filter(ended_at__isnull=True)

    def over(self, at: datetime) -> Self:
        """Their packet was to be read until now and still lies there."""
        return self.alive().filter(expires_at__lte=at).exclude(sealed_packet=b"")


class PacketLink(ProtectedRow):
    """One way to one packet. `sealed_packet` is emptied when its time is over, or it was opened or
    tried too often; `sealed_sheet` (code and service) when the link ends.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey("referrals.Referral", models.PROTECT, related_name="links")
    name = models.BinaryField(unique=True)
    parameters = models.BinaryField()
    sealed_packet = models.BinaryField(blank=True)
    sealed_sheet = models.BinaryField(blank=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    wrong_tries = models.PositiveIntegerField(default=0)
    openings = models.PositiveIntegerField(default=0)
    first_opened_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = PacketLinkQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["referral"], condition=Q(ended_at__isnull=True), name="one_living_link"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(sealed_packet=b"", sealed_sheet=b""),
                name="nothing_lies_behind_a_dead_link",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["expires_at"], condition=~Q(sealed_packet=b""), name="packet_link_over"
            )
        ]

    def __str__(self) -> str:
        return f"packet link {self.pk}"

    @property
    def audit_subject(self) -> Subject:
        return self.referral.audit_subject


class PartnerAnswerQuerySet(models.QuerySet["PartnerAnswer"]):
    def to_file(self, user: User) -> Self:
        """Those on her desks, as a supervisor, that nobody has filed; the oldest first."""
        desks = user.desks_as(Role.SUPERVISOR)
        waiting = self.filter(filed_at__isnull=True, referral__case__desk__in=desks)
        waiting = waiting.filter(referral__case__hidden_at__isnull=True)
        return waiting.order_by("received_at", "id")


class PartnerAnswer(LoggedRow):
    """Something a partner answered. A letter until somebody files it; then it lies in `document`,
    under the case's key.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey("referrals.Referral", models.PROTECT, related_name="answers")
    received_at = models.DateTimeField()
    filed_at = models.DateTimeField(null=True)
    document = SealedDocumentField()

    objects = PartnerAnswerQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["received_at"],
                condition=Q(filed_at__isnull=True),
                name="partner_answer_to_file",
            )
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"

    @property
    def case_id(self) -> UUID:
        return self.referral.case_id

    @property
    def audit_subject(self) -> Subject:
        return self.referral.audit_subject

    @property
    def letter(self) -> str:
        """What its letters are about."""
        return f"answer/{self.pk.hex}"
