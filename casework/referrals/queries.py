"""Looking things up for pages: partners to choose from, and a referral with all that was done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from casework.referrals import partners
from casework.referrals.models import Partner, Referral, ReferralStep
from casework.referrals.partners import OpenPartner

if TYPE_CHECKING:
    from casework.referrals.policies import Document  # whose module reads records, with keys
    from casework.vault.keyring import Keyring


@dataclass(frozen=True)
class OpenStep:
    """One act on a referral, opened."""

    step: ReferralStep
    told: Document

    @property
    def at(self) -> datetime:
        return datetime.fromisoformat(self.told["at"])


def directory() -> list[OpenPartner]:
    """Every partner, by its code."""
    return partners.all_opened(Partner.objects.in_order())


def active() -> list[OpenPartner]:
    """Those that take referrals, by their code."""
    return partners.all_opened(Partner.objects.active().in_order())


def partner_choices() -> list[tuple[str, str]]:
    """Active partners for a form: the id of the row, as records name it, and words."""
    return [(str(partner.id), str(partner)) for partner in active()]


def partner_names() -> dict[str, str]:
    """Words for every partner that a record may name, whatever has become of it."""
    return {str(partner.id): str(partner) for partner in directory()}


def partner_in_words(chosen: str, names: Mapping[str, str]) -> str:
    """One of them as a record names it; a record never shows the bare id of a row."""
    return names.get(chosen) or (_("no longer in the directory") if chosen else "")


def steps_of(referral: Referral, keys: Keyring) -> list[OpenStep]:
    """What was done with it, oldest first.

    What happened by itself is sealed by nobody: it came when what it waited for was due.
    """
    opened: list[OpenStep] = []
    for step in referral.steps.order_by("number"):
        told = keys.open_document(step)
        opened.append(OpenStep(step, told or {"at": opened[-1].told["due_at"]}))
    return opened
