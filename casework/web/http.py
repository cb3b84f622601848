"""What every view stands on: the signed-in request, the loader that is the check, the lock."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django_htmx.middleware import HtmxDetails

from casework.access.conduct import ConductFirst, conduct_is_accepted
from casework.access.errors import require
from casework.access.keys import load, load_standby
from casework.accounts.models import User
from casework.audit import refusals
from casework.cases.models import Case
from casework.cases.queries import by_code, stood_by
from casework.vault.keyring import Keyring
from casework.web.signin.locking import locked

P = ParamSpec("P")


class SignedInRequest(HttpRequest):
    """After the middleware: a person, and her keys unless they are locked."""

    user: User  # LoginRequiredMiddleware lets nobody else through
    keys: Keyring
    htmx: HtmxDetails
    keeps_awake: bool  # whether this request puts the idle lock off
    case_found: Case  # what it asks for inside the case and does not find is a refusal


def unlocked(
    view: Callable[Concatenate[SignedInRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """The view needs her keys. Locked: what was typed is kept, and she is asked to unlock."""

    @wraps(view)
    def guarded(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.keys is None:
            return locked(request)
        return view(request, *args, **kwargs)

    return cast("Callable[Concatenate[HttpRequest, P], HttpResponse]", guarded)


def shown_once(request: HttpRequest, template: str, page: dict[str, Any]) -> HttpResponse:
    """What cannot be asked for again: no switch of language stands there, which would leave it."""
    return render(request, template, page | {"languages": ()})


def open_case(request: SignedInRequest, code: str) -> Case:
    """The case by its code, with its key in her keyring. A stranger gets 404, on record.

    Raises NotAllowed for who sees it and holds no key, as one whose key pair was replaced.
    """
    return _with_key(request, visible_case(request, code))


def open_to_decide(request: SignedInRequest, code: str, waits: Callable[[Case], bool]) -> Case:
    """As `open_case`; and with her standby key for a second person of the desk that stands by, as
    long as something `waits` for her there. To her the case does not exist otherwise.
    """
    conduct_first(request)
    if (seen := by_code(request.user, code)) is not None:
        request.case_found = seen
        return _with_key(request, seen)
    case = stood_by(request.user, code)
    if case is None or not waits(case):
        record_stranger(request, code)
        raise Http404
    request.case_found = case
    load_standby(request.keys, case.pk, at=now())
    require(request.keys.holds(case.pk), "holds_the_key")
    return case


def stands_by(request: SignedInRequest, case: Case) -> bool:
    """Whether she opened it as one who stands by: its other pages are not there for her."""
    return case.pk in request.keys.standing_by


def _with_key(request: SignedInRequest, case: Case) -> Case:
    through_desk = case.owner_id != request.user.pk and request.user.is_supervisor_on(case.desk)
    load(request.keys, [case.pk], at=now(), groups_first=through_desk)
    require(request.keys.holds(case.pk), "holds_the_key")
    return case


def visible_case(request: SignedInRequest, code: str) -> Case:
    """The same without its key: for what opens nothing."""
    conduct_first(request)
    case = by_code(request.user, code)
    if case is None:
        record_stranger(request, code)
        raise Http404
    request.case_found = case
    return case


def conduct_first(request: SignedInRequest) -> None:
    """Nobody opens a case before the code of conduct. Raises ConductFirst, which leads her there.

    A version that came while she was writing waits for her next page: what she typed is not lost.
    """
    is_writing = request.method == "POST" and request.user.accepted_conduct is not None
    if conduct_is_accepted(request.user) and not is_writing:
        raise ConductFirst


def record_stranger(request: SignedInRequest, code: str) -> None:
    """The one place that asks whether a code exists, and only to put the refusal on record."""
    case = Case.objects.filter(code=code).select_related("desk").first()
    if case is not None:
        refusals.refused(by=request.user, subject=case.audit_subject, verb="case.open", at=now())
