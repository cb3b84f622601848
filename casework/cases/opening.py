"""What a draft still needs before it may open (reference 3.1)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from casework.access import focal_points
from casework.access.guards import guard
from casework.cases import answers, consents
from casework.cases.consent_states import ConsentStage
from casework.cases.field import Answers
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
    if sentence := girl_has_a_focal_point(case, answers.together(told)):
        missing.append(sentence)
    return missing


@guard
def girl_has_a_focal_point(case: Case, told: Answers) -> str:
    """Under 18, or unsure: somebody is named who decides for her.

    Opened at once, in danger, no case waits for it: then whoever is the second person decides.
    """
    if not answers.counts_as_child(told) or focal_points.of(case.desk):
        return ""
    return _("She is under 18, or may be, and this desk has no focal point for children. An"
             " administrator names one, on the page of desks.")  # fmt: skip


def _about_services(consented: Iterable[Document], on: date) -> Document:
    """Her newest answer about case services; one that has run out counts as not asked."""
    answer = consents.latest(consented).get(consents.SERVICES, {})
    if answer and consents.stage(answer, on) is ConsentStage.EXPIRED:
        return {}
    return answer
