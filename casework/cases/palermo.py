"""Act, means and purpose of trafficking (Palermo Protocol, Art. 3), as the ILO lists them.

Under 18 no means is needed. Whether it was trafficking is always decided by a person.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from casework.cases.codes import CHOSE_NOT_TO_SAY, NOT_KNOWN, WAS_NOT_ASKED


class Act(TextChoices):
    RECRUITMENT = "recruitment", _("recruited")
    TRANSPORTATION = "transportation", _("transported")
    TRANSFER = "transfer", _("handed on")
    HARBOURING = "harbouring", _("kept in a place")
    RECEIPT = "receipt", _("received")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class Means(TextChoices):
    THREAT = "threat", _("threats")
    FORCE = "force", _("force")
    OTHER_COERCION = "other_coercion", _("other coercion")
    ABDUCTION = "abduction", _("abduction")
    FRAUD = "fraud", _("fraud")
    DECEPTION = "deception", _("deception")
    ABUSE_OF_POWER = "abuse_of_power", _("abuse of power")
    ABUSE_OF_VULNERABILITY = "abuse_of_vulnerability", _("abuse of her vulnerability")
    PAYMENTS = "payments_to_controller", _("payment to who controls her")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class Purpose(TextChoices):
    """Forced marriage by sale is a practice similar to slavery (Convention of 1956, Art. 1 c)."""

    PROSTITUTION = "prostitution_of_others", _("prostitution of others")
    OTHER_SEXUAL = "other_sexual_exploitation", _("other sexual exploitation")
    FORCED_LABOUR = "forced_labour", _("forced labour")
    SLAVERY = "slavery", _("slavery")
    SIMILAR = "practices_similar_to_slavery", _("practices similar to slavery")
    SERVITUDE = "servitude", _("servitude")
    ORGANS = "organ_removal", _("removal of organs")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED
