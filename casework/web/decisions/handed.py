"""A referral that was sent or stopped at once: what was done, and what the two answers do."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.access.errors import WrongState
from casework.accounts.models import User
from casework.cases.actions.deciding import Deeds
from casework.cases.decisions import DecisionKind
from casework.cases.models import Case, Decision
from casework.referrals import actions, partners
from casework.referrals.models import Referral
from casework.referrals.queries import steps_of
from casework.referrals.states import Act
from casework.vault.keyring import Keyring
from casework.web.referrals.shown import service_label, words


class Answers(NamedTuple):
    """What a yes and a no do, and the words on their buttons."""

    done: Act
    yes: Act
    no: Act
    yes_words: str | Promise
    no_words: str | Promise


ANSWERS: Final = {
    DecisionKind.REFERRAL_SENT: Answers(
        Act.SEND_AT_ONCE, Act.UPHOLD, Act.NOT_UPHOLD,
        gettext_lazy("It was right"), gettext_lazy("It was not right"),
    ),
    DecisionKind.REFERRAL_SUSPENDED: Answers(
        Act.SUSPEND, Act.CONFIRM_SUSPENSION, Act.RESUME,
        gettext_lazy("It stays suspended"), gettext_lazy("It goes on"),
    ),
}  # fmt: skip


def deeds(kind: DecisionKind, pk: UUID) -> Deeds:
    """Each is an act on the referral, with its guards."""
    answers = ANSWERS[kind]

    def do(what: Act, case: Case, *, by: User, at: datetime, keys: Keyring, words: str) -> None:
        referral = Referral.objects.filter(case=case, pk=pk).first()
        if referral is None:
            raise WrongState(_("This was decided already, or nobody has asked for it."))
        actions.act(referral, what, by=by, at=at, keys=keys, told={"comment": words})

    def yes(case: Case, **hands: Any) -> None:
        do(answers.yes, case, **hands)

    def no(case: Case, **hands: Any) -> None:
        do(answers.no, case, **hands)

    return Deeds(yes, no)


def facts(decision: Decision, case: Case, keys: Keyring) -> list[tuple[str, str]]:
    """What is asked of whom, and what was told when it was done at once."""
    assert decision.about is not None
    referral = Referral.objects.get(case=case, pk=decision.about)
    document = keys.open_document(referral)
    partner = partners.find(document["partner"])
    done = ANSWERS[DecisionKind(decision.kind)].done
    told = [step.told for step in steps_of(referral, keys) if step.told.get("act") == done]
    return [
        (_("Service"), service_label(document)),
        (_("Partner"), str(partner) if partner else ""),
        (_("What she needs"), document["need"]),
        (_("How the partner may reach her"), document["contact"]),
        (_("What was told"), words(told[-1]) if told else ""),
    ]
