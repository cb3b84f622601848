"""What the guards of a referral look at, read afresh at every act."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from casework.accounts.models import User
from casework.cases.models import ConsentRecord
from casework.referrals import partners
from casework.referrals.models import Referral
from casework.referrals.policies import Document, Question
from casework.referrals.wished import names_of, wish_of

if TYPE_CHECKING:
    from casework.vault.keyring import Keyring


def ask(
    referral: Referral,
    document: Document,
    keys: Keyring,
    *,
    by: User,
    at: datetime,
    told: Document | None = None,
) -> Question:
    """Her consents and the partner as they are at `at`."""
    names = names_of(referral.case, keys)
    answers = ConsentRecord.objects.filter(case=referral.case_id).order_by("number")
    return Question(
        case=referral.case,
        document=document,
        partner=partners.find(document["partner"]),
        consents=[keys.open_document(row) | {"id": str(row.pk)} for row in answers],
        at=at,
        on=_day(at, by),
        told=told or {},
        wish=wish_of(referral.case, document, keys, names, on=_day(at, by)),
        names=names,
        due_at=referral.due_at,
    )


def _day(at: datetime, by: User) -> date:
    return at.astimezone(ZoneInfo(by.time_zone)).date()
