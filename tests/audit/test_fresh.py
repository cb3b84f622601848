from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from casework.accounts.models import Desk, Post, User
from casework.accounts.questions import any_of
from casework.accounts.rows import Forged, row_hash
from casework.audit.fresh import FreshQuestion, Stale, newest, require_fresh
from casework.audit.log import new_entry, record
from tests.audit.acts import AT, add_person, rename

pytestmark = pytest.mark.django_db(transaction=True)


def put_back(cursor: Any) -> None:
    cursor.execute("DELETE FROM accounts_user")
    cursor.execute("INSERT INTO accounts_user SELECT * FROM kept")


def test_newest_knows_a_row_by_its_last_entry(person: User) -> None:
    rename(person, "Lee")
    last = newest("accounts_user", person.pk)
    assert last is not None
    assert (last.revision, last.entry, last.gone) == (2, person.entry, False)
    assert last.hash == row_hash(person)


def test_newest_knows_nothing_of_a_row_never_named(person: User) -> None:
    assert newest("accounts_user", new_entry()) is None
    assert newest("accounts_desk", person.pk) is None


def test_newest_knows_a_row_that_is_gone(person: User) -> None:
    with transaction.atomic():
        record("person.erased", person, by=None, at=AT, gone=[person])
        User.objects.filter(pk=person.pk).delete()
    last = newest("accounts_user", person.pk)
    assert last is not None
    assert (last.revision, last.gone) == (2, True)


def test_require_fresh_takes_one_query_for_many(person: User) -> None:
    people = [person, add_person("lee"), add_person("park")]
    with CaptureQueriesContext(
        connection,
    ) as queries:
        require_fresh(*people)
    assert len(queries) == 1


def test_rows_of_two_tables_may_have_one_id(person: User) -> None:
    groups = [Group.objects.create(name=name) for name in ("supervisors", "duty")]
    desk = Desk(pk=person.pk, code="north", name="North", supervisors=groups[0], duty=groups[1])
    with transaction.atomic():
        entry = new_entry()
        desk.protect(entry).save(force_insert=True)
        record("desk.made", desk, by=None, at=AT, entry=entry, rows=[desk])
    rename(person, "Lee")
    require_fresh(person, desk)
    last = newest("accounts_user", person.pk), newest("accounts_desk", desk.pk)
    assert [word and word.revision for word in last] == [2, 1]
    desk.entry = person.entry
    desk.mac = desk._expected_mac()
    with pytest.raises(Stale):
        require_fresh(person, desk)


POSTS = FreshQuestion(Post, lambda ids: Post.objects.filter(pk=any_of(ids)))


def keep_post(person: User, ended_at: datetime | None = None) -> Post:
    """A new one, or hers with another end."""
    post = Post.objects.filter(person=person).first() or Post(person=person, role="administrator")
    with transaction.atomic():
        entry = new_entry()
        post.ended_at = ended_at
        post.protect(entry).save()
        record("post.kept", person, by=None, at=AT, entry=entry, rows=[post])
    return post


def ends_of(*posts: Post) -> set[datetime | None]:
    return {row.ended_at for row in POSTS(ids=[post.pk for post in posts])}


def test_a_fresh_question_asks_for_rows_and_the_log_at_once(person: User) -> None:
    posts = [keep_post(one) for one in (person, add_person("lee"))]
    keep_post(person, AT)
    POSTS(ids=[])
    with CaptureQueriesContext(connection) as queries:
        assert ends_of(*posts) == {None, AT}
    assert len(queries) == 1


def test_a_fresh_question_knows_what_this_transaction_wrote(person: User) -> None:
    post, later = keep_post(person), AT + timedelta(days=1)
    with transaction.atomic():
        keep_post(person, AT)
        assert ends_of(post) == {AT}
        with transaction.atomic():
            keep_post(person, later)
            assert ends_of(post) == {later}
            transaction.set_rollback(True)
        assert ends_of(post) == {AT}
    assert ends_of(post) == {AT}


def test_a_fresh_question_refuses_an_old_row_put_back(person: User) -> None:
    post = keep_post(person)
    keep_post(person, AT)
    assert ends_of(post) == {AT}
    post.check_mac().save()
    with pytest.raises(Stale):
        ends_of(post)


def test_a_fresh_question_refuses_a_row_that_nobody_recorded(person: User) -> None:
    post = keep_post(person)
    stranger = Post(person=add_person("eve"), role="administrator")
    stranger.protect(new_entry()).save(force_insert=True)
    with pytest.raises(Stale):
        ends_of(post, stranger)


def test_a_fresh_question_refuses_a_row_changed_by_sql(person: User) -> None:
    post = keep_post(person, AT)
    Post.objects.update(ended_at=None)
    with pytest.raises(Forged):
        ends_of(post)


def test_require_fresh_of_nothing_asks_nothing(transactional_db: None) -> None:
    with CaptureQueriesContext(connection) as queries:
        require_fresh()
    assert len(queries) == 0


def test_require_fresh_accepts_what_this_transaction_wrote(person: User) -> None:
    with transaction.atomic():
        rename(person, "Lee")
        require_fresh(person)
        rename(person, "Park")
        require_fresh(person)
        with transaction.atomic():
            rename(person, "Choi")
            require_fresh(person)
            transaction.set_rollback(True)
        with pytest.raises(Stale):
            require_fresh(person)
        require_fresh(User.objects.get())
    require_fresh(User.objects.get())


def test_require_fresh_takes_the_later_of_two_writes_of_one_revision(person: User) -> None:
    with transaction.atomic():
        for name in ("Lee", "Park"):
            person.name = name
            person.entry = new_entry()
            person.mac = person._expected_mac()
            person.save(update_fields=["name", "entry", "mac"])
            record("person.renamed", person, by=None, at=AT, entry=person.entry, rows=[person])
        require_fresh(person)
    require_fresh(person)


def test_require_fresh_refuses_an_old_row_put_back(person: User, owner_cursor: Any) -> None:
    owner_cursor.execute("CREATE TEMPORARY TABLE kept AS SELECT * FROM accounts_user")
    rename(person, "Lee")
    put_back(owner_cursor)
    old = User.objects.get()
    old.check_mac()
    with pytest.raises(Stale):
        require_fresh(old)


def test_require_fresh_refuses_a_deleted_row_put_back(person: User, owner_cursor: Any) -> None:
    owner_cursor.execute("CREATE TEMPORARY TABLE kept AS SELECT * FROM accounts_user")
    with transaction.atomic():
        record("person.erased", person, by=None, at=AT, gone=[person])
        User.objects.filter(pk=person.pk).delete()
    put_back(owner_cursor)
    with pytest.raises(Stale):
        require_fresh(User.objects.get())


def test_require_fresh_refuses_a_row_changed_by_sql(person: User, owner_cursor: Any) -> None:
    owner_cursor.execute("UPDATE accounts_user SET is_superuser = true")
    with pytest.raises(Forged):
        require_fresh(User.objects.get())


def test_require_fresh_refuses_a_row_that_nobody_recorded(person: User) -> None:
    stranger = User(username="eve", name="Eve")
    stranger.protect(new_entry()).save(force_insert=True)
    with pytest.raises(Stale):
        require_fresh(person, stranger)


def test_require_fresh_refuses_a_right_mac_without_an_entry(person: User) -> None:
    person.name = "Lee"
    person.mac = person._expected_mac()
    with pytest.raises(Stale):
        require_fresh(person)
