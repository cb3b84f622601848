"""The page of a case, and the same page with her names and contact uncovered."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from casework.access.policies import can_rekey
from casework.accounts.models import User
from casework.accounts.questions import Question
from casework.cases import policies, rescue_places
from casework.cases.actions import reading
from casework.cases.actions.consent import consent_documents
from casework.cases.actions.files import SECTIONS
from casework.cases.actions.sheets import sheets_of
from casework.cases.break_glass import latest_of
from casework.cases.if_taken import wishes
from casework.cases.models import Case
from casework.cases.opening import missing_in
from casework.cases.reasons import LookingReason
from casework.cases.sheets import SheetKind
from casework.cases.states import CaseState
from casework.pathways import line
from casework.pathways.actions import told_of
from casework.reminders.kinds import FOR_ADMINISTRATORS, Kind
from casework.reminders.models import Due
from casework.vault.keyring import Keyring
from casework.web.cases.covered import WHOLE, cover, uncovered
from casework.web.cases.head import consent_of, due_of, label_of, situation_in_words
from casework.web.cases.people import holders
from casework.web.cases.steps import next_steps
from casework.web.cases.summary import parts
from casework.web.cases.timeline import timeline
from casework.web.http import SignedInRequest, open_case, unlocked
from casework.web.situation.lines import episodes

Documents = dict[str, dict[str, Any]]

_DUE = Question(
    lambda case, at: (
        Due.objects.pending().filter(case=case).effective_by(at).select_related("owner")
    )
)


@require_GET
@unlocked
def case(request: SignedInRequest, code: str) -> HttpResponse:
    """Names and contact stay covered; which sections were opened is on record."""
    found = open_case(request, code)
    sections = opened_sections(found, request.keys, whole=found.state == CaseState.DRAFT)
    reading.opened(found, sections, by=request.user, at=now())
    covered = cover(found, request.GET.get("for", ""))
    return render(request, "cases/case.html", _page(request, found, sections, covered, at=now()))


@require_http_methods(["GET", "POST"])
@unlocked
def reveal(request: SignedInRequest, code: str) -> HttpResponse:
    """The same page uncovered, until it is left: nothing remembers that it was.

    GET is somebody who comes back to the address, from a lock perhaps: covered again.
    """
    if request.method == "GET":
        return redirect("case", code)
    found = open_case(request, code)
    reason = request.POST.get("reason", "")
    if reason not in LookingReason.values:
        messages.error(request, _("Say why you look; nothing was shown."))
        return redirect("case", code)
    reading.revealed(found, LookingReason(reason), by=request.user, at=now())
    sections = opened_sections(found, request.keys, whole=True)
    shown = uncovered(sections)
    if request.htmx:
        return render(request, "cases/_cover.html", {"cover": shown})
    return render(request, "cases/case.html", _page(request, found, sections, shown, at=now()))


def opened_sections(case: Case, keys: Keyring, *, whole: bool) -> Documents:
    """Opened sections by key. What is covered whole is not even opened, but for a draft:
    there the page says what is still to be asked."""
    rows, at = SECTIONS(case=case.pk), now()
    opened = {row.kind: keys.open_document(row) for row in rows if whole or row.kind not in WHOLE}
    return {kind: rescue_places.in_time(document, at) for kind, document in opened.items()}


def _page(
    request: SignedInRequest,
    case: Case,
    sections: Documents,
    covered: dict[str, Any],
    *,
    at: datetime,
) -> dict[str, Any]:
    user, keys = request.user, request.keys
    consents, told = consent_documents(case, keys), told_of(case, keys)
    may = _may(user, case)
    return {
        **_head(case, keys, consents),
        **_steps(user, case, sections, consents),
        **may,
        "case": case,
        "timeline": timeline(
            case,
            keys,
            consents,
            told,
            may_write=policies.can_add_note(user, case),
            whole="whole" in request.GET,
        ),
        "due": _due(case, user, at),
        "episodes": episodes(line.draw(told)),
        "parts": parts(sections, code=case.code, may_edit=policies.can_edit(user, case)),
        "cover": covered if policies.can_reveal(user, case) else None,
        "emergencies": latest_of(case),
        "holders": holders(case, at=at, may_share=may["may_share"]),
    }


def _head(case: Case, keys: Keyring, consents: list[dict[str, Any]]) -> dict[str, Any]:
    """Whom it is about, where she is, and whether help may go on."""
    today = localdate()
    wished = wishes(sheets_of(case, keys, SheetKind.IF_TAKEN), case, on=today)
    return {
        "label": label_of(case, keys),
        "situation": situation_in_words(case),
        "next_due_at": due_of(case),
        "consent": consent_of(case, consents, on=today),
        "if_taken": wished.in_words,
    }


def _steps(
    user: User, case: Case, sections: Documents, consents: list[dict[str, Any]]
) -> dict[str, Any]:
    is_draft = case.state == CaseState.DRAFT
    missing = missing_in(case, sections, consents, on=localdate()) if is_draft else []
    steps = next_steps(user, case, missing)
    return {"steps": steps, "blocked": [step for step in steps if not step.url]}


def _may(user: User, case: Case) -> dict[str, bool]:
    return {
        "may_share": policies.can_share(user, case),
        "may_rename": policies.can_edit(user, case),
        "may_rekey": can_rekey(user, case),
        "may_see_readers": policies.can_see_readers(user, case),
    }


def _due(case: Case, user: User, at: datetime) -> list[tuple[Due, list[str]]]:
    """What is due in the case, each with whom it waits for; nobody is named beside what is hers.

    That a colleague is late is told to her supervisor, not to her.
    """
    rows = _DUE(case=case.pk, at=at)
    found: dict[tuple[str, UUID | None], tuple[Due, list[str]]] = {}
    for row in sorted(rows, key=lambda row: row.owner_id != user.pk):
        row.case = case
        task, names = found.setdefault((row.kind, row.reference), (row, []))
        if task.owner_id != user.pk and row.kind not in FOR_ADMINISTRATORS | {Kind.ESCALATION}:
            names.append(row.owner.name)
    return [(task, names) for task, names in found.values() if names or task.owner_id == user.pk]
