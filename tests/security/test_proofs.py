"""Every rule and every guard has a test of its own; `make prove` shows that it could fail."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from pathlib import Path

from django.core.management import call_command

import casework
from casework.access.guards import GUARDS, RULES
from casework.web import rules

TESTS = Path(__file__).parents[1]
DOCS = TESTS.parent / "docs"


# Principle, what is done, rule or guard, the test's file and its name.
_WHO = re.compile(r"^\| (.*) \| .+ \| (?:`([a-z0-9_.]+)`|–) \| `(\S+)` `(\w+)` \|$", re.MULTILINE)


def _every_module() -> None:
    for module in pkgutil.walk_packages(casework.__path__, "casework."):
        if ".migrations" not in module.name and ".management" not in module.name:
            importlib.import_module(module.name)


def _proven() -> set[str]:
    marks = [
        marks
        for path in TESTS.rglob("test_*.py")
        for marks in re.findall(r"mark\.proves\(([^)]*)\)", path.read_text())
    ]
    return {name for mark in marks for name in re.findall(r'"([a-z0-9_.]+)"', mark)}


def test_each_rule_and_guard_has_a_test_of_its_own() -> None:
    _every_module()
    assert {*RULES, *GUARDS} - _proven() == set()


def test_no_test_proves_what_does_not_exist() -> None:
    _every_module()
    assert _proven() - {*RULES, *GUARDS} == set()


def test_each_rule_and_guard_says_in_a_sentence_what_it_asks() -> None:
    """The page of rules is read by supervisors: a name alone tells them nothing."""
    _every_module()
    assert [name for name, asked in (RULES | GUARDS).items() if not asked.__doc__] == []


def test_the_page_of_rules_is_the_one_that_the_code_prints() -> None:
    _every_module()
    assert (DOCS / "rules.md").read_text() == rules.page()


def test_rules_prints_each_rule_with_who_may(capsys: object) -> None:
    call_command("rules")
    printed = capsys.readouterr().out.splitlines()  # type: ignore[attr-defined]
    assert len(printed) == len(RULES)
    assert "cases.can_ask_closing" in {line.split("  ")[0] for line in printed}


def _proven_by(file: str, name: str) -> set[str]:
    """What this test proves; it has to be there."""
    tree = ast.parse((TESTS.parent / file).read_text())
    [test] = [one for one in tree.body if isinstance(one, ast.FunctionDef) and one.name == name]
    marks = [one for one in test.decorator_list if isinstance(one, ast.Call)]
    proofs = [one for one in marks if ast.unparse(one.func) == "pytest.mark.proves"]
    return {ast.literal_eval(name) for one in proofs for name in one.args}


def test_each_principle_of_who_is_held_by_a_rule_and_its_test() -> None:
    _every_module()
    text = (DOCS / "who.md").read_text()
    rows = _WHO.findall(text)
    assert len(rows) == sum(line.startswith("| ") for line in text.splitlines()) - 1
    held, principle = set(), ""
    for named, asked, file, test in rows:
        principle, proven = named or principle, _proven_by(file, test)
        if asked:
            assert asked in RULES | GUARDS, asked
            assert asked in proven, (asked, test)
            held.add(int(principle.split()[0]))
    assert held == set(range(1, 11))
