"""What is kept of a partner beside its name (reference 6.2). All of it lies sealed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

# What was said of free places is believed for so long.
CAPACITY_HOLDS: Final = timedelta(days=14)
# So long before its end an agreement is spoken of.
AGREEMENT_WARNING: Final = timedelta(days=30)


class PartnerKind(TextChoices):
    """HTCDS `org_Type`, and the four that this field needs besides."""

    NGO = "NGO", _("organisation")
    CHURCH = "church_group", _("church group")
    VOLUNTEER = "community_volunteer", _("volunteer in the community")
    INTERGOVERNMENTAL = "intergovernmental", _("intergovernmental organisation")
    EMBASSY = "embassy", _("embassy or consulate")
    HEALTH = "HealthServiceOrganisation", _("health service")
    LEGAL = "LegalService", _("legal service")
    SCHOOL = "SchoolOrCollege", _("school or college")
    IMMIGRATION = "ImmigrationService", _("immigration service")
    CENTRAL = "CentralGovernmentOrganisation", _("central government")
    LOCAL = "LocalGovernmentOrganisation", _("local government")
    BUSINESS = "CorporateBusiness", _("business")
    POLICE = "LawEnforcement", _("police or other law enforcement")


class Capacity(TextChoices):
    OPEN = "open", _("takes people")
    FEW = "few", _("few places")
    CLOSED = "closed", _("takes nobody now")
    UNKNOWN = "unknown", _("not known")


class Agreement(TextChoices):
    """Helpers in China sign nothing: a spoken agreement counts, with who agreed to what."""

    SIGNED = "signed", _("signed")
    SPOKEN = "spoken", _("spoken")
    NONE = "none", _("none yet")


class Pledge(TextChoices):
    """To a code of conduct, or on how data are kept."""

    SIGNED = "signed", _("signed")
    SPOKEN = "spoken", _("agreed to aloud")
    NONE = "none", _("not yet")


class Accessible(TextChoices):
    YES = "yes", _("yes")
    NO = "no", _("no")
    UNKNOWN = "unknown", _("not known")


class Trust(TextChoices):
    PROVISIONAL = "provisional", _("provisional")
    FULL = "full", _("full")


@dataclass(frozen=True)
class Details:
    """Codes of `cases.purposes.Service`, `cases.places`, `packet_groups` and the lists above.

    A field that an older row does not hold is as it stands here.
    """

    kind: str = ""
    services: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)  # ISO 639-2
    country: str = ""
    province: str = ""  # that it serves; "" for the whole country, and never a finer place
    hours: str = ""
    women_only: bool = False
    takes_children: bool = False
    child_from: int | None = None  # years; None: no limit
    child_to: int | None = None
    accessible: str = Accessible.UNKNOWN
    intake_rules: str = ""
    cost: str = ""
    capacity: str = Capacity.UNKNOWN
    places: int | None = None
    places_free: int | None = None
    capacity_on: str = ""  # ISO day on which it was so
    focal_point: str = ""
    contact: str = ""
    deputy: str = ""
    urgent_line: str = ""
    channel: str = ""  # of `states.Channel`
    key_fingerprint: str = ""
    agreement: str = Agreement.NONE
    agreement_number: str = ""  # signed
    agreement_until: str = ""  # ISO day, inclusive
    agreed_with: str = ""  # spoken: with whom, when, what
    agreed_on: str = ""
    agreed: str = ""
    code_of_conduct: str = Pledge.NONE
    data_annex: str = Pledge.NONE
    groups: list[str] = field(default_factory=list)
    appeal_to: str = ""  # of `if_taken.APPEALS`: as which place it takes appeals
    trust: str = Trust.PROVISIONAL
    conflicts: str = ""
    incidents: str = ""

    def agreement_holds(self, on: date) -> bool:
        ends = self.agreement_ends
        return self.agreement != Agreement.NONE and ends is not None and on <= ends

    @property
    def agreement_ends(self) -> date | None:
        return date.fromisoformat(self.agreement_until) if self.agreement_until else None

    def agreement_ends_soon(self, on: date) -> bool:
        """It holds, and within 30 days it does so no more."""
        ends = self.agreement_ends
        return self.agreement_holds(on) and ends is not None and ends - on <= AGREEMENT_WARNING

    def capacity_is_stale(self, on: date) -> bool:
        """Nobody has said within 14 days how many they can take."""
        if not self.capacity_on:
            return True
        return on - date.fromisoformat(self.capacity_on) > CAPACITY_HOLDS

    def takes_age(self, years: int) -> bool:
        low, high = self.child_from or 0, 17 if self.child_to is None else self.child_to
        return self.takes_children and low <= years <= high


def to_text(details: Details) -> str:
    return json.dumps(asdict(details), ensure_ascii=False)


def from_text(text: str) -> Details:
    """What was sealed, by an older version too: what it did not know yet is as it stands above."""
    return from_told(json.loads(text) if text else {})


def from_told(told: Mapping[str, Any]) -> Details:
    known = {one.name for one in fields(Details)}
    return Details(**{name: value for name, value in told.items() if name in known})
