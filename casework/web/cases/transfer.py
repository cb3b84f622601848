"""A case goes elsewhere: asked for here, decided on the page of decisions."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casework.access.errors import require
from casework.cases import policies
from casework.cases.actions import changing_desk
from casework.web.cases.asking import Question, ask, posted
from casework.web.cases.forms_transfer import DeskForm
from casework.web.http import SignedInRequest, open_case, unlocked


@require_http_methods(["GET", "POST"])
@unlocked
def case_desk(request: SignedInRequest, code: str) -> HttpResponse:
    """Another desk of the house goes on with it."""
    case = open_case(request, code)
    require(policies.can_ask_transfer(request.user, case), "can_ask_transfer")
    question = Question(
        _("Give the case to another desk"),
        _("Ask for it"),
        _("A supervisor has been asked to give it to the other desk."),
        _("A supervisor who does not own the case decides. Until then nothing changes."),
        consequences=[
            _("The other desk gets the key of the case, and everything that is due."),
            _("Nobody of this desk can open it any more, nor whoever it was shared with."),
        ],
    )

    def do(told: dict[str, Any]) -> None:
        desk, owner = told.pop("to")
        hands: dict[str, Any] = {"by": request.user, "at": now(), "keys": request.keys}
        changing_desk.ask(case, desk=desk, owner=owner, **told, **hands)

    return ask(request, case, question, DeskForm(posted(request), case=case), do)
