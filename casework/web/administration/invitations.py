"""Links that let somebody set her passphrase: which are open, and their end."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from casework.access import invitations, policies
from casework.access.errors import require
from casework.accounts.models import Invitation, Status, User
from casework.web.attempts import attempt
from casework.web.http import SignedInRequest, unlocked


@require_GET
@unlocked
def invitation_list(request: SignedInRequest) -> HttpResponse:
    """Every link that nobody has used, and who was invited and holds none."""
    require(policies.can_manage_people(request.user), "can_manage_people")
    unused = Invitation.objects.filter(used_at__isnull=True, person__is_active=True)
    links = {one.person_id: one for one in unused.order_by("expires_at")}
    invited = User.objects.filter(status=Status.INVITED).exclude(pk__in=links)
    people = [*User.objects.filter(pk__in=links), *invited]
    rows = [_row(one, links.get(one.pk)) for one in people]
    rows.sort(key=lambda row: row["person"].username)
    return render(request, "administration/invitations.html", {"rows": rows})


@require_POST
@unlocked
def invitation_revoke(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The link opens nothing any more; another one can be made."""
    require(policies.can_manage_people(request.user), "can_manage_people")
    found = get_object_or_404(Invitation, pk=pk)
    done = _("The link opens nothing any more.")
    attempt(request, lambda: invitations.revoke(found, by=request.user, at=now()), done)
    return redirect("invitation_list")


def _row(person: User, link: Invitation | None) -> dict[str, Any]:
    return {"person": person, "link": link, "is_open": link is not None and link.is_open(now())}
