"""The page of a partner: no account, no script, and nothing is told before the words are right."""

from __future__ import annotations

from typing import Any

from allauth.core import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from casework.access import slowing
from casework.cases.purposes import Service
from casework.referrals import link_opening
from casework.referrals.link_opening import NotOpened, Opened
from casework.web.partner import cookies
from casework.web.partner.forms import FIRST, LATER, AnswerForm, WordsForm
from casework.web.referrals.packet_shown import lines, mark_of


@login_not_required
@require_GET
def packet_link(request: HttpRequest, token: str) -> HttpResponse:
    """Take the secret out of the address at once. Whether there is such a link is not looked at."""
    response = redirect("packet_door")
    cookies.keep_link(response, token)
    return response


@login_not_required
@require_http_methods(["GET", "POST"])
def packet_door(request: HttpRequest) -> HttpResponse:
    """The same page for a link that opens, one that is dead and one that never was."""
    if request.method == "GET":
        return _door(request)
    too_many: HttpResponse | None = ratelimit.consume_or_429(request, action="login")
    if too_many is not None:
        return too_many
    form = WordsForm(request.POST)
    if not form.is_valid():
        return _door(request, _("Type the six words."))
    token = cookies.read_link(request)
    try:
        opened = _open(token, form.cleaned_data["words"])
    except slowing.TooSoon as error:
        seconds = {"seconds": error.seconds}
        return _door(request, _("Too many tries. Wait %(seconds)s seconds.") % seconds)
    except NotOpened:
        return _door(request, _("This did not open. Look at each word, and at the link."))
    return _came_in(request, opened)


@login_not_required
@require_http_methods(["GET", "POST"])
def packet_answer(request: HttpRequest) -> HttpResponse:
    """Code, service and buttons, for half an hour after the words were typed."""
    passed = cookies.read_pass(request)
    if passed is None:
        return redirect("packet_door")
    forms = _forms(request.POST if request.method == "POST" else None)
    sent = next((form for form in [*forms["first"], *forms["later"]] if form.is_bound), None)
    try:
        if sent is not None and sent.is_valid():
            once = sent.cleaned_data["once"]
            link_opening.answer(*passed, sent.told(), once=once, at=now())
            return redirect(f"{reverse('packet_answer')}?kept=yes")
        sheet = link_opening.read_sheet(*passed)
    except NotOpened:
        return redirect("packet_door")
    except link_opening.TooMany:
        return render(request, "partner/enough.html")
    page = _sheet(sheet) | forms | {"is_kept": request.GET.get("kept") == "yes"}
    return render(request, "partner/answer.html", page)


def _door(request: HttpRequest, wrong: str = "") -> HttpResponse:
    return render(request, "partner/door.html", {"form": WordsForm(), "wrong": wrong})


def _open(token: str, words: str) -> Opened:
    """Tries at one link are slowed, whether or not there is one. Raises TooSoon, NotOpened."""
    name, at = f"link/{token}", now()
    slowing.take_a_try(name, at=at)
    opened = link_opening.open_link(token, words, at=at)
    slowing.forget(name)
    return opened


def _came_in(request: HttpRequest, opened: Opened) -> HttpResponse:
    page = _sheet(opened.sheet) | _forms() | {"is_over": opened.packet is None}
    if opened.packet is not None:
        page |= {"packet": lines(opened.packet), "mark": mark_of(opened.packet)}
    response = render(request, "partner/answer.html", page)
    cookies.keep_pass(response, opened)
    return response


def _sheet(sheet: dict[str, str]) -> dict[str, Any]:
    return {"code": sheet["code"], "service": Service(sheet["service"]).label}


def _forms(data: Any = None) -> dict[str, list[AnswerForm]]:
    return {"first": [form(data) for form in FIRST], "later": [form(data) for form in LATER]}
