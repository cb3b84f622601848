from __future__ import annotations

from threading import Thread

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from casework.access.models import UserGrant
from casework.accounts.columns import columns_of
from casework.accounts.questions import Question, any_of
from casework.accounts.rows import Forged, row_hash, stated
from casework.accounts.values import stated_values
from casework.audit import fresh
from casework.cases.actions import sharing
from casework.cases.models import Case
from casework.cases.queries import by_code
from tests import make


def _of_owner() -> Question[Case]:
    return Question(
        lambda owner: Case.objects.filter(owner=owner).select_related("desk").order_by("pk")
    )


def test_it_answers_as_the_queryset_does(house: make.House) -> None:
    for owner in ("caseworker", "caseworker", "caseworker3"):
        make.draft(house, owner)
    question = _of_owner()
    for who in ("caseworker", "caseworker3", "caseworker2"):
        user = house.staff[who].user
        plain = list(Case.objects.filter(owner=user).order_by("pk"))
        with CaptureQueriesContext(connection) as sent:
            answer = question(owner=user.pk)
            assert [case.desk.code for case in answer] == [case.desk.code for case in plain]
            assert answer == plain
        assert len(sent) == 1 + len(plain)  # ours, and the desks of the plain ones


def test_it_is_worked_out_once(house: make.House) -> None:
    built = []

    def build(code: object) -> object:
        built.append(code)
        return Case.objects.filter(code=code)

    question: Question[Case] = Question(build)  # type: ignore[arg-type]
    case = make.draft(house)
    assert [question(code=code) for code in (case.code, "CW-NONE", case.code)] == [
        [case],
        [],
        [case],
    ]
    assert len(built) == 1


def test_a_list_may_have_any_length(house: make.House) -> None:
    question: Question[Case] = Question(
        lambda cases: Case.objects.filter(pk=any_of(cases)).order_by("pk")
    )
    made = sorted((make.draft(house) for _ in range(3)), key=lambda case: case.pk)
    for wanted in ([], made[:1], made, made * 20):
        assert question(cases=[case.pk for case in wanted]) == made[: len(wanted)]


def test_it_asks_for_values_too(house: make.House) -> None:
    case = make.draft(house)
    question: Question[str] = Question(
        lambda pk: Case.objects.filter(pk=pk).values_list("desk__code", flat=True)
    )
    assert question(pk=case.pk) == ["north"]


@pytest.mark.django_db(transaction=True)
def test_rows_are_held_in_a_transaction_only() -> None:
    question: Question[Case] = Question(
        lambda code: Case.objects.select_for_update(no_key=True).filter(code=code)
    )
    with transaction.atomic():
        assert question(code="CW-NONE") == []
    with pytest.raises(transaction.TransactionManagementError):
        question(code="CW-NONE")


def test_answers_are_read_anew(house: make.House) -> None:
    question = _of_owner()
    owner = house.caseworker.user.pk
    assert question(owner=owner) == []
    case = make.draft(house)
    assert question(owner=owner) == [case]


@pytest.mark.django_db(transaction=True)
def test_each_thread_asks_on_its_own_connection() -> None:
    question: Question[Case] = Question(lambda code: Case.objects.filter(code=code))
    question(code="CW-NONE")
    sent: list[int] = []

    def ask() -> None:
        with CaptureQueriesContext(connection) as theirs:
            question(code="CW-NONE")
        sent.append(len(theirs))
        connection.close()

    with CaptureQueriesContext(connection) as ours:
        thread = Thread(target=ask)
        thread.start()
        thread.join()
    assert (len(ours), sent) == (0, [1])


def test_the_loader_of_one_case_sees_what_the_queryset_sees(house: make.House) -> None:
    case, owner = make.draft(house), house.caseworker
    sharing.share(
        case,
        to=house.caseworker3.user,
        by=owner.user,
        at=make.NOW,
        keys=make.keys_for(owner, case),
    )
    seen = {}
    for name, staff in house.staff.items():
        user = staff.reload().user
        seen[name] = by_code(user, case.code) == case
        assert seen[name] == Case.objects.visible_to(user).filter(code=case.code).exists()
        assert by_code(user, "CW-NONE") is None
    assert {name for name, sees in seen.items() if sees} == {
        "caseworker",
        "caseworker3",
        "supervisor",
        "supervisor2",
    }


def test_a_grant_read_as_values_says_what_its_row_says(house: make.House) -> None:
    make.draft(house)
    names = columns_of(UserGrant).attributes
    (row,), (grant,) = UserGrant.objects.all(), UserGrant.objects.values_list(*names, named=True)
    said = stated_values(UserGrant, grant)
    assert said == stated(row)
    assert said.hash == row_hash(row)
    fresh.require_newest([said])
    for name in names:
        forged = grant._replace(**{name: b"z" * 32 if name == "mac" else 7})
        with pytest.raises(Forged):
            stated_values(UserGrant, forged)
