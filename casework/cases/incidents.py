"""An incident read: the type that the elimination suggests, its contexts, and what may be counted.

GBVIMS: one incident is one event of one survivor. Contexts follow from the answers and are never
typed; a value counts only when it says so ("no" is not "yes"), and day 4 is not within three days.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from casework.cases.answers import is_child
from casework.cases.codes import DECLINED, NOT_ASKED, UNKNOWN, Label
from casework.cases.codes_incident import Abduction, Context, IncidentType, Relation
from casework.cases.field import Answers
from casework.cases.fields import INCIDENT, coded_in
from casework.cases.fields_incident import ELIMINATION

# Beside the answers of a sheet: it was entered by mistake and is counted nowhere.
STRUCK = "struck"
_OPEN = (None, "", NOT_ASKED, UNKNOWN, DECLINED)
_SEXUAL = (IncidentType.RAPE, IncidentType.SEXUAL_ASSAULT)
_DELAYS = ((3, "0-3"), (5, "4-5"), (14, "6-14"), (30, "15-30"), (90, "31-90"))
# What counts need; the rest of an incident stays in its sheet.
_COUNTED = (
    "incident_type",
    "consent_reporting",
    "previously_reported",
    "perpetrator_relation",
    "place_type",
    "stage",
)


def suggested_type(answers: Answers) -> IncidentType | None:
    """The first yes wins; six times no is none of the types; anything open before suggests none."""
    for question, kind in ELIMINATION:
        if answers.get(question) == "yes":
            return kind
        if answers.get(question) != "no":
            return None
    return IncidentType.NOT_GBV


def elimination(answers: Answers) -> Label:
    """What the answers suggest, in words; empty while they suggest nothing."""
    kind = suggested_type(answers)
    words = _("The first yes suggests: {type}. You pick the type below.")
    return format_lazy(words, type=kind.label) if kind else ""


def contexts(told: Answers) -> list[Context]:
    """`told` is the incident over the answers of her case."""
    kind, child = told.get("incident_type"), _was_child(told)
    sexual = kind in _SEXUAL
    by_partner = told.get("perpetrator_relation") == Relation.PARTNER
    holds = {
        Context.INTIMATE_PARTNER: kind not in (*_OPEN, IncidentType.NOT_GBV) and by_partner,
        Context.CHILD_SEXUAL: sexual and child,
        Context.EARLY_MARRIAGE: kind == IncidentType.FORCED_MARRIAGE and child,
        Context.EXPLOITATION: sexual and told.get("goods_exchanged") == "yes",
        Context.SLAVERY: sexual and told.get("abduction") not in (*_OPEN, Abduction.NONE),
        Context.HARMFUL_PRACTICE: told.get("harmful_practice") == "yes",
    }
    return [context for context, is_so in holds.items() if is_so]


def contexts_in_words(told: Answers) -> Label:
    labels = [context.label for context in contexts(told)]
    return (
        format_lazy(_("It counts as: {what}."), what=", ".join(map(str, labels))) if labels else ""
    )


def delay(told: Answers) -> str:
    """Days between the incident and its telling, as GBVIMS groups them; "" when not known."""
    try:
        days = date.fromisoformat(told["told_on"]) - date.fromisoformat(told["happened_on"])
    except (KeyError, ValueError):
        return ""
    if days.days < 0:
        return ""
    return next((band for most, band in _DELAYS if days.days <= most), "91+")


def facts(told: Answers, about_her: Answers) -> dict[str, Any]:
    """The coded facts of one incident for the digest."""
    counted = tuple(row for row in INCIDENT if row.name in _COUNTED)
    found: dict[str, Any] = dict(coded_in(counted, told, {}))
    found["contexts"] = [context.value for context in contexts({**about_her, **told})]
    return found | ({"delay": delay(told)} if delay(told) else {})


def _was_child(told: Answers) -> bool:
    """Her age at that time where it was told, else her age now."""
    then = told.get("was_under_18")
    return then == "yes" if then not in _OPEN else is_child(told)
