"""Where somebody is missing who decides, in words, with what an administrator does about it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from casework.cases.gaps import Gap, Lack, gaps


def shown() -> list[dict[str, Any]]:
    """Rows for `people/_gaps.html`."""
    return [_row(gap) for gap in gaps()]


def _row(gap: Gap) -> dict[str, Any]:
    names = {"desk": gap.desk.name, "who": gap.who, "count": gap.count}
    what, to_do = (sentence % names for sentence in _SAID[gap.lack]())
    row = {"what": what, "to_do": to_do, "desk": gap.desk.name}
    match gap.lack:
        case Lack.NOBODY | Lack.DEPUTY_ONLY | Lack.OLDER_CASES:
            return row | {"url": reverse("people"), "link": _("People")}
        case Lack.ALONE:
            url = reverse("desk_deputy", args=[gap.desk.code])
            return row | {"url": url, "link": _("Name the deputy desk")}
    url = reverse("desk_focal_point", args=[gap.desk.code])
    return row | {"url": url, "link": _("Name the focal point")}


def _nobody() -> tuple[str, str]:
    return (
        _("Nobody supervises %(desk)s, and no desk stands by that could decide."),
        _("Give somebody a supervisor's post there; she comes in with the recovery key."),
    )


def _deputy_only() -> tuple[str, str]:
    return (
        _("Nobody supervises %(desk)s. %(who)s stands by and decides."),
        _("Give somebody a supervisor's post there; she comes in with the recovery key."),
    )


def _alone() -> tuple[str, str]:
    return (
        _("%(who)s is the only supervisor of %(desk)s: what she asks for herself, or while she is"
          " away, nobody decides."),
        _("Give a second supervisor a post there, or propose a desk that stands by; she accepts"
          " it."),
    )  # fmt: skip


def _older_cases() -> tuple[str, str]:
    return (
        _("%(who)s holds no key to cases of %(desk)s that were made before it stood by"
          " (%(count)s)."),
        _("A supervisor of the desk gives these keys on her first page; or give somebody else a"
          " supervisor's post there."),
    )  # fmt: skip


def _no_focal_point() -> tuple[str, str]:
    return (
        _("%(desk)s has no focal point for children: no girl's case can be opened there, but in"
          " danger."),
        _("Name a supervisor who holds its key, and a deputy."),
    )  # fmt: skip


def _focal_point_alone() -> tuple[str, str]:
    return (
        _("%(who)s, the focal point for children of %(desk)s, has no deputy."),
        _("Name one: another supervisor of the desk, or one of the desk that stands by."),
    )


_SAID = {
    Lack.NOBODY: _nobody,
    Lack.DEPUTY_ONLY: _deputy_only,
    Lack.ALONE: _alone,
    Lack.OLDER_CASES: _older_cases,
    Lack.NO_FOCAL_POINT: _no_focal_point,
    Lack.FOCAL_POINT_ALONE: _focal_point_alone,
}
