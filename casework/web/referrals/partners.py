"""The partner directory, kept by supervisors."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from casework.access.errors import Stale, WrongState, require
from casework.accounts.models import User
from casework.cases.purposes import Service
from casework.referrals import directory, partners, policies, queries
from casework.referrals.details import Capacity
from casework.referrals.models import Partner
from casework.referrals.partner_states import PartnerState
from casework.referrals.partners import OpenPartner
from casework.web.days import day_in_words
from casework.web.http import SignedInRequest, unlocked
from casework.web.referrals.forms import see_newest
from casework.web.referrals.forms_partner import NewPartnerForm, PartnerForm, initial_of
from casework.web.referrals.looking import reviews_of_partners
from casework.web.referrals.vetting import IN_USE, steps_of

TONES = {
    PartnerState.PROPOSED: "quiet",
    PartnerState.VETTED: "wait",
    PartnerState.ACTIVE: "done",
    PartnerState.SUSPENDED: "stop",
    PartnerState.ENDED: "quiet",
}
_WAITS = gettext_lazy("It waits for another supervisor; until then the partner is as it was.")


@require_GET
@unlocked
def partner_list(request: SignedInRequest) -> HttpResponse:
    """Every partner with what it offers and whether its agreement holds."""
    require(policies.can_keep_partners(request.user), "can_keep_partners")
    page = {
        "rows": [_row(partner) for partner in queries.directory()],
        "to_look_at": reviews_of_partners(request.user, now()),
    }
    return render(request, "referrals/partners.html", page)


@require_http_methods(["GET", "POST"])
@unlocked
def partner_new(request: SignedInRequest) -> HttpResponse:
    """Propose a partner."""
    require(policies.can_keep_partners(request.user), "can_keep_partners")
    form = NewPartnerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = directory.propose(
                form.cleaned_data["alias"],
                name=form.cleaned_data["name"],
                details=form.details(),
                by=request.user,
                at=now(),
                form_id=form.cleaned_data["once"],
            )
        except WrongState as error:
            form.add_error("alias", str(error))
        else:
            messages.success(
                request, _("Proposed. It takes referrals once it is vetted and active.")
            )
            return redirect("partner", made.pk)
    return render(request, "referrals/partner.html", {"form": form})


@require_http_methods(["GET", "POST"])
@unlocked
def partner(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """What is known of it, to be changed, and its next states."""
    require(policies.can_keep_partners(request.user), "can_keep_partners")
    row = get_object_or_404(Partner, pk=pk)
    opened = partners.opened(row)
    form = PartnerForm(request.POST or None, initial=initial_of(opened, row.revision))
    if request.method == "POST" and form.is_valid():
        try:
            waits = directory.describe(
                row,
                name=form.cleaned_data["name"],
                details=form.details(),
                revision=form.cleaned_data["revision"] or 0,
                by=request.user,
                at=now(),
            )
        except Stale:
            form.add_error(None, _("Somebody else saved first. Look at it again, then save."))
            see_newest(form, row.revision)
        except WrongState as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _WAITS if waits else _("Saved."))
            return redirect("partner", pk)
    return render(request, "referrals/partner.html", _page(request.user, row, opened, form))


def _page(user: User, row: Partner, opened: OpenPartner, form: PartnerForm) -> dict[str, Any]:
    return {"form": form, "partner": _row(opened)} | steps_of(user, row, opened)


def _row(opened: OpenPartner) -> dict[str, Any]:
    """That something is out of date is said of those in use."""
    told, today = opened.details, localdate()
    offered = [str(Service(one).label) for one in told.services if one in Service]
    is_in_use = opened.state in IN_USE
    return {
        "id": opened.id,
        "alias": opened.alias,
        "name": opened.name,
        "state": opened.state.label,
        "tone": TONES[opened.state],
        "services": ", ".join(offered),
        "agreement_until": day_in_words(told.agreement_until),
        "has_lapsed": is_in_use and not told.agreement_holds(today),
        "ends_soon": is_in_use and told.agreement_ends_soon(today),
        "capacity": Capacity(told.capacity).label,
        "free": told.places_free,
        "capacity_on": day_in_words(told.capacity_on),
        "is_stale": is_in_use and told.capacity_is_stale(today),
    }
