"""A proof of one entry as a file, for somebody outside who is handed it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from casework.access.errors import require
from casework.accounts.rows import Subject
from casework.audit import proving
from casework.audit.log import record
from casework.audit.tree import HashMissing
from casework.web.http import SignedInRequest, unlocked
from casework.web.transactions import atomic


@require_GET
@unlocked
@atomic
def entry_proof(request: SignedInRequest, number: int) -> HttpResponse:
    """That the entry of this number stands in the log of the newest checkpoint (docs/audit.md)."""
    require(request.user.is_administrator, "reads_the_log")
    try:
        proof = str(proving.inclusion(number))
    except (proving.NotYet, HashMissing):
        messages.error(request, _("No checkpoint has this entry yet. Come back in a few minutes."))
        return redirect("audit")
    record("audit.proven", Subject("audit", str(number)), by=request.user, at=now())
    name = f"entry-{number}.tlog-proof"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(proof, content_type="text/plain; charset=utf-8", headers=headers)
