"""The pages about the end of a record: two supervisors, two administrators, and her own copy."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from casework.accounts.sealed import open_for_house
from casework.cases import plans
from casework.cases.actions import her_copy, her_end, legal_holds, sheets
from casework.cases.codes_care import NeedLevel, Wanted
from casework.cases.erasure_codes import Cause
from casework.cases.models import Case, CopyRequest, Erasure, Hold
from casework.cases.sheets import SheetKind
from casework.cases.states import Risk
from casework.referrals.states import Act
from casework.reminders import delivery
from casework.web.consent.copy_words import WORDS as CONSENT_WORDS
from casework.web.ending.copy_words import WORDS
from casework.web.referrals import under_way
from tests import entries, make
from tests.make import NOW, House
from tests.referrals.conftest import Scene, active_partner
from tests.reminders.conftest import give_address
from tests.web.signed_in import client_of
from tests.web.test_lists import queries_of

LATER = NOW + timedelta(days=380)

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> House:
    return make.house()


def _planned(house: House, label: str = "grey scarf") -> Case:
    case = make.opened(house, label=label)
    make.close(house, case)
    assert plans.plan(case.pk, Cause.CLOSED, LATER)
    return case


def _page(house: House, name: str, route: str, *args: Any) -> str:
    return client_of(house.staff[name]).get(reverse(route, args=args)).content.decode()


@time_machine.travel(LATER, tick=False)
def test_two_supervisors_erase_it_and_get_a_certificate(house: House) -> None:
    case = _planned(house)
    address = reverse("ending_decide", args=[case.code])
    asked = _page(house, "supervisor", "ending_decide", case.code)
    assert "closed, and kept for as long as it may be" in asked
    first = client_of(house.supervisor).post(address, {"answer": "erase"})
    assert first.headers["Location"] == reverse("ending")
    read = entries.last("case.read")
    assert (read.by, read.subject_code) == (str(house.supervisor.user.pk), case.code)
    assert "You have agreed" in _page(house, "supervisor", "ending_decide", case.code)
    second = client_of(house.supervisor2).post(address, {"answer": "erase"})
    number = Erasure.objects.get().number
    assert second.headers["Location"] == reverse("certificate", args=[number])
    entries.sealed()
    page = _page(house, "supervisor2", "certificate", number)
    for part in (str(number), case.code, "supervisor, supervisor2", "It holds: the log says"):
        assert part in page
    assert str(number) in _page(house, "administrator", "ending")
    assert client_of(house.caseworker).get(reverse("case", args=[case.code])).status_code == 404


@time_machine.travel(LATER, tick=False)
def test_the_list_costs_the_same_for_one_and_for_three(house: House) -> None:
    _planned(house)
    one = queries_of(client_of(house.supervisor), reverse("ending"))
    for label in ("blue cup", "tin drum"):
        _planned(house, label)
    assert queries_of(client_of(house.supervisor), reverse("ending")) == one


@time_machine.travel(NOW, tick=False)
def test_what_she_asked_to_erase_is_gone_from_its_caseworkers_pages(house: House) -> None:
    case = make.opened(house)
    client = client_of(house.caseworker)
    told = {"identity": "code_word", "free": "yes", "words": "All of it."}
    done = client.post(reverse("erasure_ask", args=[case.code]), told)
    assert done.headers["Location"] == reverse("home")
    assert client.get(reverse("case", args=[case.code])).status_code == 404
    assert case.code not in client.get(reverse("case_list")).content.decode()
    assert case.code in _page(house, "supervisor", "decisions")
    assert entries.last("cases.listed").by == str(house.supervisor.user.pk)
    page = _page(house, "supervisor", "ending_decide", case.code)
    assert "All of it." in page
    assert "she said the code word" in page


def test_the_second_decider_reads_how_she_was_heard_after_the_first_has_agreed(
    house: House,
) -> None:
    """Who agrees may hold no key: what is sealed in her request is as it was when it was made."""
    case = make.opened(house)
    hers: dict[str, Any] = {"by": house.caseworker.user, "at": NOW}
    hers["keys"] = make.keys_for(house.caseworker, case)
    told = {"identity": "code_word", "free": "yes", "words": "All of it, by tomorrow."}
    her_end.ask(case, told, **hers)
    url = reverse("ending_decide", args=[case.code])
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        first, second = client_of(house.supervisor), client_of(house.supervisor2)
        assert told["words"] in first.get(url).content.decode()
        first.post(url, {"answer": "erase"})
        assert Erasure.objects.get().first_at or Erasure.objects.get().second_at
        assert told["words"] in second.get(url).content.decode()
        second.post(url, {"answer": "erase"})
    assert Erasure.objects.certificates().count() == 1


@time_machine.travel(NOW, tick=False)
def test_nothing_is_hidden_while_somebody_may_make_her_ask(house: House) -> None:
    case = make.opened(house)
    told = {"identity": "code_word", "free": "no", "words": "All of it."}
    answer = client_of(house.caseworker).post(reverse("erasure_ask", args=[case.code]), told)
    page = answer.content.decode()
    assert "nobody makes her ask" in page
    assert "All of it." in page
    assert not Erasure.objects.exists()


@time_machine.travel(NOW, tick=False)
def test_the_copy_is_in_her_language_and_names_nobody_who_works_here(house: House) -> None:
    named = {"kind": "birth", "hangul": "문나래", "hanzi": "", "roman": "Mun Na Rae"}
    case = make.opened(house, documents={"identity": {"names": [named]}})
    who = house.caseworker
    scene = Scene(house, active_partner(house), case)
    scene.answer("given")
    scene.advance(Act.ASK_REVIEW)
    keys = make.keys_for(who, case)
    hands: dict[str, Any] = {"by": who.user, "at": NOW, "keys": keys}
    need = {"sector": "psychosocial", "level": NeedLevel.values[-1], "wanted": Wanted.values[0]}
    sheets.add_sheet(
        case,
        SheetKind.NEED,
        need | {"note": "Her knee.", "provider": str(scene.partner.pk)},
        **hands,
    )
    sheets.add_sheet(case, SheetKind.CONFERENCE, {"decided": "Among us."}, **hands)
    her_copy.ask(case, words="Read it to me.", **hands)
    client = client_of(who)
    assert "Read it to me." in _page(house, "caseworker", "copy_request", case.code)
    assert entries.last("case.read").reason == "gate"
    told = {"code": case.code, "language": "ko"}
    page = client.post(reverse("copy_made"), told).content.decode()
    copy = page[page.index("<article") : page.index("</article>")]
    titles = [WORDS["ko"][name] for name in ("title", "path", "plan", "referrals")]
    for part in (*titles, CONSENT_WORDS["ko"]["case_services"], "Little crane", "Her knee."):
        assert part in copy
    assert "문나래 Mun Na Rae (태어날 때의 이름)" in copy
    partner = open_for_house(scene.partner, "name")
    for part in (case.code, who.user.name, who.user.username, partner, "Among us."):
        assert part not in copy
    given = {"way": "in_person", "safe": "no", "words": ""}
    address = reverse("copy_request", args=[case.code])
    assert "only where nobody else" in client.post(address, given).content.decode()
    assert client.post(address, given | {"safe": "yes"}).status_code == 302
    assert CopyRequest.objects.get().given_by == who.user


@time_machine.travel(NOW, tick=False)
def test_what_she_asked_to_erase_is_found_held_and_counted_by_nobody_else(house: House) -> None:
    """Not by the code on a page of administrators, in no number of her desk, and in no mail."""
    case = make.opened(house, risk=Risk.HIGH)
    hers: dict[str, Any] = {"by": house.caseworker.user, "at": NOW}
    hers["keys"] = make.keys_for(house.caseworker, case)
    give_address(house.caseworker.user, "hers@example.org")
    told = {"reason": "law", "words": "Article 12."}
    hold = legal_holds.ask(case, **told, by=house.administrator.user, at=NOW)
    her_end.ask(case, {"identity": "code_word", "free": "yes", "words": ""}, **hers)
    assert under_way.days_to_the_first(house.supervisor3.user, NOW) == (0.0, 0)
    assert under_way.days_to_the_first(house.supervisor.user, NOW) == (0.0, 0)
    client = client_of(house.administrator2)
    asked = client.post(reverse("holds"), told | {"code": case.code, "reason": "inquiry"})
    assert "There is no case of this code" in asked.content.decode()
    assert [*Hold.objects.all()] == [hold]
    assert entries.last("case.open").outcome == "refused"
    delivery.sweep(NOW + timedelta(days=30))
    assert [one for one in mail.outbox if one.to == ["hers@example.org"]] == []


@time_machine.travel(NOW, tick=False)
def test_two_administrators_hold_a_record_and_let_it_go(house: House) -> None:
    case = make.opened(house)
    told = {"code": case.code.lower(), "reason": "law", "words": "Article 12."}
    first, second = client_of(house.administrator), client_of(house.administrator2)
    assert first.post(reverse("holds"), told | {"code": "CW-000000000"}).status_code == 200
    assert not Hold.objects.exists()
    assert first.post(reverse("holds"), told).status_code == 302
    hold = Hold.objects.get()
    for client, act in ((second, "confirm"), (first, "ask-end"), (second, "end")):
        client.post(reverse("hold_act", args=[hold.pk, act]))
    hold.refresh_from_db()
    assert (hold.confirmed_by, hold.ended_by) == (house.administrator2.user,) * 2
    assert "Article 12." in _page(house, "administrator", "holds")
