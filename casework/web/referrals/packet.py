"""Choosing what a partner is told; beside it how the partner reads it, and what stays."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casework.access.errors import Stale, WrongState, require
from casework.referrals import choosing, packing, policies
from casework.referrals.models import Referral
from casework.referrals.policies import Question
from casework.referrals.states import ReferralState
from casework.web.http import SignedInRequest, open_case, unlocked
from casework.web.referrals.forms import see_newest
from casework.web.referrals.forms_packet import PacketForm
from casework.web.referrals.packet_shown import told_and_not
from casework.web.referrals.views import read


@require_http_methods(["GET", "POST"])
@unlocked
def referral_packet(request: SignedInRequest, code: str, pk: UUID) -> HttpResponse:
    """GET shows what may go and what is chosen, POST keeps the choice in the draft."""
    case = open_case(request, code)
    require(policies.can_write(request.user, case), "can_write")
    found, question = read(request, case, pk)
    form = _form(request, found, question)
    if request.method == "POST" and form.is_valid() and _kept(request, found, form):
        messages.success(request, _("Kept. Ask for its review when it reads as it should."))
        return redirect("referral", code, pk)
    page = {"case": case, "referral": found, "form": form, "groups": form.groups()}
    page |= {"is_draft": found.state == ReferralState.DRAFT}
    page |= told_and_not(found, question.document, question.partner)
    return render(request, "referrals/packet.html", page)


def _form(request: SignedInRequest, found: Referral, question: Question) -> PacketForm:
    return PacketForm(
        request.POST or None,
        document=question.document,
        receives=packing.receives(question.partner),
        answers=choosing.told(found.case, request.keys),
        case=found.case,
        revision=found.revision,
    )


def _kept(request: SignedInRequest, found: Referral, form: PacketForm) -> bool:
    try:
        choosing.choose(
            found,
            ticked=form.ticked,
            written=form.written,
            revision=form.cleaned_data["revision"] or 0,
            by=request.user,
            at=now(),
            keys=request.keys,
        )
    except WrongState as error:
        form.add_error(None, str(error))
    except Stale:
        form.add_error(None, _("Somebody else saved first. Look through it and keep it again."))
        see_newest(form, found.revision)
    else:
        return True
    return False
