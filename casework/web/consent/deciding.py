"""Pages of a second person: help without her consent goes on; the focal point signs for a girl."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from casework.access.errors import require
from casework.cases import policies
from casework.cases.actions import consent_decisions, reading
from casework.cases.actions.consent import consent_documents
from casework.cases.codes import pickable
from casework.cases.consent_states import ConsentStage
from casework.cases.consent_terms import basis_holds
from casework.cases.consents import SERVICES, latest
from casework.cases.entries import read_narrative
from casework.cases.forms_controls import EntryField
from casework.cases.models import Case, ConsentRecord
from casework.cases.purposes import CannotAskReason, Purpose
from casework.reminders.kinds import Kind
from casework.reminders.queries import is_due
from casework.web.cases.asking import Question, ask, posted
from casework.web.cases.forms import OnceField
from casework.web.decisions.background import background
from casework.web.http import SignedInRequest, open_to_decide, stands_by, unlocked

_BOX: dict[str, Any] = {"rows": 3, "autocomplete": "off", "spellcheck": "false"}


class RenewForm(forms.Form):
    once = OnceField(initial=uuid4)
    why = forms.ChoiceField(
        label=gettext_lazy("Why she cannot be asked now"),
        choices=pickable(CannotAskReason),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say why she cannot be asked now.")},
    )
    words = EntryField(
        read_narrative,
        label=gettext_lazy("What was tried to ask her"),
        widget=forms.Textarea(attrs=_BOX),
    )


class ChildForm(forms.Form):
    once = OnceField(initial=uuid4)
    decision = forms.ChoiceField(
        label=gettext_lazy("In her best interests"),
        choices=[
            ("upheld", gettext_lazy("It goes on: this is best for her")),
            (
                "not_upheld",
                gettext_lazy("It waits until a safe adult is beside her"),
            ),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Decide one or the other.")},
    )
    words = EntryField(read_narrative, label=gettext_lazy("Why"), widget=forms.Textarea(attrs=_BOX))


@require_http_methods(["GET", "POST"])
@unlocked
def basis_renew(request: SignedInRequest, code: str) -> HttpResponse:
    """For a supervisor: help goes on without asking her, for so many days and no longer."""
    user = request.user
    case = open_to_decide(
        request,
        code,
        lambda case: policies.can_renew_basis(user, case) and is_due(case, Kind.BASIS_RENEWAL),
    )
    require(policies.can_renew_basis(user, case), "can_renew_basis")
    reading.opened(case, ["consent", "decision"], by=user, at=now())

    def renew(told: dict[str, Any]) -> None:
        act: dict[str, Any] = {"by": request.user, "at": now(), "keys": request.keys}
        beside = {"why": told["why"], "words": told["words"], "pk": told["once"]}
        consent_decisions.renew_basis(case, **beside, **act)

    return ask(request, case, _about_help(request, case), RenewForm(posted(request)), renew)


def _about_help(request: SignedInRequest, case: Case) -> Question:
    days = {"days": basis_holds(case).days}
    standing = latest(consent_documents(case, request.keys)).get(SERVICES)
    return Question(
        _("Let help go on without asking her"),
        _("Renew it"),
        _("Help goes on for %(days)s days.") % days,
        _("Her life or safety is the reason, and only while she cannot be asked. Ask her at the"
          " first direct contact."),
        consequences=[
            _("It holds for %(days)s days; then nothing new is shared until it is renewed.") % days,
            _("Nothing is closed, hidden or erased when it runs out."),
        ],
        to=_lands(request, case),
        back=_back(request, case),
        facts=background(case, standing, request.keys) if standing else (),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@unlocked
def child_decide(request: SignedInRequest, code: str, pk: UUID) -> HttpResponse:
    """For the focal point: the second signature under what was done for a girl."""
    user = request.user
    case = open_to_decide(
        request,
        code,
        lambda case: (
            policies.can_decide_for_child(user, case) and is_due(case, Kind.CHILD_DECISION, pk)
        ),
    )
    require(policies.can_decide_for_child(user, case), "can_decide_for_child")
    row = get_object_or_404(ConsentRecord, case=case, pk=pk)
    reading.opened(case, ["consent", "decision"], by=user, at=now())

    def decide(told: dict[str, Any]) -> None:
        act: dict[str, Any] = {"by": request.user, "at": now(), "keys": request.keys}
        act["pk"] = told["once"]
        upheld = told["decision"] == "upheld"
        consent_decisions.decide_for_child(case, pk, upheld=upheld, words=told["words"], **act)

    question = _about_her_yes(request, case, row)
    return ask(request, case, question, ChildForm(posted(request)), decide)


def _about_her_yes(request: SignedInRequest, case: Case, row: ConsentRecord) -> Question:
    answer = request.keys.open_document(row)
    is_yes = answer["state"] == ConsentStage.GIVEN
    days = {"days": basis_holds(case).days}
    return Question(
        _("Decide in her best interests: her yes %s") % Purpose(answer["purpose"]).label
        if is_yes
        else _("Decide in her best interests: help without asking her"),
        _("Decide"),
        _("It is decided."),
        _("She is under 18, or may be. Her own word alone is not enough for what her caseworker"
          " did: a second person has to sign, and that is you."),
        consequences=()
        if is_yes
        else (_("It holds for %(days)s days; then you are asked again.") % days,),
        to=_lands(request, case),
        back=_back(request, case),
        facts=background(case, answer, request.keys),
    )  # fmt: skip


def _lands(request: SignedInRequest, case: Case) -> str:
    return _back(request, case) or reverse("consents", args=[case.code])


def _back(request: SignedInRequest, case: Case) -> str:
    """To whoever stands by, the pages of the case are not there."""
    return reverse("decisions") if stands_by(request, case) else ""
