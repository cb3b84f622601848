"""The table of reminders: each kind of task, when it falls due, to whom it goes, who is told when
it is late, and what ends it (reference 3.5). `manage.py reminder_rules` prints it, and the rest
of the app asks it: a kind that is not in it does not exist.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy


class Kind(TextChoices):
    FOLLOW_UP = "follow_up", gettext_lazy("follow-up")
    CASE_REVIEW = "case_review", gettext_lazy("review of the case, without contact")
    ESCALATION = "escalation", gettext_lazy("a task is overdue")
    REFERRAL_REVIEW_DUE = "referral_review_due", gettext_lazy("review of a referral")
    SAFETY_CHECK = "safety_check", gettext_lazy("check of her safety plan")
    RISK_REASSESS = "risk_reassess", gettext_lazy("new risk assessment")
    INTAKE_TO_FINISH = "intake_to_finish", gettext_lazy("intake to finish, when she can talk")
    CONSENT_EXPIRING = "consent_expiring", gettext_lazy("consent to ask for again")
    CONSENT_REVIEW = "consent_review", gettext_lazy("review of what she allows")
    BASIS_RENEWAL = "basis_renewal", gettext_lazy("renewal of help without her consent")
    CHILD_DECISION = "child_decision", gettext_lazy("decision of the focal point for children")
    PARTNER_NOTICE = "partner_notice", gettext_lazy("notice to a partner")
    PARTNER_DELETION = "partner_deletion", gettext_lazy("a partner's answer about deleting")
    PARTNER_ANSWER = "partner_answer", gettext_lazy("answer of a partner")
    IF_TAKEN = "if_taken", gettext_lazy("what she asked for if taken")
    CONFIRM_PROTECTIVE_ACT = "confirm_protective_act", gettext_lazy("act to confirm or reverse")
    REFERRAL_NO_RESPONSE = "referral_no_response", gettext_lazy("referral without an answer")
    REFERRAL_FEEDBACK = "referral_feedback", gettext_lazy("her word on a referral")
    APPOINTMENT = "appointment", gettext_lazy("appointment")
    CONTACT_WINDOW = "contact_window", gettext_lazy("contact window opens")
    SAFE_TIMES = "safe_times", gettext_lazy("her safe times to ask for again")
    POST_ASSAULT_CARE = "post_assault_care", gettext_lazy("care after an assault, urgent")
    HOLD_REVIEW = "hold_review", gettext_lazy("review of a case on hold")
    OPENING_DUE = "opening_due", gettext_lazy("opening to decide")
    CLOSURE_REVIEW = "closure_review", gettext_lazy("closing to decide")
    DECISION_DUE = "decision_due", gettext_lazy("decision of a second person")
    PARTNER_AGREEMENT_EXPIRING = (
        "partner_agreement_expiring",
        gettext_lazy("agreement with a partner to renew"),
    )
    PARTNER_CAPACITY_STALE = (
        "partner_capacity_stale",
        gettext_lazy("ask a partner how many places are free"),
    )
    RETENTION_DUE = "retention_due", gettext_lazy("end of the time a record is kept")
    ERASURE_DUE = "erasure_due", gettext_lazy("her request to erase, to decide")
    COPY_DUE = "copy_due", gettext_lazy("a copy for her, to hand over")
    ACCESS_REVIEW = "access_review", gettext_lazy("review of who can open the case")
    BREAK_GLASS_ASKED = "break_glass_asked", gettext_lazy("case to open in an emergency, now")
    BREAK_GLASS_REVIEW = "break_glass_review", gettext_lazy("review of an opening in emergency")
    BREAK_GLASS_LATE = "break_glass_late", gettext_lazy("opening in emergency, nobody reviewed it")
    SUPERVISOR_REVIEW = "supervisor_review", gettext_lazy("look over the case")
    SUPERVISOR_ALERT = "supervisor_alert", gettext_lazy("a case to look at within the hour")
    CASE_CAME = "case_came", gettext_lazy("a case that came from another desk")
    TRANSFER_ANSWER = "transfer_answer", gettext_lazy("answer of the other organisation")
    TRANSFER_ENDED = "transfer_ended", gettext_lazy("handing over ended, the case is open here")
    REOPENING_LAPSED = "reopening_lapsed", gettext_lazy("nobody confirmed it, closed again")
    KEY_ROTATION = "key_rotation", gettext_lazy("a new key for the case")
    UNATTENDED = "unattended", gettext_lazy("nobody of the desk can be told")
    CANNOT_DO = "cannot_do", gettext_lazy("a task that its caseworker cannot do")
    LOOK_AGAIN = "look_again", gettext_lazy("something told of her path to look after")


class Who(StrEnum):
    """To whom a task goes."""

    OWNER = "the case's owner"
    FIRST = "first supervisor who does not own the case"
    FIRST_THEN_SECOND = "first supervisor who does not own the case, then the second"
    SUPERVISORS = "every supervisor who does not own the case"
    ANOTHER = "every supervisor who neither owns the case nor did it"
    BOTH_DESKS = "every supervisor of the desk, and of the one that stands by"
    FOCAL_POINT = "focal point for children, else every supervisor"
    NAMED = "the two who are named to decide it"
    BOTH = "the case's owner, and every supervisor"
    ADMINISTRATORS = "every administrator: a count and codes"
    HOUSE = "every supervisor of the house"


class Late(StrEnum):
    """Who is told when nobody did it in time: the ladder."""

    BY_LEVEL = "by level: first supervisor, then the second"
    ALL_HAVE_IT = "all who can do it have it already"
    ADMINISTRATORS = "at once: every administrator, who sees its code"
    FOLLOW_UP_CLIMBS = "by itself to her next safe time; the follow-up climbs"
    IS_THE_LADDER = "it is a rung of the ladder itself"
    ONLY_TOLD = "nobody: it is only told"


class Ends(StrEnum):
    TICK = "a tick"
    ACT = "the act it asks for"
    RULE = "by itself"


class Line(NamedTuple):
    """`by_rhythm`: the case's own rhythm sets, moves and withdraws it (`rules.wanted`). Every other
    one is set by an act (`cases.dues`) and stays until it is done, dropped, or the case closes.
    """

    kind: Kind
    when: str
    who: Who
    late: Late
    ends: Ends
    by_rhythm: bool = False


_LEVEL: Final = "by level"
_NOW: Final = "at once"
_OWNER, _ALL, _LADDER = Who.OWNER, Who.SUPERVISORS, Late.BY_LEVEL
_ACT, _TICK, _HAVE = Ends.ACT, Ends.TICK, Late.ALL_HAVE_IT

# fmt: off
TABLE: Final[tuple[Line, ...]] = (
    Line(Kind.FOLLOW_UP, _LEVEL, _OWNER, _LADDER, _TICK, by_rhythm=True),
    Line(Kind.CASE_REVIEW, "in place of the follow-up, the same day, while contact is blocked",
         _OWNER, _LADDER, _TICK, by_rhythm=True),
    Line(Kind.CONTACT_WINDOW, "the last of her safe times before the follow-up, else the next one",
         _OWNER, Late.FOLLOW_UP_CLIMBS, _TICK, by_rhythm=True),
    Line(Kind.SAFE_TIMES, "14 days before the last of the safe times that are known",
         _OWNER, _LADDER, _ACT, by_rhythm=True),
    Line(Kind.ESCALATION, "by level, once a task of the owner is late by so much",
         Who.FIRST_THEN_SECOND, Late.IS_THE_LADDER, Ends.RULE, by_rhythm=True),
    Line(Kind.UNATTENDED, "by level, an alert at once, where no supervisor is left or there",
         Who.ADMINISTRATORS, Late.IS_THE_LADDER, Ends.RULE, by_rhythm=True),
    Line(Kind.SUPERVISOR_REVIEW, _LEVEL, Who.FIRST, _HAVE, _TICK, by_rhythm=True),
    Line(Kind.RISK_REASSESS, "by level; within 3 days of a move, at once of one that endangers",
         _OWNER, _LADDER, _ACT, by_rhythm=True),
    Line(Kind.REFERRAL_REVIEW_DUE, "by the urgency of the referral",
         _ALL, _HAVE, _ACT, by_rhythm=True),
    Line(Kind.ACCESS_REVIEW, "once a quarter, counted from the last; the second a week later",
         Who.FIRST_THEN_SECOND, _HAVE, _ACT, by_rhythm=True),
    Line(Kind.KEY_ROTATION, "once a year, counted from the newest key", Who.FIRST, _HAVE, _ACT,
         by_rhythm=True),
    Line(Kind.INTAKE_TO_FINISH, "72 hours after the twelve questions opened the case at once",
         _OWNER, _LADDER, _ACT),
    Line(Kind.SAFETY_CHECK, "09:00 of the day that her safety plan names", _OWNER, _LADDER, _ACT),
    Line(Kind.POST_ASSAULT_CARE, "72 and 120 hours from the hour of an assault",
         _OWNER, _LADDER, _TICK),
    Line(Kind.IF_TAKEN, "1, 6, 24 and 72 hours after an arrest or a forced return",
         _OWNER, _LADDER, _ACT),
    Line(Kind.SUPERVISOR_ALERT, "at once: an arrest, a forced return, a word under duress",
         _ALL, _HAVE, _TICK),
    Line(Kind.CANNOT_DO, "at once, when somebody says that she cannot do a task",
         _ALL, _HAVE, _TICK),
    Line(Kind.LOOK_AGAIN, "within 3 days of what was told of her path", _OWNER, _LADDER, _TICK),
    Line(Kind.CONSENT_EXPIRING, "30 days before the first of her consents ends",
         _OWNER, _LADDER, _ACT),
    Line(Kind.CONSENT_REVIEW, "within 3 days of a move, at once of one that endangers",
         _OWNER, _LADDER, _TICK),
    Line(Kind.BASIS_RENEWAL, "every 14 days, 30 while she is unreachable", _ALL, _HAVE, _ACT),
    Line(Kind.CHILD_DECISION, "24 hours after what was done for a girl, then when its term ends",
         Who.FOCAL_POINT, _HAVE, _ACT),
    Line(Kind.CONFIRM_PROTECTIVE_ACT, "24 hours after what was done at once",
         Who.ANOTHER, _HAVE, _ACT),
    Line(Kind.BREAK_GLASS_ASKED, "at once, when somebody asks to open a case in an emergency",
         Who.BOTH_DESKS, _HAVE, _ACT),
    Line(Kind.BREAK_GLASS_REVIEW, "24 hours after an opening in an emergency",
         Who.ANOTHER, Late.ADMINISTRATORS, _ACT),
    Line(Kind.BREAK_GLASS_LATE, "when nobody reviewed it in these 24 hours",
         Who.ADMINISTRATORS, Late.IS_THE_LADDER, _ACT),
    Line(Kind.REFERRAL_NO_RESPONSE, "when a partner did not answer in time",
         _OWNER, _LADDER, _ACT),
    Line(Kind.REFERRAL_FEEDBACK, "14 days after she could not be asked yet",
         _OWNER, _LADDER, _ACT),
    Line(Kind.PARTNER_ANSWER, "at once, when a partner answered on its page",
         _OWNER, _LADDER, _ACT),
    Line(Kind.PARTNER_NOTICE, "24 hours after what ended a referral", _OWNER, _LADDER, _ACT),
    Line(Kind.PARTNER_DELETION, "when a partner should have deleted", _OWNER, _LADDER, _ACT),
    Line(Kind.APPOINTMENT, "a day before an appointment, or at once", _OWNER, _LADDER, _TICK),
    Line(Kind.HOLD_REVIEW, "09:00 of the day that the hold names, 30 days at most",
         _OWNER, _LADDER, _ACT),
    Line(Kind.OPENING_DUE, "by level, after a draft was sent to be opened", Who.ANOTHER, _HAVE,
         _ACT),
    Line(Kind.CLOSURE_REVIEW, "by level, after closing was asked for", Who.ANOTHER, _HAVE, _ACT),
    Line(Kind.DECISION_DUE, "by level, after somebody asked to lower her risk or to give the case"
         " away", Who.ANOTHER, _HAVE, _ACT),
    Line(Kind.RETENTION_DUE, "7 days before a draft ends that nobody opened; when any other record"
         " may end", _ALL, _HAVE, _ACT),
    Line(Kind.ERASURE_DUE, "at once, when she asks that all of it be erased", Who.NAMED, _HAVE,
         _ACT),
    Line(Kind.COPY_DUE, "30 days after she asked for a copy", _OWNER, _LADDER, _ACT),
    Line(Kind.CASE_CAME, "at once, when another desk has given the case to this one",
         _ALL, _HAVE, _TICK),
    Line(Kind.TRANSFER_ANSWER, "14 days after a supervisor agreed; then it ends by itself",
         _OWNER, _LADDER, _ACT),
    Line(Kind.TRANSFER_ENDED, "at once, when a handing over has ended by itself",
         _OWNER, _LADDER, _TICK),
    Line(Kind.REOPENING_LAPSED, "at once, when a case that was reopened has closed by itself",
         Who.BOTH, Late.ONLY_TOLD, _TICK),
    Line(Kind.PARTNER_AGREEMENT_EXPIRING, "30 days before the agreement with a partner ends",
         Who.HOUSE, _HAVE, _ACT),
    Line(Kind.PARTNER_CAPACITY_STALE, "15 days after the places of a partner were asked for",
         Who.HOUSE, _HAVE, _ACT),
)
# fmt: on


def _kinds(*, who: tuple[Who, ...] = tuple(Who), ends: tuple[Ends, ...] = tuple(Ends)) -> Kinds:
    return frozenset(line.kind for line in TABLE if line.who in who and line.ends in ends)


Kinds = frozenset[Kind]
# One task in two forms: it turns from one into the other when contact is blocked or freed.
FOLLOW_UPS: Final[Kinds] = frozenset({Kind.FOLLOW_UP, Kind.CASE_REVIEW})
BY_RHYTHM: Final[Kinds] = frozenset(line.kind for line in TABLE if line.by_rhythm)
# Set by an act, for every supervisor of the desk who can do it; the rest go to the owner.
FOR_SUPERVISORS: Final[Kinds] = (
    _kinds(who=(Who.SUPERVISORS, Who.ANOTHER, Who.BOTH_DESKS, Who.FOCAL_POINT, Who.NAMED))
    - BY_RHYTHM
)
# What ended by itself is told to both. It outlives the closing, and each ticks her own.
TOLD: Final[Kinds] = _kinds(who=(Who.BOTH,))
# About a partner and no case (`partners`). Many may come of one day: they are told in one mail.
OF_PARTNERS: Final[Kinds] = _kinds(who=(Who.HOUSE,))
# Rungs of the ladder at its upper end: codes, and nothing that could be opened.
FOR_ADMINISTRATORS: Final[Kinds] = _kinds(who=(Who.ADMINISTRATORS,))
# These are about the record and not about the work on it: they come when that has ended too.
OF_THE_RECORD: Final[Kinds] = frozenset(
    {
        Kind.RETENTION_DUE,
        Kind.ERASURE_DUE,
        Kind.COPY_DUE,
        Kind.BREAK_GLASS_REVIEW,
        Kind.BREAK_GLASS_LATE,
    }
)
# Of those for supervisors: who did it, or asked for it, is not asked to decide it.
BY_ANOTHER: Final[Kinds] = _kinds(who=(Who.ANOTHER,))
# What ends by a tick in the list of tasks; the others end with the act they ask for.
TICKED: Final[Kinds] = _kinds(ends=(Ends.TICK,))
# Tasks of a supervisor that the rhythm brings: they show once they are due.
LOOKED_AFTER: Final[Kinds] = BY_RHYTHM & _kinds(who=(Who.FIRST, Who.FIRST_THEN_SECOND))
# Hours decide here: an arrest, a forced return, a word under duress, an assault.
PRESSING: Final[Kinds] = frozenset({Kind.SUPERVISOR_ALERT, Kind.IF_TAKEN, Kind.POST_ASSAULT_CARE})
# A day more or less decides nothing here: they stand below everything else.
CAN_WAIT: Final[Kinds] = frozenset({Kind.ACCESS_REVIEW, Kind.KEY_ROTATION, Kind.SAFE_TIMES})
# What no setting of a person keeps back: it is mailed at once.
URGENT: Final[Kinds] = frozenset(
    {
        Kind.ESCALATION,
        Kind.UNATTENDED,
        Kind.POST_ASSAULT_CARE,
        Kind.IF_TAKEN,
        Kind.SUPERVISOR_ALERT,
        Kind.CHILD_DECISION,
        Kind.CONFIRM_PROTECTIVE_ACT,
        Kind.BREAK_GLASS_ASKED,
        Kind.BREAK_GLASS_REVIEW,
        Kind.BREAK_GLASS_LATE,
        Kind.ERASURE_DUE,
    }
)
# Tasks of the owner above which rungs are set when they are late (`ladder`).
CLIMBING: Final[Kinds] = (
    frozenset(one.kind for one in TABLE if one.late is Late.BY_LEVEL) - FOLLOW_UPS
)
# What never goes along with the case's owner.
NOT_THE_OWNERS: Final[Kinds] = FOR_SUPERVISORS | LOOKED_AFTER | FOR_ADMINISTRATORS | OF_PARTNERS
