"""The grant: guardian's own permission row, with the wrapped key in it.

A permission without a key cannot be stored, a key without a permission does not exist, and
guardian's `has_perm` reads the same row. Written by `access.grants` alone.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from guardian.managers import GroupObjectPermissionManager, UserObjectPermissionManager
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from casework.access.announcement_rows import Announcement as Announcement
from casework.access.announcement_rows import PutAway as PutAway
from casework.access.change_rows import Change as Change
from casework.access.conduct_rows import Acceptance as Acceptance
from casework.access.conduct_rows import Conduct as Conduct
from casework.access.log_rows import LogExport as LogExport
from casework.access.log_rows import LogView as LogView
from casework.accounts.models import Desk, User
from casework.accounts.rows import LoggedRow, ProtectedRow, Subject
from casework.crypto.encoding import Part
from casework.vault.models import Principal


class HolderRole(models.TextChoices):
    OWNER = "owner"
    READER = "reader"
    SUPERVISORS = "supervisors"
    STANDBY = "standby"


# guardian's permissions on a case. A standby grant carries its own, so that guardian's answer to
# "which cases may she hold" is ours: a standby key is there, but is used only through break-glass
# or for an act that needs a second person.
HOLD = "hold"
STAND_BY = "stand_by"


class UserGrantQuerySet(models.QuerySet["UserGrant"]):
    def in_force(self, at: datetime | Now) -> Self:
        return self.filter(Q(until__isnull=True) | Q(until__gt=at))


class GroupGrantQuerySet(models.QuerySet["GroupGrant"]):
    def in_force(self, at: datetime | Now) -> Self:
        return self.filter(Q(until__isnull=True) | Q(until__gt=at))


class Grant(ProtectedRow):
    """What both kinds of grant have: for whom (a principal and its epoch), as what, until when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    role = models.CharField(max_length=11, choices=HolderRole)
    principal = models.ForeignKey(Principal, models.PROTECT, related_name="+")
    key_version = models.PositiveIntegerField(default=1)
    wrapped_key = models.BinaryField()
    # Wrapped by its holder to herself: opening costs no public-key work (access.rewrapping).
    own_wrap = models.BooleanField(default=False)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def audit_subject(self) -> Subject:
        return Subject("case", str(self.case_id))

    @property
    def case_id(self) -> UUID:
        case_id: UUID = self.content_object_id  # type: ignore[attr-defined]  # of the subclasses
        return case_id

    def binding(self) -> tuple[Part, ...]:
        return binding(self)


def binding(grant: Any) -> tuple[Part, ...]:
    """What the wrapped key is bound to: case, principal (one per epoch), role, key version.

    `grant` is a row, or its values by name.
    """
    return (
        "grant",
        grant.content_object_id,
        grant.principal_id,
        grant.role,
        grant.key_version,
    )


class UserGrant(UserObjectPermissionBase, Grant):
    """One person may open one case."""

    content_object = models.ForeignKey("cases.Case", models.PROTECT, related_name="user_grants")

    objects: ClassVar = UserObjectPermissionManager.from_queryset(UserGrantQuerySet)()

    class Meta(UserObjectPermissionBase.Meta):
        abstract = False
        indexes: ClassVar = [
            models.Index(fields=["content_object"], name="user_grant_of_case"),
            models.Index(
                fields=["principal"], name="user_grant_to_rewrap", condition=Q(own_wrap=False)
            ),
            models.Index(
                fields=["until"], name="user_grant_with_an_end", condition=Q(until__isnull=False)
            ),
        ]


class GroupGrant(GroupObjectPermissionBase, Grant):
    """One group's members may open one case."""

    content_object = models.ForeignKey("cases.Case", models.PROTECT, related_name="group_grants")

    objects: ClassVar = GroupObjectPermissionManager.from_queryset(GroupGrantQuerySet)()

    class Meta(GroupObjectPermissionBase.Meta):
        abstract = False
        indexes: ClassVar = [
            models.Index(
                fields=["principal"], name="group_grant_to_rewrap", condition=Q(own_wrap=False)
            ),
        ]


class ProposedDesk(ProtectedRow):
    """A desk that an administrator wants made, with a first supervisor who is none elsewhere.

    It has no keys, and she no post, until a supervisor in post says yes (`access.new_desks`); the
    answer deletes the row.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.SlugField(max_length=20, unique=True)
    name = models.CharField(max_length=80)
    deputy = models.ForeignKey(Desk, models.PROTECT, null=True, related_name="+")
    supervisor = models.ForeignKey(User, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.code

    @property
    def audit_subject(self) -> Subject:
        return Subject("desk", str(self.pk), self.code, self.code)


class FocalPoint(ProtectedRow):
    """Who decides for girls on a desk, and who does when she cannot (reference 3.4).

    What it says counts only while both hold a supervisors' key (`access.focal_points.of`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    desk = models.OneToOneField(Desk, models.PROTECT, related_name="+")
    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    deputy = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"focal point {self.pk}"

    @property
    def audit_subject(self) -> Subject:
        return self.desk.audit_subject


class Followed(models.TextChoices):
    """How far what waits for the one has gone over to the other, and back."""

    NOT_YET = "not_yet"
    BEGUN = "begun"
    OVER = "over"


class StandInQuerySet(models.QuerySet["StandIn"]):
    def not_over(self, at: datetime) -> Self:
        return self.filter(ended_at__isnull=True, until__gt=at)

    def in_force(self, at: datetime | Now) -> Self:
        return self.filter(ended_at__isnull=True, since__lte=at, until__gt=at)

    def overlapping(self, since: datetime, until: datetime) -> Self:
        return self.filter(ended_at__isnull=True, since__lt=until, until__gt=since)

    def to_follow(self, at: datetime) -> Self:
        """They have begun, or are over, and nobody has moved yet what waits."""
        begun = Q(followed=Followed.NOT_YET, since__lte=at)
        over = Q(followed=Followed.BEGUN, until__lte=at)
        return self.filter(begun | over, ended_at__isnull=True)


class StandIn(ProtectedRow):
    """Somebody is away for a while, and a deputy acts in her place (`access.stand_ins`).

    Nobody gets a key by this row: a supervisor's deputy reviews only while she holds a supervisors'
    key herself, and tasks reach a deputy only in cases that she can open.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    deputy = models.ForeignKey(User, models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    followed = models.CharField(max_length=10, choices=Followed, default=Followed.NOT_YET)

    marks_of_use: ClassVar[frozenset[str]] = frozenset({"followed"})
    objects = StandInQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(person=F("deputy")), name="nobody_stands_in_for_herself"
            ),
            models.CheckConstraint(condition=Q(since__lt=F("until")), name="it_lasts_a_while"),
        ]

    def __str__(self) -> str:
        return f"stand-in {self.pk}"

    @property
    def last_moment(self) -> datetime:
        """Whose day is the last one."""
        return self.until - timedelta(microseconds=1)

    @property
    def audit_subject(self) -> Subject:
        return self.person.audit_subject


class Forgetting(LoggedRow):
    """What tells who somebody was who left is to go: one administrator asks, another agrees."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.OneToOneField(User, models.PROTECT, related_name="forgetting")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    agreed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("asked_by")),
                name="forgetting_takes_two",
            )
        ]

    def __str__(self) -> str:
        return f"forgetting {self.pk}"

    @property
    def audit_subject(self) -> Subject:
        return self.person.audit_subject
