"""Moving a referral along: one page for each act that asks something, one for the review."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localtime, now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from casework.access.errors import NotAllowed, WrongState
from casework.cases import policies as cases
from casework.cases import quorum
from casework.cases.models import Case
from casework.cases.queries import stood_by
from casework.referrals import actions, guards, policies, queries, states
from casework.referrals.models import Referral
from casework.referrals.policies import Question
from casework.referrals.reasons import Channel
from casework.referrals.states import Act, ReferralState, Who
from casework.web.http import (
    SignedInRequest,
    open_case,
    open_to_decide,
    stands_by,
    unlocked,
)
from casework.web.referrals import shown
from casework.web.referrals.choices import act_url
from casework.web.referrals.forms_acts import ActForm, ApproveForm, ReturnForm, form_of
from casework.web.referrals.views import page_of, read

_SENDS = frozenset({Act.SEND, Act.SEND_AT_ONCE})
_REVIEWS = frozenset({Act.APPROVE, Act.RETURN})
_DONE = {
    Act.ASK_REVIEW: gettext_lazy("Its review is asked for. A supervisor of the desk is told."),
    Act.APPROVE: gettext_lazy("Approved. Its worker may send it."),
    Act.RETURN: gettext_lazy("Returned to its author, with your reason."),
    Act.TAKE_UP: gettext_lazy("It is a draft again."),
    Act.ASK_AGAIN: gettext_lazy("Its review is asked for again."),
    Act.SEND: gettext_lazy("Sent. What the partner was told is kept as it left."),
    Act.ACCEPT: gettext_lazy("The partner's yes is kept."),
    Act.DECLINE: gettext_lazy("The partner's no is kept."),
    Act.BEGIN: gettext_lazy("It has begun."),
    Act.COMPLETE: gettext_lazy("It is completed."),
    Act.COMPLETE_IN_PART: gettext_lazy("It is completed in part. What is missing is kept."),
    Act.NOT_COMPLETE: gettext_lazy("That it was not completed is kept."),
    Act.CLOSE: gettext_lazy("It is closed."),
    Act.SEND_AT_ONCE: gettext_lazy("Sent. A second person looks at it within 24 hours."),
    Act.UPHOLD: gettext_lazy("It is kept that it was right."),
    Act.NOT_UPHOLD: gettext_lazy("It is kept that it was not right. Recall it if it is not safe."),
    Act.SUSPEND: gettext_lazy("It stands still. A second person looks at that within 24 hours."),
    Act.CONFIRM_SUSPENSION: gettext_lazy("It stays suspended."),
    Act.RESUME: gettext_lazy("It goes on where it stopped."),
    Act.RECALL: gettext_lazy("Recalled. Ask the partner to delete what it has."),
    Act.CANCEL: gettext_lazy("It is cancelled."),
    Act.TELL_PARTNER: gettext_lazy("It is kept that the partner was asked. Its answer is due."),
    Act.HAND_ON: gettext_lazy("It goes along with the case. Tell its partner who goes on."),
}


@require_http_methods(["GET", "POST"])
@unlocked
def referral_act(request: SignedInRequest, code: str, pk: UUID, act: str) -> HttpResponse:
    """GET asks what the act needs to know, POST does it."""
    if act not in Act:
        raise Http404
    what = Act(act)
    try:
        case = _case_to_review(request, code, pk) if what in _REVIEWS else open_case(request, code)
    except Http404:
        if request.method == "POST" and what in _REVIEWS and stood_by(request.user, code):
            return _too_late(request)
        raise
    found, question = read(request, case, pk)
    _require_person(request, what, question)
    form = form_of(what, found.state, question.document)(request.POST or None)
    if request.method == "POST" and form.is_valid() and _acted(request, found, what, form):
        if stands_by(request, case):
            return redirect("decisions")
        return redirect(_next_page(what, form), code, pk)
    page = {"case": found.case, "referral": found, "act": what, "form": form}
    page["stands_by"] = stands_by(request, case)
    page |= {"url": act_url(found, what), "why": _why_not(found, what, question)}
    page |= {"facts": shown.leaving(what, found, question.document)}
    page |= {"is_at_once": what is Act.SEND_AT_ONCE}
    return render(request, "referrals/act.html", page)


@require_GET
@unlocked
def referral_review(request: SignedInRequest, code: str, pk: UUID) -> HttpResponse:
    """All that a reviewer must see before two people let something leave the house."""
    case = _case_to_review(request, code, pk)
    found, question = read(request, case, pk)
    if policies.WHO[Who.REVIEWER](request.user, question):
        raise NotAllowed("referral.review")
    page = page_of(request, found, question) | {
        "stands_by": stands_by(request, case),
        "decided": _decided(request, found),
        "approve_form": ApproveForm(),
        "return_form": ReturnForm(),
        "approve_url": act_url(found, Act.APPROVE),
        "return_url": act_url(found, Act.RETURN),
        "approve_why": _why_not(found, Act.APPROVE, question),
        "return_why": _why_not(found, Act.RETURN, question),
    }
    return render(request, "referrals/review.html", page)


def _too_late(request: SignedInRequest) -> HttpResponse:
    """For who stands by: the case is closed to her again, so that she is told no more."""
    messages.warning(request, _("It does not wait for you any more: somebody has decided."))
    return redirect("decisions")


def _next_page(what: Act, form: ActForm) -> str:
    """What goes by a page of its own needs its link next."""
    is_by_page = what in _SENDS and form.told().get("channel") == Channel.PAGE
    return "referral_link" if is_by_page else "referral"


def _case_to_review(request: SignedInRequest, code: str, pk: UUID) -> Case:
    """For a reviewer of the desk that stands by too, while this referral waits for her review."""

    def waits(case: Case) -> bool:
        pending = Referral.objects.filter(case=case, pk=pk, state=ReferralState.PENDING_REVIEW)
        but = cases.may_have_written(case)
        may = quorum.may_be_second(request.user, case.desk, quorum.Act.REVIEW, but)
        return may and pending.exists()

    return open_to_decide(request, code, waits)


def _acted(request: SignedInRequest, found: Referral, what: Act, form: ActForm) -> bool:
    try:
        actions.act(
            found,
            what,
            by=request.user,
            at=now(),
            keys=request.keys,
            told=form.told(),
            form_id=form.cleaned_data["once"],
        )
    except WrongState as error:
        decided = _decided(request, found) if what in _REVIEWS else ""
        form.add_error(None, " ".join(filter(None, (decided, str(error)))))
        return False
    messages.success(request, _DONE[what])
    return True


def _decided(request: SignedInRequest, found: Referral) -> str:
    """Two may have opened the same review: who was first, and when; "" while it waits."""
    if found.state == ReferralState.PENDING_REVIEW:
        return ""
    steps = reversed(queries.steps_of(found, request.keys))
    first = next(
        (one for one in steps if one.step.from_state == ReferralState.PENDING_REVIEW), None
    )
    if first is None:
        return ""
    return _("%(name)s was here first, on %(when)s: “%(state)s”.") % {
        "name": first.told["name"],
        "when": date_format(localtime(first.at), "DATETIME_FORMAT"),
        "state": ReferralState(first.step.to_state).label,
    }


def _require_person(request: SignedInRequest, what: Act, question: Question) -> None:
    """Who may never do this sees no form for it either."""
    for who in {edge.who for edge in states.TRANSITIONS if edge.act == what}:
        if policies.WHO[who](request.user, question):
            raise NotAllowed(f"referral.{what}")


def _why_not(found: Referral, what: Act, question: Question) -> str:
    try:
        back_to = question.document.get("came_from", "")
        edge = states.require(found.state, what, back_to=back_to)
    except WrongState as error:
        return str(error)
    return guards.refusal(edge, question, before_form=True)
