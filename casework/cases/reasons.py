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


class EmergencyReason(models.TextChoices):
    """Why somebody needs a case that is not hers. It tells of the survivor, so it is sealed."""

    ON_THE_LINE = "on_the_line", _("she is on the line, and her caseworker cannot be reached")
    IN_DANGER = "in_danger", _("she is in danger now")
    SOMEBODY_ASKS = "somebody_asks", _("a hospital, a partner or a lawyer must know at once")
    OTHER = "other", _("another emergency")


class ReviewFinding(models.TextChoices):
    """What a supervisor found who did not open it."""

    NEEDED = "needed", _("it was needed")
    NOT_NEEDED = "not_needed", _("it was not needed, and was a mistake")
    TO_FOLLOW_UP = "to_follow_up", _("it was not right; I follow it up")


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


RAISES = frozenset({RiskReason.NEW_DANGER})
LOWERS = frozenset({RiskReason.LEFT_DANGER, RiskReason.PLAN_IN_FORCE, RiskReason.DANGER_PASSED})


class ReopeningReason(models.TextChoices):
    """Reference 3.1."""

    NEW_INCIDENT = "new_incident", _("something new happened to her")
    RETURNED = "returned", _("she came back to us")
    NEW_NEED = "new_need", _("a new need")
    RE_TRAFFICKED = "re_trafficked", _("she was trafficked again")
    ERROR = "error", _("it was closed by mistake")


class VoidReason(models.TextChoices):
    MISTAKE = "mistake", _("begun by mistake")
    TWICE = "twice", _("begun twice")
    NOT_HERS = "not_a_case", _("not about somebody this house helps")


class HoldReason(models.TextChoices):
    """Reference 3.1."""

    NO_CONTACT = "no_contact", _("no safe contact now")
    SURVIVOR_REQUEST = "survivor_request", _("she asked to pause")
    DETAINED = "detained", _("she is held")
    SECURITY = "security_incident", _("something happened that makes contact unsafe")


class ResumeReason(models.TextChoices):
    """How it is known that it is her, or why the work goes on without her."""

    CODE_WORD = "code_word", _("she said the code word")
    SUPERVISOR = "supervisor_verified", _("a supervisor has verified that it is her")
    REVIEW = "review", _("after a review of the case")


class StopReason(models.TextChoices):
    """Why nobody is to contact her for now. It tells of her, so it is sealed."""

    OVERHEARD = "overheard", _("somebody else may hold her phone, or listens")
    SHE_ASKED = "she_asked", _("she asked for it")
    SUSPECTED = "suspected", _("somebody found out, or suspects her")
    INCIDENT = "security_incident", _("something happened that makes contact unsafe")
    OTHER = "other", _("another reason")
