"""A partner: its states, and what may follow what (reference 6.2)."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from casework.access.errors import WrongState


class PartnerState(TextChoices):
    PROPOSED = "proposed", pgettext_lazy("partner", "proposed")
    VETTED = "vetted", pgettext_lazy("partner", "vetted")
    ACTIVE = "active", pgettext_lazy("partner", "active")
    SUSPENDED = "suspended", pgettext_lazy("partner", "suspended")
    ENDED = "ended", pgettext_lazy("partner", "ended")


# from -> to: what may follow what. Trust grows one step at a time and is taken back at once.
TRANSITIONS: dict[PartnerState, tuple[PartnerState, ...]] = {
    PartnerState.PROPOSED: (PartnerState.VETTED, PartnerState.ENDED),
    PartnerState.VETTED: (PartnerState.ACTIVE, PartnerState.SUSPENDED, PartnerState.ENDED),
    PartnerState.ACTIVE: (PartnerState.SUSPENDED, PartnerState.ENDED),
    PartnerState.SUSPENDED: (PartnerState.ACTIVE, PartnerState.ENDED),
    PartnerState.ENDED: (),
}

# Of these: what takes a second supervisor.
BY_TWO = frozenset(
    {
        (PartnerState.PROPOSED, PartnerState.VETTED),
        (PartnerState.SUSPENDED, PartnerState.ACTIVE),
    }
)


def require(current: str, target: str) -> None:
    possible = TRANSITIONS[PartnerState(current)]
    if target not in possible:
        raise WrongState(
            _("The partner is “%(now)s”; from here it can become: %(possible)s.")
            % {
                "now": PartnerState(current).label,
                "possible": ", ".join(str(state.label) for state in possible) or _("nothing more"),
            }
        )
