"""The level of a case with what led to it, and her course, as the page shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from casework.accounts.models import User
from casework.cases.codes import NOT_ASKED, YesNo
from casework.cases.models import Case
from casework.cases.reasons import RiskReason
from casework.cases.risk_levels import is_lower
from casework.cases.scores import Score, last_assessed
from casework.web.assessment import trend


@dataclass(frozen=True)
class Row:
    """One line of her course."""

    at: datetime
    level: str
    how: str
    points: str
    rating: str
    by: str
    words: str


def page_of(case: Case, found: Sequence[Score]) -> dict[str, Any]:
    last = last_assessed(found)
    return {
        "case": case,
        "last": last,
        "reasons": reasons(last) if last else [],
        "rating": _rating(last) if last else "",
        "is_held": last is not None and is_lower(last.computed, case.risk),
        "she_rates_it_higher": last is not None and last.she_rates_it_higher,
        "protocol": settings.SUICIDE_PROTOCOL_PAGE,
    }


def course(found: Sequence[Score]) -> dict[str, Any]:
    """The chart, and the same as a table, newest first."""
    people = User.objects.filter(pk__in={score.author for score in found})
    names = {str(pk): name for pk, name in people.values_list("pk", "name")}
    rows = [_row(score, names.get(score.author, "")) for score in reversed(found)]
    return {"rows": rows, "trend": trend.draw(found) if found else None}


def reasons(score: Score) -> list[tuple[str, list[str | Promise]]]:
    """What led to its level, each kind of reason by its title."""
    told = {"points": score.told["points"], "unknown": score.told["unknown"]}
    return [
        (title, items)
        for title, items in (
            (_("Immediate danger alone"), score.critical),
            (_("Answered with yes, %(points)s points together") % told, score.said_yes),
            (_("Not known or not asked: %(unknown)s") % told, score.not_known),
        )
        if items
    ]


def _row(score: Score, by: str) -> Row:
    return Row(
        at=score.at,
        level=score.level,
        how=_how(score),
        points=str(score.told["points"]) if score.version else "",
        rating=_rating(score) if score.version else "",
        by=by,
        words=_words(score),
    )


def _how(score: Score) -> str:
    if score.move:
        return _("set by the move into custody")
    if not score.version:
        return _("set without the aid")
    told = {"level": score.computed.label, "version": score.version}
    return _("aid, version %(version)s: %(level)s") % told


def _rating(score: Score) -> str:
    said = str(score.told.get("her_rating", NOT_ASKED))
    return str(YesNo(said).label) if said in YesNo.values else said


def _words(score: Score) -> str:
    reason = score.told.get("reason", "")
    return str(RiskReason(reason).label) if reason else str(score.told.get("words", ""))
