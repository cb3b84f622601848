"""What must hold before a case passes from one state to another (reference 3.1).

`states.TRANSITIONS` names them; each answers with the sentence that stands in the way, or with "".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from casework.access.guards import GUARDS, guard, refuse
from casework.accounts.models import Desk, User
from casework.cases import consents, decisions, states
from casework.cases.closing import (
    ENDS_WITHOUT_LOW_RISK,
    NOT_TOLD_OF_RETURN,
    Checklist,
    ClosingReason,
    unexplained,
)
from casework.cases.consents import covers_transfer
from casework.cases.consequences import obstacles, obstacles_to_her_wish, receivers
from casework.cases.contacts import attempts
from casework.cases.decisions import DecisionKind
from casework.cases.models import BreakGlass, Case
from casework.cases.sheets import OpenSheet, SheetKind
from casework.cases.states import Risk
from casework.cases.transfers import ANSWER_WITHIN

HELD_AT_MOST = timedelta(days=30)
SILENT_AT_HIGH_RISK = timedelta(days=90)
A_YEAR = timedelta(days=365)
# Sheets that bear news of her, or an attempt to get some.
_NEWS = frozenset({SheetKind.CONTACT, SheetKind.EVENT})


@dataclass(frozen=True)
class Asked:
    """An act that is about to be done: `told` is what was said for it, `sheets` the record's; when
    she was on the line (`calls`), and when anything was `heard` of her.
    """

    case: Case
    at: datetime
    told: dict[str, Any] = field(default_factory=dict)
    sheets: Sequence[OpenSheet] = ()
    calls: Sequence[datetime] = ()
    heard: Sequence[datetime] = ()


def require(act: states.Act, asked: Asked) -> states.Edge:
    """The row of the table, when every guard it names holds. Raises WrongState with all that
    stands in the way."""
    edge = states.require(asked.case.state, act)
    refuse(*in_the_way(edge, asked))
    return edge


def in_the_way(edge: states.Edge, asked: Asked) -> list[str]:
    """A sentence of each guard that does not hold."""
    said = (GUARDS[f"cases.{name}"](asked) for name in edge.guards)
    return [sentence for sentence in said if sentence]


@guard
def nothing_missing(asked: Asked) -> str:
    """What opening asks for is answered: consent or why not, language, safe contact, path, risk."""
    missing = asked.told.get("missing", [])
    return _("Before it can be opened: %s") % " ".join(missing) if missing else ""


@guard
def not_refused(asked: Asked) -> str:
    """What she said no to, or took back, is not opened, not even in danger."""
    if asked.case.consent in ("refused", "withdrawn"):
        return _("She said no. What was written down is erased; the case cannot be opened.")
    return ""


@guard
def no_referral_sent(asked: Asked) -> str:
    """A draft is not ended as an error while a referral of hers is under way."""
    return " ".join(_obstacles(asked.case))


@guard
def no_live_referral(asked: Asked) -> str:
    """A case is not closed while a referral of hers is under way."""
    erasure = asked.told.get("erasure")
    is_her_wish = erasure is not None and erasure.is_hers
    found = obstacles_to_her_wish if is_her_wish else obstacles
    return " ".join(sentence for one in found if (sentence := one(asked.case)))


@guard
def reviewed_within_30_days(asked: Asked) -> str:
    """A case on hold is looked at again, at the latest in 30 days."""
    day = date.fromisoformat(asked.told["review_on"])
    today = asked.at.date()
    if today < day <= today + HELD_AT_MOST:
        return ""
    return _("Name a day for the next review, within the next 30 days.")


@guard
def checklist_complete(asked: Asked) -> str:
    """Every line of the closing checklist is answered, yes or no."""
    answered = asked.told.get("checklist", {})
    if all(answered.get(item) in ("yes", "no") for item in Checklist.values):
        return ""
    return _("Answer every line of the checklist with yes or no.")


@guard
def unmet_is_explained(asked: Asked) -> str:
    """Beside each line of the checklist that is not met stands why."""
    lines = unexplained(asked.told.get("checklist", {}), asked.told.get("why", {}))
    if not lines:
        return ""
    return _("Say why it is not so: %s") % "; ".join(str(line.label) for line in lines)


@guard
def risk_allows_closing(asked: Asked) -> str:
    """While risk is high, critical or not set, only some reasons end the work: she asks for it."""
    too_high = asked.case.risk in (Risk.HIGH, Risk.CRITICAL, Risk.NOT_SET)
    if too_high and asked.told["reason"] not in ENDS_WITHOUT_LOW_RISK:
        return _("Her risk is too high to end the work for this reason.")
    return ""


@guard
def a_year_without_news(asked: Asked) -> str:
    """After a forced return: twelve months without news and two reviews, and no attempts."""
    if asked.told["reason"] != ClosingReason.REPATRIATED_NO_CONTACT:
        return ""
    year_ago = asked.at - A_YEAR
    written = [datetime.fromisoformat(one.at) for one in asked.sheets if one.kind in _NEWS]
    heard = any(moment > year_ago for moment in (*written, *asked.heard))
    held = [one.told["held_on"] for one in asked.sheets if one.kind == SheetKind.CONFERENCE]
    reviews = [day for day in held if day > year_ago.date().isoformat()]
    opened_long = asked.case.opened_at is not None and asked.case.opened_at <= year_ago
    if opened_long and not heard and len(reviews) >= 2:
        return ""
    return _("After a forced return it takes twelve months without news and without attempts, and"
             " two case conferences in that time.")  # fmt: skip


@guard
def three_safe_attempts(asked: Asked) -> str:
    """She is called lost after three safe attempts over 30 days; at high risk after 90 days."""
    if asked.told["reason"] != ClosingReason.LOST_CONTACT:
        return ""
    made = attempts(asked.sheets, asked.calls)
    if not made.suffice:
        return _("She is called lost after three safe attempts over at least 30 days.")
    grave = asked.case.risk in (Risk.HIGH, Risk.CRITICAL)
    if grave and made.first is not None and asked.at - made.first < SILENT_AT_HIGH_RISK:
        return _("At this risk level it takes 90 days of silence.")
    return ""


@guard
def told_she_may_return(asked: Asked) -> str:
    """Before it is closed she was told that she may come back, unless nobody can tell her."""
    if asked.told["reason"] in NOT_TOLD_OF_RETURN:
        return ""
    if asked.told.get("checklist", {}).get(Checklist.MAY_RETURN) == "yes":
        return ""
    return _("Tell her first that she may come back; then close.")


@guard
def reopening_is_settled(asked: Asked) -> str:
    """While it is open for 48 hours only, it is closed by reversing that, or by itself."""
    if decisions.waiting(asked.case, DecisionKind.REOPENED) is None:
        return ""
    return _("It was reopened and waits for a supervisor, who confirms it or closes it again.")


@guard
def consent_asked_again(asked: Asked) -> str:
    """Since it was reopened she was asked anew whether we may help, or could not be asked."""
    since = asked.case.reopened_at
    if since is not None and consents.asked_since(asked.told["consents"], since):
        return ""
    return _("Ask her again whether we may help, or write down why she cannot be asked.")


@guard
def risk_assessed_again(asked: Asked) -> str:
    """Since it was reopened her risk was assessed anew."""
    scores = [sheet for sheet in asked.sheets if sheet.kind == SheetKind.RISK]
    since = asked.case.reopened_at
    since = since and since.replace(microsecond=0)  # a score's moment is kept to the second
    made = [datetime.fromisoformat(score.at) for score in scores if score.told["version"]]
    if since is not None and any(at >= since for at in made):
        return ""
    return _("Assess her risk anew.")


@guard
def comment_written(asked: Asked) -> str:
    """Whoever sends a closing back says what is still to be done."""
    return "" if asked.told.get("words") else _("Say what is still to be done.")


@guard
def desk_can_take_it(asked: Asked) -> str:
    """It goes to another desk of the house, and one that has a supervisor who can open it."""
    desk = desk_of(asked.told)
    if desk is None or desk.pk == asked.case.desk_id:
        return _("Choose another desk of the house.")
    if not User.objects.supervising(desk).exists():
        return _("Nobody on that desk could open the case. Choose another desk.")
    return ""


@guard
def owner_is_of_that_desk(asked: Asked) -> str:
    """Whoever is named to go on with it is a caseworker of the other desk; nobody may be named."""
    if not asked.told["owner"]:
        return ""
    owner, desk = owner_of(asked.told), desk_of(asked.told)
    if owner is not None and desk is not None and owner.is_caseworker_on(desk):
        return ""
    return _("She is no caseworker of that desk. Choose somebody else, or nobody yet.")


@guard
def decider_gains_nothing(asked: Asked) -> str:
    """Whoever decides that the case goes to another desk is not the one who gets it there."""
    if asked.told.get("decider") is None or asked.told["owner"] != asked.told["decider"]:
        return ""
    return _("You would go on with it yourself. Somebody else decides it.")


@guard
def no_emergency_to_review(asked: Asked) -> str:
    """Whoever opened it in an emergency answers to the desk that had it then."""
    if BreakGlass.objects.filter(case=asked.case, reviewed_at__isnull=True).exists():
        return _("An opening in an emergency waits for its review. Review it first.")
    return ""


@guard
def summary_written(asked: Asked) -> str:
    """Whoever goes on with it is told what she needs and what is agreed with her."""
    return "" if asked.told.get("summary") else _("Write what whoever goes on with it must know.")


@guard
def she_agreed_to_receiver(asked: Asked) -> str:
    """Her yes to exactly this organisation taking the case over, and it still holds."""
    told = asked.told
    return covers_transfer(told["consents"], told["receiver"], on=told["on"])


@guard
def receiver_can_take_it(asked: Asked) -> str:
    """The organisation is in the directory, active, and its agreement with the house holds."""
    found = (refusal(asked.told["receiver"], asked.told["on"]) for refusal in receivers)
    return " ".join(sentence for sentence in found if sentence)


@guard
def accepted_in_writing(asked: Asked) -> str:
    """Their written answer has its day: not before they could be asked, and not in the future."""
    day = date.fromisoformat(asked.told["accepted_on"])
    if asked.told["agreed_on"] <= day <= asked.told["on"]:
        return ""
    return _("Name the day of their written answer, between the supervisor's yes and today.")


@guard
def silent_for_14_days(asked: Asked) -> str:
    """It ends by itself only when the other organisation had its 14 days to answer."""
    if asked.at >= asked.told["agreed_at"] + ANSWER_WITHIN:
        return ""
    return _("They have 14 days to answer.")


def desk_of(told: dict[str, Any]) -> Desk | None:
    """The desk that a case is to go to."""
    return Desk.objects.filter(pk=told["desk"]).first()


def owner_of(told: dict[str, Any]) -> User | None:
    """Who is to go on with it there; None while nobody is named."""
    return User.objects.filter(pk=told["owner"]).first() if told["owner"] else None


def _obstacles(case: Case) -> list[str]:
    return [sentence for obstacle in obstacles if (sentence := obstacle(case))]
