"""What was written down at the intake: a story's few facts spread over the sections of the form."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from casework.cases import words
from casework.cases.answers import ANSWER, not_asked
from casework.cases.dates import six_months_after
from casework.cases.fields import SECTIONS, fields_of
from casework.cases.purposes import SHARED_AS, Basis, Service
from casework.web.demo import courses, told_more
from casework.web.demo.moments import Clock
from casework.web.demo.stories import Facts, Story

Document = dict[str, Any]

_BANDS = ((8, "0--8"), (17, "9--17"), (20, "18--20"), (23, "21--23"), (26, "24--26"),
          (29, "27--29"), (38, "30--38"), (47, "39--47"), (200, "48+"))  # fmt: skip
_EXPLAINED = ["purpose", "uses", "access", "storage", "withdrawal"]
_DIALECTS = {
    "n_hamgyong": "hamgyong",
    "s_hamgyong": "hamgyong",
    "ryanggang": "ryanggang",
    "n_pyongan": "pyongan",
    "s_pyongan": "pyongan",
}
_SECRETS = ("code_word", "duress_word")


def sections(story: Story, case_id: UUID, *, on: date, clock: Clock) -> dict[str, Document]:
    """By section, as the forms of the intake would have left them on that day."""
    answers = (
        _defaults(story, on, clock) | dict(story.facts) | told_more.facts_of(story.label, on=on)
    )
    answers["windows"] = _windows(str(answers.get("windows", "")))
    hashed = words.hashes(case_id, {name: str(answers.pop(name, "")) for name in _SECRETS})
    unknown = set(answers) - {name for key in SECTIONS for name in not_asked(key)}
    assert not unknown, f"{story.label}: {sorted(unknown)}"
    written: dict[str, Document] = {}
    for key in SECTIONS:
        if key != "consent":
            mine = {row.name for row in fields_of(key)} | set(not_asked(key))
            told = {name: value for name, value in answers.items() if name in mine}
            written[key] = not_asked(key) | told
    written["safe_contact"] |= hashed
    return written


def consent(
    story: Story,
    purpose: str,
    *,
    on: date,
    state: str = "given",
    service: str = "",
    partner: str = "",
) -> Document:
    """Her answer to one purpose, for six months."""
    cannot = state == "cannot_ask"
    under_18 = 0 < story.age < 18
    document: Document = {
        "purpose": purpose,
        "state": state,
        "service": service,
        "partner": partner,
        "basis": (Basis.VITAL_INTERESTS if cannot else Basis.EXPLICIT_CONSENT).value,
        "cannot_ask_reason": story.why if cannot else "not_asked",
        "explained": ["not_asked"] if cannot else _EXPLAINED,
        "form": "not_asked" if cannot else "verbal",
        "language": "kor",
        "interpreter": "",
        "given_by": "not_asked" if cannot else "self",
        "capacity_doubt": "unknown" if cannot else "no",
        "limits": "",
        "witness": "",
        "given_on": on.isoformat(),
        "expires_on": six_months_after(on).isoformat(),
    }
    if state == "withdrawn":
        document |= {"withdrawn_on": on.isoformat(), "withdrawn_how": "said"}
    if service:
        document["shared_as"] = SHARED_AS[Service(service)].value
    if under_18:
        document |= {"form": "recorded_assent"} | _beside_her_assent(purpose)
    return document


def _beside_her_assent(purpose: str) -> Document:
    """Help itself was decided in her best interests (`consents`); the rest with an adult beside."""
    if purpose == "case_services":
        return {"child_basis": "best_interests_decision"}
    return {"child_basis": "assent_and_safe_adult", "guardian_is": "trusted_adult"}


def _defaults(story: Story, on: date, clock: Clock) -> Document:
    return (
        _about_the_call(story)
        | _about_her(story, clock)
        | _about_contact(story.facts, on)
        | _about_her_path(story, on, clock)
        | {
            "intake_date": on.isoformat(),
            "information_source": story.source,
            "reliability": story.reliability,
            "most_urgent": ["unknown"],
        }
        | _about_her_health()
        | _how_it_ended(story.facts)
    )


def _about_the_call(story: Story) -> Document:
    origin = story.facts.get("province_of_origin", "")
    return {
        "immediate_danger": "no",
        "speaking_herself": "yes",
        "alone_and_safe_to_talk": "unknown" if "speaking_herself" in story.facts else "yes",
        "under_18": "yes" if 0 < story.age < 18 else "no",
        "language": "kor",
        "dialect": _DIALECTS.get(origin, "unknown"),
        "interpreter_needed": "no",
    }


def _about_her(story: Story, clock: Clock) -> Document:
    told: Document = {
        "gender": "feminine",
        "nationality": ["PRK"],
        "stateless": "at_risk",
        "children": "unknown",
    }
    if story.age and story.source == "survivor":
        told |= {
            "age_band": next(band for oldest, band in _BANDS if story.age <= oldest),
            "birth_year": str(clock.now.year - story.age),
            "birth_precision": "estimate",
        }
    return told


def _about_contact(facts: Facts, on: date) -> Document:
    if facts.get("speaking_herself") == "no":
        return {"may_contact": "no"}
    open_boxes = {"caller_pretext", "who_else_sees_phone"} - facts.keys()
    return {
        "last_verified": on.isoformat(),
        "may_leave_message": "no",
        **{name + ANSWER: "unknown" for name in open_boxes},
    }


def _about_her_path(story: Story, on: date, clock: Clock) -> Document:
    told = courses.at_intake(courses.read(story.path))
    if not told:
        return {}
    since = next((step.months for step in reversed(told) if step.months is not None), None)
    return {
        "situation": told[-1].state,
        "since": "" if since is None else clock.months_ago(since, told=on),
        "province_in_china": "unknown",
    } | courses.counts(told)


def _about_her_health() -> Document:
    health = dict.fromkeys(("urgent_care", "assault_120h", "suicidal_thoughts"), "unknown")
    return health | {"determination": "unknown"}


def _how_it_ended(facts: Facts) -> Document:
    """Nothing of it is said to whoever tells for her."""
    if facts.get("speaking_herself") == "no":
        return {}
    left = {"next_contact_answer": "unknown", "limits_answer": "unknown"}
    return {"told_her": ["what_is_kept", "what_comes_next", "may_stop"]} | left


def _windows(short: str) -> list[dict[str, str]]:
    """`tue 10:00-11:00; fri 10:00-11:00` as rows."""
    rows = []
    for part in filter(None, short.split("; ")):
        day, hours = part.split(" ")
        begins, ends = hours.split("-")
        rows.append({"day": day, "from": begins, "to": ends})
    return rows
