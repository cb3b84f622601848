"""A case goes to another desk of the house, or to another organisation: why, and how it ends."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

# Once a supervisor has agreed, the other organisation answers within so long, or it ends.
ANSWER_WITHIN: Final = timedelta(days=14)


class DeskReason(TextChoices):
    PLACE = "place", _("she is where the other desk works")
    LANGUAGE = "language", _("the other desk speaks her language")
    SAFETY = "safety", _("it is safer for her, or for her caseworker")
    LOAD = "load", _("this desk cannot carry it")
    SHE_ASKED = "she_asked", _("she asked for it")
    OTHER = "other", _("another reason")


class TransferReason(TextChoices):
    NEARER = "nearer", _("they are where she is")
    SERVICE = "service", _("they give what we cannot")
    SAFETY = "safety", _("she is safer with them")
    SHE_ASKED = "she_asked", _("she asked for it")
    WORK_ENDS = "work_ends", _("our own work ends")
    OTHER = "other", _("another reason")


class NotHandedOver(TextChoices):
    """Why she stays with us after it was agreed. That they stayed silent is found by itself."""

    DECLINED = "declined", _("the other organisation said no")
    WITHDRAWN = "withdrawn", _("we took it back")


class GivenBack(TextChoices):
    """Why the other organisation gives the case back."""

    CANNOT = "cannot", _("they cannot help her any more")
    SHE_ASKED = "she_asked", _("she asked for it")
    NO_CONTACT = "no_contact", _("they have no contact with her")
    OTHER = "other", _("another reason")
