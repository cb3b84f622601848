"""What every page of her path shares: reading it on record, trying an act, saying what follows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import now
from django.utils.translation import gettext as _

from casework.access.errors import Stale, WrongState
from casework.audit.log import record
from casework.cases.models import Case
from casework.pathways import actions, events, line
from casework.pathways.children import Child
from casework.pathways.line import Line, Step, Told
from casework.web.http import SignedInRequest
from casework.web.situation.forms import SinceForm


@dataclass(frozen=True)
class Read:
    """Her path, opened: every row, the line they tell, and the events that stand on it."""

    told: list[Told]
    drawn: Line
    events: list[events.Told]
    children: list[Child]

    def step(self, pk: UUID) -> Step:
        """The telling, if it holds in this case; another case's is as one that is not there."""
        step = self.drawn.find(pk)
        if step is None:
            raise Http404
        return step


def read(request: SignedInRequest, case: Case) -> Read:
    """A reading is an act and goes on record."""
    with transaction.atomic():
        told = actions.told_of(case, request.keys)
        happened, children = actions.beside(case, request.keys)
        record("situation.read", case, by=request.user, at=now(), count=len(told))
    return Read(told, line.draw(told), happened, children)


def kept(form: SinceForm, tell: Callable[[], object]) -> bool:
    """Whether the act was done; if not, the form says why and keeps what was typed."""
    if not form.is_valid():
        return False
    try:
        tell()
    except WrongState as error:
        form.add_error(None, str(error))
    except Stale:
        form.add_error(
            None,
            _("Somebody told a newer move meanwhile. Look at the path, then send this again."),
        )
        form.see_newest()
    else:
        return True
    return False


def said(request: SignedInRequest, case: Case, words: str) -> HttpResponse:
    """On the page of her path, which also says when she is not to be contacted."""
    messages.success(request, words)
    return redirect("situation", case.code)
