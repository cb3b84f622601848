"""Coded answers about a move. The code is stored, sealed; the label is spoken."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from casework.cases.codes import CHOSE_NOT_TO_SAY, NOT_KNOWN, WAS_NOT_ASKED


class SellerRole(TextChoices):
    RECRUITER = "recruiter", _("who recruited her")
    BROKER = "broker", _("a broker")
    WHOLESALER = "wholesaler", _("who took her inland")
    RETAILER = "retailer", _("a broker who sells to households or places")
    HOUSEHOLD = "household", _("the household that held her")
    OPERATOR = "operator", _("who ran the place")
    RELATIVE = "relative", _("a relative of hers")
    FALSE_HELPER = "false_helper", _("someone who said he would help")
    OTHER = "other", _("someone else")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class Distance(TextChoices):
    SAME = "same", _("in the same province")
    NEW = "new", _("in another province")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class ChildrenThen(TextChoices):
    """Where her children were when she left."""

    NONE = "none", _("she had none with her there")
    WITH_HER = "with_her", _("all came with her")
    STAYED = "stayed_behind", _("stayed behind")
    SOME_STAYED = "some_stayed_behind", _("some came, some stayed behind")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class Authority(TextChoices):
    LOCAL_POLICE = "local_police", _("local police")
    BORDER_GUARD = "border_guard", _("border guard")
    STATE_SECURITY = "state_security", _("state security")
    IMMIGRATION = "immigration", _("immigration authority")
    RAIL_POLICE = "transport_police", _("railway or road police")
    OTHER = "other", _("another authority")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class Company(TextChoices):
    """Alone or in a group; only a band, because a rare number singles a person out."""

    ALONE = "alone", _("alone")
    FEW = "2-5", _("2 to 5 people")
    GROUP = "6-20", _("6 to 20 people")
    LARGE = "21-60", _("21 to 60 people")
    MASS = "61+", _("more than 60 people")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class Corridor(TextChoices):
    """Where people are handed over, as it is known in public; always sealed."""

    TUMEN = "tumen_onsong", _("Tumen – Onsong")
    DANDONG = "dandong_sinuiju", _("Dandong – Sinuiju")
    NANPING = "nanping_musan", _("Nanping – Musan")
    SANHE = "sanhe_hoeryong", _("Sanhe – Hoeryong")
    CHANGBAI = "changbai_hyesan", _("Changbai – Hyesan")
    JIAN = "jian_manpo", _("Ji'an – Manpo")
    OTHER = "other", _("another corridor")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class FreedBy(TextChoices):
    BRIBE = "bribe", _("a bribe was paid")
    FINE = "fine", _("a fine was paid")
    ERROR = "error", _("by mistake")
    OTHER = "other", _("another way")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class Protector(TextChoices):
    """Where her protection is decided."""

    ROK_MISSION = "rok_mission", _("a South Korean mission")
    OTHER_MISSION = "other_mission", _("another mission")
    UNHCR = "unhcr", _("UNHCR")
    IMMIGRATION = "immigration", _("an immigration authority")
    POLICE = "police", _("a police of the country")
    OTHER = "other", _("another authority")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class Identity(TextChoices):
    """How we know that it is she who speaks."""

    CODE_WORD = "code_word", _("her code word was right")
    SHARED_MEMORY = "shared_memory", _("she told what only she can know")
    NOT_SHOWN = "not_shown", _("not shown yet")


class Coercion(TextChoices):
    """Whether somebody makes her speak."""

    FREE = "free", _("no sign that anybody makes her speak")
    DURESS = "duress", _("duress word, or signs that somebody listens")
    NOT_CHECKED = "not_checked", _("not checked yet")


class DeathCause(TextChoices):
    ILLNESS = "illness", _("illness")
    HUNGER = "hunger", _("hunger")
    COLD = "cold", _("cold")
    ACCIDENT = "accident", _("accident or drowning")
    CHILDBIRTH = "childbirth", _("childbirth")
    VIOLENCE = "violence", _("violence")
    IN_CUSTODY = "in_custody", _("in custody")
    EXECUTION = "execution", _("execution")
    SUICIDE = "suicide", _("by her own hand")
    OTHER = "other", _("another cause")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class PermitKind(TextChoices):
    RESIDENCE = "residence_permit", _("residence permit")
    HUKOU = "hukou", _("household registration")
    TEMPORARY = "temporary_card", _("temporary card")
    OTHER = "other", _("another document")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class Confinement(TextChoices):
    NONE = "none", _("not confined")
    WATCHED = "watched", _("watched")
    GUARDED = "guarded", _("guarded")
    LOCKED = "locked", _("locked in")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class Also(TextChoices):
    """What else was done to her in this episode."""

    SHARED = "shared_in_household", _("shared among men of the household")
    PROSTITUTED = "prostituted_by_buyer", _("prostituted by the buyer")
    CYBERSEX = "cybersex", _("forced online sexual exploitation")
    LABOUR = "forced_labour", _("forced labour")
    PREGNANCY = "forced_pregnancy", _("forced pregnancy")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class EndedHow(TextChoices):
    ESCAPED = "escaped", _("she escaped")
    HELPED = "helped_out", _("she was helped out")
    LET_GO = "let_go", _("she was let go")
    DRIVEN_OUT = "driven_out", _("she was driven out")
    BOUGHT_FREE = "bought_free", _("she was bought free")
    BUYER_DIED = "buyer_died", _("the buyer died")
    RAID = "raid", _("in a raid")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED
