"""What every page shows around its content."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.timezone import now
from django.utils.translation import gettext as _

from casework.access import sessions
from casework.accounts.models import User
from casework.reminders.queries import due_badge
from casework.web.addresses import address
from casework.web.audit.seal import state_of_seal


class Place(NamedTuple):
    """An entry of the main menu."""

    url: str
    label: str
    current: str  # as `aria-current` says it: "page", "true" within its part of the desk, or ""


def page(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    person = user if isinstance(user, User) and user.is_authenticated else None
    is_locked = getattr(request, "keys", None) is None
    return {
        "person": person,
        "seal": _seal(person),
        "is_locked": is_locked,
        "demo": settings.DEMO,
        "nav": _menu(request, person) if person and person.is_admitted else [],
        "now_badge_count": None if is_locked else _badge(person),
        "idle_seconds": None if is_locked else sessions.idle_seconds(request),
        "languages": settings.LANGUAGES,
        "leave_to": address("neutral"),
        "leave_key_off": person is not None and not person.leave_by_key,
        "single_keys_off": person is not None and not person.single_keys,
    }


def _badge(person: User | None) -> object:
    """How much is due, beside the first tab; asked for only where a page has tabs."""
    return SimpleLazyObject(lambda: due_badge(person, now())) if person else None


def _seal(person: User | None) -> object:
    """On every page of an administrator; asked for only where a page shows it."""
    is_hers = person is not None and person.is_admitted and person.is_administrator
    return SimpleLazyObject(state_of_seal) if is_hers else None


def _menu(request: HttpRequest, person: User) -> list[Place]:
    entries = [("home", _("Today"))]
    if person.is_caseworker or person.is_supervisor:
        entries += [("case_list", _("Cases")), ("line", _("She is on the line"))]
    if person.is_supervisor:
        entries += [("referral_queue", _("To review")), ("partner_list", _("Partners"))]
    if person.is_administrator:
        entries += [("administration", _("Administration"))]
        entries += [("people", _("People")), ("desk_list", _("Desks")), ("audit", _("Who looked"))]
        entries += [("alerts", _("What is unusual"))]
        entries += [("ending", _("The end of records"))]
    here = request.resolver_match.view_name if request.resolver_match else ""
    part = _PARTS.get(here) or request.path.split("/")[1]
    return [
        Place(url := address(name), label, _is_at(url, name == here, part))
        for name, label in entries
    ]


# Pages that lie elsewhere than where one looks for them.
_PARTS = {"find": "cases", "intake_begin": "cases", "short_intake": "cases"}


def _is_at(url: str, is_here: bool, part: str) -> str:
    if is_here:
        return "page"
    return "true" if part and url == f"/{part}/" else ""
