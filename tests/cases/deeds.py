"""What is done with a case file: one deed for each act of its table, and what is written in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection

from casework.access.errors import WrongState
from casework.accounts.models import Desk, User
from casework.cases import decisions, lapses, plans, risk_aid, transfer_ends
from casework.cases.actions import (
    assessment,
    changing_desk,
    closing,
    her_end,
    holding,
    lowering,
    opening,
    plan,
    record,
    reopening,
    retiring,
    transferring,
)
from casework.cases.actions.assessment import Assessed
from casework.cases.actions.consent import record_consent
from casework.cases.closing import ClosingReason
from casework.cases.decisions import DecisionKind
from casework.cases.erasure_codes import Cause
from casework.cases.models import Case, Section
from casework.cases.reasons import HoldReason, ReopeningReason, ResumeReason, VoidReason
from casework.cases.states import Act, Risk
from casework.cases.transfers import DeskReason, GivenBack, NotHandedOver, TransferReason
from casework.pathways import actions as pathways
from casework.pathways import states as situations
from casework.referrals.models import Partner
from tests import kept, make
from tests.machines import Pick
from tests.make import House
from tests.referrals.conftest import active_partner
from tests.tellings import full

Hands = dict[str, Any]
Deed = Callable[[Case, Hands, Pick], object]

LEVELS = list(Risk)[1:]


# How a case begins -----------------------------------------------------------


def _on_hold(house: House, risk: Risk) -> Case:
    case, who = make.opened(house, risk=risk), house.caseworker
    hands = {"by": who.user, "at": make.NOW, "keys": make.keys_for(who, case)}
    _holds(case, hands, lambda fitting, _others=(): next(iter(fitting)))
    return case


def _asked_to_close(house: House, risk: Risk) -> Case:
    case = make.opened(house, risk=risk)
    make.ask_closing(house, case, ClosingReason.SURVIVOR_REQUEST)
    return case


def _closed(house: House, risk: Risk) -> Case:
    case = make.opened(house, risk=risk)
    make.close(house, case, ClosingReason.SURVIVOR_REQUEST)
    return case


def _reopened(house: House, risk: Risk) -> Case:
    """At once; her consent and her risk were asked anew since, so that it can be confirmed."""
    case, who = _closed(house, risk), house.caseworker
    hands = {"by": who.user, "at": make.NOW, "keys": make.keys_for(who, case)}
    reopening.reopen(case, reason=ReopeningReason.RETURNED, **hands)
    asks_anew(case, hands, next)
    return case


def _in_danger(house: House, risk: Risk) -> Case:
    draft = make.draft(house)
    assessment.set_risk(draft, Risk.CRITICAL, by=house.caseworker.user, at=make.NOW)
    return draft


def _to_be_handed_over(house: House, risk: Risk) -> Case:
    """She agreed to one organisation taking it over."""
    case, who = make.opened(house, risk=risk), house.caseworker
    hands = {"by": who.user, "at": make.NOW, "keys": make.keys_for(who, case)}
    receiver = str(active_partner(house).pk)
    record_consent(case, make.consent("transfer", partner=receiver), **hands)
    return case


BEGUN: dict[str, Callable[[House, Risk], Case]] = {
    "draft": lambda house, risk: make.draft(house),
    "in danger": _in_danger,
    "submitted": lambda house, risk: make.submitted(house, risk=risk),
    "open": lambda house, risk: make.opened(house, risk=risk),
    "on hold": _on_hold,
    "to be handed over": _to_be_handed_over,
    "asked to close": _asked_to_close,
    "closed": _closed,
    "reopened": _reopened,
}


def begun(how: str, house: House, risk: Risk) -> Case:
    """Made by its acts once, put back as rows later; but a closed record takes no rows."""
    if how == "closed":
        return BEGUN[how](house, risk)
    read = Case.objects.select_related("desk", "owner")
    return kept.once(
        ("begun", how, risk),
        lambda: BEGUN[how](house, risk),
        again=lambda case: read.get(pk=case.pk),
    )


# What is tried ---------------------------------------------------------------


def _opens(case: Case, hands: Hands, pick: Pick) -> None:
    waits = decisions.waiting(case, DecisionKind.OPENING)
    (opening.accept if waits else opening.submit)(case, **hands)


def _changes_desk(case: Case, hands: Hands, pick: Pick) -> None:
    if decisions.waiting(case, DecisionKind.DESK_TRANSFER):
        changing_desk.change(case, **hands)
        return
    desk = pick(Desk.objects.exclude(pk=case.desk_id), Desk.objects.all())
    people = User.objects.filter(username__startswith="caseworker").order_by("username")
    owner = pick([None, *(one for one in people if one.is_caseworker_on(desk))], people)
    told = {"desk": desk, "owner": owner, "reason": pick(DeskReason), "summary": "Ring on Sundays."}
    changing_desk.ask(case, **told, **hands)


def _holds(case: Case, hands: Hands, pick: Pick) -> None:
    review_on = hands["at"].date() + timedelta(days=pick([30, 1], [0, 31]))
    holding.hold(case, reason=pick(HoldReason), review_on=review_on, **hands)


def _asks_closing(case: Case, hands: Hands, pick: Pick) -> None:
    reason = pick([ClosingReason.SURVIVOR_REQUEST], ClosingReason)
    answers = make.checklist(may_return=pick(["yes"], ["no", ""]))
    why = {"may_return": pick(["Nobody could reach her."], [""])}
    closing.ask(case, reason=reason, checklist=answers, why=why, **hands)


def _agrees_transfer(case: Case, hands: Hands, pick: Pick) -> None:
    if decisions.waiting(case, DecisionKind.TRANSFER):
        transferring.agree(case, **hands)
        return
    known = [str(row.pk) for row in Partner.objects.all()]
    told = {"receiver": pick(known or [""], [""]), "summary": pick(["She needs a doctor."], [""])}
    transferring.ask(case, **told, reason=pick(TransferReason), **hands)


def _is_taken_over(case: Case, hands: Hands, pick: Pick) -> None:
    accepted_on = hands["at"].date() + timedelta(days=pick([0], [1, -1]))
    transferring.taken_over(case, accepted_on=accepted_on, **hands)


def _lapses(case: Case, hands: Hands, pick: Pick) -> None:
    if not lapses.lapse(case.pk, hands["at"]):
        raise WrongState


def _ends_silent(case: Case, hands: Hands, pick: Pick) -> None:
    if not transfer_ends.end_silent(case.pk, hands["at"]):
        raise WrongState


def _takes_back_the_transfer(case: Case, hands: Hands, pick: Pick) -> None:
    no = make.consent("transfer", state="refused", at=hands["at"])
    record_consent(case, no, **hands)


def _is_erased(case: Case, hands: Hands, pick: Pick) -> None:
    """She asks for it, and both who are named agree."""
    erasure = her_end.ask(case, {"identity": "code_word", "free": "yes"}, **hands)
    for one in (erasure.first, erasure.second):
        retiring.agree(erasure, by=one, at=hands["at"])


def _expires(case: Case, hands: Hands, pick: Pick) -> None:
    with connection.cursor() as cursor:  # since when it is a draft stands in the log
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    if not plans.expire(case.pk, Cause.UNOPENED, hands["at"]):
        raise WrongState


def _returns_closing(case: Case, hands: Hands, pick: Pick) -> None:
    closing.give_back(case, words=pick(["Ring her once more."], [""]), **hands)


# A worker asks first; what then waits is decided by somebody else.
ASKED_FIRST = {
    Act.OPEN: DecisionKind.OPENING,
    Act.CHANGE_DESK: DecisionKind.DESK_TRANSFER,
    Act.AGREE_TRANSFER: DecisionKind.TRANSFER,
}
DEEDS: dict[Act, Deed] = {
    Act.OPEN: _opens,
    Act.OPEN_AT_ONCE: lambda case, hands, pick: opening.submit(case, **hands),
    Act.VOID: lambda case, hands, pick: holding.void(case, reason=pick(VoidReason), **hands),
    Act.HOLD: _holds,
    Act.RESUME: lambda case, hands, pick: holding.resume(case, reason=pick(ResumeReason), **hands),
    Act.ASK_CLOSING: _asks_closing,
    Act.CLOSE: lambda case, hands, pick: closing.close(case, **hands),
    Act.RETURN_CLOSING: _returns_closing,
    Act.REOPEN: lambda case, hands, pick: reopening.reopen(
        case, reason=pick(ReopeningReason), **hands
    ),
    Act.UPHOLD_REOPENING: lambda case, hands, pick: reopening.uphold(case, **hands),
    Act.REVERSE_REOPENING: lambda case, hands, pick: reopening.close_again(case, **hands),
    Act.CHANGE_DESK: _changes_desk,
    Act.AGREE_TRANSFER: _agrees_transfer,
    Act.TAKEN_OVER: _is_taken_over,
    Act.NOT_HANDED_OVER: lambda case, hands, pick: transferring.not_handed_over(
        case, reason=pick(NotHandedOver), **hands
    ),
    Act.GIVEN_BACK: lambda case, hands, pick: transferring.given_back(
        case, reason=pick(GivenBack), **hands
    ),
}
# What nobody does: time has passed, or something else ends it.
BY_ITSELF: dict[Act, Deed] = {
    Act.LAPSE: _lapses,
    Act.END_SILENT: _ends_silent,
    Act.STOP_TRANSFER: _takes_back_the_transfer,
    Act.EXPIRE: _expires,
}
# What takes two people, neither of whom asked for it.
BY_TWO: dict[Act, Deed] = {Act.ERASE: _is_erased}


def _adds_a_note(case: Case, hands: Hands, pick: Pick) -> None:
    record.add_note(case, "She rang.", **hands)


def asks_anew(case: Case, hands: Hands, pick: Pick) -> None:
    """Her consent to our help; then her risk."""
    record_consent(case, make.consent(at=hands["at"]), **hands)
    assessment.assess(case, Assessed(risk_aid.CURRENT, {}), **hands)


def _sets_the_level(case: Case, hands: Hands, pick: Pick) -> None:
    assessment.set_risk(case, pick(LEVELS), reason="danger_passed", **hands)


def _asks_to_lower_it(case: Case, hands: Hands, pick: Pick) -> None:
    lowering.ask(case, pick(LEVELS), reason="danger_passed", **hands)


def _writes_a_section(case: Case, hands: Hands, pick: Pick) -> None:
    section = Section.objects.filter(case=case, kind="health").first()
    seen = section.revision if section else 0
    record.save_section(case, "health", make.complete("health"), revision=seen, **hands)


def _tried_to_reach_her(case: Case, hands: Hands, pick: Pick) -> None:
    told = {"direction": "ours", "outcome": "no_answer", "happened_at": hands["at"].isoformat()}
    plan.log_contact(case, told, **hands)


def _tells_a_move(case: Case, hands: Hands, pick: Pick) -> None:
    choices = situations.possible(case.situation)
    if not choices:
        raise WrongState
    to, event = pick(choices)
    telling = full(case.situation, event, to)
    pathways.move(case, to, event=event, telling=telling, **hands)


WRITES: tuple[Deed, ...] = (
    _adds_a_note,
    asks_anew,
    _takes_back_the_transfer,
    _sets_the_level,
    _asks_to_lower_it,
    _writes_a_section,
    _tried_to_reach_her,
    _tells_a_move,
)
