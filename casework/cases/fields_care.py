"""Sections 1, 9 and 11 to 14 of the reference: how we heard, health, needs, wishes, the end."""

from django.utils.translation import gettext_lazy as _

from casework.cases import codes, codes_care, codes_contact, purposes
from casework.cases.field import OPT, REQ, C, E, Field, Kind, in_section, only_if, unless

_SHE_SPEAKS = (unless("speaking_herself", "no"),)

REFERENCE = in_section(
    "reference",
    Field("survivor_code", _("Survivor code"), Kind.SURVIVOR_CODE, REQ, C,
          hint=_("For counting with other organisations. Nothing leads from it to the case.")),
    Field("intake_date", _("Date of the intake"), Kind.DATE, REQ, E),
    Field("channel", _("How it reached us"), Kind.CHOICE, REQ, C, codes_contact.Channel),
    Field("referred_from", _("Who sent her to us"), Kind.CHOICE, REQ, C, codes.ReferredFrom),
    Field("information_source", _("Who told us"), Kind.CHOICE, REQ, C, codes.Source),
    Field("reliability", _("How reliable it is"), Kind.CHOICE, REQ, C, codes.Reliability,
          hint=_("Needed above all when someone else tells it.")),
)  # fmt: skip

HEALTH = in_section(
    "health",
    Field("urgent_care", _("Needs care now"), Kind.YES_NO, REQ, C, codes.YesNo,
          ask=_("Is there anything that hurts or bleeds, or that needs a doctor today?"),
          about=_("Is she hurt or ill, so that she needs a doctor today?")),
    Field("assault_120h", _("Assaulted in the last five days"), Kind.YES_NO, REQ, C, codes.YesNo,
          ask=_("Has anyone hurt you or forced you in the last five days? You need not say more."),
          about=_("Has anyone hurt or forced her in the last five days?"),
          hint=_("Within 120 hours some care still helps. Nothing else about it has to be told.")),
    Field("injuries", _("Injuries"), Kind.LONG_TEXT, OPT, E,
          ask=_("Is there an injury that should be looked at?"),
          about=_("Do you know of an injury that should be looked at?")),
    Field("infection_worry", _("Worry about an infection, HIV or tuberculosis"), Kind.YES_NO, OPT,
          E, codes.YesNo,
          ask=_("Is there an illness you worry about? A test is possible, and only you hear it."),
          about=_("Is there an illness she worries about?")),
    Field("pregnancy_care", _("Wants care for a pregnancy"), Kind.YES_NO, OPT, E, codes.YesNo,
          ask=_("Would you like somebody to look after a pregnancy with you?"),
          about=_("Does she want care for a pregnancy?")),
    Field("suicidal_thoughts", _("Thoughts of not living on"), Kind.CHOICE, REQ, E,
          codes_care.Suicidal,
          ask=_("After so much, many people think of not living on. Is it like that for you?"),
          about=_("Has she said that she does not want to live on?"),
          hint=_("Ask gently, and last here. Asking puts no such thought into anyone's head.")),
    Field("health_detail", _("What a doctor should know"), Kind.LONG_TEXT, OPT, E,
          ask=_("Is there a medicine, an allergy or an illness a doctor should know of?"),
          about=_("Is there a medicine, an allergy or an illness a doctor should know of?")),
)  # fmt: skip

NEEDS = in_section(
    "needs",
    Field("most_urgent", _("Most urgent needs"), Kind.MULTIPLE, REQ, C, purposes.Service,
          ask=_("What do you need most, today or this week?"),
          about=_("What does she need most, today or this week?")),
    Field("needs_by_sector", _("How much, and does she want it"), Kind.NEEDS, REQ, C,
          ask=_("How badly do you need it? And do you want it from us?"),
          about=_("How badly does she need it? Has she said that she wants it?"),
          hint=_("One row for each need. What she does not want is written down, and not done."),
          needed_when=(only_if("most_urgent", "", "not_asked"),)),
    Field("goals", _("What she wants, in her words"), Kind.LONG_TEXT, OPT, E,
          ask=_("What would you like to be different? Tell me up to three things."),
          about=_("What has she herself said that she wants?"),
          hint=_("One line for each, at most three, as she says them.")),
)  # fmt: skip

ONWARD = in_section(
    "onward",
    Field("onward_wish", _("Where she would like to be"), Kind.CHOICE, OPT, E, codes_care.Onward,
          ask=_("Where would you like to live one day? You need not answer this."),
          about=_("Has she said where she would like to live one day?"),
          hint=_("If this is seized it endangers her more than anything else here.")),
)  # fmt: skip

CARE = in_section(
    "care",
    Field("special_care", _("What helps her to talk to us"), Kind.MULTIPLE, OPT, C,
          codes_care.SpecialCare,
          ask=_("What would make it easier for you to talk to us?"),
          about=_("What would make it easier for her to talk to us?")),
)  # fmt: skip

# Of what somebody else tells, nothing goes back: there is nobody here to say these to.
CLOSE = in_section(
    "close",
    Field("told_her", _("What she was told"), Kind.MULTIPLE, REQ, C, codes_care.ToldAtClose,
          ask=_("Let me say once more what I wrote down, what happens now, and what I cannot do."),
          when=_SHE_SPEAKS),
    Field("next_contact", _("Next contact"), Kind.TEXT, REQ, E, can_decline=True,
          ask=_("When shall we talk again, and who calls whom?"), when=_SHE_SPEAKS),
    Field("limits", _("Limits"), Kind.LONG_TEXT, REQ, E, can_decline=True,
          ask=_("Is there anything of this that nobody else may know, or that we must not do?"),
          when=_SHE_SPEAKS),
)  # fmt: skip
