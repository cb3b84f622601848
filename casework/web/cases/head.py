"""The head of a case, its label, and words for its situation: what lists and pages share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from casework.cases import consents
from casework.cases.consent_states import ConsentStage
from casework.cases.models import Case
from casework.cases.states import NEVER
from casework.crypto.errors import CryptoError
from casework.pathways.situations import Situation
from casework.vault.keyring import Keyring, NoKey
from casework.web.addresses import address

_SITUATIONS = {situation.value: situation for situation in Situation}


def label_of(case: Case, keys: Keyring) -> str:
    """Her label; "" without a key. A label that was tampered with spoils no whole list."""
    try:
        return keys.open(case.label, "text")
    except NoKey:
        return ""
    except CryptoError:
        return _("does not open: tell an administrator")


def situation_in_words(case: Case) -> str:
    situation = _SITUATIONS.get(case.situation)
    return f"{situation.path.label}: {situation.label}" if situation else ""


def row_of(case: Case, keys: Keyring) -> dict[str, Any]:
    """One line of a list."""
    return {
        "code": case.code,
        "url": address("case", case.code),
        "label": label_of(case, keys),
        "situation": situation_in_words(case),
        "state": case.state,
        "risk": case.risk,
        "next_due_at": due_of(case),
        "owner": case.owner.name,
    }


def consent_of(case: Case, documents: Sequence[consents.Document], *, on: date) -> str:
    """Of our help: as it stands in clear, unless its last day has passed."""
    answer = consents.latest(documents).get(consents.SERVICES)
    ran_out = answer is not None and consents.stage(answer, on) is ConsentStage.EXPIRED
    return ConsentStage.EXPIRED.value if ran_out else case.consent


def due_of(case: Case) -> Any:
    return None if case.next_due_at == NEVER else case.next_due_at
