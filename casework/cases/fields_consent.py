"""Section 2 of the reference: what a record of consent says, one record for each purpose."""

from django.utils.translation import gettext_lazy as _

from casework.cases import codes, purposes
from casework.cases.field import OPT, REQ, C, E, Field, Kind, in_section, only_if

CONSENT = in_section(
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
          when=(only_if("under_18", "yes", "unknown", "declined"),),
          hint=_("Never the buyer or his family as guardian.")),
    Field("guardian_is", _("Who the safe adult is"), Kind.CHOICE, OPT, C, purposes.GuardianIs,
          when=(only_if("under_18", "yes", "unknown", "declined"),)),
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
