"""Coded lists of the intake. The code is stored, the label is spoken.

Every list about her has three answers that are no failures and differ from one another:
``unknown`` (not known), ``declined`` (she chose not to say) and ``not_asked``, which a form writes
by itself and nobody picks. Codes follow HTCDS 2.0, CTDC, GBVIMS and HURIDOCS where they have one;
``HURIDOCS`` maps what is stored as a word here and as a number there.
"""

from collections.abc import Iterable
from typing import TypeAlias

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NOT_KNOWN = ("unknown", _("not known"))
CHOSE_NOT_TO_SAY = ("declined", _("chose not to say"))
WAS_NOT_ASKED = ("not_asked", _("not asked"))

UNKNOWN = "unknown"
DECLINED = "declined"
NOT_ASKED = "not_asked"

Label: TypeAlias = str | Promise
Choice: TypeAlias = tuple[str, Label]


def pickable(choices: type[TextChoices]) -> list[Choice]:
    """What a person may pick: every code but ``not_asked``."""
    return [(code, label) for code, label in choices.choices if code != NOT_ASKED]


def some(choices: type[TextChoices], codes: Iterable[str]) -> list[Choice]:
    """Those codes of a list, in the order given."""
    labels = dict(choices.choices)
    return [(code, labels[code]) for code in codes]


class YesNo(TextChoices):
    YES = "yes", _("yes")
    NO = "no", _("no")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class UnderEighteen(TextChoices):
    """Unsure counts as under 18 for protection, never for withholding a service."""

    YES = "yes", _("yes")
    NO = "no", _("no")
    UNKNOWN = "unknown", _("not sure")
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class Language(TextChoices):
    """ISO 639-2."""

    KOREAN = "kor", _("Korean")
    CHINESE = "zho", _("Chinese")
    OTHER = "other", _("another language")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class Dialect(TextChoices):
    HAMGYONG = "hamgyong", _("Hamgyong")
    RYANGGANG = "ryanggang", _("Ryanggang")
    PYONGAN = "pyongan", _("Pyongan")
    YANBIAN = "yanbian", _("Yanbian")
    STANDARD = "standard", _("standard speech")
    OTHER = "other", _("another dialect")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class LanguageNeed(TextChoices):
    """Language and interpreter in one pick, for the short form."""

    KOREAN = "kor", _("Korean, no interpreter needed")
    KOREAN_INTERPRETER = "kor_interpreter", _("Korean, with an interpreter")
    CHINESE = "zho", _("Chinese, no interpreter needed")
    CHINESE_INTERPRETER = "zho_interpreter", _("Chinese, with an interpreter")
    OTHER_INTERPRETER = "other_interpreter", _("another language, with an interpreter")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class Channel(TextChoices):
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


class ReferredFrom(TextChoices):
    """GBVIMS, twelve codes."""

    HEALTH = "health_medical", _("health care")
    PSYCHOSOCIAL = "psychosocial", _("psychosocial support")
    POLICE = "police_security", _("police or security")
    LEGAL = "legal", _("legal help")
    LIVELIHOODS = "livelihoods", _("livelihoods programme")
    SAFE_HOUSE = "safe_house", _("safe place")
    SELF = "self_referral", _("nobody, she came herself")
    SCHOOL = "teacher_school", _("teacher or school")
    COMMUNITY = "community_or_camp_leader", _("community or church leader")
    HUMANITARIAN = "other_humanitarian", _("another humanitarian organisation")
    GOVERNMENT = "other_government", _("another authority")
    OTHER = "other", _("someone else")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class Source(TextChoices):
    """Who told us; HURIDOCS MT19."""

    SURVIVOR = "survivor", _("she herself")
    WITNESS = "witness", _("a witness")
    PERPETRATOR = "perpetrator", _("someone who did it")
    RELATIVE = "relative", _("a relative of hers")
    COLLEAGUE = "colleague", _("someone who worked or was held with her")
    THIRD_PARTY = "third_party", _("a third party")
    REPORTER = "reporter", _("a reporter")
    LAWYER = "lawyer", _("a lawyer")
    MEDICAL = "medical", _("a health worker")
    FINANCIAL = "financial", _("a financial record")
    NGO = "ngo", _("another organisation")
    HUMAN_RIGHTS_NGO = "human_rights_ngo", _("a human-rights organisation")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class Reliability(TextChoices):
    """HURIDOCS MT42."""

    HIGHLY_RELIABLE = "highly_reliable", _("highly reliable")
    LIKELY_RELIABLE = "likely_reliable", _("likely reliable")
    UNSURE = "unsure", _("unsure")
    LIKELY_UNRELIABLE = "likely_unreliable", _("likely unreliable")
    HIGHLY_UNRELIABLE = "highly_unreliable", _("highly unreliable")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class DatePrecision(TextChoices):
    """How exact a date is; HURIDOCS MT48."""

    EXACT = "exact", _("exact")
    ESTIMATE = "estimate", _("an estimate")
    UNKNOWN_DAY = "unknown_day", _("day not known")
    UNKNOWN_MONTH = "unknown_month", _("day and month not known")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class MayContact(TextChoices):
    """``no`` stops every contact and every reminder of one."""

    YES = "yes", _("yes")
    NO = "no", _("no")
    ONLY_IF_SHE_CALLS = "only_if_she_calls", _("only if she calls us")
    VIA_PARTNER = "via_partner", _("only through a partner")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class ContactMethod(TextChoices):
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


class TimeZone(TextChoices):
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


class Weekday(TextChoices):
    DAILY = "daily", _("every day")
    MONDAY = "mon", _("Monday")
    TUESDAY = "tue", _("Tuesday")
    WEDNESDAY = "wed", _("Wednesday")
    THURSDAY = "thu", _("Thursday")
    FRIDAY = "fri", _("Friday")
    SATURDAY = "sat", _("Saturday")
    SUNDAY = "sun", _("Sunday")


class NameKind(TextChoices):
    BIRTH = "birth", _("name at birth")
    CURRENT = "current", _("name she uses now")
    CHINA = "china", _("name given to her in China")
    SOUTH = "south", _("name taken in South Korea")
    ALIAS = "alias", _("alias or nickname")
    DOCUMENT = "document", _("name on a document")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class Gender(TextChoices):
    FEMININE = "feminine", _("woman or girl")
    MASCULINE = "masculine", _("man or boy")
    TRANS_FEMININE = "transgender_feminine", _("trans woman")
    TRANS_MASCULINE = "transgender_masculine", _("trans man")
    NON_CONFORMING = "non_conforming", _("neither or both")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class AgeBand(TextChoices):
    """The bands of CTDC, with its codes."""

    TO_8 = "0--8", _("0 to 8")
    TO_17 = "9--17", _("9 to 17")
    TO_20 = "18--20", _("18 to 20")
    TO_23 = "21--23", _("21 to 23")
    TO_26 = "24--26", _("24 to 26")
    TO_29 = "27--29", _("27 to 29")
    TO_38 = "30--38", _("30 to 38")
    TO_47 = "39--47", _("39 to 47")
    FROM_48 = "48+", _("48 or older")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class Stateless(TextChoices):
    YES = "yes", _("yes")
    NO = "no", _("no")
    AT_RISK = "at_risk", _("at risk of it")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class IdDocument(TextChoices):
    NONE = "none", _("none")
    DPRK_ID = "dprk_id", _("North Korean identity card")
    CHINESE_FAKE_ID = "chinese_fake_id", _("Chinese card that is not hers")
    HUKOU = "hukou", _("hukou (household registration)")
    ROK_PASSPORT = "rok_passport", _("South Korean passport")
    UNHCR_LETTER = "unhcr_letter", _("letter of UNHCR")
    OTHER = "other", _("another document")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class Education(TextChoices):
    """ISCED 2011."""

    NONE = "none", _("no school")
    EARLY = "early_childhood", _("kindergarten")
    PRIMARY = "primary", _("primary school")
    LOWER_SECONDARY = "lower_secondary", _("lower secondary school")
    UPPER_SECONDARY = "upper_secondary", _("upper secondary school")
    POST_SECONDARY = "post_secondary", _("after secondary school, no degree")
    SHORT_TERTIARY = "short_tertiary", _("two or three years of college")
    BACHELOR = "bachelor", _("university degree")
    MASTER = "master", _("master's degree")
    DOCTORAL = "doctoral", _("doctorate")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class Occupation(TextChoices):
    FARMING = "farming", _("farming, fishing, forest work")
    FACTORY = "factory", _("factory, mine or building work")
    MARKET = "market", _("market trade")
    CARE = "care", _("housework or care")
    SERVICE = "service", _("restaurant, shop, service")
    OFFICE = "office", _("office or profession")
    MILITARY = "military", _("military")
    STUDENT = "student", _("school or study")
    NONE = "none", _("no work")
    OTHER = "other", _("other work")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class Marital(TextChoices):
    """GBVIMS. A forced union is no marriage; her own word for it counts."""

    SINGLE = "single", _("single")
    MARRIED = "married_cohabitating", _("married or living together")
    DIVORCED = "divorced_separated", _("divorced or separated")
    WIDOWED = "widowed", _("widowed")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class Difficulty(TextChoices):
    """The answers of the Washington Group's short set."""

    NONE = "none", _("no difficulty")
    SOME = "some", _("some difficulty")
    LOT = "lot", _("a lot of difficulty")
    CANNOT = "cannot", _("cannot do it at all")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class Count(TextChoices):
    """Bands, because a rare number singles a person out."""

    ZERO = "0", _("none")
    ONE = "1", _("one")
    TWO = "2", _("two")
    MORE = "3+", _("three or more")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class Modality(TextChoices):
    BROTHEL = "brothel", _("brothel")
    MASSAGE = "massage_sauna", _("massage or sauna")
    KARAOKE = "karaoke", _("karaoke")
    HOTEL = "hotel", _("hotel")
    RESTAURANT = "restaurant_front", _("behind a restaurant")
    STREET = "street", _("street")
    HOUSE = "private_house", _("private house")
    CYBERSEX = "cybersex", _("forced online sexual exploitation")
    OTHER = "other", _("other")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class ExploiterRole(TextChoices):
    """HTCDS per_RoleInProcess, those that describe the one who exploits."""

    RECRUITER = "recruiter_or_intermediary", _("recruited or introduced her")
    BROKER = "broker", _("broker")
    TRANSPORTER = "transporter", _("transported her")
    COMPANION = "travelling_partner", _("travelled with her")
    SMUGGLER = "smuggler", _("brought her over a border")
    SELLER = "sold_individual", _("sold her")
    BUYER = "bought_individual", _("bought her")
    RECEIVER = "received_individual", _("received her")
    HARBOURER = "harboured_individual", _("kept her in a place")
    CONTROLLER = "controlled_individual", _("controlled her")
    KIDNAPPER = "kidnapper", _("abducted her")
    ABUSER = "abuser", _("abused her")
    EXPLOITER = "exploiter", _("profited from her")
    OTHER = "other", _("other")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class ExploiterRelation(TextChoices):
    """GBVIMS, with the people of this field."""

    BUYER = "buyer", _("the buyer")
    BUYERS_RELATIVE = "buyers_relative", _("a relative of the buyer")
    BROKER = "broker", _("a broker")
    OPERATOR = "brothel_operator", _("runs the place of exploitation")
    CLIENT = "client", _("a paying man")
    PARTNER = "intimate_partner_former_partner", _("partner or former partner of her own choice")
    FAMILY = "family_other_than_spouse_or_caregiver", _("her own family")
    CAREGIVER = "primary_caregiver", _("her caregiver")
    EMPLOYER = "supervisor_employer", _("an employer")
    NEIGHBOUR = "family_friend_neighbor", _("a friend or neighbour")
    GUARD = "police_border_guard", _("police or border guard")
    PRISON = "prison_official", _("a prison official")
    NO_RELATION = "no_relation", _("no relation")
    OTHER = "other", _("other")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


HURIDOCS: dict[str, str] = {
    Source.SURVIVOR: "0101",
    Source.WITNESS: "0102",
    Source.PERPETRATOR: "0103",
    Source.RELATIVE: "020101",
    Source.COLLEAGUE: "020102",
    Source.THIRD_PARTY: "03",
    Source.REPORTER: "0301",
    Source.LAWYER: "0401",
    Source.MEDICAL: "0402",
    Source.FINANCIAL: "0403",
    Source.NGO: "0404",
    Source.HUMAN_RIGHTS_NGO: "040401",
    Reliability.HIGHLY_RELIABLE: "01",
    Reliability.LIKELY_RELIABLE: "02",
    Reliability.UNSURE: "03",
    Reliability.LIKELY_UNRELIABLE: "04",
    Reliability.HIGHLY_UNRELIABLE: "05",
    DatePrecision.ESTIMATE: "01",
    DatePrecision.UNKNOWN_DAY: "02",
    DatePrecision.UNKNOWN_MONTH: "03",
}
"""MT19, MT42 and MT48; an unknown of the first two is 99, an exact date has no code."""
