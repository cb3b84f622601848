"""Each rule from both sides: silent at its number, one more and it asks; and what it lets be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from itertools import cycle
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from casework.accounts.models import Role
from casework.reports.acts import (
    COPIED,
    HOURS,
    LOOKED,
    OF_AN_EXTRACT,
    OPENED,
    Act,
    Finding,
    Whose,
)
from casework.reports.codes import Hour, Rule
from casework.reports.numbers import NUMBERS
from casework.reports.unusual import BY_RULE, TABLE, Line
from casework.web.audit.words import VERBS
from tests.reports.invented import MONDAY, NORTH, act, cases, whose

NIGHT = timedelta(hours=17)  # behind ten in the morning: three at night
HOME = "198.51.100.0/24"
CLOSED = {f"CW-{one}": MONDAY - timedelta(days=30) for one in range(300)}

# So much of it, whoever does it. One of a new network is always one more than its number.
SO_MUCH: dict[Rule, tuple[Callable[[int], list[Act]], Whose]] = {
    Rule.MANY_CASES: (lambda n: cases(n), whose()),
    Rule.NOT_HERS: (lambda n: cases(n), whose(own=frozenset())),
    Rule.OFF_HOURS: (lambda n: cases(n, at=MONDAY + NIGHT), whose()),
    Rule.REFUSALS: (lambda n: [act("case", outcome="refused", times=n)], whose()),
    Rule.NO_HITS: (lambda n: [act("cases.searched", times=0) for _one in range(n)], whose()),
    Rule.EXPORTS: (
        lambda n: [
            act(one, code="CW-1", subject=str(number))
            for one, number in zip(cycle(sorted(COPIED)), range(n))
        ],
        whose(),
    ),
    Rule.READING_ONLY: (lambda n: cases(n, every=60), whose()),
    Rule.AFTER_CLOSING: (lambda n: cases(n), whose(closed=CLOSED)),
}


@pytest.mark.parametrize("line", TABLE, ids=lambda line: line.rule.value)
def test_at_its_number_it_is_silent_and_one_more_asks(line: Line) -> None:
    if line.rule is Rule.NEW_NETWORK:
        assert line.find([act(network=HOME)], whose(), line.usual).times == 1  # type: ignore[union-attr]
        assert line.find([act(network=NORTH)], whose(), line.usual) is None
        return
    so_much, hers = SO_MUCH[line.rule]
    for limit in (line.usual, line.least, line.least + 3):
        assert line.find(so_much(limit), hers, limit) is None
        acts = so_much(limit + 1)
        found = line.find(acts, hers, limit)
        assert found is not None
        assert found.times == limit + 1
        assert set(found.entries) <= {one.number for one in acts}
        assert len(found.entries) == len(acts)


@pytest.mark.parametrize(
    ("rule", "acts", "hers"),
    [
        (Rule.MANY_CASES, cases(40, every=5), whose()),
        (Rule.MANY_CASES, [act(code="CW-1") for _one in range(90)], whose()),
        (Rule.NOT_HERS, cases(40), whose(own=frozenset(), supervises=frozenset({"north"}))),
        (Rule.OFF_HOURS, cases(9), whose()),
        (
            Rule.OFF_HOURS,
            cases(9, at=MONDAY + NIGHT),
            whose(turns=((MONDAY + timedelta(hours=12), MONDAY + timedelta(hours=20)),)),
        ),
        (Rule.OFF_HOURS, cases(9, at=MONDAY + timedelta(hours=12)), whose(Role.SUPERVISOR)),
        (Rule.NEW_NETWORK, [act(network=HOME)], whose(networks=frozenset())),
        (Rule.NEW_NETWORK, [act(network="")], whose()),
        (Rule.REFUSALS, [act(times=900)], whose()),
        (Rule.NO_HITS, [act("cases.searched", times=1) for _one in range(90)], whose()),
        (
            Rule.READING_ONLY,
            [*cases(90, every=9), *(act("note.added", code=f"CW-{one}") for one in range(23))],
            whose(),
        ),
        (Rule.EXPORTS, [act(OF_AN_EXTRACT, subject="1") for _one in range(9)], whose()),
        (
            Rule.AFTER_CLOSING,
            [act(code="CW-1"), act("case.reopened", code="CW-1")],
            whose(closed=CLOSED),
        ),
        (
            Rule.AFTER_CLOSING,
            [act(code="CW-1")],
            whose(closed={"CW-1": MONDAY - timedelta(hours=20)}),
        ),
    ],
)
def test_what_belongs_to_her_work_is_let_be(rule: Rule, acts: list[Act], hers: Whose) -> None:
    line = BY_RULE[rule]
    assert line.find(acts, hers, line.usual) is None


@pytest.mark.parametrize(
    ("hour", "asks"), [(4, True), (5, False), (19, False), (20, True), (21, True)]
)
def test_the_hours_of_a_role_are_those_that_are_set(hour: int, asks: bool) -> None:
    line = BY_RULE[Rule.OFF_HOURS]
    looked = cases(2, at=MONDAY.replace(hour=hour))
    hers = whose(hours={**HOURS, Role.CASEWORKER: (5, 20)})
    assert bool(line.find(looked, hers, line.usual)) is asks


@pytest.mark.parametrize(("times", "asks"), [(1, False), (2, True)])
def test_an_administrator_who_reads_the_log_at_night_is_asked(times: int, asks: bool) -> None:
    """The log has no code: each look counts."""
    line, hers = BY_RULE[Rule.OFF_HOURS], whose(Role.ADMINISTRATOR)
    looks = [act("audit.read", at=MONDAY + NIGHT, times=50) for _one in range(times)]
    assert bool(line.find(looks, hers, line.usual)) is asks
    by_day = [act("audit.person_read") for _one in range(9)]
    assert line.find(by_day, hers, line.usual) is None


def test_an_hour_may_be_set_so_that_each_day_has_a_night_and_some_hours() -> None:
    numbers = [NUMBERS[name] for name in Hour]
    for begins, ends in zip(numbers[::2], numbers[1::2], strict=True):
        assert begins.most < ends.least
        assert ends.most - begins.least < 24
        assert begins.is_looser(6, 5)
        assert not begins.is_looser(6, 7)
        assert ends.is_looser(22, 23)
        assert not ends.is_looser(22, 21)


def test_her_first_network_ever_is_where_she_begins_and_the_second_is_new() -> None:
    line = BY_RULE[Rule.NEW_NETWORK]
    first, again, second = act(network=NORTH), act(network=NORTH), act(network=HOME)
    newcomer = whose(networks=frozenset())
    assert line.find([act(network=""), first, again], newcomer, line.usual) is None
    assert line.find([first, second, again], newcomer, line.usual) == Finding(1, (second.number,))


def test_who_was_long_away_is_asked_about_wherever_she_comes_from() -> None:
    line = BY_RULE[Rule.NEW_NETWORK]
    back = whose(networks=frozenset(), was_here=True)
    assert line.find([act(network=NORTH)], back, line.usual) is not None


def test_unlocking_looking_and_carrying_away_are_no_writing() -> None:
    line = BY_RULE[Rule.READING_ONLY]
    looks = [act(verb, code="CW-1") for verb in sorted(LOOKED | COPIED)]
    assert line.find([*cases(30), *looks, act("key.unlocked")], whose(), line.usual) is not None


@pytest.mark.parametrize("written", [1, 5, 22])
def test_a_word_now_and_then_does_not_hide_what_she_only_reads(written: int) -> None:
    """Fewer than one of four that she touched: however often she writes in these."""
    line, read = BY_RULE[Rule.READING_ONLY], cases(90, every=9)
    words = [act("note.added", code=f"CW-{one}") for one in range(written)] * 9
    found = line.find([*read, *words], whose(), line.usual)
    assert found == Finding(90 - written, tuple(one.number for one in read[written:]))


def test_each_extract_of_the_log_is_a_copy_in_how_many_forms_it_is_fetched() -> None:
    line = BY_RULE[Rule.EXPORTS]
    fetched = [act(OF_AN_EXTRACT, subject=str(one)) for one in range(line.usual + 1)] * 3
    found = line.find(fetched, whose(), line.usual)
    assert found is not None
    assert found.times == line.usual + 1


def test_who_puts_a_closed_case_on_paper_is_asked_about_it() -> None:
    """The sheet is not the work that would explain why she opened it."""
    line = BY_RULE[Rule.AFTER_CLOSING]
    acts = [act(code="CW-1"), act("case.printed", code="CW-1")]
    assert line.find(acts, whose(closed=CLOSED), line.usual) is not None


def test_every_rule_is_in_the_table_and_within_its_own_bounds() -> None:
    assert [line.rule for line in TABLE] == list(Rule)
    assert set(SO_MUCH) | {Rule.NEW_NETWORK} == set(Rule)
    assert [line.rule for line in TABLE if not line.least <= line.usual <= line.most] == []


def test_the_verbs_that_the_rules_know_are_those_of_the_log() -> None:
    assert (OPENED | LOOKED | COPIED) - set(VERBS) == set()


def test_the_page_has_the_table_as_it_is_printed() -> None:
    said = StringIO()
    call_command("unusual_rules", stdout=said)
    page = Path(settings.BASE_DIR, "docs/audit.md").read_text()
    assert f"```\n{said.getvalue()}```\n" in page
