"""What administrators do by their pages, and what the others see of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localtime, now

from casework.access import announcements, forgetting, invitations, people
from casework.access.models import Announcement, Change
from casework.accounts.models import Desk, Invitation, Post, Role
from casework.cases import code_words
from casework.cases.actions.retiring import set_term
from casework.referrals import police
from casework.reminders import intervals
from casework.reminders.interval_rows import Measure
from casework.reminders.rules import Level
from tests import entries, make
from tests.web.signed_in import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> make.House:
    return make.house()


@pytest.fixture
def said_as_made() -> Iterator[None]:
    yield
    code_words.hold(None, {})


def _page(client: Client, name: str, *args: Any, **query: str) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_a_post_waits_for_the_second_administrator(house: make.House) -> None:
    first, second = client_of(house.administrator), client_of(house.administrator2)
    place = {"place": f"supervisor:{house.other_desk.pk}"}
    assert first.post(reverse("post_give", args=["caseworker"]), place).status_code == 302
    asked = Change.objects.get()
    url = reverse("change_answer", args=[asked.pk])
    assert "waits for another administrator" in _page(first, "person", "caseworker")
    assert 'value="yes"' not in _page(first, "administration")
    assert [url in _page(second, page) for page in ("administration", "home")] == [True, True]
    assert url not in _page(client_of(house.supervisor), "home")
    second.post(url, {"answer": "perhaps"})
    assert Change.objects.get() == asked
    assert second.post(url, {"answer": "yes"}).url == reverse("administration")
    assert Post.objects.current().filter(person=house.caseworker.user).count() == 2


def test_after_she_left_her_page_says_what_is_left_to_do(house: make.House) -> None:
    make.opened(house)
    assert "What a supervisor still has to do" not in _page(
        client_of(house.supervisor), "person", "caseworker"
    )
    people.leave(house.caseworker.user, by=house.supervisor.user, at=make.NOW)
    page = _page(client_of(house.supervisor), "person", "caseworker")
    assert "<strong>1</strong> case to hand over" in page
    assert "<strong>1</strong> key of the desk to renew" in page
    assert reverse("case_list") + "?scope=without_owner" in page
    assert "?scope=without_owner" not in _page(
        client_of(house.administrator), "person", "caseworker"
    )


def test_the_end_of_an_account_waits_on_the_homes_of_administrators(house: make.House) -> None:
    """Once its time is over on each of them; once one has asked, on the other's."""
    hers, path = house.caseworker2.user, reverse("person_forget", args=["caseworker2"])
    people.leave(hers, by=house.administrator.user, at=make.NOW)
    assert entries.last("person.left").subject_id == str(hers.pk)

    def waits(who: str, days: int) -> set[bool]:
        with time_machine.travel(make.NOW + timedelta(days=days), tick=False):
            client = client_of(house.staff[who])
            pages = [client.get(reverse(name)).content.decode() for name in ("home", "ending")]
        return {path in page for page in pages}

    assert (waits("administrator", 364), waits("administrator", 366)) == ({False}, {True})
    told: dict[str, Any] = {"at": make.NOW, "kept_until": None, "at_her_wish": True}
    forgetting.ask(hers, by=house.administrator.user, **told)
    assert (waits("administrator", 1), waits("administrator2", 1)) == ({False}, {True})
    forgetting.agree(hers, by=house.administrator2.user, at=make.NOW)
    assert waits("administrator2", 366) == {False}


def test_she_changes_desk_by_her_page(house: make.House) -> None:
    make.draft(house)
    (post,) = house.caseworker.user.posts.current()
    admin, url = client_of(house.administrator), reverse("post_move", args=["caseworker", post.pk])
    assert url in _page(admin, "person", "caseworker")
    hers = client_of(house.caseworker)
    assert hers.get(reverse("home")).status_code == 200
    assert admin.post(url, {"desk": house.other_desk.pk}).status_code == 302
    assert hers.get(reverse("home")).status_code == 302
    assert "case to hand over" in _page(admin, "person", "caseworker")


def test_people_are_found_by_name_role_and_desk(house: make.House) -> None:
    admin = client_of(house.administrator)
    for asked, found in (
        ({"words": "VISOR3"}, {"supervisor3"}),
        ({"role": Role.ADMINISTRATOR}, {"administrator", "administrator2"}),
        ({"role": Role.SUPERVISOR, "desk": str(house.desk.pk)}, {"supervisor", "supervisor2"}),
        ({"words": "nobody"}, set()),
    ):
        page = _page(admin, "people", **asked)
        shown = {name for name in house.staff if reverse("person", args=[name]) in page}
        assert shown == found, asked


def test_links_are_listed_renewed_and_revoked(house: make.House) -> None:
    by, places = house.administrator.user, [(Role.CASEWORKER, house.desk)]
    invitations.invite("new", name="New", places=places, by=by, at=now())
    (link,) = Invitation.objects.filter(person__username="new")
    admin, url = client_of(house.administrator), reverse("invitation_revoke", args=[link.pk])
    page = _page(admin, "invitation_list")
    assert (url in page, reverse("person_invite_again", args=["new"]) in page) == (True, True)
    assert admin.post(url).url == reverse("invitation_list")
    page = _page(admin, "invitation_list")
    assert (url in page, "No link" in page) == (False, True)


def test_all_settings_stand_on_one_page_with_who_changed_what(house: make.House) -> None:
    by, at = house.administrator.user, make.NOW
    intervals.change(Level.HIGH, {Measure.FIRST: 12}, by=by, at=at)
    set_term("closed", 400, by=house.administrator2.user, at=at + timedelta(hours=1))
    police.switch_on("KOR", words="She asked for it.", by=house.supervisor.user, at=at)
    police.switch_off("KOR", by=house.supervisor2.user, at=at + timedelta(hours=2))
    entries.sealed()
    page = _page(client_of(house.administrator), "house_settings")
    told = (
        "24 hours → 12 hours",
        "365 days → 400 days",
        "between 180 days and 3650 days",
        "15 minutes",
        "7 years",
        "between 5 years and 30 years",
        "South Korea: on",
        "South Korea: off",
    )
    assert [one for one in told if one not in page] == []
    assert page.index("365 days →") < page.index("24 hours →")


def test_a_desk_is_renamed_and_says_why_it_is_not_retired(house: make.House) -> None:
    admin = client_of(house.administrator)
    admin.post(reverse("desk_name", args=["north"]), {"name": "Harbour"})
    assert Desk.objects.get(code="north").name == "Harbour"
    page = _page(admin, "desk_retire", "north")
    assert ("End the posts first." in page, "It stands by for South desk" in page) == (True, True)
    assert admin.post(reverse("desk_retire", args=["north"])).status_code == 302
    assert Desk.objects.in_use().filter(code="north").exists()


def test_an_announcement_is_read_and_put_away(house: make.House) -> None:
    at = localtime(now())
    told = {
        "text": "The desk moves on Friday.",
        "desk": str(house.other_desk.pk),
        "since": f"{at - timedelta(days=1):%Y-%m-%dT%H:%M}",
        "until": f"{at + timedelta(days=7):%Y-%m-%dT%H:%M}",
    }
    admin = client_of(house.administrator)
    assert admin.post(reverse("announcement_list"), told).status_code == 302
    assert told["text"] in _page(admin, "announcement_list")
    url = reverse("announcement_put_away", args=[Announcement.objects.get().pk])
    assert client_of(house.caseworker).post(url).status_code == 404
    hers = client_of(house.caseworker3)
    assert told["text"] in _page(hers, "home")
    assert hers.post(url).status_code == 302
    page, back = _page(hers, "home"), url.replace("put-away", "take-out")
    assert (told["text"] in page, f'action="{back}"' in page) == (False, True)
    assert hers.post(back).status_code == 302
    assert told["text"] in _page(hers, "home")


@pytest.mark.parametrize(
    ("language", "read"),
    [
        ("en", "The kitchen (부엌) is painted."),
        ("ko", "부엌을 칠합니다."),
        ("zh-hans", "厨房刷漆。"),
    ],
)
def test_each_reads_an_announcement_in_her_language(
    house: make.House, language: str, read: str
) -> None:
    told = ["The kitchen (부엌) is painted.", "부엌을 칠합니다.", "厨房刷漆。"]
    stands = {"since": now() - timedelta(days=1), "until": now() + timedelta(days=1)}
    by, text = house.administrator.user, "\r\n\r\n".join(told)
    announcements.announce(text, desk=None, **stands, by=by, at=now())
    hers = client_of(house.caseworker)
    hers.post(reverse("set_language"), {"language": language})
    page = _page(hers, "home")
    assert [one for one in told if one in page] == [read]
    assert all(one in _page(client_of(house.administrator), "announcement_list") for one in told)


def test_an_announcement_in_no_language_of_hers_is_read_as_it_is(house: make.House) -> None:
    stands = {"since": now() - timedelta(days=1), "until": now() + timedelta(days=1)}
    by = house.administrator.user
    announcements.announce("厨房刷漆。", desk=None, **stands, by=by, at=now())
    assert "厨房刷漆。" in _page(client_of(house.caseworker), "home")


def test_a_code_gets_the_words_of_the_house(
    house: make.House, said_as_made: None, django_capture_on_commit_callbacks: Any
) -> None:
    admin, url = client_of(house.administrator), reverse("coded_list", args=["ReferredFrom"])
    assert "Who sent her to us" in _page(admin, "coded_lists")
    assert "Empty: “legal help”" in _page(admin, "coded_list", "ReferredFrom", one="legal")
    with django_capture_on_commit_callbacks(execute=True):
        done = admin.post(url, {"one": "legal", "english": "a lawyer", "is_off": "on"})
    assert done.url == url
    page = _page(admin, "coded_list", "ReferredFrom")
    assert ("a lawyer" in page, "switched off" in page) == (True, True)
    case = make.draft(house)
    form = client_of(house.caseworker).get(f"/cases/{case.code}/intake/reference/")
    assert 'value="legal"' not in form.content.decode()
