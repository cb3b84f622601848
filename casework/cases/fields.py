"""The table of the intake form: sections 0 to 6 and 11 of the reference, and the short form.

A row reads: name, label, kind, required or optional or never asked, how it is stored, its list.
Sections stand in the order a conversation takes. What must not be collected (religion, songbun,
politics, photo, fingerprints) has no row, and so nowhere to be written.
"""

from dataclasses import replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.cases import codes, places, purposes
from casework.cases.field import (
    Answers,
    Field,
    Kind,
    Need,
    Store,
    never_on,
    only_if,
    only_on,
    unless,
)

REQ, OPT, NEV = Need.REQUIRED, Need.OPTIONAL, Need.NEVER_ASK
E, B, C = Store.SEALED, Store.LOOKUP, Store.CODED

SECTIONS: dict[str, Promise] = {
    "gate": _("Is it safe"),
    "consent": _("Consent"),
    "safe_contact": _("Safe contact"),
    "identity": _("Who she is"),
    "dependants": _("Her children"),
    "situation": _("Her situation"),
    "needs": _("What she needs"),
    "reference": _("How we heard"),
}

_MAY_REACH_HER = (unless("may_contact", "no"),)
_SHE_SAID_YES = (only_if("may_contact", "yes"),)
_IN_CHINA = (
    never_on("situation", "NK", "DE", "CU3", "CU4", "CU5", "CU6", "CU7", "CU8", "CU9"),
    never_on("situation", "SF1", "SF2", "SF3", "SF4", "SF5", "SF6"),
)
_URGENT_NEEDS = (
    "shelter_emergency",
    "medical_urgent",
    "medical_post_rape",
    "repatriation_prevention",
    "food_nfi",
    "cash_assistance",
    "child_protection",
    "onward_protection",
    "detention_support",
    "psychosocial",
    "legal_advice",
    "other",
    "unknown",
    "declined",
)


def _section(key: str, *rows: Field) -> tuple[Field, ...]:
    return tuple(replace(row, section=key) for row in rows)


GATE = _section(
    "gate",
    Field("immediate_danger", _("In danger right now"), Kind.YES_NO, REQ, C, codes.YesNo,
          ask=_("Before anything else: are you in danger right now?"), by_yes_or_no=True),
    Field("speaking_herself", _("She is speaking herself"), Kind.YES_NO, REQ, C, codes.YesNo,
          ask=_("Is the help for you yourself?"),
          by_yes_or_no=True),
    Field("alone_and_safe_to_talk", _("Alone and safe to talk"), Kind.YES_NO, REQ, C, codes.YesNo,
          ask=_("Are you alone, and is it safe to talk? You can just say yes or no."),
          by_yes_or_no=True),
    Field("come_back_when", _("When to try again"), Kind.TEXT, OPT, E,
          ask=_("Shall we stop here? When is it better?"), by_yes_or_no=True,
          when=(only_if("alone_and_safe_to_talk", "no"),)),
    Field("under_18", _("Under 18"), Kind.YES_NO, REQ, C, codes.UnderEighteen,
          ask=_("May I ask whether you are younger than 18?"), by_yes_or_no=True,
          hint=_("Unsure counts as under 18 for her protection, never to refuse a service.")),
    Field("language", _("Language"), Kind.CHOICE, REQ, C, codes.Language,
          ask=_("Which language do you like to speak in?")),
    Field("dialect", _("Dialect"), Kind.CHOICE, REQ, C, codes.Dialect,
          ask=_("Is my way of speaking easy for you to follow?"),
          when=(unless("language", "zho", "other"),)),
    Field("interpreter_needed", _("Interpreter needed"), Kind.YES_NO, REQ, C, codes.YesNo,
          ask=_("Would it help to have someone interpret, someone you do not know?")),
)  # fmt: skip

SAFE_CONTACT = _section(
    "safe_contact",
    Field("may_contact", _("May we contact her"), Kind.CHOICE, REQ, C, codes.MayContact,
          ask=_("May we get in touch with you? It is fine to say no."), by_yes_or_no=True,
          hint=_("“No” stops every contact until she says otherwise.")),
    Field("how_and_when", _("How and when"), Kind.TEXT, OPT, E,
          ask=_("How can we reach you so that nobody notices, and when?"), when=_MAY_REACH_HER),
    Field("method", _("Safe way to reach her"), Kind.CHOICE, REQ, E, codes.ContactMethod,
          ask=_("Which way is safe for you?"), when=_MAY_REACH_HER, needed_when=_SHE_SAID_YES),
    Field("phone", _("Phone number"), Kind.PHONE, OPT, B,
          ask=_("Which number may we use, and is it only yours?"), when=_MAY_REACH_HER,
          hint=_("Begin with +86 or +82 when you can."), can_decline=True),
    Field("handle", _("Messenger name"), Kind.TEXT, OPT, B,
          ask=_("What is your name in that messenger?"), when=_MAY_REACH_HER, can_decline=True),
    Field("windows", _("Safe times"), Kind.WINDOWS, OPT, E,
          ask=_("On which days and at what time can you talk?"), when=_MAY_REACH_HER,
          hint=_("In the time of the place where she is.")),
    Field("zone", _("Her time zone"), Kind.CHOICE, OPT, E, codes.TimeZone, when=_MAY_REACH_HER,
          default="Asia/Shanghai"),
    Field("code_word", _("Code word"), Kind.SECRET, OPT, E,
          ask=_("Choose a word, so that we know it is you."), when=_MAY_REACH_HER,
          hint=_("It is kept only so that it can be checked; nobody can read it again.")),
    Field("duress_word", _("Word for danger"), Kind.SECRET, OPT, E,
          ask=_("And another word, for when somebody forces you to talk to us."),
          when=_MAY_REACH_HER,
          hint=_("It is kept only so that it can be checked; nobody can read it again.")),
    Field("may_leave_message", _("May we leave a message"), Kind.YES_NO, REQ, E, codes.YesNo,
          ask=_("If you do not answer, may we leave a message?"), when=_MAY_REACH_HER,
          needed_when=_SHE_SAID_YES, default="no"),
    Field("caller_pretext", _("Who we say we are"), Kind.TEXT, REQ, E,
          ask=_("If someone else answers, who should we say is calling?"), when=_MAY_REACH_HER,
          needed_when=_SHE_SAID_YES, can_decline=True),
    Field("who_else_sees_phone", _("Who else sees the phone"), Kind.TEXT, REQ, E,
          ask=_("Does anyone else use or look at this phone?"), when=_MAY_REACH_HER,
          needed_when=_SHE_SAID_YES, can_decline=True),
    Field("last_verified", _("Safe contact last checked"), Kind.DATE, REQ, E, when=_MAY_REACH_HER,
          needed_when=_SHE_SAID_YES, hint=_("Ask again at every contact.")),
    Field("do_not_contact_until", _("No contact before"), Kind.DATE, OPT, E,
          ask=_("Is there a time in which we should stay silent?")),
    Field("do_not_contact_reason", _("Why no contact until then"), Kind.TEXT, OPT, E),
)  # fmt: skip

IDENTITY = _section(
    "identity",
    Field("alias", _("What to call her"), Kind.TEXT, OPT, E,
          ask=_("What may I call you? It need not be your real name."), can_decline=True),
    Field("names", _("Names"), Kind.NAMES, OPT, B,
          ask=_("If you wish, tell me a name you go by. It helps us to know you again."),
          hint=_("One row for each name, in the scripts you know. Her name at birth is optional."),
          can_decline=True),
    Field("gender", _("Gender"), Kind.CHOICE, REQ, C, codes.Gender),
    Field("age_band", _("Age"), Kind.CHOICE, REQ, C, codes.AgeBand,
          ask=_("About how old are you?")),
    Field("birth_year", _("Year of birth"), Kind.YEAR, OPT, E,
          ask=_("Do you know the year you were born in?"), can_decline=True),
    Field("birth_date", _("Date of birth"), Kind.DATE, OPT, E, can_decline=True,
          hint=_("Only where a claim or a paper needs it.")),
    Field("birth_precision", _("How exact is it"), Kind.CHOICE, OPT, E, codes.DatePrecision),
    Field("nationality", _("Nationality"), Kind.MULTIPLE, REQ, C, places.Country,
          ask=_("Which country's papers would be yours?")),
    Field("stateless", _("Without a nationality"), Kind.CHOICE, REQ, C, codes.Stateless),
    Field("province_of_origin", _("Province of origin"), Kind.CHOICE, OPT, C,
          places.ProvinceInKorea, ask=_("Which province do you come from?")),
    Field("home_unit", _("County and home unit"), Kind.TEXT, NEV, E,
          hint=_("Only if she raises it: it can endanger her family.")),
    Field("family_in_dprk", _("Family in North Korea"), Kind.LONG_TEXT, NEV, E,
          hint=_("Only if she raises it: it can endanger them.")),
    Field("id_documents", _("Papers she has"), Kind.MULTIPLE, OPT, C, codes.IdDocument,
          ask=_("Do you have any papers, even ones that are not in your name?")),
    Field("education", _("School"), Kind.CHOICE, OPT, C, codes.Education),
    Field("occupation", _("Work before"), Kind.CHOICE, OPT, C, codes.Occupation,
          ask=_("What work did you do at home?")),
    Field("marital_before", _("Marriage before"), Kind.CHOICE, OPT, C, codes.Marital),
    Field("marital_china", _("Marriage in China, in her own view"), Kind.CHOICE, OPT, C,
          codes.Marital, hint=_("A forced union is no marriage; her word for it counts.")),
    Field("seeing", _("Seeing, even with glasses"), Kind.CHOICE, OPT, E, codes.Difficulty,
          ask=_("Do you have difficulty seeing, even when wearing glasses?")),
    Field("hearing", _("Hearing, even with an aid"), Kind.CHOICE, OPT, E, codes.Difficulty,
          ask=_("Do you have difficulty hearing, even with a hearing aid?")),
    Field("walking", _("Walking or climbing steps"), Kind.CHOICE, OPT, E, codes.Difficulty,
          ask=_("Do you have difficulty walking or climbing steps?")),
    Field("remembering", _("Remembering or concentrating"), Kind.CHOICE, OPT, E, codes.Difficulty,
          ask=_("Do you have difficulty remembering or concentrating?")),
    Field("self_care", _("Washing or dressing"), Kind.CHOICE, OPT, E, codes.Difficulty,
          ask=_("Do you have difficulty washing or dressing?")),
    Field("communicating", _("Being understood"), Kind.CHOICE, OPT, E, codes.Difficulty,
          ask=_("Do you have difficulty understanding others or being understood?")),
    Field("difficulty_detail", _("What would help with it"), Kind.LONG_TEXT, OPT, E),
)  # fmt: skip

DEPENDANTS = _section(
    "dependants",
    Field("children", _("Children"), Kind.CHOICE, REQ, C, codes.Count,
          ask=_("Do you have children? You need not say where they are.")),
    Field("children_under_18", _("Children under 18"), Kind.CHOICE, REQ, C, codes.Count,
          when=(only_if("children", "1", "2", "3+"),)),
    Field("children_at_risk", _("A child is at risk"), Kind.YES_NO, OPT, C, codes.YesNo,
          ask=_("Are you worried about a child's safety?"),
          when=(only_if("children", "1", "2", "3+"),)),
    Field("pregnant", _("Pregnant"), Kind.YES_NO, OPT, E, codes.YesNo,
          ask=_("Could you be expecting a child?")),
    Field("weeks_pregnant", _("Weeks of pregnancy"), Kind.NUMBER, OPT, E, can_decline=True,
          when=(only_if("pregnant", "yes"),)),
)  # fmt: skip

SITUATION = _section(
    "situation",
    Field("situation", _("Where she is now"), Kind.SITUATION, REQ, C,
          ask=_("Where are you now, and can you go out by yourself?")),
    Field("modality", _("Kind of place"), Kind.CHOICE, REQ, C, codes.Modality,
          when=(only_on("situation", "SX"),)),
    Field("province_in_china", _("Province in China"), Kind.CHOICE, REQ, C, places.ProvinceInChina,
          ask=_("Which province are you in? Not the town, please."), when=_IN_CHINA),
    Field("since", _("Since"), Kind.MONTH, OPT, C, can_decline=True,
          ask=_("Since about when?"), hint=_("Month, or only the year: 2019-03 or 2019.")),
    Field("sale_count", _("Times sold"), Kind.CHOICE, OPT, C, codes.Count),
    Field("crossing_count", _("Times crossed"), Kind.CHOICE, OPT, C, codes.Count,
          ask=_("Is it the first time that you are in China?")),
    Field("return_count", _("Earlier forced returns"), Kind.CHOICE, OPT, C, codes.Count),
    Field("place_detail", _("Place below the province"), Kind.TEXT, NEV, E,
          hint=_("Only for an agreed rescue. It is erased after 30 days.")),
    Field("exploiter_alias", _("What she calls the one who exploits her"), Kind.TEXT, OPT, E,
          can_decline=True),
    Field("exploiter_role", _("What that person did"), Kind.CHOICE, OPT, C, codes.ExploiterRole),
    Field("exploiter_relation", _("Who that person is to her"), Kind.CHOICE, OPT, E,
          codes.ExploiterRelation),
    Field("exploiter_phone", _("That person's phone"), Kind.PHONE, OPT, E, can_decline=True,
          hint=_("Never to be called. It helps to recognise a number that calls us.")),
    Field("price", _("Price, if she tells it"), Kind.TEXT, NEV, E),
    Field("price_currency", _("Currency"), Kind.TEXT, NEV, E),
    Field("price_year", _("Year of that price"), Kind.YEAR, NEV, E),
)  # fmt: skip

NEEDS = _section(
    "needs",
    Field("most_urgent", _("Most urgent needs"), Kind.MULTIPLE, REQ, C, purposes.Service,
          ask=_("What do you need most, today or this week?")),
    Field("goals", _("What she wants, in her words"), Kind.LONG_TEXT, OPT, E,
          ask=_("What would you like to be different? Tell me up to three things.")),
)  # fmt: skip

REFERENCE = _section(
    "reference",
    Field("intake_date", _("Date of the intake"), Kind.DATE, REQ, E),
    Field("channel", _("How it reached us"), Kind.CHOICE, REQ, C, codes.Channel),
    Field("referred_from", _("Who sent her to us"), Kind.CHOICE, REQ, C, codes.ReferredFrom),
    Field("information_source", _("Who told us"), Kind.CHOICE, REQ, C, codes.Source),
    Field("reliability", _("How reliable it is"), Kind.CHOICE, REQ, C, codes.Reliability,
          hint=_("Needed above all when someone else tells it.")),
)  # fmt: skip

CONSENT = _section(
    "consent",
    Field("state", _("Her answer"), Kind.CHOICE, REQ, C, purposes.ConsentAnswer,
          codes=("given", "refused", "deferred", "requested", "cannot_ask"),
          ask=_("May we help you, and may we write down what you tell us?"), by_yes_or_no=True),
    Field("service", _("For which service"), Kind.CHOICE, REQ, C, purposes.Service),
    Field("partner", _("With which partner"), Kind.CHOICE, REQ, E),
    Field("basis", _("On what basis"), Kind.CHOICE, OPT, C, purposes.Basis,
          when=(only_if("state", "cannot_ask"),)),
    Field("cannot_ask_reason", _("Why she cannot be asked"), Kind.CHOICE, REQ, C,
          purposes.CannotAskReason, when=(only_if("state", "cannot_ask"),),
          hint=_("A supervisor renews it every 14 days. Ask her at the first direct contact.")),
    Field("explained", _("What was explained to her"), Kind.MULTIPLE, OPT, C, purposes.Explained,
          ask=_("I tell you first what we do with what you say. Stop me at any time.")),
    Field("form", _("How she answered"), Kind.CHOICE, OPT, C, purposes.ConsentManner,
          default="verbal", hint=_("Spoken is the rule: a signed paper can endanger her.")),
    Field("language", _("In which language"), Kind.CHOICE, OPT, C, codes.Language),
    Field("interpreter", _("Interpreter (code, not a name)"), Kind.TEXT, OPT, E),
    Field("given_by", _("Who answered"), Kind.CHOICE, OPT, C, purposes.GivenBy, default="self"),
    Field("child_basis", _("Beside her assent"), Kind.CHOICE, REQ, C, purposes.ChildBasis,
          when=(only_if("under_18", "yes", "unknown"),),
          hint=_("Never the buyer or his family as guardian.")),
    Field("guardian_is", _("Who the safe adult is"), Kind.CHOICE, OPT, C, purposes.GuardianIs,
          when=(only_if("under_18", "yes", "unknown"),)),
    Field("capacity_doubt", _("Doubt whether she can decide freely"), Kind.YES_NO, OPT, C,
          codes.YesNo),
    Field("capacity_steps", _("What was done about the doubt"), Kind.TEXT, OPT, E,
          hint=_("Explained again, another day, with somebody she trusts; then a witness too.")),
    Field("limits", _("Limits she set"), Kind.LONG_TEXT, OPT, E,
          ask=_("Is there anything, or anyone, we should keep out of this?")),
    Field("witness", _("Witness (code, not a name)"), Kind.TEXT, OPT, E),
    Field("given_on", _("Answered on"), Kind.DATE, REQ, E),
    Field("expires_on", _("Ask again by"), Kind.DATE, REQ, E,
          hint=_("Six months, unless she wants it sooner.")),
)  # fmt: skip

_SHORT_ONLY = _section(
    "short",
    Field("language_need", _("Language, interpreter"), Kind.CHOICE, OPT, C, codes.LanguageNeed,
          ask=_("Which language is best for you?")),
    Field("help_and_keep", _("Yes to help and to our keeping this"), Kind.CHOICE, OPT, C,
          purposes.HelpAndKeep, by_yes_or_no=True,
          ask=_("May we help you, and may I keep what you tell me?")),
    Field("anything_else", _("Anything else"), Kind.LONG_TEXT, OPT, E,
          ask=_("Is there anything else I should know right now?")),
)  # fmt: skip

FIELDS: tuple[Field, ...] = (
    *GATE, *SAFE_CONTACT, *IDENTITY, *DEPENDANTS, *SITUATION, *NEEDS, *REFERENCE,
)  # fmt: skip
"""Names are unique here. A consent is a record of its own, one for each purpose: ``CONSENT``."""

_BY_NAME = {row.name: row for row in (*FIELDS, *_SHORT_ONLY)}

SHORT: tuple[Field, ...] = (
    _BY_NAME["immediate_danger"],
    _BY_NAME["speaking_herself"],
    _BY_NAME["alone_and_safe_to_talk"],
    _BY_NAME["under_18"],
    _BY_NAME["language_need"],
    _BY_NAME["help_and_keep"],
    _BY_NAME["may_contact"],
    _BY_NAME["how_and_when"],
    _BY_NAME["alias"],
    _BY_NAME["situation"],
    replace(_BY_NAME["most_urgent"], codes=_URGENT_NEEDS),
    _BY_NAME["anything_else"],
)
"""The twelve, in the order of the conversation."""


def field(name: str) -> Field:
    return _BY_NAME[name]


def fields_of(section: str) -> tuple[Field, ...]:
    """The rows of a section; KeyError for a section that does not exist."""
    if section not in SECTIONS:
        raise KeyError(section)
    return CONSENT if section == "consent" else tuple(f for f in FIELDS if f.section == section)


def coded(section: str, document: Answers) -> dict[str, str | list[str]]:
    """The coded facts of a section's document: what a digest may hold and counts may use."""
    kept = (row.name for row in fields_of(section) if row.store is Store.CODED)
    return {name: document[name] for name in kept if document.get(name)}
