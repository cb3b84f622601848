"""In an emergency: one case by its code, the sheet at once, the record when it is opened."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from casework.access import slowing
from casework.access.errors import WrongState, require
from casework.audit.reading import Asked
from casework.audit.reading import page as page_of_log
from casework.cases import break_glass as glasses
from casework.cases import policies, words
from casework.cases.actions import break_glass as acts
from casework.cases.actions import emergency, reading
from casework.cases.models import BreakGlass, Case
from casework.crypto.codes import is_case_code, normalise_case_code
from casework.web.attempts import attempt
from casework.web.cases.asking import posted
from casework.web.cases.readers import lines
from casework.web.emergency.forms import EmergencyForm, ReviewForm, WordForm
from casework.web.emergency.queue import emergencies, with_reasons
from casework.web.emergency.sheet import shown
from casework.web.http import SignedInRequest, conduct_first, record_stranger, unlocked
from casework.web.signin import again

# More than anybody does with one case in two hours.
_MOST_SHOWN = 500


@require_http_methods(["GET", "POST"])
@unlocked
def break_glass(request: SignedInRequest) -> HttpResponse:
    """Which case, and why, after her second factor once more. A code of another desk is answered as
    one that does not exist.
    """
    require(policies.can_list(request.user), "can_list")
    conduct_first(request)
    form = EmergencyForm(posted(request), initial={"code": _code_asked(request)})
    if request.method == "POST" and not again.shown_lately(request, again.TO_SEND):
        form.add_error(None, _("Show once more that it is you, then send this again."))
        return _page(request, form)
    if request.method == "POST" and form.is_valid():
        case = _case_of_her_desk(request, form.cleaned_data["code"])
        if case is None:
            form.add_error("code", _("No case of your desk has this code."))
            return _page(request, form, status=404)
        if Case.objects.visible_to(request.user).filter(pk=case.pk).exists():
            return redirect("case", case.code)
        if glass := _asked(request, case, form):
            return redirect("break_glass_sheet", glass.pk)
    return _page(request, form)


@require_http_methods(["GET", "POST"])
@unlocked
def break_glass_sheet(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Hers alone, while her request lives. Each look is on record; POST checks a word she said."""
    glass = _found(request, pk, asker=request.user)
    conduct_first(request)
    at, case = now(), glass.case
    page: dict[str, Any] = {"case": case, "glass": glass, "is_live": glasses.is_live(glass, at)}
    if page["is_live"]:
        told = emergency.opened(case, request.keys) if _is_on_duty(request, case) else None
        page |= shown(case, told, at=at) | {"word_form": WordForm()}
        if request.method == "POST" and told and told.get("words"):
            page |= _checked(request, case, told, at)
        reading.sheet_read(case, by=request.user, at=at)
    return render(request, "emergency/sheet.html", page)


@require_POST
@unlocked
def break_glass_open(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """A supervisor gives her the case's key for an hour."""
    glass = _found(request, pk)
    if not policies.can_open_for_an_hour(request.user, glass.case):
        _refuse(request, glass)
    name = {"name": glass.asker.name, "code": glass.case.code}
    done = _("%(code)s is open to %(name)s for an hour.") % name
    hands: dict[str, Any] = {"by": request.user, "at": now(), "keys": request.keys}
    attempt(request, lambda: acts.open_for_an_hour(glass, **hands), done)
    return redirect("break_glass")


@require_http_methods(["GET", "POST"])
@unlocked
def break_glass_review(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """What she did with it, and what a supervisor says who did not open it."""
    glass = _found(request, pk)
    if not policies.can_review_glass(request.user, glass):
        _refuse(request, glass)
    form = ReviewForm(posted(request))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            acts.review(glass, **told, by=request.user, at=now(), keys=request.keys)
        except WrongState as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("It is reviewed."))
            return redirect("break_glass")
    page = {"glass": glass, "case": glass.case, "form": form, "lines": _what_she_did(glass)}
    may_read = policies.supervises(request.user, glass.case)
    return render(request, "emergency/review.html", page | {"may_read": may_read})


def _code_asked(request: SignedInRequest) -> str:
    code = normalise_case_code(request.GET.get("code", ""))
    return code if is_case_code(code) else ""


def _page(request: SignedInRequest, form: EmergencyForm, *, status: int = 200) -> HttpResponse:
    rows = with_reasons(request, emergencies(request, at=now()))
    page = {"form": form, "emergencies": rows, "live": glasses.live_of(request.user, now())}
    if not again.shown_lately(request, again.TO_SEND if form.is_bound else again.FRESH):
        code = _code_asked(request)
        then = reverse("break_glass") + (f"?code={code}" if code else "")
        page["again_url"] = again.url(request, then)
    return render(request, "emergency/ask.html", page, status=status)


def _asked(request: SignedInRequest, case: Case, form: EmergencyForm) -> BreakGlass | None:
    told = {name: form.cleaned_data.get(name, "") for name in ("reason", "words", "reopened_for")}
    if not told["reopened_for"] and policies.may_reopen_to_herself(request.user, case):
        form.ask_why_again()
        return None
    try:
        return acts.ask(case, **told, by=request.user, at=now(), keys=request.keys)
    except WrongState as error:
        form.add_error(None, str(error))
        return None


def _case_of_her_desk(request: SignedInRequest, code: str) -> Case | None:
    """None, and on record if there is one, where she has no post."""
    case = Case.objects.select_related("desk", "owner").filter(code=code).first()
    user = request.user
    if case is None:
        return None
    if policies.can_break_glass(user, case) or Case.objects.visible_to(user).filter(pk=case.pk):
        return case
    record_stranger(request, code)
    return None


def _checked(
    request: SignedInRequest, case: Case, told: dict[str, Any], at: datetime
) -> dict[str, Any]:
    """What the word means that she said; after some tries the next one has to wait."""
    form = WordForm(request.POST)
    if not form.is_valid():
        return {"word_form": form}
    try:
        slowing.take_a_try(f"word/{case.pk}/{request.user.pk}", at=at)
    except slowing.TooSoon as error:
        late = _("Too many tries. Wait %(seconds)s seconds.") % {"seconds": error.seconds}
        return {"word_late": late}
    reading.word_checked(case, by=request.user, at=at)
    return {"word": words.check(case.pk, told["words"], form.cleaned_data["word"])}


def _found(request: SignedInRequest, pk: UUID, **only: Any) -> BreakGlass:
    rows = BreakGlass.objects.select_related("case__desk", "case__owner", "asker", "opener")
    glass = rows.filter(pk=pk).first()
    if glass is None:
        raise Http404
    if any(getattr(glass, name) != value for name, value in only.items()):
        _refuse(request, glass)
    return glass


def _refuse(request: SignedInRequest, glass: BreakGlass) -> None:
    """As one that is not there; the try is on record under the case."""
    record_stranger(request, glass.case.code)
    raise Http404


def _is_on_duty(request: SignedInRequest, case: Case) -> bool:
    """Who stands by from another desk holds the whole record instead."""
    return request.user.is_caseworker_on(case.desk)


def _what_she_did(glass: BreakGlass) -> list[dict[str, Any]]:
    """Her own entries about the case since she asked, until her hour was over."""
    until = glass.until or glass.asked_at + glasses.ASKED_FOR
    hers = Asked(
        {"subject_code": glass.case.code, "by": str(glass.asker_id)},
        since=glass.asked_at,
        until=until + timedelta(microseconds=1),
    )
    return lines(page_of_log(hers, size=_MOST_SHOWN).lines)
