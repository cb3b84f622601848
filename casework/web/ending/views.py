"""What is to be erased and by whom it is decided; certificates; how long what is kept."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localtime, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from casework.access import keys as case_keys
from casework.access.errors import WrongState, require
from casework.accounts.models import User
from casework.audit.log import record
from casework.cases import belongings, certificates, erasing, plans, policies, terms
from casework.cases.actions import reading, retiring
from casework.cases.erasure_codes import TERMS, Cause, Kept, Outcome
from casework.cases.models import Case, Erasure, KeptFor
from casework.web.cases.head import label_of
from casework.web.ending.forms import IDENTITY, AnswerForm, TermForm
from casework.web.http import SignedInRequest, record_stranger, unlocked
from casework.web.people.forgetting import accounts_waiting


@require_GET
@unlocked
def ending(request: SignedInRequest) -> HttpResponse:
    """What waits for her, and what was erased. Codes only: nothing is opened."""
    user = request.user
    require(policies.can_see_certificates(user), "can_see_certificates")
    page = {
        "waiting": [_row(erasure, user) for erasure in plans.waiting_for(user)],
        "accounts": accounts_waiting(user, now()) if user.is_administrator else [],
        "done": [_done(erasure) for erasure in plans.certificates_for(user)],
        "terms": [_term(kind) for kind in Kept],
        "may_set": policies.can_set_terms(user),
    }
    return render(request, "ending/list.html", page)


@require_http_methods(["GET", "POST"])
@unlocked
def ending_decide(request: SignedInRequest, code: str) -> HttpResponse:
    """GET shows what would go and what stays; POST says yes, or keeps it."""
    erasure = _waiting(request, code)
    form = AnswerForm(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():
        try:
            return _answered(request, erasure, form.cleaned_data["answer"])
        except WrongState as error:
            messages.error(request, str(error))
    return render(request, "ending/decide.html", _to_decide(request, erasure))


@require_GET
@unlocked
def certificate(request: SignedInRequest, number: str) -> HttpResponse:
    """For paper: what it says, and that it holds against the log as it is now."""
    user = request.user
    require(policies.can_see_certificates(user), "can_see_certificates")
    erasure = certificates.find(number)
    if erasure is None or not (user.is_administrator or policies.supervises(user, erasure.case)):
        raise Http404
    page = {
        "erasure": erasure,
        "facts": certificates.lines(erasure),
        "faults": list(certificates.faults(erasure)),
    }
    return render(request, "ending/certificate.html", page)


@require_http_methods(["GET", "POST"])
@unlocked
def term_set(request: SignedInRequest) -> HttpResponse:
    """How long what is kept, who set it and when; POST sets one."""
    require(policies.can_set_terms(request.user), "can_set_terms")
    form = TermForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            retiring.set_term(**form.cleaned_data, by=request.user, at=now())
        except WrongState as error:
            form.add_error("days", str(error))
        else:
            messages.success(request, _("It is set. What was set before stays in the list."))
            return redirect("term_set")
    history = KeptFor.objects.select_related("set_by").order_by("-set_at")[: plans.SHOWN]
    page = {"form": form, "terms": [_term(kind) for kind in Kept], "history": history}
    return render(request, "ending/terms.html", page)


def _waiting(request: SignedInRequest, code: str) -> Erasure:
    """To everybody else there is no such page."""
    found = plans.waiting_for(request.user, code=code)
    if not found:
        record_stranger(request, code)
        raise Http404
    _load_key(request, found[0].case)
    return found[0]


def _load_key(request: SignedInRequest, case: Case) -> None:
    """A supervisor's own, or her standby key: for this decision and no more."""
    if policies.supervises(request.user, case):
        case_keys.load(request.keys, [case.pk], at=now(), groups_first=True)
    elif policies.stands_by(request.user, case):
        case_keys.load_standby(request.keys, case.pk, at=now())


def _answered(request: SignedInRequest, erasure: Erasure, answer: str) -> HttpResponse:
    if answer == "keep":
        retiring.keep(erasure, by=request.user, at=now())
        messages.success(request, _("It is kept."))
        return redirect("ending")
    done = retiring.agree(erasure, by=request.user, at=now())
    if done.outcome != Outcome.ERASED:
        messages.success(request, _("You have agreed. When a second person does, it is erased."))
        return redirect("ending")
    messages.success(request, _("It is erased. This is its certificate."))
    return redirect("certificate", done.number)


def _to_decide(request: SignedInRequest, erasure: Erasure) -> dict[str, Any]:
    has_key = request.keys.holds(erasure.case_id)
    return {
        "erasure": erasure,
        "case": erasure.case,
        "facts": _facts(request, erasure),
        "in_the_way": erasing.in_the_way(erasure, now()),
        "rows": sum(rows.count() for rows in belongings.rows_of(erasure.case_id)),
        "has_agreed": plans.has_agreed(request.user, erasure),
        "may_read": has_key and policies.supervises(request.user, erasure.case),
    }


def _facts(request: SignedInRequest, erasure: Erasure) -> list[tuple[str, str]]:
    case = erasure.case
    agreed = [
        one.name
        for one, at in (
            (erasure.first, erasure.first_at), (erasure.second, erasure.second_at),
        )
        if one is not None and at is not None
    ]  # fmt: skip
    facts = [
        (_("Case"), case.code),
        (_("Label"), label_of(case, request.keys)),
        (_("Why"), str(Cause(erasure.cause).label)),
        (_("Opened"), _moment(case.opened_at)),
        (_("Closed"), _moment(case.closed_at)),
        (_("Kept until"), "" if erasure.is_hers else _moment(terms.over_at(case, erasure.cause))),
        (_("Decide by"), _moment(erasure.due_at)),
        (_("Agreed so far"), ", ".join(agreed) or _("nobody")),
    ]
    return [(term, text) for term, text in facts if text] + _told(request, erasure)


def _told(request: SignedInRequest, erasure: Erasure) -> list[tuple[str, str]]:
    """How it is known that it was she, for whoever holds a key. That she looked is on record."""
    if not request.keys.holds(erasure.case_id):
        return []
    if not erasure.is_hers:
        reading.opened(erasure.case, ["decision"], by=request.user, at=now())
        return []
    told = request.keys.open_document(erasure)
    with transaction.atomic():
        record("erasure.read", erasure.case, by=request.user, at=now())
    heard = erasure.asked_by.name if erasure.asked_by else ""
    return [
        (_("Heard by"), heard),
        (_("How it is known that it is she"), str(dict(IDENTITY).get(told["identity"], ""))),
        (_("She was alone, and nobody makes her ask for it"), _("yes")),
        (_("What she said"), told.get("words", "")),
    ]


def _row(erasure: Erasure, user: User) -> dict[str, Any]:
    return {
        "code": erasure.case.code,
        "desk": erasure.case.desk.name,
        "why": Cause(erasure.cause).label,
        "due_at": erasure.due_at,
        "has_agreed": plans.has_agreed(user, erasure),
        "agreed": sum(at is not None for at in (erasure.first_at, erasure.second_at)),
    }


def _done(erasure: Erasure) -> dict[str, Any]:
    return {
        "number": erasure.number,
        "code": erasure.case.code,
        "desk": erasure.case.desk.name,
        "why": Cause(erasure.cause).label,
        "at": erasure.ended_at,
        "until": erasure.backups_until,
    }


def _term(kind: Kept) -> dict[str, Any]:
    bounds = TERMS[kind]
    return {
        "label": kind.label,
        "days": terms.days(kind),
        "least": bounds.least,
        "most": bounds.most,
    }


def _moment(at: Any) -> str:
    return date_format(localtime(at), "DATETIME_FORMAT") if at else ""
