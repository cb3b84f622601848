"""Coded lists of what was done to her: Palermo's three parts, and what HTCDS and CTDC count.

Codes follow HTCDS 2.0 and the Palermo Protocol; `CTDC_RELATION` maps what CTDC counts in columns.
"""

from django.utils.translation import gettext_lazy as _

from casework.cases.codes import CHOSE_NOT_TO_SAY, NOT_KNOWN, WAS_NOT_ASKED, Coded


class Act(Coded):
    """What was done (Palermo, article 3)."""

    RECRUITMENT = "recruitment", _("recruited her")
    TRANSPORTATION = "transportation", _("transported her")
    TRANSFER = "transfer", _("handed or sold her on")
    HARBOURING = "harbouring", _("kept her in a place")
    RECEIPT = "receipt", _("received or bought her")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class Means(Coded):
    """How it was done. Under 18 none is needed."""

    THREAT = "threat", _("threats")
    FORCE = "force", _("force")
    COERCION = "other_coercion", _("pressure of another kind")
    ABDUCTION = "abduction", _("abduction")
    FRAUD = "fraud", _("fraud")
    DECEPTION = "deception", _("deception, false promises")
    POWER = "abuse_of_power", _("abuse of power")
    VULNERABILITY = "abuse_of_vulnerability", _("abuse of her having no other way")
    PAYMENT = "payments_to_controller", _("payment to somebody who had control over her")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class Aim(Coded):
    """What it was done for. Marriage by sale is a practice similar to slavery (1956, article 1)."""

    PROSTITUTION = "prostitution_of_others", _("forced prostitution")
    OTHER_SEXUAL = "other_sexual_exploitation", _("other sexual exploitation")
    LABOUR = "forced_labour", _("forced labour")
    SLAVERY = "slavery", _("slavery")
    SIMILAR = "practices_similar_to_slavery", _("forced marriage, or another practice like slavery")
    SERVITUDE = "servitude", _("servitude")
    ORGANS = "organ_removal", _("removal of organs")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class Control(Coded):
    """HTCDS vic_MethodsOfControl, with the two that are commonest here from its definitions."""

    MOVEMENT = "restricts_movement", _("locked in, watched, not allowed out")
    CHILDREN = "uses_children", _("uses her children")
    LAW = "threats_law_enforcement", _("threatens to report her")
    FAMILY = "threatens_children_family", _("threatens her children or family")
    THREATS = "physical_threats", _("threatens her with violence")
    PHYSICAL = "physical_abuse", _("beats her")
    SEXUAL = "sexual_abuse", _("sexual violence")
    PSYCHOLOGICAL = "psychological_abuse", _("humiliates or frightens her")
    DEBT = "debt_bondage", _("debt")
    PROMISES = "false_promises", _("false promises")
    EARNINGS = "takes_earnings", _("takes what she earns")
    MONEY = "restricts_financial_access", _("keeps money from her")
    MEDICAL = "restricts_medical_care", _("keeps medical care from her")
    NECESSITIES = "withholds_necessities", _("keeps food, clothes or warmth from her")
    DOCUMENTS = "withholds_documents", _("keeps papers from her")
    HOURS = "excessive_working_hours", _("makes her work too long")
    SUBSTANCES = "psychoactive_substance", _("drugs or alcohol")
    OTHER = "other", _("something else")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class Exploitation(Coded):
    """HTCDS vic_TypeOfExploitation."""

    MARRIAGE = "forced_marriage", _("forced marriage")
    SEXUAL = "sexual_exploitation", _("sexual exploitation")
    LABOUR = "forced_labour", _("forced labour")
    CHILD_LABOUR = "child_labour", _("child labour")
    SERVITUDE = "servitude", _("servitude in a household")
    BEGGING = "forced_begging", _("forced begging")
    SURROGACY = "surrogacy", _("forced to bear a child for others")
    ADOPTION = "forced_adoption", _("her child given away by force")
    MILITARY = "forced_military", _("forced into an armed group")
    ORGANS = "organ_removal", _("removal of organs")
    OTHER = "other", _("other")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class SexualExploitation(Coded):
    """HTCDS vic_TypeOfSexExploitation."""

    PROSTITUTION = "prostitution", _("forced prostitution")
    ONLINE = "remote_interactive_services", _("forced online sexual exploitation")
    PORNOGRAPHY = "pornography", _("pictures or films made of her")
    PRIVATE = "private_sexual_services", _("held by one man or household for sex")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class RecruiterRelation(Coded):
    """Who first brought her into it."""

    BROKER = "broker", _("a broker")
    FAMILY = "family", _("her own family")
    PARTNER = "intimate_partner", _("a partner of her own choice")
    FRIEND = "friend", _("a friend or neighbour")
    ACQUAINTED = "acquainted", _("somebody she had met before")
    STRANGER = "stranger", _("a stranger")
    OTHER = "other", _("somebody else")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class RecruitmentMethod(Coded):
    """HTCDS vic_MethodOfRecruitment."""

    FAMILY = "family_or_family_events", _("through family")
    FRIENDS = "friends_or_social_events", _("through friends or neighbours")
    BUSINESS = "place_of_business", _("at a market, shop or station")
    WORK = "at_work", _("at work")
    SCHOOL = "educational_institution", _("at school")
    ONLINE = "online_social_networks", _("through a messenger or network")
    ONLINE_AD = "online_advertisement", _("through an advertisement online")
    TELEVISION = "television_advert", _("through an advertisement on television")
    NEWSPAPER = "newspaper_advert", _("through an advertisement in a paper")
    OTHER = "other", _("in another way")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class Duration(Coded):
    """How long it lasted, or has lasted; the bands of CTDC, in months."""

    TO_YEAR = "0--12", _("up to a year")
    TO_TWO = "13--24", _("one to two years")
    LONGER = "25+", _("more than two years")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class Determination(Coded):
    """HTCDS vic_TraffickingStatus. Always somebody's decision; `trafficking` only suggests."""

    POSSIBLE = "possible", _("trafficking is possible")
    ACTUAL = "actual", _("it was trafficking")
    NOT = "not", _("it was not trafficking")
    UNKNOWN = "unknown", _("nobody has decided yet")
    DECLINED = "declined", _("she does not want it decided")
    NOT_ASKED = WAS_NOT_ASKED


class Decider(Coded):
    """HTCDS vic_TraffickingStatusDecisionMakingOrg."""

    NGO = "ngo", _("we, or another organisation")
    POLICE = "police", _("police")
    COURT = "court_or_prosecution", _("court or prosecution")
    GOVERNMENT = "non_police_governmental", _("another authority")
    OTHER = "other", _("somebody else")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


CTDC_RELATION: dict[str, str] = {
    RecruiterRelation.PARTNER: "recruiterRelationIntimatePartner",
    RecruiterRelation.FRIEND: "recruiterRelationFriend",
    RecruiterRelation.FAMILY: "recruiterRelationFamily",
    RecruiterRelation.BROKER: "recruiterRelationOther",
    RecruiterRelation.ACQUAINTED: "recruiterRelationOther",
    RecruiterRelation.STRANGER: "recruiterRelationOther",
    RecruiterRelation.OTHER: "recruiterRelationOther",
}
