"""The demo: it is what it promises to be, and its texts are fit to be read."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.utils.timezone import now

from casework.cases.answers import missing_to_open
from casework.cases.fields import fields_of
from casework.pathways import moments
from casework.web.demo import courses, documents, people
from casework.web.demo.build import STORIES
from casework.web.demo.moments import Clock, day_of
from casework.web.demo.partners import PARTNERS
from casework.web.demo.prose import is_long_enough
from casework.web.demo.stories import Story, prose

WORDS = Path(__file__).parent.parent / "words.tsv"
# The names that the background page prints, folded, as the first 16 digits of their SHA-256.
PRINTED = """
    030aea3a7d7521a1 0dfd0a315c82525c 0ebf803a72e80864 0f6360072cf8ed9f 19fecc1b3649ccf8
    267fed844d31618d 278a58589ad365e9 2d847afa17b94e3a 31c3d66ad37dfc43 32a8d968bf34b3fe
    341ccca86eca501a 3e51fc901fb14fce 4026639e5caefed2 415906d4af80378a 438420588a0c75e5
    64a338f7ef35a55f 65efb02ef5945261 6915771be1c5aa0c 69adca2ee4179da2 6c7ef6c881c310b9
    7118703239501a04 7195bf0c55f80eb6 785813dc1f37f3d2 87a8ac7644718cfe 8bf47a1f8d3d5d99
    900ad358a262ba0f 9d0824403048ea1b ac5236ac8166ed5a b346520e892ad5fa c2364baf247f4534
    ce4d23276452a230 d79c03bac454f633 dd75e40bb55ef605 e1a8e36bb9e62ef8 e41106c7135aaed6
    e685092d651dcb92 e8dec76e115c5d98 ee56016fd74e03cd ef43ebb886267264 f6361d8db9774db7
    fabb78e5452545db fe7ec37f4f64283c
"""
# Towns, rivers and crossings: a place finer than a province may stand nowhere.
TOWNS = """
    yanji tumen longjing helong hunchun dandong yalu amnok tuman changchun shenyang harbin qingdao
    onsong namyang sinuiju musan hoeryong hyesan manpo kunming xishuangbanna nanning pingxiang
    mekong gobi 연길 도문 용정 화룡 훈춘 단둥 심양 장춘 청도 온성 남양 신의주 무산 회령
    혜산 만포 두만강 압록강 방콕 메콩 延吉 图们 龙井 和龙 珲春 丹东 沈阳 长春 青岛 昆明 南宁 曼谷
"""
AWKWARD = (
    datetime(2027, 1, 1, 0, 5, tzinfo=UTC) - timedelta(hours=9),
    datetime(2028, 2, 29, 23, 50, tzinfo=UTC),
    datetime(2026, 8, 31, 12, 0, tzinfo=UTC),
)


@pytest.mark.django_db
def test_check_refuses_a_house_that_is_no_demo() -> None:
    with pytest.raises(CommandError):
        call_command("demo", "--check")


@pytest.mark.django_db
def test_production_founds_no_demo(settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError):
        call_command("found_demo")


def test_passphrases_are_a_table_that_only_its_owner_reads(tmp_path: Path) -> None:
    phrases = people.new_passphrases()
    people.write_table(tmp_path / "people", phrases)

    assert (tmp_path / "people").stat().st_mode & 0o777 == 0o600
    assert people.read_table(tmp_path / "people") == phrases
    rows = [re.split(r" {2,}", line) for line in (tmp_path / "people").read_text().splitlines()]
    assert rows[0] == ["username", "passphrase", "role"]
    assert [row[0] for row in rows[1:]] == [person.username for person in people.PEOPLE]


def test_notes_are_long_enough_and_no_two_are_alike() -> None:
    notes = [note.prose for story in STORIES for note in story.notes]

    assert [text for text in notes if not is_long_enough(text)] == []
    assert len({_letters(text) for text in notes}) == len(notes)


def test_no_text_holds_a_word_that_is_never_used() -> None:
    never = [(word, _pattern(word)) for word in _never()]
    assert len(never) > 60
    found = [(word, text) for text in _texts() for word, pattern in never if pattern.search(text)]
    assert found == []


def test_no_text_holds_a_name_of_the_background_page() -> None:
    found = [
        piece for text in _texts() for piece in _pieces(text) if _digest(piece) in PRINTED.split()
    ]
    assert found == []


def test_the_names_are_found_where_they_stand() -> None:
    """The control: a name that is printed there would be refused, however it is written."""
    for written in ("Ms. Kim", "KIM Tae-Woo", "Poston said", "김태우가"):
        assert any(_digest(piece) in PRINTED.split() for piece in _pieces(written)), written


def test_no_text_holds_a_place_below_the_province() -> None:
    pattern = re.compile(
        "|".join(rf"\b{town}\b" if town.isascii() else town for town in TOWNS.split())
    )
    assert [text for text in _texts() if pattern.search(text.casefold())] == []


@pytest.mark.parametrize("founded", AWKWARD)
def test_every_story_can_be_told_on_any_day(founded: datetime) -> None:
    clock = Clock(founded)
    for story in STORIES:
        on = day_of(clock.at(story.began, 0))
        written = documents.sections(story, uuid4(), on=on, clock=clock)
        assert _unknown_codes(written) == []
        for step in courses.at_intake(courses.read(story.path)):
            if step.months is not None:
                month = clock.months_ago(step.months, told=on)
                assert moments.refusal(month, "unknown_day", today=on) == ""
        if story.stays != "draft":
            asked = {"state": story.consent, "cannot_ask_reason": story.why}
            assert missing_to_open(written | {"consent": asked}) == [], story.label


def test_chinese_lines_join_without_a_space_and_others_with_one() -> None:
    assert prose("她说\n    可以。\n  好") == "她说可以。好"
    assert prose("two\n   lines\n 두 줄") == "two lines 두 줄"


def test_the_demo_is_fresh_whenever_it_is_founded() -> None:
    """Nothing is told to have happened after the founding, and the last work is of today."""
    clock = Clock(now())
    newest = min(note.days for story in STORIES for note in story.notes)
    assert newest == 0
    assert all(clock.at(note.days, 179) <= clock.now for s in STORIES for note in s.notes)


def _unknown_codes(written: dict[str, dict[str, Any]]) -> list[tuple[str, str]]:
    return [
        (row.name, code)
        for section, document in written.items()
        for row in fields_of(section)
        if row.choices is not None
        for code in _as_list(document.get(row.name))
        if code not in row.choices.values
    ]


def _as_list(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value] if value else []


def _texts() -> list[str]:
    """Everything of the demo that somebody can read."""
    told = [text for story in STORIES for text in _told(story)]
    partners = [
        text
        for one in PARTNERS
        for text in (one.name, one.agreed, one.why, *map(str, one.more.values()))
    ]
    return [*told, *partners, *(person.name for person in people.PEOPLE)]


def _told(story: Story) -> Iterator[str]:
    yield story.label
    for note in story.notes:
        yield note.prose
        yield note.promised
    for handing in story.referrals:
        yield from (handing.need, handing.note, handing.contact, handing.comment, handing.feedback)
    for value in story.facts.values():
        if isinstance(value, str):
            yield value
        yield from (text for row in value if isinstance(row, dict) for text in row.values())


def _never() -> Iterator[str]:
    """The last column of the word list, without its marks and what stands in brackets."""
    for line in WORDS.read_text(encoding="utf-8").splitlines()[1:]:
        for word in line.split("\t")[4].split(";"):
            plain = re.sub(r"\(.*?\)", "", word).replace("*", "").strip()
            if plain:
                yield plain


def _pattern(word: str) -> re.Pattern[str]:
    """A whole word in Latin letters; anywhere in hangul and hanzi, where endings are attached."""
    escaped = re.escape(word)
    return re.compile(rf"\b{escaped}\b" if word.isascii() else escaped, re.IGNORECASE)


def _pieces(text: str) -> set[str]:
    """One to three words in a row, and two to four signs in a row of hangul or hanzi."""
    words = re.findall(r"[A-Za-z]+", unicodedata.normalize("NFKC", text))
    runs = re.findall(r"[\uac00-\ud7a3\u4e00-\u9fff]+", text)
    return {
        "".join(words[at : at + length]) for at in range(len(words)) for length in (1, 2, 3)
    } | {run[at : at + length] for run in runs for at in range(len(run)) for length in (2, 3, 4)}


def _digest(text: str) -> str:
    return hashlib.sha256(_letters(text).encode()).hexdigest()[:16]


def _letters(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in folded if sign.isalpha())
