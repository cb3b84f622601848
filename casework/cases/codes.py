"""Coded lists of the intake. The code is stored, the label is spoken.

Every list about her has three answers that are no failures and differ from one another:
``unknown`` (not known), ``declined`` (she chose not to say) and ``not_asked``, which a form writes
by itself and nobody picks. Codes follow HTCDS 2.0, CTDC, GBVIMS and HURIDOCS where they have one;
``HURIDOCS`` maps what is stored as a word here and as a number there.
"""

from collections.abc import Iterable
from enum import property as enum_property
from typing import TYPE_CHECKING, TypeAlias

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.cases.code_words import spoken

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

NOT_KNOWN = ("unknown", _("not known"))
CHOSE_NOT_TO_SAY = ("declined", _("chose not to say"))
WAS_NOT_ASKED = ("not_asked", _("not asked"))

UNKNOWN = "unknown"
DECLINED = "declined"
NOT_ASKED = "not_asked"

Label: TypeAlias = str | Promise
Choice: TypeAlias = tuple[str, Label]


class Coded(TextChoices):
    """A coded list. Its codes are fixed; what the house calls them may be set (`code_words`)."""

    @enum_property
    def label(self) -> "_StrOrPromise":
        return spoken(type(self).__name__, self.value, self._label_)


def pickable(choices: type[TextChoices]) -> list[Choice]:
    """What a person may pick: every code but ``not_asked``."""
    return [(code, label) for code, label in choices.choices if code != NOT_ASKED]


def some(choices: type[TextChoices], codes: Iterable[str]) -> list[Choice]:
    """Those codes of a list, in the order given."""
    labels = dict(choices.choices)
    return [(code, labels[code]) for code in codes]


class YesNo(Coded):
    YES = "yes", _("yes")
    NO = "no", _("no")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class UnderEighteen(Coded):
    """Unsure counts as under 18 for protection, never for withholding a service."""

    YES = "yes", _("yes")
    NO = "no", _("no")
    UNKNOWN = "unknown", _("not sure")
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class Language(Coded):
    """ISO 639-2."""

    KOREAN = "kor", _("Korean")
    CHINESE = "zho", _("Chinese")
    OTHER = "other", _("another language")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class Dialect(Coded):
    HAMGYONG = "hamgyong", _("Hamgyong")
    RYANGGANG = "ryanggang", _("Ryanggang")
    PYONGAN = "pyongan", _("Pyongan")
    YANBIAN = "yanbian", _("Yanbian")
    STANDARD = "standard", _("standard speech")
    OTHER = "other", _("another dialect")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class LanguageNeed(Coded):
    """Language and interpreter in one pick, for the short form."""

    KOREAN = "kor", _("Korean, no interpreter needed")
    KOREAN_INTERPRETER = "kor_interpreter", _("Korean, with an interpreter")
    CHINESE = "zho", _("Chinese, no interpreter needed")
    CHINESE_INTERPRETER = "zho_interpreter", _("Chinese, with an interpreter")
    OTHER_INTERPRETER = "other_interpreter", _("another language, with an interpreter")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class ReferredFrom(Coded):
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


class Source(Coded):
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


class Reliability(Coded):
    """HURIDOCS MT42."""

    HIGHLY_RELIABLE = "highly_reliable", _("highly reliable")
    LIKELY_RELIABLE = "likely_reliable", _("likely reliable")
    UNSURE = "unsure", _("unsure")
    LIKELY_UNRELIABLE = "likely_unreliable", _("likely unreliable")
    HIGHLY_UNRELIABLE = "highly_unreliable", _("highly unreliable")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class DatePrecision(Coded):
    """How exact a date is; HURIDOCS MT48."""

    EXACT = "exact", _("exact")
    ESTIMATE = "estimate", _("an estimate")
    UNKNOWN_DAY = "unknown_day", _("day not known")
    UNKNOWN_MONTH = "unknown_month", _("day and month not known")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class Count(Coded):
    """Bands, because a rare number singles a person out."""

    ZERO = "0", _("none")
    ONE = "1", _("one")
    TWO = "2", _("two")
    MORE = "3+", _("three or more")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class Modality(Coded):
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


class ExploiterRole(Coded):
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


class ExploiterRelation(Coded):
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
