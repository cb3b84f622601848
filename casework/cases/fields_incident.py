"""Section 8 of the reference: an account if she wants to give one, and one row an incident.

One incident is one event. A sold bride's case holds several, and her situation is none of them.
"""

from django.utils.translation import gettext_lazy as _

from casework.cases import codes
from casework.cases import codes_incident as lists
from casework.cases.field import NEV, OPT, C, E, Field, Kind, When, in_section, only_if, unless

ELIMINATION = (
    ("penetration", lists.IncidentType.RAPE),
    ("unwanted_contact", lists.IncidentType.SEXUAL_ASSAULT),
    ("physical_violence", lists.IncidentType.PHYSICAL_ASSAULT),
    ("union_forced", lists.IncidentType.FORCED_MARRIAGE),
    ("denied", lists.IncidentType.DENIAL),
    ("frightened", lists.IncidentType.PSYCHOLOGICAL),
)
"""Six questions, and the type that each one's yes stands for: the first yes wins."""


def _no_yes_before(name: str) -> tuple[When, ...]:
    asked = [question for question, _type in ELIMINATION]
    return tuple(unless(earlier, "yes") for earlier in asked[: asked.index(name)])


ACCOUNT = in_section(
    "incidents",
    Field("account", _("Her account, in her words"), Kind.LONG_TEXT, OPT, E,
          hint=_("Only if she wants to tell it, and then once. Nobody presses for it.")),
)  # fmt: skip

INCIDENT = in_section(
    "incident",
    Field("told_on", _("Told on"), Kind.DATE, OPT, E),
    Field("happened_on", _("Happened on"), Kind.DATE, OPT, E, can_decline=True),
    Field("happened_precision", _("How exact is it"), Kind.CHOICE, OPT, C, codes.DatePrecision),
    Field("was_under_18", _("She was under 18 then"), Kind.YES_NO, OPT, C, codes.YesNo),
    Field("stage", _("At which stage of her way"), Kind.CHOICE, OPT, C, lists.Displacement),
    Field("time_of_day", _("Time of day"), Kind.CHOICE, OPT, C, lists.TimeOfDay),
    Field("place_type", _("Kind of place"), Kind.CHOICE, OPT, C, lists.PlaceType),
    Field("place", _("Place, if she raises it"), Kind.TEXT, NEV, E),
    Field("penetration", _("Was there penetration, however slight"), Kind.YES_NO, OPT, C,
          codes.YesNo),
    Field("unwanted_contact", _("Was there unwanted sexual contact"), Kind.YES_NO, OPT, C,
          codes.YesNo, when=_no_yes_before("unwanted_contact")),
    Field("physical_violence", _("Was she physically hurt"), Kind.YES_NO, OPT, C, codes.YesNo,
          when=_no_yes_before("physical_violence")),
    Field("union_forced", _("Was she forced into a union"), Kind.YES_NO, OPT, C, codes.YesNo,
          when=_no_yes_before("union_forced")),
    Field("denied", _("Was something she had a right to denied her"), Kind.YES_NO, OPT, C,
          codes.YesNo, when=_no_yes_before("denied")),
    Field("frightened", _("Was she humiliated, threatened or frightened"), Kind.YES_NO, OPT, C,
          codes.YesNo, when=_no_yes_before("frightened")),
    Field("incident_type", _("Type of incident"), Kind.CHOICE, OPT, C, lists.IncidentType,
          hint=_("The first yes above suggests it; you pick it.")),
    Field("harmful_practice", _("Harmful traditional practice"), Kind.YES_NO, OPT, C, codes.YesNo),
    Field("goods_exchanged", _("Money, goods or favours were exchanged"), Kind.YES_NO, OPT, C,
          codes.YesNo),
    Field("abduction", _("Taken away for it"), Kind.CHOICE, OPT, C, lists.Abduction),
    Field("previously_reported", _("Told to somebody before"), Kind.CHOICE, OPT, C,
          lists.Reported),
    Field("previous_violence", _("Violence before this"), Kind.YES_NO, OPT, C, codes.YesNo),
    Field("displacement_status", _("Her status then"), Kind.CHOICE, OPT, C,
          lists.DisplacementStatus),
    Field("unaccompanied", _("Who was with the girl"), Kind.CHOICE, OPT, C, lists.Unaccompanied,
          when=(only_if("was_under_18", "yes"),)),
    Field("perpetrator_count", _("How many did it"), Kind.CHOICE, OPT, C, codes.Count),
    Field("perpetrator_part", _("The one described here"), Kind.CHOICE, OPT, C, lists.Part),
    Field("perpetrator_sex", _("Sex"), Kind.CHOICE, OPT, C, lists.Sex),
    Field("perpetrator_age", _("Age of that person"), Kind.CHOICE, OPT, C, lists.PerpetratorAge),
    Field("perpetrator_relation", _("Who that person is to her"), Kind.CHOICE, OPT, C,
          lists.Relation),
    Field("perpetrator_trade", _("Work of that person"), Kind.CHOICE, OPT, C, lists.Trade),
    Field("perpetrator_before", _("That person did so before"), Kind.YES_NO, OPT, C, codes.YesNo),
    Field("consent_reporting", _("May it be counted, without her name"), Kind.YES_NO, OPT, C,
          codes.YesNo, ask=_("May we count this in our numbers? Nobody can know it is you."),
          about=_("Only she herself can answer this. Leave it open.")),
    Field("incident_account", _("What happened, in her words"), Kind.LONG_TEXT, OPT, E,
          hint=_("Only if she wants to tell it. Without it the row is complete too.")),
)  # fmt: skip
