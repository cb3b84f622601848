"""A part of the log to be carried away: asked for, agreed to by another, fetched, all on record."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from casework.access import log_views, policies
from casework.access.errors import require
from casework.access.log_rows import FETCHED_WITHIN, LogExport
from casework.audit import proving, reading
from casework.audit.models import AuditEntry, AuditHead
from casework.audit.proof_rows import AuditCheckpoint
from casework.audit.reading import Line
from casework.audit.tree import HashMissing
from casework.web import newest
from casework.web.attempts import attempt
from casework.web.audit import written
from casework.web.audit.filters import LogForm
from casework.web.audit.written import Proof
from casework.web.http import SignedInRequest, unlocked
from casework.web.transactions import atomic

_PAGE = 500
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "pdf": "application/pdf",
    "proof": "text/plain; charset=utf-8",
}


@require_POST
@unlocked
def audit_export_ask(request: SignedInRequest) -> HttpResponse:
    """Of what the page shows, with its days fixed."""
    require(policies.can_read_log(request.user), "can_read_log")
    form = LogForm(QueryDict(request.POST.get("query", "")))
    if not form.is_valid():
        messages.error(request, _("Mend what is marked above, then choose Show."))
        return redirect("audit")
    log_views.ask_export(form.query(fixed=True), by=request.user, at=now())
    messages.success(request, _("Another administrator is asked to agree."))
    return redirect("audit_exports")


@require_GET
@unlocked
def audit_exports(request: SignedInRequest) -> HttpResponse:
    """What waits for a second administrator, and what may be fetched; newest first."""
    user, at = request.user, now()
    require(policies.can_read_log(user), "can_read_log")
    rows = LogExport.objects.select_related("asked_by", "agreed_by")
    standing = rows.exclude(agreed_at__lt=at - FETCHED_WITHIN)
    found, older = newest.page(standing, "asked_at", request.GET.get("after", ""))
    shown = [
        {
            "row": row,
            "words": _form_of(row).in_words(),
            "may_agree": row.agreed_at is None and policies.can_agree_to_export(user, row),
            "may_fetch": row.is_ready(at) and row.asked_by_id == user.pk,
        }
        for row in found
    ]
    page = {"exports": shown, "next_url": f"?after={older}" if older else ""}
    return render(request, "audit/exports.html", page)


@require_POST
@unlocked
def audit_export_answer(request: SignedInRequest, pk: str) -> HttpResponse:
    """The second administrator says yes or no; who asked may only take it back."""
    require(policies.can_read_log(request.user), "can_read_log")
    row = get_object_or_404(LogExport, pk=pk)
    answers = {
        "agree": (log_views.agree_to_export, _("She may fetch it for seven days.")),
        "decline": (log_views.decline_export, _("The export does not take place.")),
    }
    act, done = answers.get(request.POST.get("answer", ""), (None, ""))
    if act is None:
        messages.error(request, _("Say yes or no."))
    else:
        attempt(request, partial(act, row, by=request.user, at=now()), done)
    return redirect("audit_exports")


@require_GET
@unlocked
@atomic
def audit_export(request: SignedInRequest, pk: str, kind: str) -> HttpResponse:
    """The file, for who asked for it. Each fetching is on record before it is sent."""
    require(policies.can_read_log(request.user), "can_read_log")
    if kind not in _TYPES:
        raise Http404
    row = get_object_or_404(LogExport, pk=pk)
    require(row.asked_by_id == request.user.pk, "can_fetch_export")
    at, lines = now(), _lines_of(row)
    if kind == "proof" and not lines:
        messages.error(request, _("This export is empty, so there is nothing to prove."))
        return redirect("audit_exports")
    try:
        content = _file(kind, row, lines) if row.is_ready(at) else b""
    except (proving.NotYet, HashMissing):
        messages.error(request, _("No checkpoint has all of it yet. Come back in a few minutes."))
        return redirect("audit_exports")
    told: dict[str, Any] = {"by": request.user, "at": at, "count": len(lines)}
    if not attempt(request, lambda: log_views.fetch_export(row, **told)):
        return redirect("audit_exports")
    disposition = {"Content-Disposition": f'attachment; filename="{_name(row, kind)}"'}
    return HttpResponse(content, content_type=_TYPES[kind], headers=disposition)


def _name(row: LogExport, kind: str) -> str:
    return f"log-{row.upto}.{kind}"


def _file(kind: str, row: LogExport, lines: list[Line]) -> bytes:
    """`proof`: of each entry, one after the other. Raises NotYet, HashMissing."""
    if kind == "proof":
        proofs = proving.inclusions([line.number for line in lines])
        return "".join(map(str, proofs)).encode()
    leaves = _leaves(lines)
    table = written.as_csv(lines, leaves)
    if kind == "csv":
        return table
    head, checkpoint = AuditHead.objects.get(), AuditCheckpoint.objects.newest()
    facts = [
        (_("What is shown"), _form_of(row).in_words()),
        (_("Asked for by"), row.asked_by.username),
        (_("Agreed to by"), row.agreed_by.username if row.agreed_by else ""),
        (_("Entries"), _entries(lines)),
        (_("Size of the log"), str(head.size)),
        (_("Root of its tree"), head.root.hex()),
        (_("SHA-256 of the same as CSV"), written.digest(table)),
        (_("Proof of each entry"), f"manage.py verify_audit --proof {_name(row, 'proof')}"),
    ]
    proof = Proof(facts, checkpoint.note if checkpoint else "", leaves)
    return written.as_pdf(_("Who looked at what"), lines, proof)


def _entries(lines: list[Line]) -> str:
    if len(lines) < log_views.MOST_LINES:
        return str(len(lines))
    return _("the newest %s; older ones are left out") % len(lines)


def _lines_of(row: LogExport) -> list[Line]:
    """Newest first, at most five thousand, none that came after it was asked for."""
    asked, lines, below = _form_of(row).asked(), list[Line](), None
    while len(lines) < log_views.MOST_LINES:
        found = reading.page(asked, below, size=_PAGE)
        lines += [line for line in found.lines if line.number <= row.upto]
        if (below := found.below) is None:
            break
    return lines[: log_views.MOST_LINES]


def _leaves(lines: list[Line]) -> dict[int, str]:
    numbers = [line.number for line in lines]
    rows: Any = AuditEntry.objects.filter(number__in=numbers).values_list("number", "leaf")
    return {number: bytes(leaf).hex() for number, leaf in rows}


def _form_of(row: LogExport) -> LogForm:
    """It was valid when it was kept; a person or desk that is gone is not asked for any more."""
    form = LogForm(QueryDict(row.query))
    form.is_valid()
    return form
