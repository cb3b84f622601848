"""Parts of the log are made ahead and dropped when they are over; what was proved stays proved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import override_settings

from casework.accounts.models import User
from casework.accounts.rows import Subject
from casework.audit import fresh, growth, tree
from casework.audit.log import new_entry, record
from casework.audit.models import AuditEntry, AuditHash, AuditHead, AuditPart, AuditWritten
from casework.audit.verification import verify
from casework.cases import terms
from casework.cases.erasure_codes import Kept
from tests.audit.acts import CASE
from tests.audit.parts import FIRST, small_parts

pytestmark = pytest.mark.django_db(transaction=True)

LONG_AGO = datetime(2015, 5, 1, 9, tzinfo=UTC)
SINCE = datetime(2016, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)


@pytest.fixture
def parts(owner_cursor: Any) -> Iterator[Any]:
    with small_parts(owner_cursor):
        yield owner_cursor
        owner_cursor.execute("SELECT kept_empty()")


def _add(username: str, at: datetime) -> User:
    person = User(username=username, name="Kim")
    with transaction.atomic():
        entry = new_entry()
        person.protect(entry).save(force_insert=True)
        record("person.invited", person, by=None, at=at, entry=entry, rows=[person])
    return person


def _say(verb: str, at: datetime, **more: Any) -> None:
    with transaction.atomic():
        record(verb, CASE, by=None, at=at, **more)


@pytest.fixture
def log(parts: Any) -> list[User]:
    """Five entries of long ago, which fill the first part, and three of now: of three people one
    stands as she was named long ago, one was changed since, one is gone.
    """
    with transaction.atomic():
        house = Subject("organisation", "house")
        record("organisation.founded", house, by=None, at=LONG_AGO, reason="demo")
    people = [_add(name, LONG_AGO) for name in ("kim", "lee", "park")]
    _say("case.read", LONG_AGO, sealed=b"a letter")
    _, changed, gone = people
    with transaction.atomic():
        entry = new_entry()
        changed.name = "Lee"
        changed.protect(entry).save()
        record("person.changed", changed, by=None, at=NOW, entry=entry, rows=[changed])
    with transaction.atomic():
        record("person.erased", gone, by=None, at=NOW, gone=[gone])
        User.objects.filter(pk=gone.pk).delete()
    _say("case.read", NOW)
    return people


def test_two_parts_are_ahead_and_are_made_once(parts: Any) -> None:
    assert growth.make_room(NOW) == 0
    for _ in range(FIRST + 1):  # into the second part
        _say("case.read", NOW)
    assert (growth.make_room(NOW), growth.make_room(NOW)) == (1, 0)
    made = growth.parts()
    assert [part.low for part in made][:3] == [1, FIRST + 1, FIRST + 1025]
    assert made[-1].high - made[-1].low == growth.LEAST
    assert verify(connection).findings == []


def test_room_is_short_when_no_whole_part_is_ahead(parts: Any) -> None:
    last = growth.parts()[-1]
    assert growth.room(growth.log_size()) == (last.high - 1, False)
    assert growth.room(last.low - 1) == (last.high - last.low, False)
    assert growth.room(last.low) == (last.high - last.low - 1, True)
    assert growth.room(last.high - 1) == (0, True)


def test_an_old_part_goes_and_every_proof_holds(log: list[User]) -> None:
    stands, changed, _gone = log
    size = AuditHead.objects.get().size
    root, proof = tree.root(connection, size), tree.inclusion(connection, 3, size)
    again = tree.consistency(connection, 4, size)
    assert growth.drop_old(before=SINCE, at=NOW) == 1
    assert AuditEntry.objects.order_by("number").first().number == FIRST + 1  # type: ignore[union-attr]
    assert AuditHash.objects.count() == FIRST
    assert tree.root(connection, size) == root
    assert tree.inclusion(connection, 3, size) == proof
    assert tree.consistency(connection, 4, size) == again
    fresh.require_fresh(User.objects.get(pk=stands.pk), User.objects.get(pk=changed.pk))
    report = verify(connection)
    assert (report.findings, report.root) == ([], AuditHead.objects.get().root)
    carried = AuditWritten.objects.get(row=str(stands.pk))
    assert (carried.revision, carried.entry) == (stands.revision, stands.entry)
    assert AuditEntry.objects.get(verb="organisation.founded").reason == "demo"
    assert AuditEntry.objects.get(verb="log.dropped").reason == f"1-{FIRST}"
    assert growth.drop_old(before=SINCE, at=NOW) == 0


def test_what_was_said_again_is_held_against_the_rows(log: list[User], parts: Any) -> None:
    growth.drop_old(before=SINCE, at=NOW)
    parts.execute(
        "UPDATE audit_written SET entry = gen_random_uuid() WHERE row = %s", [str(log[0].pk)]
    )
    said = [str(finding) for finding in verify(connection).findings]
    assert any("the rows it names are not those" in finding for finding in said)
    assert any("it does not name its newest entry" in finding for finding in said)


def test_what_was_taken_away_and_not_dropped_is_missed(log: list[User], parts: Any) -> None:
    """As the owner could: hashes kept, entries gone, and nothing on record."""
    parts.execute("INSERT INTO audit_hash SELECT number, leaf, nodes FROM audit_entry"
                  " WHERE number <= 2")  # fmt: skip
    parts.execute("DELETE FROM audit_entry WHERE number <= 2")
    parts.execute("DELETE FROM audit_written WHERE number <= 2")
    report = verify(connection)
    assert report.first_broken == 1
    assert "entry 1: it was taken away, and nothing on record says so" in map(str, report.findings)


def test_a_broken_part_is_kept_and_nothing_of_it_said_again(log: list[User], parts: Any) -> None:
    size = AuditHead.objects.get().size
    parts.execute("UPDATE audit_written SET hash = sha256('x') WHERE number = 2")
    with pytest.raises(growth.PartBroken, match="entry 2"):
        growth.drop_old(before=SINCE, at=NOW)
    assert AuditHead.objects.get().size == size
    assert AuditPart.objects.order_by("low")[0].low == 1


def test_killed_on_the_way_it_goes_on_the_next_time(
    log: list[User], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(growth, "_note", lambda *_given: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            growth.drop_old(before=SINCE, at=NOW)
    assert verify(connection).findings == []
    growth.drop_old(before=SINCE, at=NOW)
    assert verify(connection).findings == []
    assert AuditEntry.objects.filter(verb="log.carried").count() == 1


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("audit_drop_part(now() - interval '4 years')", "five years at least"),
        ("audit_drop_part(timestamptz '2014-01-01')", "not over yet"),
        ("audit_drop_part(timestamptz '2016-01-01')", "have not been named again"),
        ("audit_add_part(5)", "1024 to 8388608"),
    ],
)
def test_the_app_drops_nothing_that_is_needed(log: list[User], asked: str, sentence: str) -> None:
    """Whatever is asked for with its role alone."""
    with (
        connection.cursor() as cursor,
        pytest.raises(ProgrammingError, match=sentence),
    ):
        cursor.execute(f"SELECT {asked}")
    assert verify(connection).findings == []


def test_the_app_does_not_look_into_the_parts(log: list[User]) -> None:
    for statement in ("SELECT * FROM", "DELETE FROM", "DROP TABLE"):
        with (
            connection.cursor() as cursor,
            pytest.raises(ProgrammingError, match="permission denied"),
        ):
            cursor.execute(f"{statement} audit_parts.entry_1")


def test_a_part_that_is_written_to_stays(parts: Any) -> None:
    _say("case.read", LONG_AGO)
    assert growth.drop_old(before=SINCE, at=NOW) == 0
    with connection.cursor() as cursor, pytest.raises(ProgrammingError, match="still written to"):
        cursor.execute("SELECT audit_drop_part('2016-01-01')")


def test_the_log_is_kept_longer_than_what_is_counted_from_it(db: None) -> None:
    year = timedelta(days=365)
    with override_settings(AUDIT_YEARS=7):
        assert terms.log_kept_since(NOW) == NOW - 7 * year
        terms.KeptFor.objects.create(kind=Kept.ACCOUNT, days=3650, set_by=_add("kim", NOW),
                                     set_at=NOW)  # fmt: skip
        assert terms.log_kept_since(NOW) == NOW - 11 * year
