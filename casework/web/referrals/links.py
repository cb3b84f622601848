"""The partner's link from the side of the desk: made, looked at, ended; and what was answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from casework.access.errors import WrongState, require
from casework.cases.models import Case
from casework.referrals import answers, link_making, policies
from casework.referrals.answers import OpenAnswer
from casework.referrals.link_guards import partner_has_a_key, was_sent
from casework.referrals.link_rows import PacketLink, PartnerAnswer
from casework.referrals.models import Referral
from casework.referrals.partners import OpenPartner
from casework.referrals.reasons import DeclineReason
from casework.referrals.states import Act
from casework.web.attempts import attempt
from casework.web.http import SignedInRequest, open_case, shown_once, unlocked


class LinkForm(forms.Form):
    language = forms.ChoiceField(
        label=gettext_lazy("Six words in"),
        choices=settings.LANGUAGES,
        help_text=gettext_lazy("The language in which the partner can hear and type them."),
    )


@dataclass(frozen=True)
class ShownAnswer:
    """One answer of a partner, and what pressing its button does."""

    answer: OpenAnswer
    step: Act | None

    @property
    def facts(self) -> list[tuple[str, str]]:
        told = self.answer.told
        reason = told["reason"]
        follow_up = _("yes") if told["follow_up"] else ""
        facts = [
            (_("Reason"), str(DeclineReason(reason).label) if reason else ""),
            (_("Day"), told["on"]),
            (_("Wants to speak with us"), follow_up),
        ]
        return [(term, text) for term, text in facts if text]

    @property
    def button(self) -> str:
        if self.step is not None:
            return str(self.step.label)
        return "" if self.answer.is_filed else _("File it in the record")


@require_http_methods(["GET", "POST"])
@unlocked
def referral_link(request: SignedInRequest, code: str, pk: UUID) -> HttpResponse:
    """POST makes a link and six words, and shows them this once."""
    found = _found(request, open_case(request, code), pk)
    require(policies.can_write(request.user, found.case), "can_write")
    form = LinkForm(request.POST or None, initial={"language": get_language()})
    page = {"case": found.case, "referral": found, "form": form, "why": was_sent(found)}
    if request.method == "POST" and form.is_valid():
        try:
            made = link_making.make(
                found,
                by=request.user,
                at=now(),
                keys=request.keys,
                language=form.cleaned_data["language"],
            )
        except WrongState as error:
            form.add_error(None, str(error))
        else:
            address = request.build_absolute_uri(reverse("packet_link", args=[made.token]))
            page |= {"address": address, "words": made.words}
            return shown_once(request, "referrals/link_made.html", page)
    return render(request, "referrals/link.html", page | side(request, found))


@require_POST
@unlocked
def referral_link_end(request: SignedInRequest, code: str, pk: UUID) -> HttpResponse:
    """One of its halves went astray, or the partner has what it needs."""
    found = _found(request, open_case(request, code), pk)
    link_making.end(found, by=request.user, at=now())
    messages.success(request, _("The link opens nothing any more."))
    return redirect("referral", code, pk)


@require_POST
@unlocked
def referral_answer(request: SignedInRequest, code: str, pk: UUID) -> HttpResponse:
    """File what the partner answered, and do the step that it is about."""
    found = _found(request, open_case(request, code), pk)
    require(policies.can_file_answers(request.user, found.case), "can_file_answers")
    rows = PartnerAnswer.objects.filter(referral=found)
    row = get_object_or_404(rows, pk=_uuid(request.POST.get("answer", "")))
    row.referral = found
    hands: dict[str, Any] = {"by": request.user, "at": now(), "keys": request.keys}
    done = _("The partner's answer is filed.")
    attempt(request, lambda: answers.take_up(row, **hands), done)
    return redirect("referral", code, pk)


def side(
    request: SignedInRequest, found: Referral, partner: OpenPartner | None = None
) -> dict[str, Any]:
    """The link as it stands, the ways to give it and the answers, for the page of a referral."""
    opened = answers.of_referral(found, request.keys)
    may_write = policies.can_write(request.user, found.case)
    return {
        "link": PacketLink.objects.filter(referral=found).order_by("made_at").last(),
        "may_link": may_write and not was_sent(found),
        "may_write": may_write,
        "has_key": not partner_has_a_key(partner),
        "may_file": policies.can_file_answers(request.user, found.case),
        "answers": [ShownAnswer(one, answers.step_of(one, found, request.user)) for one in opened],
    }


def _found(request: SignedInRequest, case: Case, pk: UUID) -> Referral:
    found = get_object_or_404(Referral.objects.filter(case=case), pk=pk)
    found.case = case
    return found


def _uuid(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None
