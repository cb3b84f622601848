"""What partners answered, for those of the house: read, filed under the case's key, acted upon.

An answer moves nothing by itself. Whoever reads it files it, and where it is a step of the referral
and she is its worker, the step is done with it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from casework.access.errors import require
from casework.accounts.models import User
from casework.audit.log import record
from casework.cases import dues
from casework.cases.actions.record import lock_case
from casework.referrals import actions, policies, states
from casework.referrals.answer_codes import STEPS, AnswerKind
from casework.referrals.link_opening import ANSWERED
from casework.referrals.link_rows import PartnerAnswer
from casework.referrals.models import Referral
from casework.referrals.states import Act
from casework.vault import letters

if TYPE_CHECKING:
    from casework.vault.keyring import Keyring


@dataclass(frozen=True)
class OpenAnswer:
    row: PartnerAnswer
    told: dict[str, Any]

    @property
    def kind(self) -> AnswerKind:
        return AnswerKind(self.told["kind"])

    @property
    def is_filed(self) -> bool:
        return self.row.filed_at is not None


def of_referral(referral: Referral, keys: Keyring) -> list[OpenAnswer]:
    """Newest first; those that are not filed as far as she can open their letters."""
    rows = list(PartnerAnswer.objects.filter(referral=referral).order_by("-received_at", "id"))
    return _opened(rows, keys)


def step_of(answer: OpenAnswer, referral: Referral, user: User) -> Act | None:
    """The act that it is about, where that may follow now and she is the one to do it."""
    step = STEPS.get(answer.kind)
    if step is None or not policies.can_write(user, referral.case):
        return None
    return step if any(edge.act == step for edge in states.acts_from(referral.state)) else None


@transaction.atomic
def take_up(row: PartnerAnswer, *, by: User, at: datetime, keys: Keyring) -> None:
    """File it, and do the step that it is about if she may. Raises NotAllowed, WrongState."""
    referral = row.referral
    lock_case(referral.case, keys, at=at)
    require(policies.can_file_answers(by, referral.case), "can_file_answers")
    row.refresh_from_db(from_queryset=PartnerAnswer.objects.select_for_update())
    referral.refresh_from_db(fields=["state", "revision"])
    row.referral = referral
    for answer in _opened([row], keys):
        _file(answer, by=by, at=at, keys=keys)
        if step := step_of(answer, referral, by):
            told = {"reason": answer.told["reason"], "answered_by": _("the partner, on its page")}
            referral.refresh_from_db()
            actions.act(referral, step, by=by, at=at, keys=keys, told=told)


def file_all(rows: list[PartnerAnswer], *, by: User, at: datetime, keys: Keyring) -> int:
    """As many as she opens; no step is done with them. The caller holds the case and the rows."""
    opened = _opened(rows, keys)
    for answer in opened:
        _file(answer, by=by, at=at, keys=keys)
    return len(opened)


def _opened(rows: Iterable[PartnerAnswer], keys: Keyring) -> list[OpenAnswer]:
    filed = {row.pk: keys.open_document(row) for row in rows if row.filed_at}
    waiting = [row.letter for row in rows if not row.filed_at]
    found = letters.read_as_supervisor(keys, waiting) if waiting else {}
    told = {row: filed.get(row.pk) or json.loads(found.get(row.letter, "{}")) for row in rows}
    return [OpenAnswer(row, said) for row, said in told.items() if said]


def _file(answer: OpenAnswer, *, by: User, at: datetime, keys: Keyring) -> None:
    if answer.is_filed:
        return
    row = answer.row
    row.filed_at = at
    keys.reseal(row, document=answer.told)
    row.save(update_fields=["filed_at", "document", "revision"])
    letters.drop_to_supervisors(row.letter)
    record("packet_link.filed", row, by=by, at=at, rows=[row])
    waits = PartnerAnswer.objects.filter(referral=row.referral_id, filed_at__isnull=True)
    if not waits.exists():
        dues.settle(row.referral.case, ANSWERED, by=by, at=at, reference=row.referral_id)
