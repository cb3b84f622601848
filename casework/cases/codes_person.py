"""Coded lists of who she is: names, age, papers, school, work. As `codes`."""

from django.utils.translation import gettext_lazy as _

from casework.cases.codes import CHOSE_NOT_TO_SAY, NOT_KNOWN, WAS_NOT_ASKED, Coded


class NameKind(Coded):
    BIRTH = "birth", _("name at birth")
    CURRENT = "current", _("name she uses now")
    CHINA = "china", _("name given to her in China")
    SOUTH = "south", _("name taken in South Korea")
    ALIAS = "alias", _("alias or nickname")
    DOCUMENT = "document", _("name on a document")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class Gender(Coded):
    FEMININE = "feminine", _("woman or girl")
    MASCULINE = "masculine", _("man or boy")
    TRANS_FEMININE = "transgender_feminine", _("trans woman")
    TRANS_MASCULINE = "transgender_masculine", _("trans man")
    NON_CONFORMING = "non_conforming", _("neither or both")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class AgeBand(Coded):
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


class Stateless(Coded):
    YES = "yes", _("yes")
    NO = "no", _("no")
    AT_RISK = "at_risk", _("at risk of it")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class IdDocument(Coded):
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


class Education(Coded):
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


class Occupation(Coded):
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


class Marital(Coded):
    """GBVIMS. A forced union is no marriage; her own word for it counts."""

    SINGLE = "single", _("single")
    MARRIED = "married_cohabitating", _("married or living together")
    DIVORCED = "divorced_separated", _("divorced or separated")
    WIDOWED = "widowed", _("widowed")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class Difficulty(Coded):
    """The answers of the Washington Group's short set."""

    NONE = "none", _("no difficulty")
    SOME = "some", _("some difficulty")
    LOT = "lot", _("a lot of difficulty")
    CANNOT = "cannot", _("cannot do it at all")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED
