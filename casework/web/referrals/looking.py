"""What a desk has under way with a partner that takes nothing any more.

Which partner a referral is with lies sealed: the page opens every live one of the desk.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from operator import attrgetter
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from casework.access.errors import WrongState, require
from casework.access.keys import load
from casework.accounts.models import Role, User
from casework.cases.actions import reading
from casework.referrals import partner_guards, partner_reviews, partners
from casework.referrals.models import PartnerReview, Referral
from casework.referrals.partner_rows import Reason
from casework.referrals.partners import OpenPartner
from casework.referrals.states import Urgency
from casework.reminders.queries import about_partners
from casework.web.cases.forms import words_field
from casework.web.cases.head import label_of
from casework.web.days import day_in_words
from casework.web.http import SignedInRequest, unlocked
from casework.web.referrals.shown import URGENCY_TONES, service_label

_AT_ONCE = 500


class LookedForm(forms.Form):
    words = words_field(
        label=gettext_lazy("Why they may go on"),
        rows=3,
        required=False,
        help_text=gettext_lazy(
            "No name, no case: what you know of the partner, and whom you asked."
        ),
    )


@require_http_methods(["GET", "POST"])
@unlocked
def partner_review(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """GET shows the live referrals of the desk that are with it; POST says that she has looked."""
    waits = PartnerReview.objects.waiting().select_related("partner", "desk")
    review = get_object_or_404(waits, pk=pk)
    require(partner_guards.can_review_partner(request.user, review), "can_review_partner")
    found = list(_live_with(request, review, at=now()))
    form = LookedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told: dict[str, Any] = {"words": form.cleaned_data["words"], "live": len(found)}
        try:
            partner_reviews.finish(review, by=request.user, at=now(), **told)
        except WrongState as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("That you looked is kept."))
            return redirect("home")
    page = {"review": review, "partner": partners.opened(review.partner), "rows": found}
    page |= {"why": Reason(review.reason).label, "form": form}
    return render(request, "referrals/partner_review.html", page)


def _live_with(
    request: SignedInRequest, review: PartnerReview, *, at: datetime
) -> Iterator[dict[str, Any]]:
    """Opens the desk's live referrals, so many at once, and yields those with this partner.

    What she holds no key to may be with it, and is shown.
    """
    live = Referral.objects.live().filter(case__desk=review.desk)
    rows = live.select_related("case__label", "case__owner").order_by("case__code", "number")
    left, count = rows.iterator(_AT_ONCE), 0
    while some := list(islice(left, _AT_ONCE)):
        count += len(some)
        load(request.keys, [row.case_id for row in some], at=at, groups_first=True)
        for row in some:
            holds = request.keys.holds(row.case_id)
            told = request.keys.open_document(row) if holds else {}
            if not holds or told["partner"] == str(review.partner_id):
                yield _row(request, row, told)
    reading.listed("partner", by=request.user, at=at, count=count)


def _row(request: SignedInRequest, row: Referral, told: dict[str, Any]) -> dict[str, Any]:
    return {
        "code": row.case.code,
        "label": label_of(row.case, request.keys),
        "owner": row.case.owner.name,
        "state": row.state,
        "service": service_label(told),
        "urgency": Urgency(row.urgency).label,
        "tone": URGENCY_TONES[Urgency(row.urgency)],
        "url": reverse("referral", args=[row.case.code, row.pk]),
    }


def reviews_of_partners(user: User, at: datetime) -> list[dict[str, Any]]:
    """Rows for `referrals/_to_look_at.html`: where her desks have to look, overdue ones first; and
    where another desk has not looked in its time, for somebody has to ask it. One query.
    """
    mine = {desk.pk for desk in user.desks_as(Role.SUPERVISOR)}
    return [
        {
            "alias": one.partner.alias,
            "desk": one.desk.name,
            "why": Reason(one.reason).label,
            "due_at": one.due_at,
            "is_late": one.due_at <= at,
            "url": reverse("partner_review", args=[one.pk]) if one.desk_id in mine else "",
        }
        for one in PartnerReview.objects.waiting_for(user, at)
    ]


def to_ask_again(user: User, at: datetime) -> list[dict[str, Any]]:
    """Partners whose agreement ends within 30 days or has ended, or whose places nobody has asked
    after for 14 days: her tasks about them that are due. One query.
    """
    today = localdate()
    found = {row.partner for row in about_partners(user, at) if row.partner}
    return [
        {"alias": one.alias, "url": reverse("partner", args=[one.id]), "why": why}
        for one in partners.all_opened(sorted(found, key=attrgetter("alias")))
        if (why := _asks(one, today))
    ]


def _asks(partner: OpenPartner, today: Any) -> str:
    told = partner.details
    said = []
    if not told.agreement_holds(today):
        said.append(_("its agreement has run out"))
    elif told.agreement_ends_soon(today):
        day = day_in_words(str(told.agreement_until))
        said.append(_("its agreement ends on %(day)s") % {"day": day})
    if told.capacity_is_stale(today):
        said.append(_("its places are not known any more"))
    return "; ".join(said)
