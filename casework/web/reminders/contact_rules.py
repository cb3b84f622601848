"""Beside a window of hers that has opened: whether she may be spoken to now, and what to mind.

It stands there instead of any word that asks for a call. What is opened for it is the gate, the
safe contact and the consents; the page shows the rule that follows from them and no way to her.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from casework.cases.actions import reading
from casework.cases.answers import together
from casework.cases.models import Case, ConsentRecord, Section
from casework.crypto.errors import CryptoError
from casework.reminders.kinds import Kind
from casework.reminders.models import Due
from casework.vault.keyring import Keyring
from casework.web.cases.call import Rule, may_i_speak, minding_consent
from casework.web.http import SignedInRequest

_SECTIONS: Final = ("gate", "safe_contact")


def set_rules(request: SignedInRequest, tasks: Sequence[Due], *, at: datetime) -> None:
    """Put its rule on each window of `tasks` that is open; two queries, however many they are."""
    keys = request.keys
    windows = [task for task in tasks if task.kind == Kind.CONTACT_WINDOW and task.falls_due <= at]
    windows = [task for task in windows if keys.holds(task.case.pk)]
    if not windows:
        return
    cases = {task.case.pk for task in windows}
    sections, consents = _rows(Section, cases, kind__in=_SECTIONS), _rows(ConsentRecord, cases)
    for task in windows:
        task.rule = _rule(task.case, sections[task.case.pk], consents[task.case.pk], keys, at)
    reading.listed("contact_rules", by=request.user, at=at, count=len(cases))


def _rows(model: Any, cases: set[UUID], **which: Any) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in model.objects.filter(case__in=cases, **which).order_by("pk"):
        found[row.case_id].append(row)
    return found


def _rule(
    case: Case, sections: list[Any], consents: list[Any], keys: Keyring, at: datetime
) -> Rule:
    try:
        answers = together({row.kind: keys.open_document(row) for row in sections})
        consents = sorted(consents, key=lambda row: row.number)
        said = [keys.open_document(row) for row in consents]
    except CryptoError:
        return Rule("stop", _("does not open: tell an administrator"), [])
    return minding_consent(may_i_speak(case, answers, at=at), answers, said, on=localdate(at))
