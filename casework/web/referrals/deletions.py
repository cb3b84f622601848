"""Partners that have not said whether they deleted what they had of a record that is erased."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from casework.accounts.models import User
from casework.referrals import open_deletions, queries
from casework.referrals.models import OpenDeletion
from casework.referrals.reasons import Deletion
from casework.web.attempts import attempt
from casework.web.http import SignedInRequest, unlocked


class DeletionForm(forms.Form):
    said = forms.ChoiceField(
        label=gettext_lazy("What the partner answers"),
        choices=Deletion.choices,
        widget=forms.RadioSelect,
    )


@require_http_methods(["GET", "POST"])
@unlocked
def open_deletion(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Whom to ask, by which code; and what it answers. Nothing of her is left to be shown."""
    row = OpenDeletion.objects.of_desks(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    form = DeletionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said, done = form.cleaned_data["said"], _("It is written down.")
        attempt(request, lambda: open_deletions.answer(row, said, by=request.user, at=now()), done)
        return redirect("home")
    page = {"form": form, **_row(row, queries.partner_names())}
    return render(request, "referrals/open_deletion.html", page)


def open_now(user: User) -> list[dict[str, Any]]:
    """Rows for `referrals/_open_deletions.html`; one query where there is none."""
    rows = list(OpenDeletion.objects.of_desks(user))
    names = queries.partner_names() if rows else {}
    return [_row(row, names) for row in rows]


def _row(row: OpenDeletion, names: dict[str, str]) -> dict[str, Any]:
    asked = open_deletions.question(row)
    return {
        "partner": names.get(str(asked.partner), ""),
        "code": asked.code,
        "desk": row.desk.name,
        "due_at": row.due_at,
        "url": reverse("open_deletion", args=[row.pk]),
    }
