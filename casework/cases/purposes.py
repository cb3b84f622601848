"""Consent and services as coded lists: what she may say yes to, and which yes covers what."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from casework.cases.codes import CHOSE_NOT_TO_SAY, NOT_KNOWN, WAS_NOT_ASKED


class Service(TextChoices):
    """One list for needs, services and goals."""

    SHELTER_EMERGENCY = "shelter_emergency", _("shelter tonight")
    SHELTER_LONGER = "shelter_longer", _("shelter for longer")
    MEDICAL_URGENT = "medical_urgent", _("urgent medical care")
    MEDICAL_POST_RAPE = "medical_post_rape", _("care after rape")
    MEDICAL_REPRO = "medical_repro", _("reproductive health, pregnancy")
    MEDICAL_GENERAL = "medical_general", _("general medical care")
    MENTAL_HEALTH = "mental_health", _("mental health care")
    PSYCHOSOCIAL = "psychosocial", _("psychosocial support")
    LEGAL_ADVICE = "legal_advice", _("legal advice")
    LEGAL_REPRESENTATION = "legal_representation", _("legal representation")
    DOCUMENTATION_ID = "documentation_id", _("identity papers")
    CHILD_REGISTRATION = "documentation_child_registration", _("registration of a child")
    ONWARD_PROTECTION = "onward_protection", _("protection on the way")
    UNHCR = "unhcr_rsd", _("UNHCR, refugee status")
    EMBASSY = "embassy_protection", _("protection by an embassy")
    REPATRIATION_PREVENTION = "repatriation_prevention", _("stopping a forced return")
    DETENTION_SUPPORT = "detention_support", _("support in detention")
    CHILD_PROTECTION = "child_protection", _("child protection")
    CHILD_EDUCATION = "child_education", _("schooling of a child")
    FAMILY_TRACING = "family_tracing", _("finding family")
    EDUCATION_LANGUAGE = "education_language", _("learning, language")
    LIVELIHOOD = "livelihood", _("livelihood")
    CASH = "cash_assistance", _("money")
    FOOD = "food_nfi", _("food, clothing, daily goods")
    INTERPRETATION = "interpretation", _("interpreting")
    ROK_SETTLEMENT = "rok_settlement", _("settling in South Korea")
    RESETTLEMENT = "resettlement_third_country", _("resettlement in another country")
    POLICE = "police_security", _("police or security")
    OTHER = "other", _("something else")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class Purpose(TextChoices):
    """Each consent is for one purpose; sharing is for one service and one partner besides."""

    CASE_SERVICES = "case_services", _("to be helped by us")
    STORE_IDENTIFYING = "store_identifying_data", _("to our keeping what identifies her")
    SHARE = "share", _("to sharing with one partner for one service")
    PHOTO_OR_VOICE = "photo_or_voice", _("to a photo or recording")
    INTERPRETER = "interpreter_presence", _("to an interpreter being present")
    TRANSFER = "transfer", _("to another organisation taking over")
    RESEARCH = "research_aggregate", _("to being counted in reports without a name")
    ADVOCACY = "advocacy_testimony", _("to her testimony being used in public")
    CONTACT_PHONE = "contact_by_phone", _("to being phoned")
    CONTACT_MESSENGER = "contact_by_messenger", _("to being written to by messenger")


class SharePurpose(TextChoices):
    """What a consent to share is counted under; it follows from the service."""

    HEALTH = "share_health", _("health care")
    PSYCHOSOCIAL = "share_psychosocial", _("psychosocial support")
    SHELTER = "share_shelter", _("shelter")
    LEGAL = "share_legal", _("legal help")
    DOCUMENTATION = "share_documentation", _("papers and registration")
    ONWARD = "share_onward_protection", _("protection elsewhere")
    CHILD = "share_child_services", _("services for her children")
    FINANCIAL = "share_financial", _("money, food or livelihood")
    EDUCATION = "share_education", _("school or course")


SHARED_AS: dict[Service, SharePurpose] = {
    Service.SHELTER_EMERGENCY: SharePurpose.SHELTER,
    Service.SHELTER_LONGER: SharePurpose.SHELTER,
    Service.MEDICAL_URGENT: SharePurpose.HEALTH,
    Service.MEDICAL_POST_RAPE: SharePurpose.HEALTH,
    Service.MEDICAL_REPRO: SharePurpose.HEALTH,
    Service.MEDICAL_GENERAL: SharePurpose.HEALTH,
    Service.MENTAL_HEALTH: SharePurpose.PSYCHOSOCIAL,
    Service.PSYCHOSOCIAL: SharePurpose.PSYCHOSOCIAL,
    Service.LEGAL_ADVICE: SharePurpose.LEGAL,
    Service.LEGAL_REPRESENTATION: SharePurpose.LEGAL,
    Service.POLICE: SharePurpose.LEGAL,
    Service.DOCUMENTATION_ID: SharePurpose.DOCUMENTATION,
    Service.CHILD_REGISTRATION: SharePurpose.DOCUMENTATION,
    Service.ONWARD_PROTECTION: SharePurpose.ONWARD,
    Service.UNHCR: SharePurpose.ONWARD,
    Service.EMBASSY: SharePurpose.ONWARD,
    Service.REPATRIATION_PREVENTION: SharePurpose.ONWARD,
    Service.DETENTION_SUPPORT: SharePurpose.ONWARD,
    Service.ROK_SETTLEMENT: SharePurpose.ONWARD,
    Service.RESETTLEMENT: SharePurpose.ONWARD,
    Service.CHILD_PROTECTION: SharePurpose.CHILD,
    Service.CHILD_EDUCATION: SharePurpose.CHILD,
    Service.FAMILY_TRACING: SharePurpose.CHILD,
    Service.LIVELIHOOD: SharePurpose.FINANCIAL,
    Service.CASH: SharePurpose.FINANCIAL,
    Service.FOOD: SharePurpose.FINANCIAL,
    Service.EDUCATION_LANGUAGE: SharePurpose.EDUCATION,
}
"""``other`` and interpreting have none: an interpreter is a purpose of its own, and a consent to
"anything else" does not exist."""


class ConsentAnswer(TextChoices):
    """The ``state`` of a consent record, as far as it is answered here."""

    REQUESTED = "requested", _("asked, she answers later")
    GIVEN = "given", _("yes")
    REFUSED = "refused", _("no")
    DEFERRED = "deferred", _("not now, ask again")
    CANNOT_ASK = "cannot_ask", _("she cannot be asked now")
    WITHDRAWN = "withdrawn", _("she takes her yes back")
    NOT_ASKED = WAS_NOT_ASKED


class HelpAndKeep(TextChoices):
    """The short form's one question: help, and our keeping what she says."""

    GIVEN = "given", _("yes, to both")
    REFUSED = "refused", _("no: help now, keep nothing")
    CANNOT_ASK = "cannot_ask", _("she cannot be asked now")
    NOT_ASKED = WAS_NOT_ASKED


class Basis(TextChoices):
    """Lawful bases, GDPR articles 6 and 9."""

    EXPLICIT_CONSENT = "explicit_consent", _("her own consent")
    VITAL_INTERESTS = "vital_interests", _("her life or safety, while she cannot be asked")
    NONPROFIT = "legitimate_activities_nonprofit", _("our work as an organisation")
    LEGAL_CLAIMS = "legal_claims", _("a legal claim")
    LEGAL_OBLIGATION = "legal_obligation", _("a duty in law")
    UNKNOWN = NOT_KNOWN
    NOT_ASKED = WAS_NOT_ASKED


class CannotAskReason(TextChoices):
    TOLD_BY_OTHER = "told_by_someone_else", _("someone else told us")
    CUSTODY = "in_custody", _("she is in custody")
    DANGER = "immediate_danger", _("she is in danger now")
    CANNOT_TALK = "cannot_talk", _("she cannot talk now")
    CAPACITY = "capacity", _("she cannot decide now")
    NOT_ASKED = WAS_NOT_ASKED


class ConsentManner(TextChoices):
    """Spoken is the rule: a signed paper can kill."""

    VERBAL = "verbal", _("spoken")
    WRITTEN = "written", _("in writing")
    RECORDED = "recorded_assent", _("recorded assent")
    GUARDIAN = "guardian", _("by a guardian")
    NOT_ASKED = WAS_NOT_ASKED


class GivenBy(TextChoices):
    SELF = "self", _("by herself")
    GUARDIAN = "guardian", _("by a guardian")
    BOTH = "both", _("by both")
    NOT_ASKED = WAS_NOT_ASKED


class ChildBasis(TextChoices):
    """What stands beside a girl's own assent. The buyer is never her guardian."""

    SAFE_ADULT = "assent_and_safe_adult", _("her assent and a safe adult's consent")
    BEST_INTERESTS = "best_interests_decision", _("a decision in her best interests")
    ASSENT_AND_DANGER = "assent_and_vital_interests", _("her assent alone, she is in danger")
    UNKNOWN = NOT_KNOWN
    NOT_ASKED = WAS_NOT_ASKED


class GuardianIs(TextChoices):
    """Who the adult is. The two last are there to be named, and are always refused."""

    PARENT = "parent", _("her mother or father")
    RELATIVE = "own_relative", _("another relative of her own")
    TRUSTED = "trusted_adult", _("an adult she trusts, no relative")
    APPOINTED = "appointed_guardian", _("a guardian appointed for her")
    BUYER = "buyer", _("the man she lives with or was sold to")
    HIS_FAMILY = "buyers_family", _("somebody of his family")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class WithdrawnHow(TextChoices):
    SAID = "said", _("she said so")
    WROTE = "wrote", _("she wrote it")
    THROUGH = "through_trusted_person", _("she let us know through somebody she trusts")
    SHOWED = "showed", _("she showed it: she did not come, or ended the talk")


class Explained(TextChoices):
    """What was explained before she answered; the seven of HTCDS con_Consent."""

    INTERVIEW = "interview", _("that we talk only if she agrees")
    PURPOSE = "purpose", _("why we ask")
    USES = "uses", _("what the answers are used for")
    RESEARCH = "research", _("that they may be counted, without her name")
    ACCESS = "access", _("that she may see what we keep")
    STORAGE = "storage", _("how long we keep it")
    WITHDRAWAL = "withdrawal", _("that she may take her consent back at any time")
    NOT_ASKED = WAS_NOT_ASKED
