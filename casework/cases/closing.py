"""Why a case closes (reference 3.1)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ClosingReason(models.TextChoices):
    GOALS_MET = "goals_met", _("what she wanted is reached")
    SURVIVOR_REQUEST = "survivor_request", _("she asked to end it")
    MOVED_SAFE_THIRD_COUNTRY = "moved_safe_third_country", _("safe in a third country")
    ARRIVED_ROK = "arrived_rok", _("arrived in South Korea")
    RESETTLED_OTHER = "resettled_other", _("resettled elsewhere")
    TRANSFERRED = "transferred", _("another organisation has taken over")
    LOST_CONTACT = "lost_contact", _("no news of her")
    REPATRIATED_NO_CONTACT = "repatriated_no_contact", _("forced return, no contact since")
    DECEASED = "deceased", _("she has died")
    DUPLICATE = "duplicate", _("the same person has another case")
    NOT_ELIGIBLE = "not_eligible", _("not somebody this house can help")
    SERVICE_ENDED_FUNDING = "service_ended_funding", _("the service ended")


# These may end the work even while her risk is high.
ENDS_WITHOUT_LOW_RISK = frozenset(
    {
        ClosingReason.SURVIVOR_REQUEST,
        ClosingReason.LOST_CONTACT,
        ClosingReason.REPATRIATED_NO_CONTACT,
        ClosingReason.DECEASED,
        ClosingReason.TRANSFERRED,
    }
)
