"""The police as a service: off in every country until a supervisor switches it on for one.

The police of China arrest women from North Korea and hand them over; a partner there that is asked
for protection by the police gives her away. So China takes a word more than the others.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from casework.access.errors import require
from casework.access.guards import guard, refuse, rule
from casework.accounts.models import User
from casework.accounts.sealed import seal_for_house
from casework.audit.log import record
from casework.cases.places import Country
from casework.referrals.models import PoliceCountry

# Where asking the police is never help, and no country at all.
NEVER: Final = frozenset(
    {Country.PRK, Country.OTHER, Country.UNKNOWN, Country.DECLINED, Country.NOT_ASKED}
)


def countries_on() -> frozenset[str]:
    return frozenset(PoliceCountry.objects.filter(is_on=True).values_list("country", flat=True))


@transaction.atomic
def switch_on(country: str, *, words: str, confirmed: str = "", by: User, at: datetime) -> None:
    """From now on partners there may be asked for it. `confirmed`: the code of China, typed.

    Raises NotAllowed, WrongState.
    """
    require(can_switch_police(by), "can_switch_police")
    refuse(police_country(country), police_says_why(words), police_in_china(country, confirmed))
    _set(country, is_on=True, words=words, by=by, at=at)


@transaction.atomic
def switch_off(country: str, *, by: User, at: datetime) -> None:
    """At once, and without a reason. Raises NotAllowed, WrongState."""
    require(can_switch_police(by), "can_switch_police")
    refuse(police_country(country))
    _set(country, is_on=False, words="", by=by, at=at)


@rule
def can_switch_police(user: User) -> bool:
    """A supervisor says in which countries a partner may be asked for the police."""
    return user.is_admitted and user.is_supervisor


@guard
def police_country(country: str) -> str:
    """The police are a service in a named country, and never in North Korea."""
    if country in Country and country not in NEVER:
        return ""
    return _("Choose a country. In North Korea, and where the country is not known, it stays off.")


@guard
def police_says_why(words: str) -> str:
    """Whoever switches the police on for a country writes down why they are safe there."""
    return "" if words else _("Say why the police are safe for her there, and who says so.")


@guard
def police_in_china(country: str, confirmed: str) -> str:
    """In China the police are switched on by nobody who has not typed its code."""
    if country != Country.CHN or confirmed.strip().upper() == Country.CHN:
        return ""
    return _(
        "The police of China arrest women from North Korea and hand them over to be punished. Type"
        " CHN to switch it on there all the same."
    )


def _set(country: str, *, is_on: bool, words: str, by: User, at: datetime) -> None:
    held = PoliceCountry.objects.select_for_update().filter(country=country).first()
    if held is None and not is_on:
        return
    row = held or PoliceCountry(country=country)
    if held is not None and row.is_on == is_on:
        return  # a doubled submit is kept once
    row.is_on, row.set_by, row.set_at = is_on, by, at
    seal_for_house(row, "words", words)
    if held is not None:
        row.raise_revision()
    row.save(force_insert=held is None)
    verb = "police.switched_on" if is_on else "police.switched_off"
    record(verb, row, by=by, at=at, rows=[row], reason=country)
