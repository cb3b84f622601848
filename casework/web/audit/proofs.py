"""The seal as a page of its own, and proofs as files for somebody outside who is handed them."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from casework.access import policies
from casework.access.errors import require
from casework.accounts.rows import Subject
from casework.audit import proving
from casework.audit.log import record
from casework.audit.models import AuditCheckpoint
from casework.audit.proof_files import Consistency
from casework.audit.tree import HashMissing
from casework.web.audit.findings import found_by
from casework.web.audit.seal import state_of_seal
from casework.web.http import SignedInRequest, unlocked
from casework.web.transactions import atomic

SHOWN = 10  # checkpoints, the newest first
_MOST = 2**62


class GrownForm(forms.Form):
    """Between which two checkpoints: each is known by how many entries it has."""

    old = forms.IntegerField(
        label=gettext_lazy("Entries of the older checkpoint"), min_value=1, max_value=_MOST
    )
    new = forms.IntegerField(
        label=gettext_lazy("Entries of the newer one"),
        help_text=gettext_lazy("Left empty: the newest."),
        min_value=1,
        max_value=_MOST,
        required=False,
    )


@require_GET
@unlocked
def audit_seal(request: SignedInRequest) -> HttpResponse:
    """How the log is sealed, what the last recomputing found, and a proof that it only grew."""
    require(policies.can_read_log(request.user), "can_read_log")
    seal = state_of_seal()
    found = found_by(seal.verification)
    page = {
        "seal": seal,
        "found": found,
        "further": seal.verification.broken - len(found) if seal.verification else 0,
        "checkpoints": AuditCheckpoint.objects.order_by("-size")[:SHOWN],
        "form": GrownForm(),
        "keys": proving.keys().splitlines() if seal.checkpoint else [],
    }
    return render(request, "audit/seal.html", page)


@require_GET
@unlocked
def audit_keys(request: SignedInRequest) -> HttpResponse:
    """The public keys that go along with a proof. They are no secret, so it is no entry."""
    require(policies.can_read_log(request.user), "can_read_log")
    try:
        return _file("log.keys", proving.keys())
    except proving.NotYet:
        messages.error(request, _("No checkpoint is signed yet; the first comes within minutes."))
        return redirect("audit_seal")


@require_GET
@unlocked
@atomic
def entry_proof(request: SignedInRequest, number: int) -> HttpResponse:
    """That the entry of this number stands in the log of the newest checkpoint (docs/audit.md)."""
    require(policies.can_read_log(request.user), "can_read_log")
    try:
        proof = str(proving.inclusion(number))
    except (proving.NotYet, HashMissing):
        messages.error(request, _("No checkpoint has this entry yet. Come back in a few minutes."))
        return redirect("audit")
    record("audit.proven", Subject("audit", str(number)), by=request.user, at=now())
    return _file(f"entry-{number}.tlog-proof", proof)


@require_GET
@unlocked
@atomic
def grown_proof(request: SignedInRequest) -> HttpResponse:
    """That the log of the newer checkpoint begins with the log of the older one."""
    require(policies.can_read_log(request.user), "can_read_log")
    form = GrownForm(request.GET)
    try:
        proof = _grown(form)
    except (proving.NotYet, HashMissing):
        messages.error(request, _("Give the entries of two checkpoints of this log, older first."))
        return redirect("audit_seal")
    which = f"{proof.old.size}-{proof.new.size}"
    record("audit.proven", Subject("audit", which), by=request.user, at=now())
    return _file(f"log-{which}.proof", str(proof))


def _grown(form: GrownForm) -> Consistency:
    """Raises NotYet where no two checkpoints were named."""
    if not form.is_valid():
        raise proving.NotYet("checkpoint")
    return proving.consistency(form.cleaned_data["old"], form.cleaned_data["new"])


def _file(name: str, proof: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(proof, content_type="text/plain; charset=utf-8", headers=headers)
