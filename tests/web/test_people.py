"""People, desks and admission by HTTP."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse

from casework.access import factors, founding, invitations
from casework.access.founding import Newcomer
from casework.access.waiting import waiting_for
from casework.accounts.models import Desk, Role, Status, User
from casework.crypto import fingerprints
from casework.vault.models import Principal
from tests import make
from tests.web.signed_in import client_of

pytestmark = pytest.mark.django_db
NEW = "seven lanterns over a quiet river"


def _invite(house: make.House, **changed: Any) -> Any:
    typed = {
        "username": "newcomer",
        "name": "Newcomer",
        "email": "newcomer@example.org",
        "language": "ko",
        "places": [f"caseworker:{house.desk.pk}"],
    } | changed
    return client_of(house.administrator).post(reverse("person_invite"), typed)


def _token(response: Any) -> str:
    found = re.search(rb"/invitation/([\w-]{43})/", response.content)
    assert found is not None
    return found[1].decode()


def _accept(token: str) -> tuple[Client, Any]:
    client = Client()
    assert client.get(reverse("invitation_link", args=[token])).url == reverse("invitation")
    return client, client.post(reverse("invitation"), {"new": NEW, "again": NEW})


def _words(username: str) -> str:
    principal = Principal.objects.filter(person__username=username).order_by("-epoch")[0]
    return " ".join(fingerprints.words(principal.public_key, "ko"))


def test_a_newcomer_comes_in(house: make.House) -> None:
    """The whole way: link, passphrase, code, words, admission, her first page."""
    client, response = _accept(_token(_invite(house)))
    assert re.search(rb"(?:[0-9A-Z]{4}-){6}[0-9A-Z]{4}", response.content)
    waiting = client.get(reverse("waiting"))
    assert waiting.context["words"] == _words("newcomer").split()
    supervisor = client_of(house.supervisor)
    page = supervisor.get(reverse("admissions"))
    assert reverse("admit", args=["newcomer"]).encode() in page.content
    typed = {"words": _words("newcomer")}
    response = supervisor.post(reverse("admit", args=["newcomer"]), typed)
    assert response.url == reverse("admissions")
    assert client.get(reverse("waiting")).url == reverse("home")
    assert User.objects.get(username="newcomer").is_caseworker_on(house.desk)


def test_the_token_leaves_the_address_and_is_used_once(house: make.House) -> None:
    token = _token(_invite(house))
    _accept(token)
    client, response = _accept(token)
    assert response.status_code == 404
    assert client.get(reverse("invitation")).status_code == 404


def test_an_unknown_link_tells_nothing(client: Client, db: None) -> None:
    client.get(reverse("invitation_link", args=["made-up"]))
    response = client.get(reverse("invitation"))
    assert response.status_code == 404
    assert b"72 hours" in response.content


def test_a_weak_passphrase_is_explained(house: make.House) -> None:
    client = Client()
    client.get(reverse("invitation_link", args=[_token(_invite(house))]))
    response = client.post(reverse("invitation"), {"new": "lantern", "again": "lantern"})
    assert b"too easy to guess" in response.content
    assert User.objects.get(username="newcomer").status == Status.INVITED


def test_outside_the_demo_the_second_factor_comes_before_the_words(house: make.House) -> None:
    with override_settings(DEMO=False):
        client, response = _accept(_token(_invite(house)))
        assert reverse("mfa_index").encode() in response.content
        assert client.get(reverse("waiting")).url == reverse("mfa_index")
        page = client.get(reverse("mfa_activate_totp"))  # not asked again: she just typed it
        assert page.status_code == 200
        head = house.supervisor
        her = User.objects.get(username="newcomer")
        response = client_of(head).post(
            reverse("admit", args=["newcomer"]), {"words": _words("newcomer")}
        )
        assert b"second factor" in response.content
    assert not factors.is_enrolled(her)
    assert not User.objects.get(username="newcomer").is_admitted


def test_who_waits_sees_nothing_else(house: make.House) -> None:
    client, _response = _accept(_token(_invite(house)))
    for name in ("home", "people", "admissions", "desk_list", "case_list"):
        response = client.get(reverse(name))
        assert response.status_code in (302, 403), name
        if response.status_code == 302:
            assert response.url == reverse("waiting"), name


def test_the_admit_page_never_shows_the_words(house: make.House) -> None:
    _accept(_token(_invite(house)))
    client = client_of(house.supervisor)
    wrong = {"words": "abandon ability able about above absent"}
    for response in (
        client.get(reverse("admit", args=["newcomer"])),
        client.post(reverse("admit", args=["newcomer"]), wrong),
        client.get(reverse("admissions")),
        client.get(reverse("person", args=["newcomer"])),
    ):
        principal = Principal.objects.get(person__username="newcomer")
        for language in fingerprints.LANGUAGES:
            joined = " ".join(fingerprints.words(principal.public_key, language))
            assert joined.encode() not in response.content


def test_three_wrong_tries_end_the_request_and_alert_the_desk(house: make.House) -> None:
    newcomer, _response = _accept(_token(_invite(house)))
    client = client_of(house.supervisor)
    wrong = {"words": "abandon ability able about above absent"}
    first = client.post(reverse("admit", args=["newcomer"]), wrong)
    assert b"2 tries are left" in first.content
    client.post(reverse("admit", args=["newcomer"]), wrong)
    assert client.post(reverse("admit", args=["newcomer"]), wrong).url == reverse("admissions")
    assert b"posing" in client_of(house.supervisor2).get(reverse("admissions")).content
    assert newcomer.get(reverse("waiting")).url.startswith(reverse("account_login"))
    right = client.post(reverse("admit", args=["newcomer"]), {"words": _words("newcomer")})
    assert b"request has ended" in right.content
    assert User.objects.get(username="newcomer").status == Status.INVITED


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"username": "caseworker"}, b"taken"),
        ({"username": "with space"}, b"slug"),
        ({"username": "a" * 60}, b"40"),
        ({"places": []}, b"required"),
        ({"places": ["administrator", "supervisor:here"]}, b"Select a valid choice"),
        ({"name": "x" * 200}, b"80"),
        ({"email": "no address"}, b"valid email"),
        ({"language": "tlh"}, b"Select a valid choice"),
        ({"username": "new\x00comer"}, b"Null characters"),
    ],
)
def test_a_bad_invitation_is_a_sentence(
    house: make.House, changed: dict[str, Any], says: bytes
) -> None:
    before = User.objects.count()
    response = _invite(house, **changed)
    assert response.status_code == 200
    assert says in response.content
    assert User.objects.count() == before


def test_the_address_lies_sealed(house: make.House) -> None:
    _invite(house)
    with connection.cursor() as cursor:
        cursor.execute("SELECT email FROM accounts_user WHERE username = 'newcomer'")
        assert b"newcomer@example.org" not in bytes(cursor.fetchone()[0])


def test_she_leaves(house: make.House) -> None:
    client = client_of(house.supervisor)
    assert client.get(reverse("person_leave", args=["caseworker"])).status_code == 200
    assert client.post(reverse("person_leave", args=["caseworker"])).url == reverse(
        "person", args=["caseworker"]
    )
    assert User.objects.get(username="caseworker").status == Status.LEFT
    said = client.get(reverse("person", args=["caseworker"])).content.decode()
    assert "<strong>1</strong> key of the desk to renew" in said
    assert client.post(reverse("person_leave", args=["caseworker"])).status_code == 302


def test_posts_are_given_and_ended(house: make.House) -> None:
    client = client_of(house.administrator)
    place = {"place": f"caseworker:{house.other_desk.pk}"}
    client.post(reverse("post_give", args=["caseworker"]), place)
    her = User.objects.get(username="caseworker")
    assert her.posts.current().count() == 2
    post = her.posts.current().get(desk=house.other_desk)
    client.post(reverse("post_end", args=["caseworker", post.pk]))
    assert her.posts.current().count() == 1
    foreign = house.supervisor.user.posts.current()[0]
    response = client.post(reverse("post_end", args=["caseworker", foreign.pk]))
    assert response.status_code == 404


def test_a_desk_is_made_with_its_groups(house: make.House) -> None:
    client = client_of(house.administrator)
    typed = {
        "code": "east",
        "name": "East desk",
        "deputy": house.desk.pk,
        "supervisor": house.supervisor2.user.pk,
    }
    assert client.post(reverse("desk_new"), typed).url == reverse("desk_list")
    assert b"East desk" in client.get(reverse("desk_list")).content
    assert Group.objects.filter(name__startswith="east/").count() == 2
    again = client.post(reverse("desk_new"), typed)
    assert b"a desk of this code" in again.content


def test_the_focal_point_is_named_and_shown(house: make.House) -> None:
    admin = client_of(house.administrator)
    assert b"has no focal point for children" in admin.get(reverse("home")).content
    page = reverse("desk_focal_point", args=["north"])
    alone = {"person": house.supervisor.user.pk}
    both = alone | {"deputy": house.supervisor.user.pk}
    assert b"Name two people, or no deputy." in admin.post(page, both).content
    assert admin.post(page, alone | {"deputy": house.supervisor3.user.pk}).status_code == 200
    assert admin.post(page, alone).url == reverse("desk_list")
    shown = admin.get(reverse("desk_list")).content.decode()
    assert ("Supervisor One" in shown, "She has no deputy." in shown) == (True, True)
    home = unescape(admin.get(reverse("home")).content.decode())
    assert "Supervisor One, the focal point for children of North desk, has no deputy." in home
    assert "South desk has no focal point for children" in home
    assert client_of(house.supervisor).get(page).status_code == 403


def test_a_desk_with_a_new_supervisor_waits_for_one_in_post(house: make.House) -> None:
    admin, head = client_of(house.administrator), client_of(house.supervisor)
    her = house.caseworker2.user
    typed = {"code": "east", "name": "East desk", "deputy": house.desk.pk, "supervisor": her.pk}
    said = admin.post(reverse("desk_new"), typed, follow=True)
    assert b"when one of them says yes" in said.content
    assert b"is proposed, with Caseworker2 as its first supervisor" in said.content
    assert b"May Caseworker2 supervise" in head.get(reverse("home")).content
    answer = reverse("desk_answer", args=["east"])
    said = head.post(answer, {"answer": "yes"}, follow=True)
    assert b"East desk is made" in said.content
    assert User.objects.get(pk=her.pk).is_supervisor_on(Desk.objects.get(code="east"))
    assert head.post(answer, {"answer": "yes"}).status_code == 404


def test_a_declined_desk_is_not_made(house: make.House) -> None:
    her = house.caseworker2.user
    typed = {"code": "east", "name": "East desk", "deputy": house.desk.pk, "supervisor": her.pk}
    client_of(house.administrator).post(reverse("desk_new"), typed)
    answer = reverse("desk_answer", args=["east"])
    said = client_of(house.supervisor3).post(answer, {"answer": "no"}, follow=True)
    assert b"East desk is not made" in said.content
    assert not Desk.objects.filter(code="east").exists()


def test_a_proposed_desk_is_taken_back(house: make.House) -> None:
    admin, her = client_of(house.administrator), house.caseworker2.user
    typed = {"code": "east", "name": "East desk", "deputy": house.desk.pk, "supervisor": her.pk}
    page = reverse("desk_take_back", args=["east"])
    assert page.encode() in admin.post(reverse("desk_new"), typed, follow=True).content
    assert b"Take East desk (east) back?" in admin.get(page).content
    said = admin.post(page, follow=True)
    assert b"East desk is not proposed any more." in said.content
    assert b"May Caseworker2 supervise" not in client_of(house.supervisor).get("/").content
    assert admin.post(page).status_code == 404


def test_a_supervisor_answers_whether_a_desk_may_stand_by(house: make.House) -> None:
    client_of(house.administrator).post(
        reverse("desk_deputy", args=["north"]), {"deputy": house.other_desk.pk}
    )
    client, url = client_of(house.supervisor), reverse("deputy_answer", args=["north"])
    assert url.encode() in client.get(reverse("home")).content
    assert url.encode() not in client_of(house.supervisor3).get(reverse("home")).content
    assert client.post(url, {"deputy": "south", "answer": "yes"}).url == reverse("home")
    assert Desk.objects.get(code="north").deputy == house.other_desk
    assert url.encode() not in client.get(reverse("home")).content
    again = client.post(url, {"deputy": "south", "answer": "yes"}, follow=True)
    assert b"not proposed any more" in again.content


def test_a_deputy_is_proposed(house: make.House) -> None:
    client = client_of(house.administrator)
    url = reverse("desk_deputy", args=["north"])
    assert client.get(url).status_code == 200
    assert client.post(url, {"deputy": house.other_desk.pk}).url == reverse("desk_list")
    assert Desk.objects.get(code="north").deputy_proposed == house.other_desk
    assert client.post(url, {"deputy": house.desk.pk}).status_code == 200  # not itself


@pytest.mark.parametrize("who", ["caseworker", "supervisor"])
def test_administrators_pages_are_theirs(house: make.House, who: str) -> None:
    client = client_of(house.staff[who])
    post = house.caseworker2.user.posts.current()[0]
    for name, args, method in (
        ("person_invite", [], "get"),
        ("person_invite", [], "post"),
        ("person_invite_again", ["caseworker2"], "post"),
        ("post_give", ["caseworker2"], "post"),
        ("post_end", ["caseworker2", post.pk], "post"),
        ("desk_list", [], "get"),
        ("desk_new", [], "post"),
        ("desk_deputy", ["north"], "post"),
    ):
        response = getattr(client, method)(reverse(name, args=args))
        assert response.status_code == 403, name


@pytest.mark.parametrize("who", ["caseworker", "administrator", "supervisor3"])
def test_admission_is_for_supervisors_of_the_desk(house: make.House, who: str) -> None:
    _accept(_token(_invite(house)))
    client = client_of(house.staff[who])
    response = client.post(reverse("admit", args=["newcomer"]), {"words": _words("newcomer")})
    assert response.status_code == 403
    assert not User.objects.get(username="newcomer").is_admitted


def test_a_caseworker_does_not_see_the_list_of_people(house: make.House) -> None:
    client = client_of(house.caseworker)
    assert client.get(reverse("people")).status_code == 403
    assert client.get(reverse("person", args=["supervisor"])).status_code == 403
    assert client.post(reverse("person_leave", args=["supervisor"])).status_code == 403


def test_lists_cost_the_same_for_more_people(
    house: make.House, django_assert_num_queries: Any
) -> None:
    client = client_of(house.administrator)
    client.get(reverse("people"))
    for number in range(3):
        invitations.invite(
            f"more{number}",
            name="More",
            places=[(Role.CASEWORKER, house.desk)],
            by=house.administrator.user,
            at=make.NOW,
        )
        with django_assert_num_queries(5 + 1 + 6):  # and the badge, and the seal at its foot
            client.get(reverse("people"))


def test_the_first_supervisor_uses_the_sheet(db: None) -> None:
    founded = founding.found(
        desk="north",
        desk_name="North desk",
        administrator=Newcomer("ada", "Ada"),
        supervisor=Newcomer("sue", "Sue"),
        purpose="demo",
        at=make.NOW,
    )
    accepted = invitations.accept(founded.supervisor_token, passphrase=NEW, at=make.NOW)
    client = client_of(make.Staff(accepted.person, accepted.keys))
    assert reverse("recovery_sheet").encode() in client.get(reverse("waiting")).content
    wrong = client.post(reverse("recovery_sheet"), {"words": "legal winner thank year"})
    assert b"24 words" in wrong.content
    assert b"legal winner" not in wrong.content
    response = client.post(reverse("recovery_sheet"), {"words": founded.recovery_words})
    assert response.url == reverse("home")
    assert User.objects.get(username="sue").is_supervisor
    assert waiting_for(User.objects.get(username="sue")) == []


@pytest.mark.parametrize("page", ["desk_new", "desk_focal_point", "desk_deputy", "audit"])
def test_people_and_desks_are_chosen_by_name(house: make.House, page: str) -> None:
    """Two may have one name: the user name, or the code, stands beside it."""
    args = ["north"] if page in ("desk_focal_point", "desk_deputy") else []
    said = client_of(house.administrator).get(reverse(page, args=args)).content.decode()
    chosen = "South desk (south)" if page == "desk_deputy" else "Supervisor One (supervisor)"
    assert f">{chosen}</option>" in said
    assert ">supervisor</option>" not in said
    assert ">south</option>" not in said


def test_an_account_is_erased_by_two_and_asked_for_no_more(house: make.House) -> None:
    admin, second = client_of(house.administrator), client_of(house.administrator2)
    person = house.caseworker2.user
    admin.post(reverse("person_leave", args=[person.username]))
    page = reverse("person_forget", args=[person.username])
    assert b"Ask for it" in admin.get(page).content
    admin.post(page, {"answer": "ask", "wish": "on"})
    second.post(page, {"answer": "agree"})
    erased = User.objects.get(pk=person.pk).username
    seen = admin.get(reverse("person_forget", args=[erased])).content
    assert (b"Her account is erased" in seen, b"Ask for it" in seen) == (True, False)
