"""Where the house has nobody, or one person alone, for what needs a second one (reference 3.6)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from casework.access import focal_points
from casework.accounts.models import Desk
from casework.cases.quorum import Act, Tier, nearest, places
from casework.cases.standby import living_without_standby


class Lack(TextChoices):
    NOBODY = "nobody", _("nobody decides there")
    DEPUTY_ONLY = "deputy_only", _("only the desk that stands by decides there")
    ALONE = "alone", _("one supervisor alone, and no desk that stands by")
    OLDER_CASES = "older_cases", _("cases from before another desk stood by")
    NO_FOCAL_POINT = "no_focal_point", _("no focal point for children")
    FOCAL_POINT_ALONE = "focal_point_alone", _("the focal point for children has no deputy")


@dataclass(frozen=True)
class Gap:
    """`who`: the name of the one who is alone, or of the desk that stands by; "" for nobody.
    `count`: of the cases that it holds no key to.
    """

    desk: Desk
    lack: Lack
    who: str = ""
    count: int = 0


def gaps() -> list[Gap]:
    """All of the house, by desk; empty when every rule has two people who can fill it."""
    desks = Desk.objects.in_use().select_related("deputy").order_by("code")
    return [gap for desk in desks for gap in (*_of_decisions(desk), *_of_focal_points(desk))]


def _of_decisions(desk: Desk) -> list[Gap]:
    found = places(desk, Act.DECIDE)
    first = nearest(found, ())
    if first.tier == Tier.NOBODY:
        return [Gap(desk, Lack.NOBODY)]
    if first.tier == Tier.DEPUTY:
        return [Gap(desk, Lack.DEPUTY_ONLY, _deputy_of(desk)), *_of_older_cases(desk)]
    alone = first.people[0]
    second = nearest(found, {alone.pk}).tier
    if second == Tier.NOBODY:
        return [Gap(desk, Lack.ALONE, alone.name)]
    return _of_older_cases(desk) if second == Tier.DEPUTY else []


def _of_older_cases(desk: Desk) -> list[Gap]:
    """Living ones that were made before the deputy desk stood by: it holds no key to them."""
    count = living_without_standby(desk)
    return [Gap(desk, Lack.OLDER_CASES, _deputy_of(desk), count)] if count else []


def _deputy_of(desk: Desk) -> str:
    return desk.deputy.name if desk.deputy else ""


def _of_focal_points(desk: Desk) -> list[Gap]:
    named = focal_points.of(desk)
    if not named:
        return [Gap(desk, Lack.NO_FOCAL_POINT)]
    return [Gap(desk, Lack.FOCAL_POINT_ALONE, named[0].name)] if len(named) == 1 else []
