"""The second person (reference 3.6): who may decide what another one asks. Never one person twice.

Another supervisor of the desk; where there is none, one of the deputy desk, by its standby grant;
and where there is none either, an administrator, but only for an act that opens no record.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from casework.access import focal_points
from casework.accounts.models import Desk, Post, Role, User


class Tier(StrEnum):
    """Where the second person comes from, the nearest first."""

    FOCAL_POINT = "focal point"
    DESK = "desk"
    DEPUTY = "deputy"
    HOUSE = "house"
    NOBODY = "nobody"


class Act(TextChoices):
    """What needs a second person."""

    DECIDE = "decide", _("open, close, lower the risk, hand over")
    CONFIRM = "confirm", _("confirm what was done at once")
    CHILD = "child", _("decide for a girl under 18")
    REVIEW = "review", _("review a referral")
    LOOK_BACK = "look_back", _("review an emergency access")
    WIDEN = "widen", _("confirm what widens access")
    RELEASE = "release", _("witness an export")


# These open no record, so an administrator can do them.
WITHOUT_CONTENT = frozenset({Act.WIDEN, Act.RELEASE})


Places = list[tuple[Tier, list[User]]]


@dataclass(frozen=True)
class Second:
    tier: Tier
    people: tuple[User, ...]


def second_person(desk: Desk, act: Act, excluding: Collection[UUID]) -> Second:
    """Whoever may be the second person now, all from the nearest place that has somebody."""
    return nearest(places(desk, act), excluding)


def nearest(places: Places, excluding: Collection[UUID]) -> Second:
    """The same, of what `places` answered: for many that wait on one desk."""
    for tier, people in places:
        left = tuple(person for person in people if person.pk not in excluding)
        if left:
            return Second(tier, left)
    return Second(Tier.NOBODY, ())


def may_be_second(user: User, desk: Desk, act: Act, excluding: Collection[UUID]) -> bool:
    """The same asked of one person; for a supervisor of the desk nothing more is read."""
    if user.pk in excluding or not user.is_admitted:
        return False
    if act != Act.CHILD and user.is_supervisor_on(desk):
        return True
    return user in second_person(desk, act, excluding).people


def places(desk: Desk, act: Act) -> Places:
    """Who is in post now, the nearest place first. A girl's is decided by the focal point."""
    found = [(Tier.FOCAL_POINT, focal_points.of(desk))] if act == Act.CHILD else []
    found.append((Tier.DESK, in_post(Role.SUPERVISOR, desk)))
    if desk.deputy is not None:
        found.append((Tier.DEPUTY, in_post(Role.SUPERVISOR, desk.deputy)))
    if act in WITHOUT_CONTENT:
        found.append((Tier.HOUSE, in_post(Role.ADMINISTRATOR, None)))
    return found


def in_post(role: Role, desk: Desk | None) -> list[User]:
    """Admitted people who hold this post now, by user name. Raises Forged.

    A supervisor counts from when another one gave her the desk's key.
    """
    posts = Post.objects.keyed() if role == Role.SUPERVISOR else Post.objects.current()
    posts = posts.filter(role=role, desk=desk).select_related("person")
    held = [post.check_mac().person for post in posts.order_by("person__username")]
    return [person for person in held if person.is_admitted]
