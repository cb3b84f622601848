"""The second person (reference 3.6): who may decide what another one asks. Never one person twice.

Another supervisor of the desk; where there is none, one of the deputy desk, by its standby grant;
and where there is none either, an administrator, but only for an act that opens no record.

A supervisor who has handed her reviews over keeps her place, and her deputy sits on it: where she
herself could not decide, her deputy cannot in her name.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from casework.access import focal_points, stand_ins
from casework.accounts.models import Desk, Post, PostQuerySet, Role, User
from casework.accounts.questions import Question


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
    ERASE = "erase", _("erase a record whose time is over, or at her request")
    LEGAL_HOLD = "legal_hold", _("hold a record whose time is over")


# These open no record, so an administrator can do them.
WITHOUT_CONTENT = frozenset({Act.WIDEN, Act.RELEASE, Act.ERASE, Act.LEGAL_HOLD})
# Two administrators, and nobody of a desk (reference 2.9).
OF_THE_HOUSE = frozenset({Act.LEGAL_HOLD})


class Seat(NamedTuple):
    """Whoever sits there now, and whose place it is: mostly her own."""

    person: User
    of: UUID


Places = list[tuple[Tier, list[Seat]]]


@dataclass(frozen=True)
class Second:
    tier: Tier
    people: tuple[User, ...]


def second_person(desk: Desk, act: Act, excluding: Collection[UUID]) -> Second:
    """Whoever may be the second person now, all from the nearest place that has somebody."""
    return nearest(places(desk, act), excluding)


def nearest(places: Places, excluding: Collection[UUID]) -> Second:
    """The same, of what `places` answered: for many that wait on one desk."""
    for tier, seats in places:
        free = [one for one in seats if one.person.pk not in excluding and one.of not in excluding]
        if free:
            return Second(tier, tuple(dict.fromkeys(seat.person for seat in free)))
    return Second(Tier.NOBODY, ())


def may_be_second(
    user: User, desk: Desk, act: Act, excluding: Collection[UUID], known: Places | None = None
) -> bool:
    """The same asked of one person; for a supervisor of the desk nothing more is read. `known`:
    what `places` answered."""
    if user.pk in excluding or not user.is_admitted:
        return False
    if act not in {Act.CHILD, *OF_THE_HOUSE} and user.is_supervisor_on(desk):
        return True
    return user in nearest(known or places(desk, act), excluding).people


def places(desk: Desk, act: Act) -> Places:
    """Who is in post now, the nearest place first. A girl's is decided by the focal point."""
    if act in OF_THE_HOUSE:
        return [(Tier.HOUSE, _own(administrators()))]
    found = [(Tier.FOCAL_POINT, _own(focal_points.of(desk)))] if act == Act.CHILD else []
    own = supervisors_of(desk)
    found.append((Tier.DESK, _with_deputies(desk, own) if act == Act.REVIEW else _own(own)))
    if desk.deputy is not None:
        found.append((Tier.DEPUTY, _own(supervisors_of(desk.deputy))))
    if act in WITHOUT_CONTENT:
        found.append((Tier.HOUSE, _own(administrators())))
    return found


def _own(people: list[User]) -> list[Seat]:
    return [Seat(one, one.pk) for one in people]


def _with_deputies(desk: Desk, people: list[User]) -> list[Seat]:
    deputies = stand_ins.standing_in(people, lambda: focal_points.candidates(desk))
    return [Seat(deputies.get(one.pk, one), one.pk) for one in people]


def _with_person(posts: PostQuerySet) -> PostQuerySet:
    return posts.select_related("person").order_by("person__username")


_SUPERVISORS = Question(lambda desk: _with_person(Post.objects.keyed().filter(desk=desk)))
_ADMINISTRATORS = Question(
    lambda: _with_person(Post.objects.current().filter(role=Role.ADMINISTRATOR, desk=None))
)


def supervisors_of(desk: Desk) -> list[User]:
    """Admitted people who supervise it now, by user name. Raises Forged.

    She counts from when another one gave her the desk's key.
    """
    return _admitted(_SUPERVISORS(desk=desk.pk))


def administrators() -> list[User]:
    """Admitted people who administer the house now, by user name. Raises Forged."""
    return _admitted(_ADMINISTRATORS())


def _admitted(posts: list[Post]) -> list[User]:
    held = [post.check_mac().person for post in posts]
    return [person for person in held if person.is_admitted]
