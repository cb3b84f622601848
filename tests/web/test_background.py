"""Why this work: every fact with its speaker, nothing as a figure of today, survivors unnamed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.urls import reverse

from casework.web.background import facts
from tests import make
from tests.web.signed_in import client_of

ROOT = Path(__file__).parents[2]
OWN = {"casework/web/background/facts.py", "tests/web/test_background.py"}
EVERY = (*facts.MARKET, *facts.NUMBERS, *facts.WAYS, *facts.RETURN)
SURVIVORS = ("Eun-Sun", "Jong Oak", "Ms Kim")


@pytest.fixture
def page(db: None) -> str:
    return client_of(make.house().caseworker).get(reverse("why")).content.decode()


def test_each_fact_of_the_article_is_told_once() -> None:
    assert sorted(fact.code for fact in EVERY) == [f"S{number:02}" for number in range(1, 24)]


def test_no_fact_without_its_speaker_and_its_year(page: str) -> None:
    assert [fact.code for fact in EVERY if not fact.speaker] == []
    told = re.findall(r'<li id="S\d\d">.*?</li>', page, re.DOTALL)
    assert len(told) == len(EVERY)
    assert [one for one in told if "as of 2012" not in one] == []


def test_what_is_hard_to_read_is_folded(page: str) -> None:
    open_text = re.sub(r"<details.*?</details>", "", page, flags=re.DOTALL)
    for folded in ("300 US dollars", "2,000 yuan", "beat her", "stripped"):
        assert folded in page
        assert folded not in open_text


def test_the_page_opens_with_what_it_contains_and_a_way_past_it(page: str) -> None:
    main = page[page.index("<h1>") :]
    assert main.index("folded; open them only") < main.index('<li id="S01">')
    assert "Not now: back to your desk" in main[: main.index('<li id="S01">')]


def test_survivors_are_named_in_the_sources_alone(page: str) -> None:
    before_sources = page[: page.index('id="sources"')]
    assert [name for name in SURVIVORS if name in before_sources] == []
    assert [name for name in SURVIVORS if name not in page] == []


@pytest.mark.parametrize("code", ["S10", "S11"])
def test_an_estimate_is_told_as_one(code: str) -> None:
    [fact] = [fact for fact in EVERY if fact.code == code]
    assert str(fact.says).startswith("He estimates that")


def test_one_chart_and_it_is_of_births(page: str) -> None:
    assert page.count("<figure") == 2  # the drawing of the three ways, and the chart
    assert re.findall(r"<td[^>]*><span>(\d+)</span>", page) == ["120", "105"]


def test_no_name_of_the_page_stands_anywhere_else() -> None:
    """Real people are not demo data, nor test data, nor examples."""
    folders = ("casework", "templates", "tests", "bench", "docs", "config", "README.md")
    files = [
        path
        for folder in folders
        for path in ([ROOT / folder] if (ROOT / folder).is_file() else (ROOT / folder).rglob("*"))
        if path.suffix in {".py", ".html", ".md", ".txt", ".json", ".tsv", ".js", ".po"}
        and path.relative_to(ROOT).as_posix() not in OWN
    ]
    found = [
        (path.relative_to(ROOT).as_posix(), name)
        for path in files
        for name in (*facts.NAMED, *SURVIVORS)
        if name in path.read_text(encoding="utf-8")
    ]
    assert found == []


def test_every_name_of_the_page_is_on_the_list() -> None:
    told = " ".join(str(text) for fact in EVERY for text in (fact.speaker, fact.says, fact.note))
    told += " ".join(map(str, facts.SOURCES))
    assert [name for name in facts.NAMED if name not in told] == []
    speakers = {str(fact.speaker) for fact in EVERY if isinstance(fact.speaker, str)}
    assert [one for one in speakers if not any(name in one for name in facts.NAMED)] == []
