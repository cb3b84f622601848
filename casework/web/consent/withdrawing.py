"""She takes a yes back: what that stops is named before it is done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casework.access.errors import require
from casework.cases import policies
from casework.cases.actions import consent, reading
from casework.cases.consents import Document
from casework.cases.forms_consent import WithdrawalForm
from casework.cases.models import Case, ConsentRecord
from casework.cases.purposes import Purpose
from casework.referrals.guards import has_something
from casework.referrals.states import ReferralState
from casework.referrals.withdrawing import resting_on
from casework.vault.keyring import Keyring
from casework.web.cases.asking import Question, ask, posted
from casework.web.cases.forms import OnceField
from casework.web.http import SignedInRequest, open_case, unlocked


class TakeBackForm(WithdrawalForm):
    once = OnceField(initial=uuid4)


@require_http_methods(["GET", "POST"])
@unlocked
def consent_withdraw(request: SignedInRequest, code: str, pk: UUID) -> HttpResponse:
    """What it stops, how and when she took it back, and one button."""
    case = open_case(request, code)
    require(policies.can_edit(request.user, case), "can_edit")
    row = get_object_or_404(ConsentRecord, case=case, pk=pk)
    yes = request.keys.open_document(row)
    reading.opened(case, ["consent"], by=request.user, at=now())
    form = TakeBackForm(posted(request), today=localdate())

    def take_back(told: dict[str, Any]) -> None:
        how, on, words, once = told["how"], told["on"], told["words"], told["once"]
        _withdraw(request, case, pk, how=how, on=on, words=words, form_id=once)

    return ask(request, case, _question(case, yes, request.keys), form, take_back)


def _withdraw(request: SignedInRequest, case: Case, pk: UUID, **told: Any) -> None:
    consent.withdraw(case, pk, by=request.user, at=now(), keys=request.keys, **told)


def _question(case: Case, yes: Document, keys: Keyring) -> Question:
    return Question(
        _("She takes back her yes %s") % Purpose(yes["purpose"]).label,
        _("It ends now"),
        _("Her yes has ended. What it stops is stopped."),
        _("It takes effect at once. That she said yes, and took it back, stays on record."),
        consequences=what_it_stops(case, yes, keys),
        level="stop",
        to=reverse("consents", args=[case.code]),
    )


def what_it_stops(case: Case, yes: Document, keys: Keyring) -> list[str]:
    """Everything that cannot go on without this yes, each in a sentence."""
    sentences = list(_STOPS.get(yes["purpose"], list)())
    for referral in resting_on(case, yes, keys):
        told = {"number": referral.number, "state": ReferralState(referral.state).label}
        sentences.append(_("Referral %(number)s (%(state)s): nothing further can be sent.") % told)
        if has_something(keys.open_document(referral)):
            sentences.append(
                _("The partner of referral %(number)s has to be told within 24 hours and asked to"
                  " delete what it has; a task is set.") % told
            )  # fmt: skip
    return sentences or [_("Nothing is under way that rests on it; nothing new can begin.")]


def _help_itself() -> list[str]:
    return [
        _("Our help ends, and nothing more of what she tells is written down."),
        _("Nothing more goes to any partner."),
        _("The case stays as it is until she, or a supervisor with her, decides about it."),
    ]


_STOPS: dict[str, Callable[[], list[str]]] = {
    Purpose.CASE_SERVICES.value: _help_itself,
    Purpose.STORE_IDENTIFYING.value: lambda: [
        _("From now on, do not write down her names or her date of birth."),
        _(
            "What lies there already stays until you erase it: ask her, then do it on the page of"
            " what she allows. A task waits until then."
        ),
    ],
    Purpose.SHARE.value: lambda: [_("Nothing more may go to this partner for this service.")],
    Purpose.PHOTO_OR_VOICE.value: lambda: [_("No photo and no recording is made or used.")],
    Purpose.INTERPRETER.value: lambda: [_("No interpreter is present any more.")],
    Purpose.TRANSFER.value: lambda: [_("The case cannot be handed to that organisation.")],
    Purpose.RESEARCH.value: lambda: [_("She is left out of every count from now on.")],
    Purpose.ADVOCACY.value: lambda: [_("Her testimony is not used in public any more.")],
    Purpose.CONTACT_PHONE.value: lambda: [_("She is not phoned any more.")],
    Purpose.CONTACT_MESSENGER.value: lambda: [_("She is not written to by messenger any more.")],
}
