"""A partner, opened: what it offers, where, and until when it has an agreement with us."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from casework.accounts.sealed import open_for_house, seal_for_house
from casework.cases.purposes import SHARED_AS, Service
from casework.referrals import police
from casework.referrals.details import Capacity, Details, from_text, to_text
from casework.referrals.models import Partner
from casework.referrals.partner_states import PartnerState

# What can be asked of a partner: what a consent can cover.
_SERVICES: tuple[Service, ...] = tuple(one for one in SHARED_AS if one is not Service.POLICE)


@dataclass(frozen=True)
class OpenPartner:
    """A partner's row with its sealed columns opened by the house's key."""

    id: UUID
    alias: str
    state: PartnerState
    name: str
    details: Details
    revision: int = 0

    def __str__(self) -> str:
        return f"{self.alias} · {self.name}"

    def refusal(self, service: str, on: date) -> str:
        """Why nobody may be referred there for `service` on this day; "" when they may."""
        if why := self.at_rest(on):
            return why
        return self.does_not_offer(service)

    def does_not_offer(self, service: str) -> str:
        """Why it is not asked for `service` on any day; "" when it may be."""
        if service not in self.details.services:
            return _("This partner does not offer this service.")
        if service == Service.POLICE and self.details.country not in police.countries_on():
            return _("The police are not switched on as a service in this country.")
        return ""

    def at_rest(self, on: date) -> str:
        """Why it takes nobody on this day, whatever is asked of it; "" when it does."""
        if self.state != PartnerState.ACTIVE:
            return _("This partner is not active.")
        if not self.details.agreement_holds(on):
            return _("The agreement with this partner is not in force.")
        if self.details.capacity == Capacity.CLOSED:
            return _("This partner takes nobody now.")
        return ""


def opened(partner: Partner) -> OpenPartner:
    return OpenPartner(
        id=partner.pk,
        alias=partner.alias,
        state=PartnerState(partner.state),
        name=open_for_house(partner, "name"),
        details=from_text(open_for_house(partner, "details")),
        revision=partner.revision,
    )


def services() -> tuple[Service, ...]:
    """The police only where a supervisor has switched them on."""
    return (*_SERVICES, Service.POLICE) if police.countries_on() else _SERVICES


def find(partner_id: str) -> OpenPartner | None:
    """By the id that records name; None for anything else."""
    try:
        found = Partner.objects.filter(pk=UUID(partner_id)).first()
    except ValueError:
        return None
    return opened(found) if found else None


def all_opened(partners: Iterable[Partner]) -> list[OpenPartner]:
    return [opened(partner) for partner in partners]


def seal(partner: Partner, *, name: str, details: Details) -> None:
    seal_for_house(partner, "name", name)
    seal_for_house(partner, "details", to_text(details))
