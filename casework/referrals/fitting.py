"""Which partner fits, and why another one does not: known before anything is written or asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from casework.referrals.details import Capacity, Details
from casework.referrals.partner_states import PartnerState
from casework.referrals.partners import OpenPartner

# Those that nobody trusts yet, or that are gone, are in no list of a caseworker's.
SHOWN = frozenset({PartnerState.VETTED, PartnerState.ACTIVE, PartnerState.SUSPENDED})


@dataclass(frozen=True)
class Wanted:
    """What is looked for; what is left empty does not matter."""

    service: str = ""
    country: str = ""
    province: str = ""
    language: str = ""
    women_only: bool = False
    child: int | None = None  # the age of one who comes along


@dataclass(frozen=True)
class Fit:
    partner: OpenPartner
    reasons: tuple[str, ...]


def fitting(partners: Iterable[OpenPartner], wanted: Wanted, on: date) -> list[Fit]:
    """Those that fit first; then the rest, with what stands against each."""
    shown = [one for one in partners if one.state in SHOWN]
    found = [Fit(one, tuple(reasons_against(one, wanted, on))) for one in shown]
    return sorted(found, key=lambda fit: (len(fit.reasons), fit.partner.alias))


def reasons_against(partner: OpenPartner, wanted: Wanted, on: date) -> Iterator[str]:
    told = partner.details
    if at_rest := partner.at_rest(on):
        yield at_rest
    if wanted.service and (said := partner.does_not_offer(wanted.service)):
        yield said
    if not _is_there(told, wanted):
        yield _("It works elsewhere.")
    if wanted.language and wanted.language not in told.languages:
        yield _("It does not speak this language.")
    if wanted.women_only and not told.women_only:
        yield _("It is not for women only.")
    if wanted.child is not None and not told.takes_age(wanted.child):
        yield _("It takes no child of this age.")
    if told.places_free == 0 and told.capacity != Capacity.CLOSED:
        yield _("No place is free.")


def _is_there(told: Details, wanted: Wanted) -> bool:
    """A partner without a province serves the whole country."""
    if wanted.country and told.country != wanted.country:
        return False
    return told.province in ("", wanted.province) if wanted.province else True
