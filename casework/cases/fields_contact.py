"""Sections 0 and 3 of the reference: is it safe, and how may we reach her."""

from django.utils.translation import gettext_lazy as _

from casework.cases import codes, codes_contact
from casework.cases.field import OPT, REQ, B, C, E, Field, Kind, in_section, only_if, unless

_CAN_TALK = unless("alone_and_safe_to_talk", "no")
_MAY_REACH_HER = (unless("may_contact", "no"),)
_SHE_SAID_YES = (only_if("may_contact", "yes"),)

# While she cannot talk, this section shrinks to what a yes or a no answers.
GATE = in_section(
    "gate",
    Field("immediate_danger", _("In danger right now"), Kind.YES_NO, REQ, C, codes.YesNo,
          ask=_("Before anything else: are you in danger right now?"),
          about=_("Before anything else: is she in danger right now?"), by_yes_or_no=True),
    Field("speaking_herself", _("She is speaking herself"), Kind.YES_NO, REQ, C, codes.YesNo,
          ask=_("Is the help for you yourself?"), about=_("Is the help for somebody else?"),
          by_yes_or_no=True),
    Field("alone_and_safe_to_talk", _("Alone and safe to talk"), Kind.YES_NO, REQ, C, codes.YesNo,
          ask=_("Are you alone, and is it safe to talk? You can just say yes or no."),
          about=_("Are you alone, and is it safe for you and for her to talk about this?"),
          by_yes_or_no=True),
    Field("come_back_when", _("When to try again"), Kind.TEXT, OPT, E,
          ask=_("Shall we stop here? When is it better?"),
          about=_("Shall we stop here? When may you call us again?"), by_yes_or_no=True,
          when=(only_if("alone_and_safe_to_talk", "no"),)),
    Field("under_18", _("Under 18"), Kind.YES_NO, REQ, C, codes.UnderEighteen,
          ask=_("May I ask whether you are younger than 18?"),
          about=_("Is she younger than 18, as far as you know?"), by_yes_or_no=True,
          hint=_("Unsure counts as under 18 for her protection, never to refuse a service.")),
    Field("language", _("Language"), Kind.CHOICE, REQ, C, codes.Language,
          ask=_("Which language do you like to speak in?"),
          about=_("Which language does she speak?"), when=(_CAN_TALK,)),
    Field("dialect", _("Dialect"), Kind.CHOICE, REQ, C, codes.Dialect,
          ask=_("Is my way of speaking easy for you to follow?"),
          about=_("How does she speak?"),
          when=(_CAN_TALK, unless("language", "zho", "other"))),
    Field("interpreter_needed", _("Interpreter needed"), Kind.YES_NO, REQ, C, codes.YesNo,
          ask=_("Would it help to have someone interpret, someone you do not know?"),
          about=_("Would she need someone to interpret?"), when=(_CAN_TALK,)),
)  # fmt: skip

SAFE_CONTACT = in_section(
    "safe_contact",
    Field("may_contact", _("May we contact her"), Kind.CHOICE, REQ, C, codes_contact.MayContact,
          ask=_("May we get in touch with you? It is fine to say no."), by_yes_or_no=True,
          about=_("This stays “no” until she herself has been asked."),
          hint=_("“No” stops every contact until she says otherwise.")),
    Field("how_and_when", _("How and when"), Kind.TEXT, OPT, E,
          ask=_("How can we reach you so that nobody notices, and when?"),
          about=_("How could she be reached so that nobody notices, and when?"),
          when=_MAY_REACH_HER),
    Field("method", _("Safe way to reach her"), Kind.CHOICE, REQ, E, codes_contact.ContactMethod,
          ask=_("Which way is safe for you?"), when=_MAY_REACH_HER, needed_when=_SHE_SAID_YES),
    Field("phone", _("Phone number"), Kind.PHONE, OPT, B,
          ask=_("Which number may we use, and is it only yours?"), when=_MAY_REACH_HER,
          hint=_("Begin with +86 or +82 when you can."), can_decline=True),
    Field("handle", _("Messenger name"), Kind.TEXT, OPT, B,
          ask=_("What is your name in that messenger?"), when=_MAY_REACH_HER, can_decline=True),
    Field("windows", _("Safe times"), Kind.WINDOWS, OPT, E,
          ask=_("On which days and at what time can you talk?"), when=_MAY_REACH_HER,
          hint=_("In the time of the place where she is.")),
    Field("zone", _("Her time zone"), Kind.CHOICE, OPT, E, codes_contact.TimeZone,
          when=_MAY_REACH_HER, default="Asia/Shanghai"),
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
          ask=_("Is there a time in which we should stay silent?"),
          about=_("Until when could a contact from us endanger her?")),
    Field("do_not_contact_reason", _("Why no contact until then"), Kind.TEXT, OPT, E),
)  # fmt: skip
