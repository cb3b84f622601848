"""A partner, opened: what it offers, where, and until when it has an agreement with us."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.accounts.sealed import open_for_house, seal_for_house
from casework.cases.purposes import SHARED_AS, Service
from casework.referrals.models import Partner
from casework.referrals.partner_states import PartnerState

# What can be asked of a partner: what a consent can cover. The police stay out in China.
SERVICES: tuple[Service, ...] = tuple(one for one in SHARED_AS if one is not Service.POLICE)


class Capacity(TextChoices):
    OPEN = "open", gettext_lazy("takes people")
    FEW = "few", gettext_lazy("few places")
    CLOSED = "closed", gettext_lazy("takes nobody now")
    UNKNOWN = "unknown", gettext_lazy("not known")


class Agreement(TextChoices):
    """Helpers in China sign nothing: a spoken agreement counts, with who agreed to what."""

    SIGNED = "signed", gettext_lazy("signed")
    SPOKEN = "spoken", gettext_lazy("spoken")
    NONE = "none", gettext_lazy("none yet")


@dataclass(frozen=True)
class Details:
    """What lies sealed beside the name. Codes of `cases.purposes.Service` and `cases.places`."""

    services: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)  # ISO 639-2
    country: str = ""
    province: str = ""  # never a finer place
    capacity: str = Capacity.UNKNOWN
    focal_point: str = ""
    contact: str = ""
    agreement: str = Agreement.NONE
    agreement_until: str = ""  # ISO day, inclusive
    agreed: str = ""  # spoken: with whom, when, what
    appeal_to: str = ""  # of `if_taken.APPEALS`: as which place it takes appeals

    def agreement_holds(self, on: date) -> bool:
        return (
            self.agreement != Agreement.NONE
            and self.agreement_until != ""
            and on <= date.fromisoformat(self.agreement_until)
        )


@dataclass(frozen=True)
class OpenPartner:
    """A partner's row with its sealed columns opened by the house's key."""

    id: UUID
    alias: str
    state: PartnerState
    name: str
    details: Details

    def __str__(self) -> str:
        return f"{self.alias} · {self.name}"

    def refusal(self, service: str, on: date) -> str:
        """Why nobody may be referred there for `service` on this day; "" when they may."""
        if why := self.at_rest(on):
            return why
        if service not in self.details.services:
            return _("This partner does not offer this service.")
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
    details = open_for_house(partner, "details")
    return OpenPartner(
        id=partner.pk,
        alias=partner.alias,
        state=PartnerState(partner.state),
        name=open_for_house(partner, "name"),
        details=Details(**json.loads(details)) if details else Details(),
    )


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
    seal_for_house(partner, "details", json.dumps(asdict(details), ensure_ascii=False))
