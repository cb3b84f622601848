"""Every verb that the product records has its words."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from casework.referrals.partner_states import PartnerState
from casework.referrals.states import Act
from casework.web.audit.lines import ABOUT
from casework.web.audit.reasons import why
from casework.web.audit.words import OUTCOMES, VERBS

CODE = Path(__file__).parents[2] / "casework"
_OF_ACCESS = {"grant", "revoke", "revoke_all", "_revoke"}


def _recorded() -> Iterator[str]:
    """The first argument of each `record(...)`, and each `verb=`, where it is written out."""
    for path in CODE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            is_record = isinstance(node.func, ast.Name) and node.func.id == "record"
            said = [*(node.args[:1] if is_record else ()), *_verbs(node)]
            for argument in said:
                yield from (
                    part.value
                    for part in ast.walk(argument)
                    if isinstance(part, ast.Constant)
                    and isinstance(part.value, str)
                    and "." in part.value
                )


def _verbs(call: ast.Call) -> list[ast.expr]:
    return [keyword.value for keyword in call.keywords if keyword.arg == "verb"]


def test_each_recorded_verb_has_its_words() -> None:
    recorded = {verb for verb in _recorded() if not verb.startswith(".") and not verb.endswith(".")}
    assert len(recorded) > 50  # it did find them
    assert recorded - set(VERBS) == set()


def _without_a_code() -> Iterator[str]:
    """The first argument of each `Subject(...)` with an id alone."""
    for path in CODE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            if node.func.id == "Subject" and not [one for one in node.args[2:3] if _says(one)]:
                yield from (one.value for one in node.args[:1] if isinstance(one, ast.Constant))


def _says(argument: ast.expr) -> bool:
    return not isinstance(argument, ast.Constant) or bool(argument.value)


def test_whatever_bears_no_code_has_its_words() -> None:
    found = set(_without_a_code())
    assert {"audit", "announcement", "house"} <= found
    assert found - set(ABOUT) == set()


def test_each_composed_verb_has_its_words() -> None:
    composed = {f"referral.{act}" for act in Act} | {f"partner.{state}" for state in PartnerState}
    composed |= {f"{step}.failed" for step in ("signin", "unlock")}
    assert composed - set(VERBS) == set()


def test_no_verb_is_offered_as_an_outcome() -> None:
    assert set(VERBS) & set(OUTCOMES) == set()


@pytest.mark.parametrize(
    ("verb", "reason", "said"),
    [
        ("alert.raised", "no_hits", "searches that find nothing"),
        ("alert.settled", "told_her", "she was talked to"),
        ("access.revoked", "left", "she left"),
        ("break_glass.reviewed", "needed", "it was needed"),
        ("case.printed", "contact,names", "to speak with her, with names"),
        ("case.read", "health,needs", "Her health, What she needs"),
        ("change.asked", "post,supervisor", "a further post, supervisor"),
        ("copy.made", "ko", "Korean"),
        ("log.dropped", "1-5", "1-5"),
        ("post.given", "caseworker", "caseworker"),
        ("sessions.ended", "", ""),
    ],
)
def test_a_reason_is_said_in_words_where_it_has_some(verb: str, reason: str, said: str) -> None:
    assert why(verb, reason) == said


def test_whatever_gives_or_ends_access_has_its_words() -> None:
    """The reasons that are written out where a grant begins or ends."""
    found = {
        keyword.value.value
        for path in CODE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in _OF_ACCESS
        for keyword in node.keywords
        if keyword.arg == "reason" and isinstance(keyword.value, ast.Constant)
    }
    assert {"left", "lapsed", "emergency"} <= found  # it did find them
    assert [code for code in sorted(found) if why("access.revoked", code) == code] == []
