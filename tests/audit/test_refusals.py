from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from casework.accounts.models import User
from casework.audit import refusals
from casework.audit.log import Subject
from casework.audit.models import AuditEntry, AuditRefusal
from casework.audit.tasks import write_waiting_refusals
from tests.audit.acts import AT, CASE, add_person

pytestmark = pytest.mark.django_db(transaction=True)


def counts() -> list[tuple[str, int]]:
    refused = AuditEntry.objects.with_outcome("refused").order_by("number")
    return list(refused.values_list("verb", "count"))


def test_refused_writes_the_first_at_once(person: User) -> None:
    refusals.refused(person, CASE, "case.open", AT)
    entry = AuditEntry.objects.newest_first()[0]
    assert (entry.by, entry.subject_code, entry.desk) == (str(person.pk), "K7-2QX", "north")
    assert (entry.verb, entry.outcome, entry.count) == ("case.open", "refused", 1)


def test_refused_writes_one_entry_a_minute_with_a_count(person: User) -> None:
    for seconds in (0, 1, 30, 59, 60, 61, 200):
        refusals.refused(person, CASE, "case.open", AT + timedelta(seconds=seconds))
    assert counts() == [("case.open", 1), ("case.open", 4), ("case.open", 2)]


def test_refused_keeps_people_and_cases_apart(person: User) -> None:
    other = Subject("case", "9e1f", "K8-3RX", "north")
    for by in (person, add_person("lee"), None):
        for subject in (CASE, other, CASE):
            refusals.refused(by, subject, "case.open", AT)
    assert [count for _, count in counts()] == [1] * 6


def test_refused_knows_a_case_by_its_code(person: User) -> None:
    refusals.refused(person, CASE, "case.open", AT)
    refusals.refused(person, Subject("case", CASE.code, CASE.code), "case.close", AT)
    assert [count for _, count in counts()] == [1]


def test_refused_is_not_silenced_by_a_clock_put_back(person: User) -> None:
    refusals.refused(person, CASE, "case.open", AT)
    refusals.refused(person, CASE, "case.open", AT - timedelta(days=1))
    assert [count for _, count in counts()] == [1, 1]


def test_refused_does_not_repeat_what_is_no_code(person: User) -> None:
    refusals.refused(person, Subject("case", "Kim Young", "Kim Young"), "case.open", AT)
    assert AuditEntry.objects.newest_first()[0].subject_code == "unknown"


def test_refused_refuses_to_run_inside_the_act(person: User) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        refusals.refused(person, CASE, "case.open", AT)
    assert counts() == []


def test_refused_counts_all_of_many_at_once(person: User) -> None:
    def knock() -> None:
        refusals.refused(person, CASE, "case.open", AT)
        connection.close()

    threads = [threading.Thread(target=knock) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts() == [("case.open", 1)]
    assert AuditRefusal.objects.get().waiting == 5


def test_waiting_refusals_are_swept(person: User) -> None:
    for _ in range(2):
        refusals.refused(person, CASE, "case.open", AT)
    write_waiting_refusals()
    assert [count for _, count in counts()] == [1, 1]


def test_write_waiting_writes_what_nothing_followed(person: User) -> None:
    for by in (person, None):
        for second in range(3):
            refusals.refused(by, CASE, "case.open", AT + timedelta(seconds=second))
    assert refusals.write_waiting(AT + timedelta(seconds=30)) == 0
    assert refusals.write_waiting(AT + timedelta(seconds=70)) == 2
    assert [count for _, count in counts()] == [1, 1, 2, 2]
    assert refusals.write_waiting(AT + timedelta(seconds=100)) == 0
    assert AuditRefusal.objects.count() == 2
    assert refusals.write_waiting(AT + timedelta(seconds=200)) == 0
    assert AuditRefusal.objects.count() == 0
