"""What is due, to whom. These rows are the queue: a sweep finds and delivers them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Case as Sorted
from django.db.models import Q, When
from django.db.models.functions import Greatest

from casework.accounts.models import User
from casework.accounts.rows import LoggedRow, Subject
from casework.cases.models import Case
from casework.cases.states import Risk
from casework.referrals.models import Partner
from casework.reminders import reach
from casework.reminders.gathered import Gathered as Gathered
from casework.reminders.interval_rows import Interval as Interval
from casework.reminders.kinds import CAN_WAIT, OF_PARTNERS, PRESSING, TICKED, Kind
from casework.reminders.push_rows import PushSubscription as PushSubscription
from casework.reminders.roster import Duty as Duty
from casework.reminders.safe_times import SafeTimesRow as SafeTimesRow
from casework.reminders.ways import Ways as Ways


class DueState(models.TextChoices):
    PENDING = "pending"
    DONE = "done"
    WITHDRAWN = "withdrawn"


class Delivery(models.TextChoices):
    """How far the notice has come; a mark of use, not part of what is due."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    DELIVERED = "delivered"
    SET_ASIDE = "set_aside"


class DueQuerySet(models.QuerySet["Due"]):
    def pending(self) -> Self:
        return self.filter(state=DueState.PENDING)

    def held(self) -> Self:
        """The pending ones, for whoever changes them: nobody else does before COMMIT."""
        return self.select_for_update(no_key=True).pending()

    def of(self, user: User, at: datetime) -> Self:
        """The tasks that reach her now (`reach`)."""
        return self.filter(reach.tasks_of(user, at))

    def climbing(self, at: datetime) -> Self:
        """Late tasks above which a rung may be due (`ladder`)."""
        return self.pending().filter(climbs_at__lte=at)

    def effective_by(self, at: datetime) -> Self:
        """Due by `at`, snoozing counted, the earliest first."""
        return self.filter(effective_at__lte=at).order_by("effective_at", "id")

    def set_aside(self) -> Self:
        """Their mails could not be sent; each home shows them all the same."""
        return self.pending().filter(delivery=Delivery.SET_ASIDE)

    def to_deliver(self, at: datetime, *, leases: Sequence[timedelta]) -> Self:
        """Due, and nobody is at it; the longest due first. `leases`: for how long each try is."""
        over = [
            Q(tries=tries, claimed_at__lte=at - lease)
            for tries, lease in enumerate(leases, start=1)
        ]
        return (
            self.pending()
            .filter(due_at__lte=at)
            .filter(Q(snoozed_until__isnull=True) | Q(snoozed_until__lte=at))
            .filter(Q(notice_at__isnull=True) | Q(notice_at__lte=at) | Q(case__risk=Risk.CRITICAL))
            .filter(Q(delivery=Delivery.WAITING) | Q(reduce(or_, over), delivery=Delivery.CLAIMED))
            .order_by("due_at", "id")
        )


class Due(LoggedRow):
    """One task of one person: its kind and its times, and nothing about the survivor."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Every row has its case but those about a partner (`OF_PARTNERS`), which are asked for first.
    case: models.ForeignKey[Case, Case] = models.ForeignKey(  # type: ignore[misc]
        Case, models.PROTECT, null=True, related_name="dues"
    )
    partner = models.ForeignKey(Partner, models.PROTECT, null=True, related_name="dues")
    kind = models.CharField(max_length=30, choices=Kind)
    # The row that it is about (a referral); empty for the case itself.
    reference = models.UUIDField(null=True, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="dues")
    due_at = models.DateTimeField()
    # For a follow-up: from when it is counted, and whether one was done before it.
    counted_from = models.DateTimeField(null=True, blank=True)
    followed_up = models.BooleanField(default=False)
    # When she was promised the next contact, if that is sooner than the rhythm asks; or when an act
    # asked for what the rhythm brings too.
    promised_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=DueState, default=DueState.PENDING)
    done_at = models.DateTimeField(null=True, blank=True)
    snoozed_until = models.DateTimeField(null=True, blank=True)
    # Why its caseworker cannot do the task that it is about; a code (`passing`).
    reason = models.CharField(max_length=20, blank=True, default="")
    # How far the notice has come. Written by the worker's sweep, in no hash.
    delivery = models.CharField(max_length=12, choices=Delivery, default=Delivery.WAITING)
    claimed_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    # Until when its notice waits, by its owner's own hours (`ways`).
    notice_at = models.DateTimeField(null=True, blank=True)
    # When it is looked at whether it is late; set with its notice.
    climbs_at = models.DateTimeField(null=True, blank=True)
    # Worked out by the database, so that an index has them in the order of home: what hours decide
    # above what has long been late, then the earliest first, snoozing counted.
    rank = models.GeneratedField(
        expression=Sorted(
            When(kind__in=sorted(kind.value for kind in PRESSING), then=0),
            When(kind__in=sorted(kind.value for kind in CAN_WAIT), then=2),
            default=1,
        ),
        output_field=models.SmallIntegerField(),
        db_persist=True,
    )
    effective_at = models.GeneratedField(
        expression=Greatest("due_at", "snoozed_until"),  # NULL counts for nothing there
        output_field=models.DateTimeField(),
        db_persist=True,
    )

    marks_of_use: ClassVar[frozenset[str]] = frozenset(
        {"delivery", "claimed_at", "delivered_at", "tries", "notice_at", "climbs_at"}
        | {"rank", "effective_at"}
    )
    added_later: ClassVar[dict[str, Any]] = {"reason": "", "partner_id": None}
    objects = DueQuerySet.as_manager()

    # What its owner calls the case, put here by a page that holds her keys; never stored.
    label = ""
    # The name of the desk that she stands by for, put here by a page as well.
    stands_by = ""
    # The name of whoever is away, and in whose place it reaches her.
    in_place_of = ""
    # Why its caseworker cannot do it, in words, and whether she may say so; put here by a page.
    because: Any = ""
    # For a window of hers that is open: whether she may be spoken to; put here by a page too.
    rule: Any = None
    may_be_passed_on = False

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "kind", "reference", "owner"],
                condition=Q(state="pending", case__isnull=False),
                nulls_distinct=False,
                name="one_pending_of_a_kind",
            ),
            models.UniqueConstraint(
                fields=["partner", "kind", "owner"],
                condition=Q(state="pending", partner__isnull=False),
                name="one_pending_of_a_partner",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=sorted(OF_PARTNERS), case=None, partner__isnull=False)
                | (~Q(kind__in=sorted(OF_PARTNERS)) & Q(case__isnull=False, partner=None)),
                name="about_a_case_or_a_partner",
            ),
            models.CheckConstraint(
                condition=Q(state="done", done_at__isnull=False)
                | (~Q(state="done") & Q(done_at__isnull=True)),
                name="done_exactly_when_done_at",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"],
                condition=Q(state="pending") & ~Q(delivery__in=("delivered", "set_aside")),
                name="due_to_deliver",
            ),
            models.Index(
                fields=["climbs_at"],
                condition=Q(state="pending", climbs_at__isnull=False),
                name="due_to_climb",
            ),
            models.Index(
                fields=["due_at"],
                condition=Q(state="pending", delivery="set_aside"),
                name="due_set_aside",
            ),
            models.Index(
                fields=["due_at"],
                condition=Q(state="pending", kind=Kind.CONTACT_WINDOW),
                name="due_window",
            ),
            models.Index(
                fields=["owner", "rank", "effective_at", "id"],
                condition=Q(state="pending"),
                name="due_in_order",
            ),
            models.Index(
                fields=["owner", "due_at"],
                condition=Q(state="pending", case__isnull=True),
                name="due_of_partner",
            ),
            models.Index(
                fields=["case", "-done_at"], condition=Q(state="done"), name="due_last_done"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def get_kind_display(self) -> str:  # type: ignore[no-redef]  # in place of Django's
        """Django's own says every kind of the list each time, in the language of the page."""
        return str(Kind(self.kind).label)

    @property
    def audit_subject(self) -> Subject:
        return self.partner.audit_subject if self.partner else self.case.audit_subject

    @property
    def code(self) -> str:
        """Of what it is about."""
        return self.partner.alias if self.partner else self.case.code

    @property
    def risk(self) -> str:
        """Of her case; a partner has none."""
        return "" if self.partner else self.case.risk

    @property
    def may_be_done(self) -> bool:
        """It ends by being ticked; the others end with what they wait for."""
        return self.kind in TICKED

    @property
    def is_put_off(self) -> bool:
        return self.falls_due > self.due_at

    @property
    def falls_due(self) -> datetime:
        return max(self.due_at, self.snoozed_until or self.due_at)
