"""Notes: added, and corrected by a new note that names the old one."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casework.access.errors import WrongState, require
from casework.cases import policies
from casework.cases.actions import reading, record
from casework.cases.models import Case, Note
from casework.web import drafts
from casework.web.cases.asking import posted
from casework.web.cases.forms import NoteForm
from casework.web.http import SignedInRequest, open_case, unlocked


@require_http_methods(["GET", "POST"])
@unlocked
def note_new(request: SignedInRequest, code: str) -> HttpResponse:
    """An empty sheet; what was typed before a lock is on it again."""
    case = open_case(request, code)
    require(policies.can_add_note(request.user, case), "can_add_note")
    return _write(request, case, None, "note")


@require_http_methods(["GET", "POST"])
@unlocked
def note_correct(request: SignedInRequest, code: str, number: int) -> HttpResponse:
    """The old note stays as it was; the new one begins with its text and names it."""
    case = open_case(request, code)
    require(policies.can_add_note(request.user, case), "can_add_note")
    old = Note.objects.filter(case=case, number=number).first()
    if old is None:
        raise Http404
    return _write(request, case, old, f"note-{number}")


def _write(request: SignedInRequest, case: Case, old: Note | None, name: str) -> HttpResponse:
    draft = drafts.read(request, form=name, case=case) if request.method == "GET" else None
    before = request.keys.open(old, "body") if old else ""
    form = NoteForm(posted(request) if draft is None else draft, initial={"text": before})
    if draft is not None:
        drafts.show(form, draft)
    if request.method == "POST" and form.is_valid() and _saved(request, case, old, form):
        drafts.drop(request, form=name, case=case)
        messages.success(request, _("The note is kept."))
        return redirect("case", case.code)
    if old is not None and request.method == "GET":
        reading.opened(case, ["note"], by=request.user, at=now())
    page = {"case": case, "form": form, "old": old, "draft": drafts.url(name, case)}
    return render(request, "cases/note.html", page | {"from_draft": draft is not None})


def _saved(request: SignedInRequest, case: Case, old: Note | None, form: NoteForm) -> bool:
    try:
        record.add_note(
            case,
            form.cleaned_data["text"],
            by=request.user,
            at=now(),
            keys=request.keys,
            corrects=old.number if old else None,
            once=form.cleaned_data["once"],
        )
    except WrongState as error:
        form.add_error(None, str(error))
        return False
    return True
