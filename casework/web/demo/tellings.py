"""What a story tells of its moves beside where they lead: plain answers, case by case."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from casework.pathways.requirements import needs
from casework.web.demo.courses import Step

Facts = dict[str, Any]

# Each story takes its own out of these, by its number.
_ANSWERS: Final[dict[str, tuple[Any, ...]]] = {
    "acts": (["recruitment", "transfer"], ["transportation", "receipt"], ["transfer", "harbouring"]),
    "means": (["deception"], ["deception", "abuse_of_vulnerability"], ["force", "threat"], ["abduction"]),
    "seller_role": ("broker", "recruiter", "wholesaler", "false_helper", "household"),
    "distance": ("new", "same", "unknown"),
    "children_then": ("none", "unknown", "with_her"),
    "real_alternative": ("no", "unknown"),
    "country": ("LAO", "THA", "VNM", "MMR"),
    "protector": ("rok_mission", "unhcr", "immigration"),
    "permit_kind": ("residence_permit", "temporary_card"),
    "province": ("CN-JL", "CN-LN", "unknown"),
    "authority": ("local_police", "border_guard", "transport_police", "unknown"),
    "company": ("alone", "2-5", "6-20", "unknown"),
    "custody_place": ("K-2", "K-5", "unknown"),
    "corridor": ("unknown", "other", "unknown", "declined"),
    "freed_by": ("bribe", "fine", "unknown"),
    "missed_windows": ("2", "3"),
    "attempts": ("3", "4"),
    "identity": ("code_word", "shared_memory"),
    "coercion": ("free",),
    "confinement": ("watched", "locked", "guarded"),
    "debt": ("yes", "unknown", "no"),
    "violence": ("unknown", "yes", "no"),
    "modality": ("brothel", "karaoke", "massage_sauna", "private_house"),
}  # fmt: skip
# What is told of the episode that opens, by its path.
_OF_THE_EPISODE: Final = {
    "FM": ("confinement", "violence"),
    "SX": ("confinement", "debt", "modality"),
}


def facts(before: str, step: Step, number: int, *, told: date, meanwhile: str = "") -> Facts:
    """All that the move asks for, and how she lives there."""
    wanted = needs(step.event, before, step.state, meanwhile).must
    opens = step.event not in ("", "inside")
    beside = _OF_THE_EPISODE.get(step.state[:2], ()) if opens else ()
    answers = {name: _answer(name, number) for name in (*wanted, *beside) if name in _ANSWERS}
    if "attempts_since" in wanted:
        answers["attempts_since"] = (told - timedelta(days=40)).isoformat()
    if step.event == "M16" and step.state == "SF3":
        answers["country"] = "KOR"
    if step.event == "M03":
        answers["means"] = ["deception"] if number % 2 else ["abduction"]
    return answers


def _answer(name: str, number: int) -> Any:
    answers = _ANSWERS[name]
    return answers[number % len(answers)]
