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

from casework.accounts.models import Desk, Post, Role, User


class Tier(StrEnum):
    """Where the second person comes from, the nearest first."""

    DESK = "desk"
    DEPUTY = "deputy"
    HOUSE = "house"
    NOBODY = "nobody"


class Act(TextChoices):
    """What needs a second person."""

    DECIDE = "decide", _("open, close, lower the risk, hand over")
    CONFIRM = "confirm", _("confirm what was done at once")
    REVIEW = "review", _("review a referral")
    LOOK_BACK = "look_back", _("review an emergency access")
    WIDEN = "widen", _("confirm what widens access")
    RELEASE = "release", _("witness an export")


# These open no record, so an administrator can do them.
WITHOUT_CONTENT = frozenset({Act.WIDEN, Act.RELEASE})


@dataclass(frozen=True)
class Second:
    tier: Tier
    people: tuple[User, ...]


def second_person(desk: Desk, act: Act, excluding: Collection[UUID]) -> Second:
    """Whoever may be the second person now, all from the nearest place that has somebody."""
    for tier, people in _places(desk, act):
        left = tuple(person for person in people if person.pk not in excluding)
        if left:
            return Second(tier, left)
    return Second(Tier.NOBODY, ())


def may_be_second(user: User, desk: Desk, act: Act, excluding: Collection[UUID]) -> bool:
    """The same asked of one person; for a supervisor of the desk nothing more is read."""
    if user.pk in excluding or not user.is_admitted:
        return False
    if user.is_supervisor_on(desk):
        return True
    return user in second_person(desk, act, excluding).people


def _places(desk: Desk, act: Act) -> list[tuple[Tier, list[User]]]:
    places = [(Tier.DESK, in_post(Role.SUPERVISOR, desk))]
    if desk.deputy is not None:
        places.append((Tier.DEPUTY, in_post(Role.SUPERVISOR, desk.deputy)))
    if act in WITHOUT_CONTENT:
        places.append((Tier.HOUSE, in_post(Role.ADMINISTRATOR, None)))
    return places


def in_post(role: Role, desk: Desk | None) -> list[User]:
    """Admitted people who hold this post now, by user name. Raises Forged."""
    posts = Post.objects.current().filter(role=role, desk=desk).select_related("person")
    held = [post.check_mac().person for post in posts.order_by("person__username")]
    return [person for person in held if person.is_admitted]
