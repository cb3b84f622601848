"""A case goes to another desk: what partners have answered goes along under the case's own key.

An answer is a letter to the supervisors of the desk and to the owner. Neither the other desk nor a
desk that stands by opens it, and who opens it has no case any more.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from casework.access.guards import guard, refuse
from casework.accounts.models import User
from casework.cases.models import Case
from casework.referrals.link_rows import PartnerAnswer

if TYPE_CHECKING:
    from casework.vault.keyring import Keyring


@guard
def answers_are_filed(left: int) -> str:
    """A case goes to another desk only with all that its partners have answered."""
    if not left:
        return ""
    return _("A partner has answered. Its worker, or a supervisor of the desk, files that first.")


def file_answers(case: Case, by: User, at: datetime, keys: Keyring) -> None:
    """By whoever decides that it goes, as far as she opens the letters. The caller holds it."""
    # Here and not above: a worker process, which holds no keys, registers this function too.
    from casework.referrals import answers

    waiting = PartnerAnswer.objects.filter(referral__case=case, filed_at__isnull=True)
    rows = list(waiting.select_related("referral").select_for_update(of=("self",)).order_by("pk"))
    for row in rows:
        row.referral.case = case
    filed = answers.file_all(rows, by=by, at=at, keys=keys) if rows else 0
    refuse(answers_are_filed(len(rows) - filed))
