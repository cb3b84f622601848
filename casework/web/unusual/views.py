"""What was unusual: an administrator asks, somebody who knows the work answers by a code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casework.access.errors import WrongState, require
from casework.audit.log import record
from casework.audit.models import AuditEntry
from casework.reports import asking, policies
from casework.reports.alert_rows import Alert
from casework.reports.codes import Answer, Outcome, Reason, Rule
from casework.reports.unusual import BY_RULE
from casework.web import newest
from casework.web.audit.words import in_words
from casework.web.cases.asking import posted
from casework.web.http import SignedInRequest, unlocked
from casework.web.transactions import atomic
from casework.web.unusual.forms import AnswerForm, AskForm, EndForm, ExpectForm

Told = dict[str, Any]


@require_GET
@unlocked
def alerts(request: SignedInRequest) -> HttpResponse:
    """What waits, on each page hers first, and what has ended."""
    require(policies.can_see_alerts(request.user), "can_see_alerts")
    found = Alert.objects.shown_to(request.user)
    waiting, more = newest.page(found.waiting(), "found_at", request.GET.get("waiting", ""))
    over = found.exclude(pk__in=Alert.objects.waiting().values("pk"))
    ended, older = newest.page(over, "found_at", request.GET.get("ended", ""))
    page = {
        "waiting": sorted(waiting, key=lambda one: one.for_admin_id != request.user.pk),
        "waiting_url": f"?waiting={more}#waiting" if more else "",
        "ended": ended,
        "ended_url": f"?ended={older}#ended" if older else "",
    }
    return render(request, "unusual/alerts.html", page)


@require_GET
@unlocked
@atomic
def alert(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One of them with its entries of the log. That she looked is on record."""
    found = _handled(request, pk)
    record("alert.read", found, by=request.user, at=now())
    return _page(request, found)


@require_POST
@unlocked
def alert_ask(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Ask somebody who knows her work."""
    found = _handled(request, pk)
    form = AskForm(request.POST, people=asking.can_be_asked(found.person))

    def act(told: Told) -> None:
        asking.ask(found, told["of"], by=request.user, at=now())

    done = _("She is asked. Her answer will stand here.")
    return _sent(request, found, form, act, done, ask=form)


@require_POST
@unlocked
def alert_end(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """It was answered, and this is what came of it."""
    found = _handled(request, pk)
    form = EndForm(request.POST)

    def act(told: Told) -> None:
        asking.settle(found, Outcome(told["outcome"]), by=request.user, at=now())

    return _sent(request, found, form, act, _("It is ended, and on record."), end=form)


@require_POST
@unlocked
def alert_expect(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """As much of it is expected of her for a while."""
    found = _handled(request, pk)
    form = ExpectForm(request.POST)

    def act(told: Told) -> None:
        asking.expect(found, Reason(told["reason"]), form.end(), by=request.user, at=now())

    return _sent(request, found, form, act, _("It is expected until then."), expect=form)


@require_http_methods(["GET", "POST"])
@unlocked
def alert_answer(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One question, for her who was asked; answered by a code."""
    found = get_object_or_404(Alert.objects.select_related("person", "asked_by"), pk=pk)
    require(policies.can_answer_alert(request.user, found), "can_answer_alert")
    form = AnswerForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            said = Answer(form.cleaned_data["answer"])
            asking.answer(found, said, by=request.user, at=now())
        except WrongState as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Thank you. The administrator reads your answer."))
            return redirect("home")
    page = {"alert": found, "before": Alert.objects.before(found), "form": form}
    page["line"] = BY_RULE[Rule(found.rule)]
    return render(request, "unusual/answer.html", page)


def _handled(request: SignedInRequest, pk: UUID) -> Alert:
    require(policies.can_see_alerts(request.user), "can_see_alerts")
    rows = Alert.objects.select_related("person", "for_admin", "asked_of", "settled_by", "expected")
    found = get_object_or_404(rows, pk=pk)
    require(policies.can_handle_alert(request.user, found), "can_handle_alert")
    return found


def _sent(
    request: SignedInRequest,
    found: Alert,
    form: Any,
    act: Callable[[Told], None],
    done: str,
    **forms: Any,
) -> HttpResponse:
    """Done, and back to it; or the page again with what was typed."""
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except WrongState as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, done)
            return redirect("alert", found.pk)
    return _page(request, found, **forms)


def _page(request: SignedInRequest, found: Alert, **forms: Any) -> HttpResponse:
    people = asking.can_be_asked(found.person)
    first = {"of": people[0]} if people else {}
    entries = AuditEntry.objects.filter(number__in=found.entries).order_by("number")
    page = {
        "alert": found,
        "before": Alert.objects.before(found),
        "line": BY_RULE[Rule(found.rule)],
        "lines": [{"entry": entry, "deed": in_words(entry.verb)} for entry in entries],
        "ask": AskForm(people=people, initial=first),
        "end": EndForm(),
        "expect": ExpectForm(),
    }
    return render(request, "unusual/alert.html", page | forms)
