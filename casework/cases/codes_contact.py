"""Coded lists of how she is spoken with, and when. As `codes`."""

from django.utils.translation import gettext_lazy as _

from casework.cases.codes import CHOSE_NOT_TO_SAY, NOT_KNOWN, WAS_NOT_ASKED, Coded


class Channel(Coded):
    PHONE = "phone", _("phone")
    MESSENGER = "messenger", _("messenger")
    IN_PERSON = "in_person", _("in person")
    PARTNER_REFERRAL = "partner_referral", _("sent by a partner")
    HOTLINE = "hotline", _("hotline")
    EMAIL = "email", _("e-mail")
    WALK_IN = "walk_in", _("came by herself")
    OUTREACH = "outreach", _("met on outreach")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class MayContact(Coded):
    """``no`` stops every contact and every reminder of one."""

    YES = "yes", _("yes")
    NO = "no", _("no")
    ONLY_IF_SHE_CALLS = "only_if_she_calls", _("only if she calls us")
    VIA_PARTNER = "via_partner", _("only through a partner")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class ContactMethod(Coded):
    PHONE = "phone", _("phone call")
    CALL_ONCE = "call_once", _("ring once, she calls back")
    WECHAT = "messenger_wechat", _("WeChat")
    KAKAO = "messenger_kakao", _("KakaoTalk")
    IN_PERSON = "in_person", _("in person")
    TRUSTED_PERSON = "via_trusted_person", _("through a person she trusts")
    PARTNER = "partner", _("through a partner")
    NONE = "none", _("no way at all")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class TimeZone(Coded):
    """Where her clock hangs. Pyongyang has kept UTC+9 since May 2018."""

    SHANGHAI = "Asia/Shanghai", _("China")
    PYONGYANG = "Asia/Pyongyang", _("North Korea")
    SEOUL = "Asia/Seoul", _("South Korea")
    BANGKOK = "Asia/Bangkok", _("Thailand, Laos, Vietnam, Cambodia")
    YANGON = "Asia/Yangon", _("Myanmar")
    ULAANBAATAR = "Asia/Ulaanbaatar", _("Mongolia")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class Weekday(Coded):
    DAILY = "daily", _("every day")
    MONDAY = "mon", _("Monday")
    TUESDAY = "tue", _("Tuesday")
    WEDNESDAY = "wed", _("Wednesday")
    THURSDAY = "thu", _("Thursday")
    FRIDAY = "fri", _("Friday")
    SATURDAY = "sat", _("Saturday")
    SUNDAY = "sun", _("Sunday")
