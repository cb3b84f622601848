"""Coded lists of an incident, as GBVIMS counts them, with the places and people of this field."""

from django.utils.translation import gettext_lazy as _

from casework.cases.codes import CHOSE_NOT_TO_SAY, NOT_KNOWN, WAS_NOT_ASKED, Coded


class IncidentType(Coded):
    """Six core types and what is none of them, in the order of the elimination."""

    RAPE = "rape", _("rape")
    SEXUAL_ASSAULT = "sexual_assault", _("sexual assault")
    PHYSICAL_ASSAULT = "physical_assault", _("physical assault")
    FORCED_MARRIAGE = "forced_marriage", _("forced marriage")
    DENIAL = (
        "denial_of_resources_opportunities_or_services",
        _("denial of resources, opportunities or services"),
    )
    PSYCHOLOGICAL = "psychological_emotional_abuse", _("psychological or emotional abuse")
    NOT_GBV = "non-gbv", _("none of these")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class Displacement(Coded):
    """At which stage of her way."""

    NOT_DISPLACED = "not_displaced", _("at home, not on the way")
    PRE = "pre_displacement", _("at home, before she left")
    FLIGHT = "during_flight", _("while crossing or on the road")
    REFUGE = "during_refuge", _("while in China or another country")
    RETURN = "during_return_transit", _("while being returned")
    POST = "post_displacement", _("after a return or an arrival")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class TimeOfDay(Coded):
    MORNING = "morning", _("morning")
    AFTERNOON = "afternoon", _("afternoon")
    NIGHT = "evening_night", _("evening or night")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class PlaceType(Coded):
    OWN_HOME = "clients_home", _("where she lived by her own choice")
    HOUSEHOLD = "perpetrators_home", _("household where she is held")
    BROTHEL = "brothel_venue", _("brothel or such a place")
    CYBERSEX = "cybersex_flat", _("flat of forced online sexual exploitation")
    FARM = "farm", _("farm or field")
    FOREST = "forest", _("forest or mountain")
    ROAD = "road", _("road")
    BORDER = "border_river", _("border or river")
    VEHICLE = "vehicle", _("vehicle")
    HOTEL = "guest_house_hotel", _("guest house or hotel")
    POLICE = "police_station", _("police station")
    DETENTION = "detention", _("detention")
    OTHER = "other", _("another place")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class Abduction(Coded):
    NONE = "none", _("she was not taken away")
    TRAFFICKED = "trafficked", _("trafficked")
    CONSCRIPTION = "forced_conscription", _("forced into an armed group")
    KIDNAPPED = "other_abduction_kidnapping", _("abducted in another way")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class Reported(Coded):
    """Whether it was counted before: an organisation that uses GBVIMS counted it already."""

    NO = "no", _("no")
    GBVIMS = "gbvims-org", _("to an organisation that counts it (GBVIMS)")
    OTHER = "non-gbvims-org", _("to another organisation")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class DisplacementStatus(Coded):
    REFUGEE = "refugee", _("refugee")
    ASYLUM_SEEKER = "asylum_seeker", _("asked for asylum")
    STATELESS = "stateless_person", _("without a nationality")
    FOREIGN = "foreign_national", _("foreigner with papers")
    RETURNEE = "returnee", _("returned")
    IDP = "idp", _("displaced inside her country")
    RESIDENT = "resident", _("resident")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class Unaccompanied(Coded):
    """Of a child: who is with her."""

    NO = "no", _("with her parents or caregiver")
    UNACCOMPANIED = "unaccompanied_minor", _("without any adult of hers")
    SEPARATED = "separated_child", _("with a relative, not her parents")
    OTHER = "other_vulnerable_child", _("otherwise in need of protection")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class Part(Coded):
    PRIMARY = "primary", _("did it")
    SECONDARY = "secondary", _("helped or let it happen")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class Sex(Coded):
    MALE = "male", _("man")
    FEMALE = "female", _("woman")
    BOTH = "both", _("men and women")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class PerpetratorAge(Coded):
    TO_11 = "0_11", _("0 to 11")
    TO_17 = "12_17", _("12 to 17")
    TO_25 = "18_25", _("18 to 25")
    TO_40 = "26_40", _("26 to 40")
    TO_60 = "41_60", _("41 to 60")
    FROM_61 = "61+", _("61 or older")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class Relation(Coded):
    """GBVIMS, with the people of this field first."""

    BUYER = "buyer", _("the buyer")
    BUYERS_RELATIVE = "buyers_relative", _("a relative of the buyer")
    BROKER = "broker", _("a broker")
    OPERATOR = "brothel_operator", _("runs the place of exploitation")
    CLIENT = "client", _("a paying man")
    GUARD = "police_border_guard", _("police or border guard")
    PRISON = "prison_official", _("a prison official")
    PARTNER = "intimate_partner_former_partner", _("partner or former partner of her own choice")
    CAREGIVER = "primary_caregiver", _("her caregiver")
    FAMILY = "family_other_than_spouse_or_caregiver", _("her own family")
    EMPLOYER = "supervisor_employer", _("an employer")
    SCHOOLMATE = "schoolmate", _("a schoolmate")
    TEACHER = "teacher_school_official", _("a teacher")
    PROVIDER = "service_provider", _("somebody who was to help her")
    HOUSEMATE = "cotenant_housemate", _("somebody she lived with")
    NEIGHBOUR = "family_friend_neighbor", _("a friend or neighbour")
    REFUGEE = "other_refugee_idp_returnee", _("another woman or man on the way")
    RESIDENT = "other_resident_community_member", _("somebody of the place")
    OTHER = "other", _("somebody else")
    NO_RELATION = "no_relation", _("no relation")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class Trade(Coded):
    """What the one who did it works as: bands, for a trade and a place can name a man."""

    FARMING = "farming", _("farming, fishing, forest work")
    LABOUR = "labour", _("factory, mine or building work")
    TRADE = "trade", _("trade or service")
    OFFICIAL = "official", _("an authority")
    POLICE = "police_military", _("police or military")
    BROKER = "brokering", _("brokering or smuggling")
    NONE = "none", _("no work")
    OTHER = "other", _("other work")
    UNKNOWN = NOT_KNOWN
    DECLINED = CHOSE_NOT_TO_SAY
    NOT_ASKED = WAS_NOT_ASKED


class Context(Coded):
    """GBVIMS case contexts. They follow from the answers and are never picked."""

    INTIMATE_PARTNER = "intimate_partner_violence", _("violence by an intimate partner")
    CHILD_SEXUAL = "child_sexual_abuse", _("sexual abuse of a child")
    EARLY_MARRIAGE = "early_marriage", _("early marriage")
    EXPLOITATION = "possible_sexual_exploitation", _("possible sexual exploitation")
    SLAVERY = "possible_sexual_slavery", _("possible sexual slavery")
    HARMFUL_PRACTICE = "harmful_traditional_practice", _("harmful traditional practice")
