"""The emergency sheet of a case: written by whoever writes what it is made of.

It is sealed to the duty group of the desk, which every admitted caseworker of the desk belongs to.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from casework.accounts.models import Desk
from casework.audit import fresh
from casework.cases import emergency
from casework.cases.models import Case, Label, Section
from casework.cases.states import READ_ONLY
from casework.vault import letters
from casework.vault.keyring import Keyring
from casework.vault.principals import current


def renew(case: Case, *, at: datetime, keys: Keyring) -> None:
    """Seal the sheet anew in place of the one before, in the transaction of the caller's act."""
    if case.state in READ_ONLY:
        return
    desk = Desk.objects.select_related("duty").get(pk=case.desk_id)
    duty = current(group=desk.duty)
    fresh.require_fresh(desk, duty)
    sections = Section.objects.filter(case=case, kind__in=emergency.SECTIONS)
    label = keys.open(Label.objects.get(case=case), "text")
    told = emergency.sheet(label, {row.kind: keys.open_document(row) for row in sections})
    letters.replace_emergency(duty, json.dumps(told, ensure_ascii=False), case_id=case.pk, at=at)


def drop(case: Case) -> None:
    """The work has ended: nothing is left to be read in a hurry."""
    letters.drop_emergency(case.pk)


def opened(case: Case, keys: Keyring) -> dict[str, Any] | None:
    """The sheet as `cases.emergency` lays it out; None where there is none.

    The caller records the reading. Raises Unopened for who does not belong to the duty group.
    """
    text = letters.read_emergency(keys, case.pk)
    told: dict[str, Any] | None = None if text is None else json.loads(text)
    return told
