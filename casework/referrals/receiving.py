"""Whether an organisation of the directory may take a whole case over."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from casework.referrals import partners


def cannot_receive(receiver: str, on: date) -> str:
    """A sentence while it may not; `receiver` is the id of its row."""
    partner = partners.find(receiver)
    if partner is None:
        return _("This partner is not in the directory.")
    return partner.at_rest(on)
