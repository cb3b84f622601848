"""A case goes elsewhere: asked for here, decided on the page of decisions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casework.access.errors import require
from casework.cases import policies
from casework.cases.actions import changing_desk, reading, transferring
from casework.cases.models import Case
from casework.cases.states import CaseState
from casework.referrals.queries import partner_names
from casework.web.cases.asking import Question, ask, posted
from casework.web.cases.forms_transfer import (
    DeskForm,
    GivenBackForm,
    NotHandedOverForm,
    TakenOverForm,
    TransferForm,
)
from casework.web.http import SignedInRequest, open_case, unlocked

Act = Callable[..., None]


@require_http_methods(["GET", "POST"])
@unlocked
def case_desk(request: SignedInRequest, code: str) -> HttpResponse:
    """Another desk of the house goes on with it."""
    case = open_case(request, code)
    require(policies.can_ask_transfer(request.user, case), "can_ask_transfer")
    question = Question(
        _("Give the case to another desk"),
        _("Ask for it"),
        _("A supervisor has been asked to give it to the other desk."),
        _("A supervisor who does not own the case decides. Until then nothing changes."),
        consequences=[
            _("The other desk gets the key of the case, and everything that is due."),
            _("Nobody of this desk can open it any more, nor whoever it was shared with."),
        ],
    )

    def do(told: dict[str, Any]) -> None:
        desk, owner = told.pop("to")
        changing_desk.ask(case, desk=desk, owner=owner, **told, **_hands(request))

    return ask(request, case, question, DeskForm(posted(request), case=case), do)


@require_http_methods(["GET", "POST"])
@unlocked
def case_transfer(request: SignedInRequest, code: str) -> HttpResponse:
    """Another organisation takes the case over, with her yes to it."""
    case = open_case(request, code)
    require(policies.can_ask_transfer(request.user, case), "can_ask_transfer")
    question = Question(
        _("Hand the case to another organisation"),
        _("Ask for it"),
        _("A supervisor has been asked to agree to it."),
        _("A supervisor who does not own the case decides. Nothing is sent from here."),
        consequences=[
            _("Once agreed, you ask the organisation, and it has 14 days to answer."),
            _("Until it has answered in writing, the work goes on here."),
            _("Once it has taken over, the record can be read and no longer written."),
        ],
    )

    def do(told: dict[str, Any]) -> None:
        transferring.ask(case, **told, **_hands(request))

    return ask(request, case, question, TransferForm(posted(request)), do)


@require_http_methods(["GET", "POST"])
@unlocked
def transfer_taken_over(request: SignedInRequest, code: str) -> HttpResponse:
    """They said yes in writing."""
    case = _answerable(request, code)
    question = Question(
        _("The other organisation took it over"),
        _("They took it over"),
        _("The case is handed over."),
        _to_whom(request, case)
        + _("Only once they have said yes in writing. Each referral is completed or handed over."),
        consequences=[
            _("From now on the record can be read and no longer written."),
            _("Every reminder of this case ends."),
        ],
    )
    form = TakenOverForm(posted(request), initial={"accepted_on": localdate()})
    return _answer(request, case, question, form, transferring.taken_over)


@require_http_methods(["GET", "POST"])
@unlocked
def transfer_not(request: SignedInRequest, code: str) -> HttpResponse:
    """They said no, or it was taken back."""
    question = Question(
        _("It is not handed over"), _("Go on here"), _("The case is open again."),
    )  # fmt: skip
    form = NotHandedOverForm(posted(request))
    return _answer(
        request, _answerable(request, code), question, form, transferring.not_handed_over
    )


@require_http_methods(["GET", "POST"])
@unlocked
def transfer_given_back(request: SignedInRequest, code: str) -> HttpResponse:
    """The organisation that took it over gives it back."""
    question = Question(
        _("The other organisation gives it back"),
        _("Take it back"),
        _("The case is open again."),
        _("The work goes on here, with all that was written before."),
    )
    form = GivenBackForm(posted(request))
    return _answer(request, _answerable(request, code), question, form, transferring.given_back)


def _answerable(request: SignedInRequest, code: str) -> Case:
    """Before anything of it is read: a supervisor writes down what the organisation did."""
    case = open_case(request, code)
    require(policies.can_answer_transfer(request.user, case), "can_answer_transfer")
    return case


def _answer(
    request: SignedInRequest, case: Case, question: Question, form: Form, act: Act
) -> HttpResponse:
    def do(told: dict[str, Any]) -> None:
        act(case, **told, **_hands(request))

    return ask(request, case, question, form, do)


def _to_whom(request: SignedInRequest, case: Case) -> str:
    """The organisation that was agreed to, as a sentence; "" where none was."""
    if case.state != CaseState.TRANSFER_PENDING:
        return ""
    reading.opened(case, ["decision"], by=request.user, at=now())
    receiver = transferring.told_of(case, request.keys)["receiver"]
    return f"{partner_names().get(receiver, '')}. "


def _hands(request: SignedInRequest) -> dict[str, Any]:
    return {"by": request.user, "at": now(), "keys": request.keys}
