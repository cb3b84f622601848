"""A partner that does not answer in time: silence is an event (reference 3.3).

Run by a worker, which holds no key: the step that it adds is sealed by nobody and says nothing but
the two states; the step before it knows when the answer was due. Late, or twice, or beside a
caseworker who writes down an answer at that moment, it ends the same: whoever holds the case first
has decided.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from casework.audit import sweeps
from casework.audit.log import record
from casework.cases import dues
from casework.cases.consequences import changed
from casework.cases.models import Case
from casework.referrals import guards, states
from casework.referrals.due_after import NO_ANSWER
from casework.referrals.models import Referral
from casework.referrals.policies import Question
from casework.referrals.states import Act
from casework.referrals.steps import next_step

# A sweep ends after so many; the next minute brings the next.
AT_MOST = 500


def sweep(at: datetime) -> int:
    """Note what nobody answered by `at`; returns how many."""
    late = Referral.objects.unanswered(at).values_list("pk", "case")[:AT_MOST]
    return sweeps.each(late, lambda found: note(*found, at))


@transaction.atomic
def note(referral_id: UUID, case_id: UUID, at: datetime) -> bool:
    """False where somebody is at it, or has written down an answer."""
    free = Case.objects.select_for_update(of=("self",), skip_locked=True, no_key=True)
    case = free.select_related("desk", "owner").filter(pk=case_id).first()
    held = Referral.objects.select_for_update(no_key=True).unanswered(at)
    referral = held.filter(pk=referral_id).first() if case else None
    if case is None or referral is None:
        return False
    referral.case = case
    edge = states.require(referral.state, Act.NO_ANSWER)
    about = Question(case, {}, None, [], at, at.date(), due_at=referral.due_at)
    if guards.refusal(edge, about):
        return False
    _pass_on(referral, at)
    return True


def _pass_on(referral: Referral, at: datetime) -> None:
    before, referral.state, referral.due_at = referral.state, states.ReferralState.NO_RESPONSE, None
    # The document is bound to the row's revision, and no key is here to seal it anew.
    referral.save(update_fields=["state", "due_at"])
    step = next_step(referral, before)
    step.save(force_insert=True)
    case = referral.case
    record(f"referral.{Act.NO_ANSWER}", case, by=None, at=at, rows=[referral, step])
    dues.set_due(case, NO_ANSWER, due_at=at, by=None, at=at, reference=referral.pk)
    changed(case, by=None, at=at)
