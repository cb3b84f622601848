"""The code of conduct: before the first case, again when it changes, never by one person alone."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.urls import reverse

from casework.access import conduct
from casework.access.conduct_rows import Acceptance, Conduct
from casework.access.errors import NotAllowed, WrongState
from casework.cases.models import BreakGlass, Case
from tests import entries, make
from tests.make import NOW, House
from tests.web.signed_in import client_of

pytestmark = pytest.mark.django_db
TEXT = "We tell nobody.\n\n아무에게도 말하지 않는다."


@pytest.fixture
def house() -> House:
    return make.house()


def proposed(house: House) -> Conduct:
    return conduct.propose(TEXT, by=house.administrator.user, at=NOW)


def in_force(house: House) -> None:
    conduct.agree(proposed(house), by=house.administrator2.user, at=NOW)


@pytest.mark.proves("access.conduct_is_accepted")
@time_machine.travel(NOW, tick=False)
def test_no_case_is_opened_before_it_is_accepted_and_then_she_is_where_she_wanted(
    house: House,
) -> None:
    case, client = make.opened(house), client_of(house.caseworker)
    Acceptance.objects.filter(person=house.caseworker.user).delete()
    path = reverse("case", args=[case.code])
    asked = client.get(path)
    assert (asked.status_code, asked.headers["Location"][:9]) == (302, "/conduct/")
    typed = client.post(reverse("note_new", args=[case.code]), {"text": "x"})
    assert typed.headers["Location"].startswith("/conduct/")
    page = client.get(asked.headers["Location"]).content.decode()
    assert ("Curiosity is no reason" in page, f'value="{path}"' in page) == (True, True)
    done = client.post(reverse("conduct"), {"number": "0", "next": path})
    assert done.headers["Location"] == path
    assert client.get(path).status_code == 200
    said = entries.last("conduct.accepted")
    assert (said.by, said.reason) == (str(house.caseworker.user.pk), "0")
    assert "accepted it on" in client.get(reverse("conduct")).content.decode()


@pytest.mark.proves("access.conduct_is_accepted")
@pytest.mark.parametrize("page", ["intake_begin", "short_intake"])
@time_machine.travel(NOW, tick=False)
def test_no_intake_is_begun_before_it_is_accepted(house: House, page: str) -> None:
    client, path = client_of(house.caseworker), reverse(page)
    Acceptance.objects.filter(person=house.caseworker.user).delete()
    asked = client.get(path)
    assert (asked.status_code, asked.headers["Location"][:9]) == (302, "/conduct/")
    assert client.post(path, {"code": "x"}).headers["Location"].startswith("/conduct/")
    done = client.post(reverse("conduct"), {"number": "0", "next": path})
    assert done.headers["Location"] == path
    assert client.get(path).status_code == 200


@pytest.mark.proves("access.conduct_is_accepted")
@time_machine.travel(NOW, tick=False)
def test_no_sheet_is_read_in_an_emergency_before_it_is_accepted(house: House) -> None:
    """Whoever came in this morning reads it before she is called, or now: one button leads on."""
    client, path = client_of(house.caseworker2), reverse("break_glass")
    Acceptance.objects.filter(person=house.caseworker2.user).delete()
    asked = client.get(path)
    assert (asked.status_code, asked.headers["Location"][:9]) == (302, "/conduct/")
    told = {"code": make.opened(house).code, "reason": "on_the_line", "words": "x"}
    assert client.post(path, told).headers["Location"].startswith("/conduct/")
    assert not BreakGlass.objects.exists()
    done = client.post(reverse("conduct"), {"number": "0", "next": path})
    assert done.headers["Location"] == path
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("page", ["intake_begin", "short_intake"])
@time_machine.travel(NOW, tick=False)
def test_what_she_wrote_of_somebody_new_is_not_lost_to_a_new_version(
    house: House, page: str
) -> None:
    client, path = client_of(house.caseworker), reverse(page)
    in_force(house)
    client.post(path, {})  # whatever was told is saved
    assert Case.objects.count() == 1
    assert client.get(path).headers["Location"].startswith("/conduct/")


@time_machine.travel(NOW, tick=False)
def test_a_new_version_is_asked_for_at_the_next_page_and_loses_nothing_that_is_typed(
    house: House,
) -> None:
    case, client = make.opened(house), client_of(house.caseworker)
    in_force(house)
    note = {"once": "6a3f6c1e-6a0e-4f4f-8f7c-1d8f8a4f3b11", "text": "She rang."}
    sent = client.post(reverse("note_new", args=[case.code]), note)
    assert sent.headers["Location"].startswith(reverse("case", args=[case.code]))
    assert client.get(sent.headers["Location"]).headers["Location"].startswith("/conduct/")
    assert "아무에게도" in client.get(reverse("conduct")).content.decode()
    client.post(reverse("conduct"), {"number": "1"})
    assert client.get(reverse("case", args=[case.code])).status_code == 200
    kept = Acceptance.objects.filter(person=house.caseworker.user).order_by("number")
    assert [row.number for row in kept] == [0, 1]


@pytest.mark.proves("access.conduct_is_newest")
def test_what_she_did_not_read_is_not_accepted(house: House) -> None:
    in_force(house)
    for number in (0, 2, -1):
        with pytest.raises(WrongState, match="newer version"):
            conduct.accept(number, by=house.caseworker.user, at=NOW)
    conduct.accept(1, by=house.caseworker.user, at=NOW)
    conduct.accept(1, by=house.caseworker.user, at=NOW)  # a doubled submit is kept once
    assert Acceptance.objects.filter(person=house.caseworker.user).count() == 2


@pytest.mark.proves("access.can_propose_conduct")
def test_nobody_else_writes_it(house: House) -> None:
    waits = proposed(house)
    conduct.decline(waits, by=house.administrator.user, at=NOW)
    with pytest.raises(NotAllowed):
        conduct.propose(TEXT, by=house.supervisor.user, at=NOW)
    assert not Conduct.objects.exists()


@pytest.mark.proves("access.can_agree_to_conduct")
def test_it_takes_two(house: House) -> None:
    waits = proposed(house)
    for who in ("administrator", "supervisor"):
        with pytest.raises(NotAllowed):
            conduct.agree(waits, by=house.staff[who].user, at=NOW)
    assert conduct.in_force() == 0
    conduct.agree(waits, by=house.administrator2.user, at=NOW)
    conduct.agree(waits, by=house.administrator2.user, at=NOW)
    assert conduct.in_force() == 1
    assert [one.verb for one in entries.sealed()].count("conduct.agreed") == 1


@pytest.mark.proves("access.conduct_says_something")
@pytest.mark.parametrize("text", ["", " \n", "x" * 20_001])
def test_it_says_something(house: House, text: str) -> None:
    with pytest.raises(WrongState, match="Write the code of conduct"):
        conduct.propose(text, by=house.administrator.user, at=NOW)


@pytest.mark.proves("access.one_conduct_at_a_time")
def test_one_at_a_time(house: House) -> None:
    proposed(house)
    with pytest.raises(WrongState, match="waits already"):
        conduct.propose("Another.", by=house.administrator2.user, at=NOW)
    assert Conduct.objects.count() == 1


@time_machine.travel(NOW, tick=False)
def test_two_administrators_bring_it_in_force_on_their_page(house: House) -> None:
    one, other = client_of(house.administrator), client_of(house.administrator2)
    path = reverse("conduct_versions")
    assert one.post(path, {"text": TEXT}).status_code == 302
    agree: dict[str, Any] = {"answer": "agree"}
    assert one.post(reverse("conduct_answer"), agree).status_code == 403
    other.post(reverse("conduct_answer"), {"answer": "perhaps"})
    assert conduct.waiting() is not None
    assert "waits for a second administrator" in other.get(path).content.decode()
    assert other.post(reverse("conduct_answer"), agree).status_code == 302
    page = other.get(path).content.decode()
    assert ("Who has not accepted it yet" in page, "Caseworker2" in page) == (True, True)


def test_what_was_accepted_earlier_can_still_be_read(house: House) -> None:
    in_force(house)
    later = conduct.propose("We lock the door.", by=house.administrator2.user, at=NOW)
    conduct.agree(later, by=house.administrator.user, at=NOW)
    page = client_of(house.administrator).get(reverse("conduct_versions")).content.decode()
    told = ("We tell nobody.", "We lock the door.", "Curiosity is no reason")
    assert [one for one in told if one not in page] == []
