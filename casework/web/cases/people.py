"""Who may open a case, in words: its owner, her desk's supervisors, and whom it was shared with."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from casework.access.models import HolderRole, UserGrant
from casework.accounts.models import Post
from casework.accounts.questions import Question
from casework.cases.models import Case
from casework.web.addresses import address

_SUPERVISORS = Question(
    lambda desk: (
        Post.objects.keyed()
        .of_admitted()
        .filter(desk=desk)
        .order_by("person__name")
        .values_list("person__name", flat=True)
    )
)
_READERS = Question(
    lambda case, at: (
        UserGrant.objects.in_force(at)
        .filter(content_object=case, role=HolderRole.READER)
        .order_by("user__name")
        .values_list("user", "user__name", "until")
    )
)


class Holder(NamedTuple):
    name: str
    why: str
    unshare_url: str = ""


def holders(case: Case, *, at: datetime, may_share: bool) -> list[Holder]:
    """Two queries, whatever their number."""
    return [
        Holder(case.owner.name, _("caseworker of this case")),
        *(Holder(name, _("supervisor of the desk")) for name in _SUPERVISORS(desk=case.desk_id)),
        *(
            Holder(
                name,
                _("for an hour, in an emergency") if until else _("shared with her"),
                address("case_unshare", case.code, pk) if may_share else "",
            )
            for pk, name, until in _READERS(case=case.pk, at=at)
        ),
    ]
