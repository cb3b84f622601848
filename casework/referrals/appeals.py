"""The appeal against a forced return that she asked for before she was taken (reference 3.4).

She cannot be asked once she is held, so her recorded wish stands in the place of a consent: for
this one service, to the place she named, in the way she named, while the arrest or return holds.
Nothing else rests on it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from casework.access.guards import guard
from casework.cases import consents, names
from casework.cases.if_taken import Appeal, Wishes
from casework.cases.purposes import Purpose, Service

SERVICE: Final = Service.REPATRIATION_PREVENTION
_TOLD = ("need", "contact", "items")


@dataclass(frozen=True)
class Wish:
    """What she asked for beforehand: `id` of its sheet; `names` are all that she goes by."""

    id: UUID
    wishes: Wishes
    is_taken: bool
    names: Sequence[str]


@guard
def appeal_is_wished(
    wish: Wish | None,
    document: Mapping[str, Any],
    place: str,
    answers: Sequence[consents.Document],
    *,
    on: date,
) -> str:
    """While she is held: the appeal that she asked for, to the place she named, and nothing else.

    `place` is the one of `if_taken.APPEALS` that the partner is, or "". A no of hers, to our help
    or to this very partner, stands above it.
    """
    if document.get("service") != SERVICE or wish is None or not wish.is_taken:
        return _("Nothing that she asked for in case she is taken allows this.")
    if said := _refused(answers, document, on=on):
        return said
    how = wish.wishes.told.get(place) if wish.wishes.hold and place else None
    if how == Appeal.WITH_NAME:
        return ""
    if how != Appeal.WITHOUT_NAME:
        return _("She did not ask for an appeal there.")
    texts = [str(document.get(told, "")) for told in _TOLD]
    if any(names.is_in(name, texts) for name in wish.names):
        return _("She asked for an appeal without her name, and her name stands in it.")
    return ""


def _refused(answers: Sequence[consents.Document], document: Mapping[str, Any], *, on: date) -> str:
    """Her no; what has only run out, or was never asked of this partner, is none."""
    service, partner = document["service"], document["partner"]
    newest = consents.latest(answers)
    said = newest.get((Purpose.SHARE.value, service, partner))
    if said is not None and consents.is_no(said):
        return _("She said no to sharing with this partner.")
    return consents.help_refused(newest, on)
