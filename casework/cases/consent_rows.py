"""Her answers as they lie in a case, opened."""

from __future__ import annotations

from casework.accounts.questions import Question
from casework.cases.consents import Document
from casework.cases.models import Case, ConsentRecord
from casework.vault.keyring import Keyring

_CONSENTS = Question(lambda case: ConsentRecord.objects.filter(case=case).order_by("number"))


def consent_documents(case: Case, keys: Keyring) -> list[Document]:
    """Every record, oldest first, with the id and the number of its row."""
    rows = _CONSENTS(case=case.pk)
    return [keys.open_document(row) | {"id": str(row.pk), "number": row.number} for row in rows]
