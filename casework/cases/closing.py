"""Why a case closes (reference 3.1)."""

from collections.abc import Mapping

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

# She is not told that she may come back: nobody can, or there is nobody to tell.
NOT_TOLD_OF_RETURN = frozenset(
    {
        ClosingReason.LOST_CONTACT,
        ClosingReason.REPATRIATED_NO_CONTACT,
        ClosingReason.DECEASED,
        ClosingReason.DUPLICATE,
    }
)


class Checklist(models.TextChoices):
    """What is asked before a case is closed: each line yes or no."""

    NEEDS_MET = "needs_met", _("What she asked for is done, or handed on")
    PLAN_DONE = "plan_done", _("The plan is done")
    SAFETY_REVIEWED = "safety_reviewed", _("Her safety plan was gone through once more")
    SHE_ASKED = "she_asked", _("She asks for it herself")
    BOTH_AGREE = "both_agree", _("She and her worker agree")
    NO_CONTACT = "no_contact", _("There has been no contact for more than 30 days")
    MOVED = "moved", _("She has left the area")
    HANDED_ON = "handed_on", _("Somebody else has taken over")
    FUNDING = "funding", _("The service ends for want of money")
    MAY_RETURN = "may_return", _("She was told that she may come back")


# What is to be so when the work ends; the other lines only say how it ends. Why one of these is not
# so is told beside it.
TO_BE_MET = (
    Checklist.NEEDS_MET,
    Checklist.PLAN_DONE,
    Checklist.SAFETY_REVIEWED,
    Checklist.BOTH_AGREE,
    Checklist.MAY_RETURN,
)


def unexplained(answers: Mapping[str, str], why: Mapping[str, str]) -> list[Checklist]:
    """The lines that are not met, and nothing beside them says why."""
    return [item for item in TO_BE_MET if answers.get(item) == "no" and not why.get(item)]
