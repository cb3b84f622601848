"""Cases of the demo that told more: what was done to her, her health, her wishes, what happened.

By the label of a story; all invented, and of nobody is everything told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from casework.cases.actions.incidents import add_incident
from casework.web.demo.moments import Moment, day_of
from casework.web.demo.stories import Facts, told

if TYPE_CHECKING:
    from casework.web.demo.cases import Life


@dataclass(frozen=True)
class Telling:
    """Further answers of the intake, and incidents told `days` ago."""

    facts: Facts
    incidents: tuple[tuple[int, Facts], ...] = ()


TOLD: Mapping[str, Telling] = {
    "작은 주전자": Telling(
        told(
            act=["receipt", "transfer"], means=["abuse_of_vulnerability", "deception"],
            purpose=["practices_similar_to_slavery"],
            control=["restricts_movement", "uses_children", "threats_law_enforcement"],
            exploitation=["forced_marriage"], recruiter_relation="broker",
            recruitment_method="place_of_business", age_at_first="24--26", duration="25+",
            determination="possible", determined_by="ngo",
            urgent_care="no", assault_120h="no", suicidal_thoughts="none",
            onward_wish="undecided", special_care=["female_worker_only", "childcare_needed"],
            needs_by_sector=[
                {"sector": "documentation_child_registration", "level": "high", "wanted": "yes"},
                {"sector": "medical_general", "level": "medium", "wanted": "yes"},
                {"sector": "shelter_longer", "level": "low", "wanted": "no"},
            ],
        ),
        (
            (60, told(
                incident_type="physical_assault", place_type="perpetrators_home",
                stage="during_refuge", perpetrator_relation="buyer", perpetrator_sex="male",
                penetration="no", unwanted_contact="no", physical_violence="yes",
                previously_reported="no", consent_reporting="yes", abduction="none",
            )),
        ),
    ),
    "둥근 바구니": Telling(
        told(
            act=["recruitment", "transportation"], means=["force"],
            purpose=["practices_similar_to_slavery"], control=["restricts_movement"],
            exploitation=["forced_marriage"], determination="unknown",
            urgent_care="no", assault_120h="declined", suicidal_thoughts="passive",
            onward_wish="declined", special_care=["low_literacy"],
        ),
        (
            (15, told(incident_type="forced_marriage", consent_reporting="declined",
                      abduction="trafficked", perpetrator_relation="broker")),
        ),
    ),
}  # fmt: skip


def facts_of(label: str, *, on: date) -> dict[str, Any]:
    """What a story of that label told besides, on the day of its intake."""
    facts = dict(TOLD[label].facts) if label in TOLD else {}
    return facts | ({"determined_on": on.isoformat()} if "determined_by" in facts else {})


def moments(life: Life) -> Iterator[Moment]:
    """Each incident on its day, by whoever owned the case then."""
    telling = TOLD.get(life.story.label)
    for days, incident in telling.incidents if telling else ():
        yield life.by_owner(days, 80, _add, life, dict(incident))


def _add(life: Life, incident: dict[str, Any], **act: Any) -> None:
    told_on = day_of(act["at"]).isoformat()
    add_incident(life.case, incident | {"told_on": told_on}, pk=uuid4(), **act)
