"""Sections 6 and 7 of the reference: where she is, and what was done to her."""

from django.utils.translation import gettext_lazy as _

from casework.cases import codes, codes_person, places
from casework.cases import codes_trafficking as trafficking
from casework.cases.field import (
    KNOWN,
    NEV,
    OPT,
    REQ,
    C,
    E,
    Field,
    Kind,
    in_section,
    never_on,
    only_if,
    only_on,
)

_IN_CHINA = (
    never_on("situation", "NK", "DE", "CU3", "CU4", "CU5", "CU6", "CU7", "CU8", "CU9"),
    never_on("situation", "SF1", "SF2", "SF3", "SF4", "SF5", "SF6"),
)
_IS_DECIDED = (only_if("determination", "possible", "actual", "not"),)

SITUATION = in_section(
    "situation",
    Field("situation", _("Where she is now"), Kind.SITUATION, REQ, C,
          ask=_("Where are you now, and can you go out by yourself?"),
          about=_("Where is she now, and can she go out by herself?")),
    Field("modality", _("Kind of place"), Kind.CHOICE, REQ, C, codes.Modality,
          when=(only_on("situation", "SX"),)),
    Field("province_in_china", _("Province in China"), Kind.CHOICE, REQ, C, places.ProvinceInChina,
          ask=_("Which province are you in? Not the town, please."),
          about=_("Which province is she in? Not the town, please."), when=_IN_CHINA),
    Field("since", _("Since"), Kind.MONTH, OPT, C, can_decline=True,
          ask=_("Since about when?"), about=_("Since about when?"),
          hint=_("Month, or only the year: 2019-03 or 2019.")),
    Field("sale_count", _("Times sold"), Kind.CHOICE, OPT, C, codes.Count),
    Field("crossing_count", _("Times crossed"), Kind.CHOICE, OPT, C, codes.Count,
          ask=_("Is it the first time that you are in China?"),
          about=_("Is it the first time that she is in China?")),
    Field("return_count", _("Earlier forced returns"), Kind.CHOICE, OPT, C, codes.Count),
    Field("place_detail", _("Place below the province"), Kind.TEXT, NEV, E,
          hint=_("Only for an agreed rescue. After 30 days nobody is shown it, and the next change"
                 " of her record erases it.")),
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

TRAFFICKING = in_section(
    "trafficking",
    Field("act", _("What was done"), Kind.MULTIPLE, KNOWN, C, trafficking.Act,
          hint=_("From what she told already. Do not ask her to tell it again.")),
    Field("means", _("How it was done"), Kind.MULTIPLE, KNOWN, C, trafficking.Means),
    Field("purpose", _("What for"), Kind.MULTIPLE, KNOWN, C, trafficking.Aim),
    Field("control", _("How she is or was held"), Kind.MULTIPLE, KNOWN, C, trafficking.Control,
          ask=_("What would happen if you went away, or said no?"),
          about=_("What would happen if she went away, or said no?")),
    Field("exploitation", _("Kind of exploitation"), Kind.MULTIPLE, KNOWN, C,
          trafficking.Exploitation),
    Field("sexual_exploitation", _("Kind of sexual exploitation"), Kind.MULTIPLE, KNOWN, C,
          trafficking.SexualExploitation, when=(only_if("exploitation", "sexual_exploitation"),)),
    Field("recruiter_relation", _("Who brought her into it"), Kind.CHOICE, KNOWN, C,
          trafficking.RecruiterRelation,
          ask=_("Who was it that first offered to help or to take you along? No name, please."),
          about=_("Who was it that first took her along? No name, please.")),
    Field("recruitment_method", _("How that person found her"), Kind.CHOICE, KNOWN, C,
          trafficking.RecruitmentMethod),
    Field("age_at_first", _("Her age when it began"), Kind.CHOICE, KNOWN, C, codes_person.AgeBand,
          ask=_("About how old were you then?"), about=_("About how old was she then?")),
    Field("duration", _("How long it lasted so far"), Kind.CHOICE, KNOWN, C, trafficking.Duration),
    Field("determination", _("Was it trafficking"), Kind.CHOICE, REQ, C,
          trafficking.Determination,
          hint=_("Somebody decides this; nothing here decides it. It can be changed later.")),
    Field("determined_by", _("Who decided"), Kind.CHOICE, REQ, C, trafficking.Decider,
          when=_IS_DECIDED),
    Field("determined_on", _("Decided on"), Kind.DATE, REQ, E, when=_IS_DECIDED),
)  # fmt: skip
