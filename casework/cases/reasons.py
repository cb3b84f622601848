"""Coded reasons of what is decided about a case. Words beside a code are sealed in a note."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LookingReason(models.TextChoices):
    """Why covered names or her contact are opened; kept on record with the opening."""

    CONTACT = "contact", _("to speak with her")
    SAFETY = "safety", _("her safety")
    REFERRAL = "referral", _("a referral")
    REVIEW = "review", _("a review")
    CORRECTION = "correction", _("to correct the record")


class GivingBackReason(models.TextChoices):
    MISSING = "missing_data", _("something needed is missing")
    CONSENT = "consent_unclear", _("her consent is not clear")
    SAFE_CONTACT = "safe_contact_unclear", _("how to reach her safely is not clear")
    RISK = "risk_unclear", _("the risk level does not fit what is told")
    OTHER = "other", _("another reason")


class RiskReason(models.TextChoices):
    NEW_DANGER = "new_danger", _("something happened, or was threatened")
    NEW_INFORMATION = "new_information", _("we know more now")
    LEFT_DANGER = "left_danger", _("she is away from the danger")
    PLAN_IN_FORCE = "plan_in_force", _("a safety plan is in force")
    DANGER_PASSED = "danger_passed", _("what was feared has passed")
    ERROR = "error", _("the level was set by mistake")


class ReopeningReason(models.TextChoices):
    """Reference 3.1."""

    NEW_INCIDENT = "new_incident", _("something new happened to her")
    RETURNED = "returned", _("she came back to us")
    NEW_NEED = "new_need", _("a new need")
    RE_TRAFFICKED = "re_trafficked", _("she was trafficked again")
    ERROR = "error", _("it was closed by mistake")
