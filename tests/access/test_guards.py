"""The two tables: every rule says in its docstring who may, and names are never taken twice."""

import pytest

from casework.access.errors import WrongState
from casework.access.guards import GUARDS, RULES, guard, refuse
from casework.referrals import guards


def test_every_rule_says_who_may_in_one_sentence() -> None:
    sentences = {name: (asked.__doc__ or "").partition("\n")[0] for name, asked in RULES.items()}
    assert {name for name, said in sentences.items() if not said.endswith(".")} == set()


def test_no_name_is_taken_twice() -> None:
    def case_open() -> str:
        return ""

    case_open.__module__ = "casework.referrals.policies"
    with pytest.raises(ValueError, match=r"referrals\.case_open"):
        guard(case_open)


def test_a_guard_is_asked_through_its_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(GUARDS, "referrals.case_open", lambda question: "not now")
    assert guards._case_open(None) == "not now"  # type: ignore[arg-type]


def test_refuse_says_every_sentence_and_lets_silence_pass() -> None:
    refuse("", "")
    with pytest.raises(WrongState, match=r"^One\. Two\.$"):
        refuse("One.", "", "Two.")
