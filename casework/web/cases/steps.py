"""What may be done with a case now, and beside what may not be done the reason why not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casework.accounts.models import User
from casework.cases import policies
from casework.cases.consequences import obstacles
from casework.cases.decisions import DecisionKind, waiting
from casework.cases.lapses import OPEN_FOR
from casework.cases.models import Case
from casework.cases.states import CaseState, Reachability
from casework.web.addresses import address


@dataclass(frozen=True)
class Step:
    """As `_components/next_steps.html` draws it: without a url it is named with the reason."""

    label: str
    url: str = ""
    why: str = ""
    method: str = "get"
    primary: bool = False


def next_steps(user: User, case: Case, missing: list[str]) -> list[Step]:
    """`missing` are the sentences that stand between a draft and an open case."""
    if not (policies.owns(user, case) or policies.supervises(user, case)):
        why = _("Its caseworker and her supervisors act.")
        return [Step(_("Shared with you to read"), why=why)]
    steps = {
        CaseState.DRAFT: _of_draft,
        CaseState.CLOSED: _of_closed,
        CaseState.VOID: _of_ended,
        CaseState.TRANSFERRED: _of_transferred,
    }.get(CaseState(case.state), _of_open)
    return [*steps(user, case, missing), *_of_her_record(user, case)]


def _of_draft(user: User, case: Case, missing: list[str]) -> Iterator[Step]:
    if policies.can_edit(user, case):
        yield _go(_("Go on with the intake"), "intake", case, primary=bool(missing))
    if case.submitted_at is not None:
        yield _decide(user, case)
    elif policies.can_submit(user, case):
        ready = not missing
        url = address("case_submit", case.code) if ready else ""
        why = "" if ready else _in_short(missing)
        yield Step(_("Ask a supervisor to open it"), url, why, "post", primary=ready)
    yield from _in_any_living_state(user, case)
    if policies.can_void(user, case):
        yield _go(_("End what was begun in error"), "case_void", case)


def _decide(user: User, case: Case) -> Step:
    label = _("Decide what waits")
    if policies.decides(user, case):
        return _go(label, "decide", case, primary=True)
    return Step(label, why=_("A supervisor who does not own it has been asked."))


def _in_short(missing: list[str]) -> str:
    """The first that is missing, and how many more: the intake leads from one to the next."""
    more = len(missing) - 1
    if not more:
        return missing[0]
    beside = ngettext("%(count)s more is missing.", "%(count)s more are missing.", more)
    return f"{missing[0]} {beside % {'count': more}}"


def _of_open(user: User, case: Case, missing: list[str]) -> Iterator[Step]:
    if case.submitted_at is not None:
        yield _decide(user, case)
        yield from _lapses(case)
    yield from _in_any_living_state(user, case)
    if policies.can_edit(user, case):
        yield _go(_("Tell of a move"), "situation", case)
        yield _go(_("Refer her"), "referral_new", case)
        yield _go(_("Go on with the intake"), "intake", case)
    if case.state == CaseState.OPEN and policies.can_hold(user, case):
        yield _go(_("Put the case on hold"), "case_hold", case)
    if case.state == CaseState.ON_HOLD and policies.can_hold(user, case):
        yield _go(_("Go on with the case"), "case_resume", case)
        yield _go(_("Keep it on hold"), "case_hold", case)
    if case.state in (CaseState.OPEN, CaseState.ON_HOLD):
        yield _close(user, case)
        yield from _elsewhere(user, case)
    if case.state == CaseState.TRANSFER_PENDING:
        yield from _of_pending(user, case)


def _elsewhere(user: User, case: Case) -> Iterator[Step]:
    if policies.can_ask_transfer(user, case):
        yield _go(_("Give it to another desk"), "case_desk", case)
        yield _go(_("Hand it to another organisation"), "case_transfer", case)


def _of_pending(user: User, case: Case) -> Iterator[Step]:
    """What the other organisation answered; a supervisor writes it down."""
    label = _("They took it over")
    if not policies.can_answer_transfer(user, case):
        yield Step(label, why=_("A supervisor notes it when they have answered in writing."))
        return
    in_the_way = " ".join(sentence for obstacle in obstacles if (sentence := obstacle(case)))
    yield Step(label, why=in_the_way) if in_the_way else _go(label, "transfer_taken_over", case)
    yield _go(_("It is not handed over"), "transfer_not", case)


def _of_transferred(user: User, case: Case, missing: list[str]) -> Iterator[Step]:
    label = _("The other organisation gives it back")
    if policies.can_answer_transfer(user, case):
        yield _go(label, "transfer_given_back", case)
    else:
        yield Step(label, why=_("A supervisor takes it back."))


def _lapses(case: Case) -> Iterator[Step]:
    """It is open for 48 hours; after, it closes by itself unless somebody has confirmed it."""
    if case.reopened_at is None or waiting(case, DecisionKind.REOPENED) is None:
        return
    ends = date_format(localtime(case.reopened_at + OPEN_FOR), "DATETIME_FORMAT")
    why = _("Until %(ends)s a supervisor confirms it, or it closes. Before, her consent and her "
            "risk are asked anew.")  # fmt: skip
    yield Step(_("Open again for 48 hours"), why=why % {"ends": ends})


def _of_closed(user: User, case: Case, missing: list[str]) -> Iterator[Step]:
    if policies.can_reopen(user, case):
        yield _go(_("She is on the line"), "line_case", case)
        yield _go(_("Reopen the case"), "case_reopen", case)


def _of_ended(user: User, case: Case, missing: list[str]) -> Iterator[Step]:
    yield Step(_("Read"), why=_("Nothing more is written here."))


def _of_her_record(user: User, case: Case) -> Iterator[Step]:
    """What she may ask for whatever the state of the work; a draft ends with her no."""
    if case.hidden_at is not None:
        yield _go(_("Decide about its end"), "ending_decide", case, primary=True)
        return
    if policies.can_ask_copy(user, case):
        yield _go(_("She asks for a copy"), "copy_request", case)
    if case.state != CaseState.DRAFT and policies.can_ask_erasure(user, case):
        yield _go(_("She asks for it to be erased"), "erasure_ask", case)


def _in_any_living_state(user: User, case: Case) -> Iterator[Step]:
    if policies.can_add_note(user, case):
        yield _go(_("She is on the line"), "line_case", case)
        yield _go(_("Write a note"), "note_new", case)
    if policies.can_raise_risk(user, case):
        yield _go(_("Assess the risk"), "risk_assess", case)
    if case.reachability == Reachability.REACHABLE and policies.can_stop_contact(user, case):
        yield _go(_("Stop contact"), "contact_stop", case)


def _close(user: User, case: Case) -> Step:
    label = _("Ask to close the case")
    if not policies.can_ask_closing(user, case):
        return Step(label, why=_("Its caseworker asks; a supervisor who does not own it decides."))
    in_the_way = [sentence for obstacle in obstacles if (sentence := obstacle(case))]
    if in_the_way:
        return Step(label, why=" ".join(in_the_way))
    return _go(label, "case_close", case)


def _go(label: str, name: str, case: Case, **more: Any) -> Step:
    return Step(label, address(name, case.code), **more)
