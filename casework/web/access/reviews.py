"""Each quarter: who holds which case, kept or ended. Codes and names of colleagues, no record."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from casework.access.errors import require
from casework.cases.models import Case
from casework.cases.queries import stood_by
from casework.reports import policies, reviewing
from casework.web.http import SignedInRequest, unlocked, visible_case


@require_GET
@unlocked
def access_reviews(request: SignedInRequest) -> HttpResponse:
    """The cases of her desks whose review is due, the longest due first."""
    require(request.user.is_supervisor, "can_review_access")
    at = now()
    rows, count = reviewing.to_confirm(request.user, at), reviewing.how_many(request.user, at)
    return render(request, "access/reviews.html", {"rows": rows, "more": count - len(rows)})


@require_POST
@unlocked
def access_confirm(request: SignedInRequest, code: str) -> HttpResponse:
    """One case: everybody keeps it, but for those whose box is ticked."""
    case = _case(request, code)
    require(policies.can_review_access(request.user, case), "can_review_access")
    ending = {UUID(one) for one in request.POST.getlist("end") if _is_id(one)}
    reviewing.confirm(case, ending=ending, by=request.user, at=now())
    messages.success(request, _("%(code)s is confirmed for a quarter.") % {"code": case.code})
    return redirect("access_reviews")


def _case(request: SignedInRequest, code: str) -> Case:
    """One that she sees; or of the desk that she stands by for, as long as nobody there may."""
    case = stood_by(request.user, code)
    if case is not None and policies.can_review_access(request.user, case):
        return case
    return visible_case(request, code)


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
