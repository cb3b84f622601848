"""Who may open a case, in words: its owner, her desk's supervisors, and whom it was shared with."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from casework.access.models import HolderRole, UserGrant
from casework.accounts.models import Role, User
from casework.cases.models import Case


class Holder(NamedTuple):
    name: str
    why: str
    unshare_url: str = ""


def holders(case: Case, *, at: datetime, may_share: bool) -> list[Holder]:
    """Two queries, whatever their number."""
    granted = UserGrant.objects.in_force(at).filter(content_object=case).select_related("user")
    readers = [grant.user for grant in granted if grant.role == HolderRole.READER]
    supervisors = User.objects.admitted().in_post(Role.SUPERVISOR, case.desk).order_by("name")
    return [
        Holder(case.owner.name, _("caseworker of this case")),
        *(Holder(person.name, _("supervisor of the desk")) for person in supervisors),
        *(
            Holder(
                person.name,
                _("shared with her"),
                reverse("case_unshare", args=[case.code, person.pk]) if may_share else "",
            )
            for person in sorted(readers, key=lambda reader: reader.name)
        ),
    ]
