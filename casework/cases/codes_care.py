"""Coded lists of her health, what she needs and wishes, and how a talk ends."""

from django.utils.translation import gettext_lazy as _

from casework.cases.codes import CHOSE_NOT_TO_SAY, NOT_KNOWN, WAS_NOT_ASKED, Coded


class Suicidal(Coded):
    NONE = "none", _("no")
    PASSIVE = "passive", _("wishes not to wake up, not to be here")
    ACTIVE = "active", _("thinks of ending her life")
    PLAN = "plan", _("has a plan")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class NeedLevel(Coded):
    NONE = "none", _("none")
    LOW = "low", _("low")
    MEDIUM = "medium", _("medium")
    HIGH = "high", _("high")
    URGENT = "urgent", _("urgent")


class Wanted(Coded):
    """Whether she wants it, whatever anybody thinks she needs."""

    YES = "yes", _("she wants it")
    NO = "no", _("she does not want it")


class Onward(Coded):
    """The most dangerous fact about her if it is seized."""

    STAY = "stay_china", _("stay in China")
    THIRD = "third_country", _("a third country")
    SOUTH = "rok", _("South Korea")
    OTHER = "other", _("somewhere else")
    UNDECIDED = "undecided", _("undecided")
    DECLINED = "declined", _("prefers not to say")
    UNKNOWN = NOT_KNOWN
    NOT_ASKED = WAS_NOT_ASKED


class SpecialCare(Coded):
    NONE = "none", _("none")
    FEMALE_WORKER = "female_worker_only", _("only a woman to talk to")
    SUPPORT_PERSON = "support_person", _("somebody of her choice beside her")
    CHILDCARE = "childcare_needed", _("somebody to look after her child")
    LOW_LITERACY = "low_literacy", _("nothing to read or write")
    HEARING = "hearing_help", _("help with hearing")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class ToldAtClose(Coded):
    """What she was told before the talk ended."""

    KEPT = "what_is_kept", _("what we wrote down and who can see it")
    NEXT = "what_comes_next", _("what happens next, and what we cannot promise")
    REACH = "how_to_reach_us", _("how she reaches us, and what we do if she is silent")
    STOP = "may_stop", _("that she may stop, change or take back anything")
    UNKNOWN = NOT_KNOWN
    DECLINED = "declined", _("there was no time")
    NOT_ASKED = WAS_NOT_ASKED
