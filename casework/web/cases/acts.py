"""What is decided about a case. Each page says what will happen before it happens."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from casework.access.errors import Stale, require
from casework.access.policies import can_rekey
from casework.access.rekey import rekey
from casework.cases import policies
from casework.cases.actions import (
    assessment,
    closing,
    contact,
    holding,
    lowering,
    opening,
    record,
    reopening,
)
from casework.cases.closing import Checklist
from casework.cases.models import Case, Label
from casework.cases.risk_levels import is_lower
from casework.cases.states import CaseState, Risk
from casework.web.attempts import attempt
from casework.web.cases.asking import Question, ask, posted, show
from casework.web.cases.forms import (
    CloseForm,
    GiveBackForm,
    HoldForm,
    LabelForm,
    OnceForm,
    ReopenForm,
    ResumeForm,
    RiskForm,
    StopContactForm,
    VoidForm,
    why_of,
)
from casework.web.http import SignedInRequest, open_case, unlocked


@require_http_methods(["GET", "POST"])
@unlocked
def label_change(request: SignedInRequest, code: str) -> HttpResponse:
    """Rename it for those who read it; when somebody did so meanwhile, both labels are shown."""
    case = open_case(request, code)
    require(policies.can_edit(request.user, case), "can_edit")
    label = Label.objects.get(case=case)
    now_called = request.keys.open(label, "text")
    form = LabelForm(posted(request), initial={"text": now_called, "revision": label.revision})
    question = Question(_("Change the label"), _("Change it"), _("The label is changed."))

    def change(told: dict[str, Any]) -> None:
        revision = told["revision"]
        record.change_label(
            case, told["text"], revision=revision, by=request.user, at=now(), keys=request.keys
        )

    try:
        return ask(request, case, question, form, change)
    except Stale:
        again = LabelForm({"text": form.cleaned_data["text"], "revision": label.revision})
        theirs = [(_("Now it is called"), now_called), (_("You typed"), form.cleaned_data["text"])]
        return show(request, case, question, again, theirs=theirs)


@require_http_methods(["GET", "POST"])
@unlocked
def risk_set(request: SignedInRequest, code: str) -> HttpResponse:
    """Raised at once; lowered by a supervisor who does not own the case, whom others ask."""
    case = open_case(request, code)
    require(policies.can_raise_risk(request.user, case), "can_raise_risk")
    form = RiskForm(posted(request), initial={"risk": case.risk, "seen": case.risk})
    may_lower = policies.can_lower_risk(request.user, case)
    text = "" if may_lower else _("A lower level waits until a supervisor has agreed to it.")
    asks = form.is_valid() and is_lower(form.cleaned_data["risk"], case.risk) and not may_lower
    done = (
        _("Asked for. The level stays until a supervisor has agreed.") if asks else _("It is kept.")
    )
    question = Question(_("Set the risk level"), _("Set it"), done, text)

    def decide(told: dict[str, Any]) -> None:
        act = lowering.ask if asks else assessment.set_risk
        act(
            case,
            Risk(told["risk"]),
            by=request.user,
            at=now(),
            keys=request.keys,
            reason=told["reason"],
            words=told["words"],
            seen=Risk(told["seen"]),
        )

    try:
        return ask(request, case, question, form, decide)
    except Stale:
        again = RiskForm({**form.cleaned_data, "seen": case.risk})
        theirs = [
            (_("Meanwhile it was set to"), Risk(case.risk).label),
            (_("You chose"), Risk(form.cleaned_data["risk"]).label),
        ]
        return show(request, case, question, again, theirs=theirs)


@require_POST
@unlocked
def case_submit(request: SignedInRequest, code: str) -> HttpResponse:
    """Ask a supervisor to open it; in immediate danger it is open at once."""
    case = open_case(request, code)
    hands: dict[str, Any] = {"by": request.user, "at": now(), "keys": request.keys}
    if attempt(request, lambda: opening.submit(case, **hands)):
        opened = case.state == CaseState.OPEN
        done = _("The case is open; a supervisor will confirm it.")
        messages.success(request, done if opened else _("A supervisor has been asked to open it."))
    return redirect("case", code)


@require_http_methods(["GET", "POST"])
@unlocked
def case_give_back(request: SignedInRequest, code: str) -> HttpResponse:
    case = open_case(request, code)
    require(policies.decides(request.user, case), "can_decide")
    question = Question(
        _("Give the case back"),
        _("Give it back"),
        _("The case went back to its caseworker."),
        _("She reads your words in the case and asks again when it is done."),
    )
    form = GiveBackForm(posted(request))
    return ask(request, case, question, form, _do(request, case, opening.give_back))


@require_http_methods(["GET", "POST"])
@unlocked
def case_close(request: SignedInRequest, code: str) -> HttpResponse:
    """Ask for it, with the checklist; a second person decides."""
    case = open_case(request, code)
    require(policies.can_ask_closing(request.user, case), "can_ask_closing")
    question = Question(
        _("Ask to close the case"),
        _("Ask for it"),
        _("A supervisor has been asked to close it."),
        _("A supervisor who does not own the case decides. Until then nothing changes for her."),
        consequences=[
            _("Once closed, the record can be read and no longer written."),
            _("Every reminder of this case ends."),
            _("It can be reopened when she comes back."),
        ],
    )

    def do(told: dict[str, Any]) -> None:
        told["checklist"] = {item: told.pop(item) for item in Checklist.values}
        told["why"] = {item: told.pop(why_of(item)) for item in Checklist.values}
        closing.ask(case, by=request.user, at=now(), keys=request.keys, **told)

    return ask(request, case, question, CloseForm(posted(request)), do)


@require_http_methods(["GET", "POST"])
@unlocked
def contact_stop(request: SignedInRequest, code: str) -> HttpResponse:
    case = open_case(request, code)
    require(policies.can_stop_contact(request.user, case), "can_stop_contact")
    question = Question(
        _("Stop contact"),
        _("Stop it"),
        _("Nobody contacts her now; a supervisor will confirm it."),
        _("It holds at once. What is due goes on, as reviews without contact on the same days."),
        level="stop",
    )
    form = StopContactForm(posted(request))
    return ask(request, case, question, form, _do(request, case, contact.stop))


@require_http_methods(["GET", "POST"])
@unlocked
def case_hold(request: SignedInRequest, code: str) -> HttpResponse:
    case = open_case(request, code)
    require(policies.can_hold(request.user, case), "can_hold")
    is_held = case.state == CaseState.ON_HOLD
    question = Question(
        _("Keep the case on hold") if is_held else _("Put the case on hold"),
        _("Keep it on hold") if is_held else _("Put it on hold"),
        _("The case is on hold; a supervisor will confirm it."),
        _("It holds at once. What is due goes on, as reviews without contact where needed."),
    )
    form = HoldForm(posted(request), initial={"review_on": localdate() + timedelta(days=14)})
    return ask(request, case, question, form, _do(request, case, holding.hold))


@require_http_methods(["GET", "POST"])
@unlocked
def case_resume(request: SignedInRequest, code: str) -> HttpResponse:
    case = open_case(request, code)
    require(policies.can_hold(request.user, case), "can_hold")
    question = Question(
        _("Go on with the case"), _("Go on"), _("The case is open again."),
    )  # fmt: skip
    form = ResumeForm(posted(request))
    return ask(request, case, question, form, _do(request, case, holding.resume))


@require_http_methods(["GET", "POST"])
@unlocked
def case_void(request: SignedInRequest, code: str) -> HttpResponse:
    case = open_case(request, code)
    require(policies.can_void(request.user, case), "can_void")
    question = Question(
        _("End what was begun in error"),
        _("End it"),
        _("The draft is ended; it is counted nowhere."),
        _("Only for a draft that should never have been begun. It can be read, and nothing more."),
        level="stop",
    )
    form = VoidForm(posted(request))
    return ask(request, case, question, form, _do(request, case, holding.void))


@require_http_methods(["GET", "POST"])
@unlocked
def case_reopen(request: SignedInRequest, code: str) -> HttpResponse:
    case = open_case(request, code)
    require(policies.can_reopen(request.user, case), "can_reopen")
    question = Question(
        _("Reopen the case"),
        _("Reopen it"),
        _("The case is open again; a supervisor will confirm it."),
        _("It is open at once, so that nobody has to wait to help her."),
        (
            _("A supervisor confirms it within 24 hours; if nobody does, it closes after 48."),
            _("Before that, ask her again what she allows, and assess her risk anew."),
        ),
    )
    form = ReopenForm(posted(request))
    return ask(request, case, question, form, _do(request, case, reopening.reopen))


@require_http_methods(["GET", "POST"])
@unlocked
def case_rekey(request: SignedInRequest, code: str) -> HttpResponse:
    """When somebody who should not may hold the case's key."""
    case = open_case(request, code)
    require(can_rekey(request.user, case), "can_rekey")
    question = Question(
        _("Give the case a new key"),
        _("Make a new key"),
        _("The case has a new key."),
        _("Do this when the old key may be in wrong hands: somebody left with a backup, or a device"
          " was taken while it was open."),
        consequences=[
            _("All of the record is sealed anew, and everybody who may open it gets the new key."),
            _("What was read or copied before stays read and copied."),
        ],
    )  # fmt: skip

    def make(told: dict[str, Any]) -> None:
        rekey(case, by=request.user, at=now(), keys=request.keys, once=told["once"])

    return ask(request, case, question, OnceForm(posted(request)), make)


def _do(request: SignedInRequest, case: Case, act: Any) -> Any:
    """An act that takes a coded reason and words for a note."""

    def done(told: dict[str, Any]) -> None:
        act(case, by=request.user, at=now(), keys=request.keys, **told)

    return done
