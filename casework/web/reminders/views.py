"""Her tasks: the list, done, later, cannot, and each undone."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casework.access.errors import WrongState, require
from casework.cases import policies
from casework.reminders import actions, delivery, passing, undoing
from casework.reminders.kinds import FOLLOW_UPS
from casework.reminders.models import Due
from casework.reminders.passing import CannotReason
from casework.reminders.queries import SHOWN
from casework.reminders.rules import REASON_NEEDED
from casework.web.attempts import attempt, said_with_undo
from casework.web.http import SignedInRequest, record_stranger, unlocked
from casework.web.reminders.forms import CannotForm, SnoozeForm
from casework.web.reminders.tasks import grouped, labelled_tasks


@require_GET
@unlocked
def task_list(request: SignedInRequest) -> HttpResponse:
    """All that is due for her, and what comes within a week."""
    require(policies.can_list(request.user), "can_list")
    at = now()
    tasks = labelled_tasks(request, at=at)
    page = {"shown": SHOWN, "is_cut": len(tasks) == SHOWN}
    return render(request, "reminders/tasks.html", page | grouped(tasks, at=at))


@require_POST
@unlocked
def task_done(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """She acted on the case."""
    due = _own(request, pk)
    if attempt(request, lambda: actions.done(due, by=request.user, at=now())):
        is_followed = due.kind in FOLLOW_UPS
        words = _("Done. The next follow-up is set.") if is_followed else _("Done.")
        said_with_undo(request, words, reverse("task_undo", args=[pk]))
    is_on_its_page = "on" in request.POST and not due.partner
    return redirect("case", due.code) if is_on_its_page else redirect("home")


@require_http_methods(["GET", "POST"])
@unlocked
def task_snooze(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Later, with a reason where the risk is high."""
    due = _own(request, pk)
    latest = actions.latest_snooze(due, now())
    reasons, is_needed = actions.snooze_reasons(due), due.risk in REASON_NEEDED
    form = SnoozeForm(request.POST or None, reasons=reasons, reason_needed=is_needed)
    if request.method == "POST" and form.is_valid():
        until, reason = form.cleaned_data["until"], form.cleaned_data["reason"]
        try:
            actions.snooze(due, by=request.user, at=now(), until=until, reason=reason)
        except WrongState as error:
            form.add_error("until", str(error))
        else:
            undo = reverse("task_undo", args=[pk])
            said_with_undo(request, _("You are told again then."), undo)
            return redirect("home")
    page = {"due": due, "form": form, "latest": latest, "words": due.get_kind_display()}
    return render(request, "reminders/snooze.html", page)


@require_POST
@unlocked
def task_undo(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """It was ticked, put off or passed on by a slip."""
    due = _own(request, pk)
    words = _("It is undone: the task waits for you as before.")
    attempt(request, lambda: undoing.undo(due, by=request.user, at=now()), words)
    return redirect("home")


@require_http_methods(["GET", "POST"])
@unlocked
def task_cannot(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """She cannot do it: the supervisors of the desk have it too, with the reason."""
    due = _own(request, pk)
    form = CannotForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = CannotReason(form.cleaned_data["reason"])
        try:
            passing.cannot(due, by=request.user, at=now(), reason=reason)
        except WrongState as error:
            form.add_error(None, str(error))
        else:
            words = _("The supervisors have it now too. It stays on your list.")
            said_with_undo(request, words, reverse("task_undo", args=[pk]))
            return redirect("home")
    page = {"due": due, "form": form, "words": due.get_kind_display()}
    return render(request, "reminders/cannot.html", page)


@require_POST
@unlocked
def mails_try_again(request: SignedInRequest) -> HttpResponse:
    """The mail server is mended: what was set aside waits for its mail again."""
    number = delivery.try_again(by=request.user, at=now())
    if number:
        messages.success(request, _("They go out with the next sweep, within a minute."))
    else:
        messages.info(request, _("No mail waits."))
    return redirect("home")


def _own(request: SignedInRequest, pk: UUID) -> Due:
    """Somebody else's task is as one that is not there; asking for it is on record."""
    own = Due.objects.of(request.user, now())
    due = own.select_related("case__desk", "case__owner", "partner").filter(pk=pk).first()
    if due is None:
        theirs = Due.objects.filter(pk=pk, case__isnull=False)
        for code in theirs.values_list("case__code", flat=True):
            record_stranger(request, code)
        raise Http404
    return due
