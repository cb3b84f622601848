"""She asks that all of it be erased."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casework.access.errors import require
from casework.cases import policies
from casework.cases.actions import her_end
from casework.web.cases.asking import Question, ask, posted
from casework.web.ending.forms import EraseForm
from casework.web.http import SignedInRequest, open_case, unlocked


@require_http_methods(["GET", "POST"])
@unlocked
def erasure_ask(request: SignedInRequest, code: str) -> HttpResponse:
    """Hidden at once; two others decide within 72 hours. She who asks for it sees it no more."""
    case = open_case(request, code)
    require(policies.can_ask_erasure(request.user, case), "can_ask_erasure")
    question = Question(
        _("She asks for it to be erased"),
        _("Hide it now, and ask two others"),
        _("It is hidden. Two others decide within 72 hours."),
        _("Her word is enough; she need not say why. Make sure that it is she and that she is free"
          " to ask: somebody who holds her may want her traces gone."),
        consequences=[
            _("The case disappears from every list at once, for you too. Only the two who decide"
              " still find it."),
            _("What a partner has of hers is asked back; nothing more is sent."),
            _("Within 72 hours all of it is erased, for ever. Code, dates and a certificate"
              " remain."),
        ],
        level="stop",
        to=reverse("home"),
    )  # fmt: skip

    def hide(told: dict[str, Any]) -> None:
        her_end.ask(case, told, by=request.user, at=now(), keys=request.keys)

    return ask(request, case, question, EraseForm(posted(request)), hide)
