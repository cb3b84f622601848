"""Everything that is needed to decide, on one page; and the decision."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from casework.access.errors import WrongState, require
from casework.accounts.models import User
from casework.cases import policies, queries
from casework.cases.actions import closing, deciding, reading, reopening
from casework.cases.actions.consent import consent_documents
from casework.cases.actions.files import section_documents
from casework.cases.closing import Checklist, ClosingReason
from casework.cases.decisions import CONFIRMED_AFTER, DecisionKind
from casework.cases.models import Case, Decision
from casework.cases.opening import missing_in
from casework.cases.states import CaseState
from casework.referrals.models import Referral
from casework.referrals.states import ReferralState
from casework.vault.keyring import Keyring
from casework.web.cases.forms import words_field
from casework.web.cases.head import label_of, situation_in_words
from casework.web.decisions import handed, taken
from casework.web.decisions.background import last_notes
from casework.web.decisions.facts import facts_of
from casework.web.decisions.taken import tellings
from casework.web.http import SignedInRequest, open_to_decide, stands_by, unlocked


class AnswerForm(forms.Form):
    kind = forms.ChoiceField(choices=DecisionKind.choices, widget=forms.HiddenInput)
    about = forms.UUIDField(required=False, widget=forms.HiddenInput)
    answer = forms.ChoiceField(choices=[("yes", ""), ("no", "")])
    words = words_field(label=gettext_lazy("In a few words"), rows=3, required=False)


@require_http_methods(["GET", "POST"])
@unlocked
def decide(request: SignedInRequest, code: str) -> HttpResponse:
    """GET shows all that waits in this case; POST decides one of them."""
    case = open_to_decide(request, code, lambda case: _may_decide(request.user, case))
    is_deputy = stands_by(request, case)
    may = policies.decides(request.user, case) or _may_decide(request.user, case)
    require(may, "can_decide")
    form = AnswerForm(request.POST) if request.method == "POST" else None
    if form is not None:
        is_done = _decided(request, case, form)
        if is_deputy and is_done:
            return redirect("decisions")
        if not is_deputy and queries.by_code(request.user, code) is None:
            return _gone(request, is_done=is_done)
        if is_done:
            return redirect("case", code)
    return render(request, "decisions/decide.html", _page(request, case, form, at=now()))


def _may_decide(user: User, case: Case) -> bool:
    """Something waits here that is hers to decide, for the desk has nobody who can."""
    waits = Decision.objects.waiting().filter(case=case).select_related("desk__deputy")
    for decision in waits:
        decision.case = case
    return any(policies.can_decide(user, decision) for decision in waits)


def _gone(request: SignedInRequest, *, is_done: bool) -> HttpResponse:
    """It is another desk's now: by her decision, or by a colleague's while she read."""
    if not is_done:
        messages.error(request, _("A colleague has decided: another desk has the case now."))
    return redirect("decisions")


def _decided(request: SignedInRequest, case: Case, form: AnswerForm) -> bool:
    if not form.is_valid():
        form.add_error(None, _("Choose one of the two answers."))
        return False
    told = form.cleaned_data
    say = deciding.say_yes if told["answer"] == "yes" else deciding.say_no
    hands: dict[str, Any] = {"by": request.user, "at": now(), "keys": request.keys}
    try:
        say(case, _deeds(told["kind"], told["about"]), words=told["words"], **hands)
    except WrongState as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, _("It is decided."))
    return True


def _deeds(kind: str, about: UUID | None) -> deciding.Deeds:
    """A move of her path is upheld or taken back where her path is told."""
    if kind == DecisionKind.TAKEN and about is not None:
        return taken.deeds(about)
    if kind in handed.ANSWERS and about is not None:
        return handed.deeds(DecisionKind(kind), about)
    return deciding.deeds_of(kind)


def _page(
    request: SignedInRequest, case: Case, form: AnswerForm | None, *, at: datetime
) -> dict[str, Any]:
    keys = request.keys
    sections = section_documents(case, keys) if case.state == CaseState.DRAFT else {}
    reading.opened(case, ["decision", *sections], by=request.user, at=at)
    consents = consent_documents(case, keys)
    rows = Decision.objects.waiting().filter(case=case).select_related("asked_by", "desk", "note")
    waiting = [_row(request, row, case, form) for row in rows.order_by("due_at")]
    told = tellings(request, case, {row["about"] for row in waiting if row["is_of_her_path"]})
    return {
        "case": case,
        "stands_by": stands_by(request, case),
        "label": label_of(case, keys),
        "situation": situation_in_words(case),
        "form": form or AnswerForm(),
        "waiting": [row | {"facts": told.get(row["about"], row["facts"])} for row in waiting],
        "missing": missing_in(case, sections, consents, on=localdate())
        if sections
        else _missing(case, {row["kind"] for row in waiting}, keys, at),
        "checklist": _checklist(case, keys),
        "notes": last_notes(case, keys),
        "referrals": [
            ReferralState(state).label
            for state in Referral.objects.filter(case=case).values_list("state", flat=True)
        ],
    }


def _row(
    request: SignedInRequest, decision: Decision, case: Case, form: AnswerForm | None
) -> dict[str, Any]:
    kind, note, keys = DecisionKind(decision.kind), decision.note, request.keys
    decision.case = case
    return {
        "form": _form_of(decision, form),
        "kind": kind.value,
        "about": decision.about,
        "is_of_her_path": kind is DecisionKind.TAKEN,
        "what": kind.label,
        "by": decision.asked_by.name,
        "asked_at": decision.asked_at,
        "due_at": decision.due_at,
        "facts": facts_of(decision, case, keys),
        "words": keys.open(note, "body") if note else "",
        "is_done": kind in CONFIRMED_AFTER,
        "answers": handed.ANSWERS.get(kind),
        "may": policies.can_decide(request.user, decision),
    }


def _missing(case: Case, kinds: Collection[str], keys: Keyring, at: datetime) -> list[str]:
    if case.state == CaseState.CLOSURE_REQUESTED:
        return closing.still_missing(case, at, keys)
    if DecisionKind.REOPENED not in kinds:
        return []
    return reopening.still_missing(case, at, keys)


def _form_of(decision: Decision, form: AnswerForm | None) -> AnswerForm:
    """What she typed stays beside what she typed it for."""
    answered = ("" if form is None else form.data.get(name, "") for name in ("kind", "about"))
    if form is not None and [*answered] == [decision.kind, str(decision.about or "")]:
        return form
    return AnswerForm(auto_id=f"id_%s_{decision.pk}")


def _checklist(case: Case, keys: Keyring) -> list[tuple[str, str]]:
    if case.state != CaseState.CLOSURE_REQUESTED:
        return []
    told = closing.sheet_of(case, keys)
    yes_no = {"yes": _("yes"), "no": _("no")}
    why = told.get("why", {})
    lines = [
        (
            str(item.label),
            " · ".join(filter(None, (yes_no.get(told["checklist"].get(item), "–"), why.get(item)))),
        )
        for item in Checklist
    ]
    return [(_("Why"), str(ClosingReason(told["reason"]).label)), *lines]
