"""People, desks and posts. What happens to them is written and recorded by `access`."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from casework.accounts.invitation_rows import Invitation as Invitation
from casework.accounts.questions import Question, Slot
from casework.accounts.rows import ProtectedRow, Subject
from casework.accounts.sealed import HouseSealedField


class Role(models.TextChoices):
    CASEWORKER = "caseworker", _("caseworker")
    SUPERVISOR = "supervisor", _("supervisor")
    ADMINISTRATOR = "administrator", _("administrator")


class Status(models.TextChoices):
    INVITED = "invited", _("invited")
    WAITING = "waiting", _("waiting to be admitted")
    ADMITTED = "admitted", _("admitted")
    LEFT = "left", _("has left")


class DeskQuerySet(models.QuerySet["Desk"]):
    def in_use(self) -> DeskQuerySet:
        return self.filter(retired_at__isnull=True)


class Desk(ProtectedRow):
    """A team that shares cases. Its deputy desk's supervisors stand in when it has nobody left."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.SlugField(max_length=20, unique=True)
    name = models.CharField(max_length=80)
    deputy = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    # What an administrator asks for; a supervisor of this desk says yes or no.
    deputy_proposed = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+"
    )
    supervisors = models.OneToOneField(Group, models.PROTECT, related_name="desk_supervised")
    duty = models.OneToOneField(Group, models.PROTECT, related_name="desk_on_duty")
    # From then on nobody works on it; it stays for the log and for what was erased there.
    retired_at = models.DateTimeField(null=True, blank=True)

    added_later: ClassVar[Mapping[str, Any]] = {"retired_at": None}
    objects = DeskQuerySet.as_manager()

    def __str__(self) -> str:
        return self.code

    @property
    def audit_subject(self) -> Subject:
        return Subject("desk", str(self.pk), self.code, self.code)


class UserQuerySet(models.QuerySet["User"]):
    def admitted(self) -> UserQuerySet:
        return self.filter(is_active=True, status=Status.ADMITTED, locked_out=False)

    def in_post(self, role: Role, desk: Desk | None = None) -> UserQuerySet:
        """Those who hold `role` now, on `desk` or (None) anywhere."""
        posts = Post.objects.current().filter(role=role)
        if desk is not None:
            posts = posts.filter(desk=desk)
        return self.filter(pk__in=posts.values("person"))

    def supervising(self, desk: Desk) -> UserQuerySet:
        """Those admitted who supervise `desk` and are members of its key group."""
        posts = Post.objects.keyed().filter(desk=desk)
        return self.admitted().filter(pk__in=posts.values("person"))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]  # a class made at run time
    def get_by_natural_key(self, username: str | None) -> User:
        found: User = self.get(username__iexact=username)
        return found


class User(AbstractBaseUser, ProtectedRow):
    """A member of staff. The passphrase is kept nowhere: see `vault.Lock`."""

    password = None  # type: ignore[assignment]  # removes the inherited column

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    email = HouseSealedField()
    language = models.CharField(max_length=10, default="en")
    time_zone = models.CharField(max_length=50, default="Asia/Seoul")
    status = models.CharField(max_length=10, choices=Status, default=Status.INVITED)
    is_active = models.BooleanField(default=True)
    # Kept so that tests can prove that it opens nothing.
    is_superuser = models.BooleanField(default=False)
    session_epoch = models.PositiveIntegerField(default=1)
    # A digest over her second factors (see `access.factors`); empty while she has none.
    second_factors = models.BinaryField(default=b"", blank=True)
    # Whether Shift three times leaves, and whether single keys act: both can be switched off.
    leave_by_key = models.BooleanField(default=True)
    single_keys = models.BooleanField(default=True)
    # For a time, and taken back: nobody gets in as her (see `access.lock_out`).
    locked_out = models.BooleanField(default=False)
    groups = models.ManyToManyField(Group, through="vault.Membership", related_name="user_set")

    marks_of_use: ClassVar[frozenset[str]] = frozenset({"last_login"})
    added_later: ClassVar[Mapping[str, Any]] = {"locked_out": False}
    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(is_active=False, status=Status.LEFT)
                | (Q(is_active=True) & ~Q(status=Status.LEFT)),
                name="inactive_exactly_when_left",
            )
        ]

    def __str__(self) -> str:
        return self.username

    @property
    def audit_subject(self) -> Subject:
        return Subject("person", str(self.pk), self.username, "")

    @property
    def is_admitted(self) -> bool:
        return self.is_active and self.status == Status.ADMITTED and not self.locked_out

    def get_session_auth_hash(self) -> str:
        """Raising `session_epoch` ends every session of this person at once."""
        digest: str = salted_hmac("casework.session", f"{self.pk}|{self.session_epoch}").hexdigest()
        return digest

    def get_session_auth_fallback_hash(self) -> Any:
        return iter(())

    def set_password(self, raw_password: str | None) -> None:
        raise NotImplementedError("Use access.locks.change_passphrase.")

    def check_password(self, raw_password: str | None) -> bool:
        raise NotImplementedError("Use access.unlocking.check.")

    def has_usable_password(self) -> bool:
        return self.status in (Status.WAITING, Status.ADMITTED)

    def has_module_perms(self, app_label: str) -> bool:
        return False

    def posts_now(self) -> list[Post]:
        """Her posts in force, read once. Until she is admitted they give her nothing.

        A supervisor's post counts from when another supervisor gave her the desk's key: named by an
        administrator alone, she decides nothing.
        """
        if not self.is_admitted:
            return []
        if not hasattr(self, "_posts_now"):
            self.take_posts(POSTS_OF(person=self.pk))
        return self._posts_now

    def take_posts(self, posts: list[Post]) -> None:
        """What `POSTS_OF` answered for her. Raises Forged."""
        for post in posts:
            self._conduct = post.conduct, post.accepted  # type: ignore[attr-defined]  # by annotate
            post.check_mac()
            if post.desk is not None:
                post.desk.check_mac()
        self._posts_now = [
            post
            for post in posts
            if post.keyed or post.role != Role.SUPERVISOR  # type: ignore[attr-defined]  # by annotate
        ]

    @property
    def accepted_conduct(self) -> int | None:
        """The newest version of the code of conduct that she accepted; None before the first."""
        return self._conduct[1] if self.posts_now() else None

    @property
    def has_conduct_to_accept(self) -> bool:
        """She has a post, and has not accepted the version in force (0: the product's own)."""
        if not self.posts_now():
            return False
        in_force, accepted = self._conduct
        return accepted is None or accepted < (in_force or 0)

    def desks_as(self, *roles: Role) -> list[Desk]:
        return [post.desk for post in self.posts_now() if post.role in roles and post.desk]

    def is_caseworker_on(self, desk: Desk) -> bool:
        return desk in self.desks_as(Role.CASEWORKER)

    def is_supervisor_on(self, desk: Desk) -> bool:
        return desk in self.desks_as(Role.SUPERVISOR)

    @property
    def is_supervisor(self) -> bool:
        return bool(self.desks_as(Role.SUPERVISOR))

    @property
    def is_caseworker(self) -> bool:
        return bool(self.desks_as(Role.CASEWORKER))

    @property
    def is_administrator(self) -> bool:
        return any(post.role == Role.ADMINISTRATOR for post in self.posts_now())


class PostQuerySet(models.QuerySet["Post"]):
    def current(self) -> PostQuerySet:
        return self.filter(ended_at__isnull=True)

    def keyed(self) -> PostQuerySet:
        """Supervisors' posts in force whose holders are members of the desk's key group."""
        member = Q(person__memberships__group=F("desk__supervisors"))
        return self.current().filter(member, role=Role.SUPERVISOR)

    def of_admitted(self) -> PostQuerySet:
        """Of whoever can come in: she is admitted, and nobody locked her out."""
        return self.filter(person__status=Status.ADMITTED, person__locked_out=False)

    def held_by(self, person: User | Slot) -> PostQuerySet:
        """Her posts in force with herself and their desks; `keyed`: whether she is a member of the
        desk's supervisors' group, with the key pair that she has now; `conduct`, `accepted`: the
        versions of the code of conduct in force and that she accepted.
        """
        principals = apps.get_model("vault.Principal").objects.filter(person=person)
        newest = Subquery(principals.order_by("-epoch").values("pk")[:1])
        places = apps.get_model("vault.Membership").objects.filter(
            user=person, group=OuterRef("desk__supervisors"), wrapped_to=newest
        )
        conduct = apps.get_model("access.Conduct").objects.published().values("number")[:1]
        accepted = apps.get_model("access.Acceptance").objects.filter(person=person)
        held = self.current().filter(person=person).select_related("person", "desk")
        return held.annotate(
            keyed=Exists(places),
            conduct=Subquery(conduct),
            accepted=Subquery(accepted.order_by("-number").values("number")[:1]),
        )


class Post(ProtectedRow):
    """A person's role on a desk; an administrator's post belongs to no desk."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(User, models.PROTECT, related_name="posts")
    desk = models.ForeignKey(Desk, models.PROTECT, null=True, blank=True, related_name="posts")
    role = models.CharField(max_length=15, choices=Role)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(role=Role.ADMINISTRATOR, desk__isnull=True)
                | (~Q(role=Role.ADMINISTRATOR) & Q(desk__isnull=False)),
                name="administrators_have_no_desk",
            ),
            models.UniqueConstraint(
                fields=["person", "desk", "role"],
                condition=Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="one_post_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role}@{self.desk_id or 'house'}"

    @property
    def audit_subject(self) -> Subject:
        return self.person.audit_subject


POSTS_OF = Question(lambda person: Post.objects.all().held_by(person))
