"""Who else may open the case: shared, taken back, handed over."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casework.access.errors import require
from casework.access.models import HolderRole, UserGrant
from casework.accounts.models import Role, User
from casework.cases import policies
from casework.cases.actions import sharing
from casework.cases.models import Case
from casework.web.cases.asking import Question, ask, posted
from casework.web.cases.forms import ColleagueForm, ConfirmForm
from casework.web.http import SignedInRequest, open_case, unlocked


@require_http_methods(["GET", "POST"])
@unlocked
def case_share(request: SignedInRequest, code: str) -> HttpResponse:
    case = open_case(request, code)
    require(policies.can_share(request.user, case), "can_share")
    question = Question(
        _("Share the case"),
        _("Share it"),
        _("Your colleague can read the case now."),
        _("She reads the record; names and contact stay covered, and she changes nothing."),
    )

    def share(told: dict[str, Any]) -> None:
        sharing.share(case, to=told["person"], by=request.user, at=now(), keys=request.keys)

    form = ColleagueForm(posted(request), people=_who_may_read(case))
    return ask(request, case, question, form, share)


@require_http_methods(["GET", "POST"])
@unlocked
def case_unshare(request: SignedInRequest, code: str, pk: UUID) -> HttpResponse:
    case = open_case(request, code)
    require(policies.can_share(request.user, case), "can_share")
    shared = UserGrant.objects.filter(content_object=case, user=pk, role=HolderRole.READER)
    grant = shared.select_related("user").first()
    if grant is None:
        raise Http404
    question = Question(
        _("Take back what was shared with %(name)s") % {"name": grant.user.name},
        _("Take it back"),
        _("It is no longer shared with her."),
        _("From now on she cannot open the case. What she has read, she has read."),
    )

    def unshare(told: dict[str, Any]) -> None:
        sharing.unshare(case, whom=grant.user, by=request.user, at=now())

    return ask(request, case, question, ConfirmForm(posted(request)), unshare)


@require_http_methods(["GET", "POST"])
@unlocked
def case_hand_over(request: SignedInRequest, code: str) -> HttpResponse:
    case = open_case(request, code)
    require(policies.can_share(request.user, case), "can_share")
    supervises = policies.supervises(request.user, case)
    leaves_her = case.owner_id == request.user.pk and not supervises
    question = Question(
        _("Hand the case over"),
        _("Hand it over"),
        _("The case was handed over."),
        _("Your colleague becomes its caseworker, with everything that is due."),
        [_("You will no longer be able to open it.")] if leaves_her else [],
        to=reverse("case_list") if leaves_her else "",
    )

    def hand_over(told: dict[str, Any]) -> None:
        sharing.hand_over(case, to=told["person"], by=request.user, at=now(), keys=request.keys)

    form = ColleagueForm(posted(request), people=_who_may_own(case))
    return ask(request, case, question, form, hand_over)


def _who_may_read(case: Case) -> QuerySet[User]:
    """Admitted colleagues of any desk who cannot open the case yet."""
    at_work = User.objects.admitted()
    with_cases = at_work.in_post(Role.CASEWORKER) | at_work.in_post(Role.SUPERVISOR)
    hold = UserGrant.objects.in_force(now()).filter(content_object=case)
    supervise = User.objects.supervising(case.desk)
    others = with_cases.exclude(pk__in=hold.values("user")).exclude(pk__in=supervise)
    found: QuerySet[User] = others.order_by("name", "username")
    return found


def _who_may_own(case: Case) -> QuerySet[User]:
    """Caseworkers of the desk but the one who owns it."""
    at_work = User.objects.admitted().in_post(Role.CASEWORKER, case.desk)
    found: QuerySet[User] = at_work.exclude(pk=case.owner_id).order_by("name", "username")
    return found
