"""Scores and missing services are counted without naming a case, and never of a single answer."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection

from casework.access.errors import NotAllowed
from casework.referrals import missing, scores, tallies
from casework.referrals.models import Tally
from casework.referrals.scores import Score
from casework.referrals.states import Act
from tests import entries, make
from tests.referrals.conftest import HER_WORD, SERVICE, TOLD, Scene

TO_SENT = (Act.ASK_REVIEW, Act.APPROVE, Act.SEND)
BEGUN = (*TO_SENT, Act.ACCEPT, Act.BEGIN)


def _answer(scene: Scene, **said: str) -> None:
    """What an act with her word counts."""
    by, document = scene.house.caseworker.user, {"partner": str(scene.partner.pk)}
    after = document | {"feedback": HER_WORD | said}
    scores.count(document, after, by=by, at=make.NOW)


def _shown(scene: Scene) -> dict[str, tuple[int, int]]:
    return {one.question: (one.yes, one.of) for one in scores.of_partner(scene.partner.pk)}


def test_a_score_is_shown_from_five_on_and_moves_by_five(scene: Scene) -> None:
    for _n in range(4):
        _answer(scene)
        assert _shown(scene) == {}
    _answer(scene, safe="n", useful="y")
    five = {"respected": (5, 5), "safe": (4, 5), "again": (5, 5)}  # of use: one has answered
    assert _shown(scene) == five
    for _n in range(4):
        _answer(scene, safe="n")
        assert _shown(scene) == five
    _answer(scene)
    assert _shown(scene) == {"respected": (10, 10), "safe": (5, 10), "again": (10, 10)}


def test_her_word_is_counted_once_when_it_is_written(scene: Scene) -> None:
    referral = scene.advance(*BEGUN)
    scene.act(referral, Act.COMPLETE, told={"outcome": "service_given", "not_asked": "not_yet"})
    assert tallies.read(scores.NAME) == [{}]  # written all the same: the log does not tell
    scene.act(referral, Act.CLOSE)
    counted = tallies.read(scores.NAME)
    assert counted[0][str(scene.partner.pk)]["safe"]["waits"] == {"y": 1, "n": 0}
    other = scene.advance(*BEGUN, Act.COMPLETE)
    scene.act(other, Act.CLOSE)  # the same word sent again
    counted = tallies.read(scores.NAME)
    assert counted[0][str(scene.partner.pk)]["safe"]["waits"] == {"y": 2, "n": 0}


def test_a_partners_no_for_want_of_a_place_is_counted(scene: Scene) -> None:
    for reason in ("no_capacity", "unsafe", "outside_area"):
        told = TOLD[Act.DECLINE] | {"reason": reason}
        scene.act(scene.advance(*TO_SENT), Act.DECLINE, told=told)
    said = [one for one in entries.sealed() if one.verb == "tally.counted"]
    assert [(one.subject_type, one.subject_code) for one in said] == [
        ("tally", "missing/north")
    ] * 3
    north = [scene.house.desk]
    assert missing.of_desks(north, make.NOW.date()) == [(SERVICE, 0, 2)]
    assert missing.of_desks([scene.house.other_desk], make.NOW.date()) == []
    assert missing.of_desks(north, make.NOW.date().replace(month=9)) == []


@pytest.mark.proves("referrals.can_note_missing")
def test_whoever_looked_notes_that_nobody_fits(scene: Scene) -> None:
    once = uuid4()
    by, desk = scene.house.caseworker.user, scene.house.desk
    for _n in range(2):
        missing.nobody_fits(desk, SERVICE, once=once, by=by, at=make.NOW)
    assert missing.of_desks([desk], make.NOW.date()) == [(SERVICE, 1, 0)]
    before = entries.count()
    for who in ("caseworker3", "administrator"):
        other = scene.house.staff[who].user
        with pytest.raises(NotAllowed):
            missing.nobody_fits(desk, SERVICE, once=uuid4(), by=other, at=make.NOW)
    assert entries.count() == before


def test_a_year_is_kept(scene: Scene) -> None:
    by, desk = scene.house.caseworker.user, scene.house.desk
    for year in (2024, 2025, 2026):
        for month in range(1, 7):
            at = make.NOW.replace(year=year, month=month)
            missing.nobody_fits(desk, SERVICE, once=uuid4(), by=by, at=at)
    months = tallies.read("missing/north")[0]["months"]
    assert (len(months), min(months)) == (12, "2025-01")


def test_the_sheet_is_sealed_and_of_one_length(scene: Scene) -> None:
    _answer(scene)
    with connection.cursor() as cursor:
        cursor.execute("SELECT counts FROM referrals_tally")
        first = bytes(cursor.fetchone()[0])
    assert str(scene.partner.pk).encode() not in first
    for _n in range(9):
        _answer(scene)
    with connection.cursor() as cursor:
        cursor.execute("SELECT counts FROM referrals_tally")
        assert len(bytes(cursor.fetchone()[0])) == len(first)
    assert (Tally.objects.count(), len(_shown(scene))) == (1, 3)
    assert scores.of_partner(uuid4()) == []
    assert scores.of_partners()[str(scene.partner.pk)][0] == Score("respected", 10, 10)
