"""What a draft still needs before it may open (reference 3.1)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from casework.cases import answers, consents
from casework.cases.consent_states import ConsentStage
from casework.cases.models import Case, ConsentRecord, Section
from casework.cases.states import Risk
from casework.vault.keyring import Keyring

Document = dict[str, Any]


def missing_to_open(case: Case, keys: Keyring, *, on: date) -> list[str]:
    """One sentence for each thing that is missing; empty when the case may open."""
    sections = Section.objects.filter(case=case)
    answered = ConsentRecord.objects.filter(case=case).order_by("number")
    return missing_in(
        case,
        {section.kind: keys.open_document(section) for section in sections},
        [keys.open_document(row) for row in answered],
        on=on,
    )


def missing_in(
    case: Case, sections: dict[str, Document], consented: Iterable[Document], *, on: date
) -> list[str]:
    """The same of documents that are open already."""
    told = sections | {"consent": _about_services(consented, on)}
    if case.situation:
        told["situation"] = sections.get("situation", {}) | {"situation": case.situation}
    missing = [sentence for _section, _field, sentence in answers.missing_to_open(told)]
    if case.risk == Risk.NOT_SET:
        missing.append(_("Her risk level is not set yet."))
    return missing


def _about_services(consented: Iterable[Document], on: date) -> Document:
    """Her newest answer about case services; one that has run out counts as not asked."""
    answer = consents.latest(consented).get(consents.SERVICES, {})
    if answer and consents.stage(answer, on) is ConsentStage.EXPIRED:
        return {}
    return answer
