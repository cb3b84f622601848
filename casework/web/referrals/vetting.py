"""A partner's states: what one supervisor does alone, what she asks, what another one decides."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from casework.access.errors import WrongState, require
from casework.accounts.models import User
from casework.accounts.sealed import open_for_house
from casework.referrals import directory, partner_guards, policies, scores, vetting
from casework.referrals.models import Partner
from casework.referrals.partner_rows import Asked, PartnerDecision
from casework.referrals.partner_states import PartnerState
from casework.referrals.partners import OpenPartner
from casework.web.attempts import attempt
from casework.web.cases.forms import words_field
from casework.web.http import SignedInRequest, unlocked
from casework.web.referrals.partner_words import differing, in_words

_ASKS = {PartnerState.PROPOSED: Asked.VET, PartnerState.SUSPENDED: Asked.RESUME}
IN_USE = (PartnerState.VETTED, PartnerState.ACTIVE)


class AskForm(forms.Form):
    words = words_field(
        label=gettext_lazy("How you know it, and what you checked"), rows=3, required=False
    )


class SuspendForm(forms.Form):
    words = words_field(label=gettext_lazy("Why"), rows=2, required=False)


class AnswerForm(forms.Form):
    about = forms.UUIDField(widget=forms.HiddenInput)
    answer = forms.ChoiceField(choices=[("yes", ""), ("no", "")])
    words = words_field(label=gettext_lazy("What you checked"), rows=3, required=False)


@require_POST
@unlocked
def partner_ask(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Ask another supervisor to vet it, or to let it go on."""

    def act(row: Partner, told: dict[str, Any]) -> str:
        kind = _ASKS.get(PartnerState(row.state))
        if kind is None:
            raise WrongState(_("This cannot be done with it now."))
        vetting.ask(row, kind, words=told["words"], by=request.user, at=now())
        return _("Another supervisor is asked.")

    return _done(request, pk, AskForm, act)


@require_POST
@unlocked
def partner_answer(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Decide what somebody else has asked about it."""

    def act(row: Partner, told: dict[str, Any]) -> str:
        asked = PartnerDecision.objects.filter(partner=row, pk=told["about"]).first()
        if asked is None:
            raise WrongState(partner_guards.partner_is_waited_for(None))
        say = vetting.say_yes if told["answer"] == "yes" else vetting.say_no
        say(asked, words=told["words"], by=request.user, at=now())
        return _("It is decided.")

    return _done(request, pk, AnswerForm, act)


@require_POST
@unlocked
def partner_state(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Activate, suspend or end it."""

    def act(row: Partner, told: dict[str, Any]) -> str:
        state = request.POST.get("state", "")
        directory.set_state(row, state, words=told["words"], by=request.user, at=now())
        return _("The partner is now “%s”.") % PartnerState(row.state).label

    return _done(request, pk, SuspendForm, act)


def _done(
    request: SignedInRequest,
    pk: UUID,
    form_of: type[forms.Form],
    act: Callable[[Partner, dict[str, Any]], str],
) -> HttpResponse:
    """Whichever it is: by a supervisor, of a partner that there is, with what its form asks."""
    require(policies.can_keep_partners(request.user), "can_keep_partners")
    row, form = get_object_or_404(Partner, pk=pk), form_of(request.POST)
    if form.is_valid():
        attempt(request, lambda: messages.success(request, act(row, form.cleaned_data)))
    else:
        said = [str(error) for errors in form.errors.values() for error in errors]
        messages.error(request, " ".join(said))
    return redirect("partner", row.pk)


def steps_of(user: User, row: Partner, opened: OpenPartner) -> dict[str, Any]:
    """For `referrals/_partner_steps.html`: what may be done with it, by whom, or why not."""
    waits = vetting.waiting(row)
    kind = _ASKS.get(opened.state)
    return {
        "waits": _shown(user, waits, opened) if waits else None,
        "may_ask": kind is not None and waits is None,
        "ask": _ask_words(opened.state),
        "ask_why": partner_guards.ready_to_vet(opened.details, localdate()),
        "ask_form": AskForm(),
        "may_activate": opened.state == PartnerState.VETTED,
        "may_suspend": opened.state in IN_USE,
        "may_end": opened.state != PartnerState.ENDED,
        "suspend_form": SuspendForm(auto_id="id_suspend_%s"),
        "said": in_words(scores.of_partner(row.pk)),
        "history": list(_history(row)),
    }


def _ask_words(state: PartnerState) -> str:
    if state == PartnerState.SUSPENDED:
        return _("Ask another supervisor to let it go on")
    return _("Ask another supervisor to vet it")


def _shown(user: User, waits: PartnerDecision, opened: OpenPartner) -> dict[str, Any]:
    change = vetting.change_of(waits) if waits.kind == Asked.CHANGE else None
    return {
        "what": Asked(waits.kind).label,
        "by": waits.asked_by.name,
        "asked_at": waits.asked_at,
        "due_at": waits.due_at,
        "words": open_for_house(waits, "words"),
        "facts": differing(opened, change) if change else [],
        "may": partner_guards.can_decide_partner(user, waits),
        "form": AnswerForm(initial={"about": waits.pk}),
    }


def _history(row: Partner) -> Iterator[dict[str, Any]]:
    """Who asked what and who decided it, newest first."""
    rows = PartnerDecision.objects.filter(partner=row, decided_by__isnull=False)
    for one in rows.select_related("asked_by", "decided_by").order_by("-decided_at"):
        assert one.decided_by is not None
        yield {
            "what": Asked(one.kind).label,
            "answer": one.get_answer_display(),
            "asked_by": one.asked_by.name,
            "decided_by": one.decided_by.name,
            "decided_at": one.decided_at,
            "words": open_for_house(one, "words"),
            "said": open_for_house(one, "said"),
        }


def partners_waiting(user: User) -> list[dict[str, Any]]:
    """Rows for `decisions/_queue.html`: what others have asked about partners."""
    return [
        {
            "what": Asked(one.kind).label,
            "code": one.partner.alias,
            "url": reverse("partner", args=[one.partner_id]),
            "owner": one.asked_by.name,
            "due_at": one.due_at,
        }
        for one in PartnerDecision.objects.to_decide(user)
    ]
