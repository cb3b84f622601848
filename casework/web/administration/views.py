"""Administration: one page from which everything that an administrator does is reached."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from casework.access import policies
from casework.access.errors import require
from casework.access.models import Announcement
from casework.accounts.models import Desk, Invitation, Status, User
from casework.cases import break_glass
from casework.web.administration.changes import changes_shown
from casework.web.http import SignedInRequest, unlocked


@require_GET
@unlocked
def administration(request: SignedInRequest) -> HttpResponse:
    """What waits for her, then every page of hers with a sentence and a count."""
    require(policies.can_manage_people(request.user), "can_manage_people")
    late = break_glass.overdue(now())
    page: dict[str, Any] = {
        "changes": changes_shown(request.user),
        "late_glasses": late.select_related("case__desk")[:20],
        "parts": [_people(), _rules(), _log()],
    }
    return render(request, "administration/administration.html", page)


def _people() -> dict[str, Any]:
    waiting = User.objects.filter(status__in=(Status.INVITED, Status.WAITING)).count()
    links = Invitation.objects.filter(used_at__isnull=True, expires_at__gt=now())
    here = User.objects.filter(is_active=True).count()
    desks = Desk.objects.in_use().count()
    standing = Announcement.objects.standing(now()).count()
    return {
        "title": _("People and desks"),
        "links": [
            _link("people", _("People"), _("Posts, who leaves, who changes desk."),
                  ngettext("%d person", "%d people", here) % here),
            _link("person_invite", _("Invite somebody"), _("A link for one person."), ""),
            _link("invitation_list", _("Invitations"), _("Links that nobody has used yet."),
                  ngettext("%d open", "%d open", links.count()) % links.count()),
            _link("desk_list", _("Desks"), _("Made, renamed, retired; who stands by."),
                  ngettext("%d desk", "%d desks", desks) % desks),
            _link("announcement_list", _("Announcements"), _("What everybody, or a desk, reads."),
                  ngettext("%d stands", "%d stand", standing) % standing),
        ],
        "note": ngettext("%d is not in yet.", "%d are not in yet.", waiting) % waiting
        if waiting
        else "",
    }  # fmt: skip


def _rules() -> dict[str, Any]:
    return {
        "title": _("Settings"),
        "links": [
            _link("house_settings", _("All settings"), _("As they are, and who changed what."), ""),
            _link("interval_list", _("How often cases are looked after"), "", ""),
            _link("term_set", _("How long what is kept"), "", ""),
            _link("unusual_rules", _("The rules of what is unusual"), "", ""),
            _link("conduct_versions", _("Code of conduct"), _("Who accepted it."), ""),
            _link("coded_lists", _("Coded lists"), _("What the house calls a code."), ""),
        ],
    }


def _log() -> dict[str, Any]:
    return {
        "title": _("The log, and the end of records"),
        "links": [
            _link("audit", _("Who looked at what"), _("Codes, people and times."), ""),
            _link("audit_seal", _("The seal"), _("That nobody changed it, and proofs."), ""),
            _link("audit_charts", _("Access as charts"), _("By hour, day and person."), ""),
            _link("audit_exports", _("Copies of the log"), _("A second one agrees."), ""),
            _link("alerts", _("What is unusual"), _("Found by rules, and answered."), ""),
            _link("access_report", _("Report of a month"), _("Access in counts and codes."), ""),
            _link("ending", _("The end of records"), _("What is over, and its certificates."), ""),
            _link("holds", _("Legal holds"), _("What is kept although its time is over."), ""),
        ],
    }


def _link(name: str, label: str, text: str, count: str) -> dict[str, str]:
    return {"url": reverse(name), "label": label, "text": text, "count": count}
