"""The door by HTTP: two steps, the lock, leaving, and what each tells a stranger."""

from __future__ import annotations

import json
import re
import time
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse
from redis import RedisError

from casework.access import factors, locks, people, sessions
from casework.accounts.models import User
from casework.audit.models import AuditEntry
from casework.vault import letters
from casework.vault.models import Lock
from config.cache import KeptClient
from tests import make
from tests.web.signed_in import client_of

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"
UNLOCK = sessions.UNLOCK_COOKIE


@pytest.fixture
def house(db: None) -> make.House:
    return make.house()


def _sign_in(
    client: Client, username: str = "caseworker", passphrase: str = make.PASSPHRASE
) -> Any:
    return client.post(
        reverse("account_login"), {"login": username, "password": passphrase}, follow=False
    )


def _code() -> str:
    counter = int(time.time()) // 30
    return totp.format_hotp_value(totp.hotp_value(SECRET, counter))


def _enrol(person: User) -> None:
    with factors.change(person, "factor.enrolled", at=make.NOW):
        totp.TOTP.activate(person, SECRET)
        RecoveryCodes.activate(person)


def _is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_a_store_that_does_not_answer_signs_nobody_out(
    house: make.House, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of(house.caseworker)
    client.raise_request_exception = False
    with monkeypatch.context() as broken:
        broken.setattr(KeptClient, "get", _no_answer)
        fault = client.get(reverse("case_list"))
    assert fault.status_code == 500
    assert "Something broke on our side" in fault.content.decode()
    assert settings.SESSION_COOKIE_NAME not in fault.cookies
    assert client.get(reverse("case_list")).status_code == 200


def _no_answer(*_given: object) -> None:
    raise RedisError("It does not answer.")


def _verbs() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return list(AuditEntry.objects.order_by("number").values_list("verb", flat=True))


# The two steps ----------------------------------------------------------------


def test_sign_in_unlocks(house: make.House, client: Client) -> None:
    response = _sign_in(client)
    assert (response.status_code, response.url) == (302, reverse("home"))
    assert client.get(reverse("account")).status_code == 200
    cookie = response.cookies[UNLOCK]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Strict")
    assert "signin.done" in _verbs()


def test_a_wrong_passphrase_and_an_unknown_name_read_alike(
    house: make.House, client: Client
) -> None:
    pages = []
    for username, passphrase in (("caseworker", "not it at all"), ("nobody", make.PASSPHRASE)):
        response = _sign_in(client, username, passphrase)
        assert (response.status_code, _is_in(client)) == (200, False)
        page = response.content.decode().replace(username, "")
        page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)
        assert "passphrase is not right" in page
        assert "type it once more" in page  # for it is not on the page again
        assert "What you typed is still here" not in page
        pages.append(page)
    assert pages[0] == pages[1]


def test_what_was_typed_as_passphrase_is_not_sent_back(house: make.House, client: Client) -> None:
    response = _sign_in(client, passphrase="very secret and wrong")
    assert b"very secret" not in response.content


def test_with_a_factor_the_passphrase_alone_opens_nothing(
    house: make.House, client: Client
) -> None:
    _enrol(house.caseworker.user)
    response = _sign_in(client)
    assert response.url == reverse("mfa_authenticate")
    assert (UNLOCK in client.cookies, _is_in(client)) == (False, False)
    assert client.get(reverse("account")).url.startswith(reverse("account_login"))
    response = client.post(reverse("mfa_authenticate"), {"code": _code()})
    assert response.url == reverse("home")
    assert client.get(reverse("account")).status_code == 200


def test_a_wrong_code_goes_on_record(house: make.House, client: Client) -> None:
    _enrol(house.caseworker.user)
    _sign_in(client)
    response = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert (response.status_code, _is_in(client)) == (200, False)
    assert _verbs()[-1] == "second_step.failed"


def test_a_paper_code_is_good_once(house: make.House, client: Client) -> None:
    her = house.caseworker.user
    _enrol(her)
    with factors.sealing_for(her):
        code = Authenticator.objects.get(user=her, type="recovery_codes").wrap().generate_codes()[3]
    _sign_in(client)
    assert client.post(reverse("mfa_authenticate"), {"code": code}).url == reverse("home")
    again = Client()
    _sign_in(again)
    assert again.post(reverse("mfa_authenticate"), {"code": code}).status_code == 200
    assert not _is_in(again)


def test_deleted_factors_let_nobody_in(house: make.House, client: Client) -> None:
    her = house.caseworker.user
    _enrol(her)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM mfa_authenticator WHERE user_id = %s", [her.pk])
    response = _sign_in(client)
    assert (response.url, _is_in(client)) == (reverse("account_login"), False)
    assert "signin.refused" in _verbs()


def test_factors_deleted_between_the_steps_let_nobody_in(house: make.House, client: Client) -> None:
    her = house.caseworker.user
    _enrol(her)
    _sign_in(client)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM mfa_authenticator WHERE user_id = %s", [her.pk])
    client.post(reverse("mfa_authenticate"), {"code": _code()})
    assert not _is_in(client)


def test_an_old_lock_put_back_lets_nobody_in(house: make.House, client: Client) -> None:
    her = house.caseworker.user
    old = Lock.objects.get(person=her, kind=Lock.Kind.PASSPHRASE)
    locks.change_passphrase(
        her, old=make.PASSPHRASE, new="seven lanterns over a quiet river", at=make.NOW
    )
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM vault_lock WHERE id = %s", [old.pk])
    old.save(force_insert=True)
    response = _sign_in(client)
    assert (response.url, _is_in(client)) == (reverse("account_login"), False)


def test_outside_the_demo_a_second_factor_is_demanded(house: make.House, client: Client) -> None:
    with override_settings(DEMO=False):
        assert _sign_in(client).url == reverse("account_login")
    assert not _is_in(client)


def test_the_second_step_must_come_within_five_minutes(house: make.House, client: Client) -> None:
    _enrol(house.caseworker.user)
    _sign_in(client)
    cookie = client.cookies[sessions.SIGN_IN_COOKIE].value
    cache.delete(sessions._step_name(bytes.fromhex(cookie)))  # as the store does
    response = client.post(reverse("mfa_authenticate"), {"code": _code()})
    assert (response.url, _is_in(client)) == (reverse("account_login"), False)


def test_too_many_tries_wait(house: make.House, client: Client) -> None:
    for _try in range(6):
        _sign_in(client, passphrase="wrong")
    response = _sign_in(client)
    assert not _is_in(client)
    assert b"Too many tries" in response.content


def test_only_named_routes_of_allauth_are_mounted(client: Client) -> None:
    for path in (
        "/accounts/signup/", "/accounts/login/", "/accounts/password/set/",
        "/accounts/password/reset/", "/accounts/email/", "/signup/", "/admin/",
    ):  # fmt: skip
        assert client.get(path).status_code in (404, 302), path
        assert client.get(path).headers.get("Location", "").startswith(("", "/sign-in/"))


# The lock ---------------------------------------------------------------------


def test_lock_and_unlock_come_back_to_the_page(house: make.House) -> None:
    client = client_of(house.caseworker)
    here = reverse("account")
    response = client.post(reverse("lock"), {"next": here})
    assert response.url == f"{reverse('unlock')}?next={here.replace('/', '%2F')}"
    assert client.get(here).url == f"{reverse('unlock')}?next={here.replace('/', '%2F')}"
    response = client.post(reverse("unlock"), {"passphrase": make.PASSPHRASE, "next": here})
    assert response.url == here
    assert client.get(here).status_code == 200
    assert [verb for verb in _verbs() if verb.startswith("key.")] == ["key.locked", "key.unlocked"]


def test_unlock_with_a_wrong_passphrase_says_so(house: make.House) -> None:
    client = client_of(house.caseworker, locked=True)
    response = client.post(reverse("unlock"), {"passphrase": "wrong"})
    assert response.status_code == 200
    assert b"passphrase is not right" in response.content
    assert UNLOCK not in response.cookies


@pytest.mark.parametrize(
    "away", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_unlock_leads_to_our_own_pages_only(house: make.House, away: str) -> None:
    client = client_of(house.caseworker, locked=True)
    response = client.post(reverse("unlock"), {"passphrase": make.PASSPHRASE, "next": away})
    assert response.url == reverse("home")


def _typed(house: make.House) -> dict[str, Any]:
    return {
        "username": "newcomer",
        "name": "Grey Scarf",
        "language": "ko",
        "places": [f"caseworker:{house.desk.pk}"],
    }


def test_a_form_sent_while_locked_is_kept_and_saved_after(house: make.House) -> None:
    client = client_of(house.administrator, locked=True)
    here = reverse("person_invite")
    response = client.post(here, _typed(house), headers={"referer": f"http://testserver{here}"})
    assert response.url.startswith(reverse("unlock"))
    assert not User.objects.filter(username="newcomer").exists()
    response = client.post(reverse("unlock"), {"passphrase": make.PASSPHRASE, "next": here})
    assert response.url == reverse("kept")
    assert client.get(reverse("kept")).status_code == 200
    assert client.post(reverse("kept"), {"save": "yes"}).status_code == 200
    assert User.objects.get(username="newcomer").name == "Grey Scarf"
    assert client.get(reverse("kept")).url == reverse("home")


def test_what_is_kept_is_sealed_and_can_be_thrown_away(house: make.House) -> None:
    client = client_of(house.administrator, locked=True)
    client.post(reverse("person_invite"), _typed(house))
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM vault_letter")
        assert b"Grey Scarf" not in bytes(cursor.fetchone()[0])
    text = letters.read_draft(house.administrator.keys, "after-lock")
    assert text is not None
    assert ["name", "Grey Scarf"] in json.loads(text)["fields"]
    client.post(reverse("unlock"), {"passphrase": make.PASSPHRASE})
    assert client.post(reverse("kept"), {"drop": "yes"}).url == reverse("home")
    assert letters.read_draft(house.administrator.keys, "after-lock") is None


def test_a_passphrase_is_never_kept(house: make.House) -> None:
    client = client_of(house.caseworker, locked=True)
    client.post(reverse("passphrase_change"), {"old": make.PASSPHRASE, "new": "x", "again": "x"})
    assert letters.read_draft(house.caseworker.keys, "after-lock") is None


def test_a_link_followed_from_elsewhere_loads_itself_again_once(house: make.House) -> None:
    client = client_of(house.caseworker)
    cookie = client.cookies.pop(UNLOCK)
    response = client.get(reverse("account"), headers={"sec-fetch-site": "cross-site"})
    assert response.status_code == 200
    assert b'http-equiv="refresh"' in response.content
    again = client.get(reverse("account"))
    assert again.url.startswith(reverse("unlock"))
    client.cookies[UNLOCK] = cookie.value
    assert client.get(reverse("account")).status_code == 200


def test_leave_locks_and_shows_a_neutral_page(house: make.House) -> None:
    client = client_of(house.caseworker)
    response = client.post(reverse("leave"))
    assert response.url == reverse("neutral")
    page = client.get(reverse("neutral"))
    assert page.status_code == 200
    for word in (b"caseworker", b"Caseworker", b"Desk", b"case"):
        assert word not in page.content.replace(b"casework.css", b"")
    assert client.get(reverse("account")).url.startswith(reverse("unlock"))


def test_sign_out_clears(house: make.House) -> None:
    client = client_of(house.caseworker)
    name = f"unlock/{client.session.session_key}"
    assert cache.get(name)
    response = client.post(reverse("sign_out"))
    assert response.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert cache.get(name) is None
    assert not _is_in(client)
    assert "signout.done" in _verbs()


def test_get_changes_nothing(house: make.House) -> None:
    client = client_of(house.caseworker)
    for name in ("lock", "leave", "sign_out", "end_sessions", "sign_in_again"):
        assert client.get(reverse(name)).status_code == 405
    assert client.get(reverse("account")).status_code == 200


def test_awake_renews_and_says_when_it_cannot(house: make.House) -> None:
    client = client_of(house.caseworker)
    assert client.get(reverse("awake")).status_code == 204
    client.post(reverse("lock"))
    assert client.get(reverse("awake")).status_code == 403


def test_a_leavers_session_ends_at_once(house: make.House) -> None:
    client = client_of(house.caseworker)
    assert client.get(reverse("account")).status_code == 200
    people.leave(house.caseworker.user, by=house.supervisor.user, at=make.NOW)
    assert client.get(reverse("account")).url.startswith(reverse("account_login"))


def test_a_person_row_changed_by_sql_is_nobody(house: make.House) -> None:
    client = client_of(house.caseworker)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_user SET is_superuser = true WHERE username = 'caseworker'")
    assert client.get(reverse("account")).url.startswith(reverse("account_login"))


def test_a_post_changed_by_sql_makes_her_nobody(house: make.House) -> None:
    client = client_of(house.caseworker)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE accounts_post SET role = 'supervisor' WHERE person_id = %s",
            [house.caseworker.user.pk],
        )
    assert client.get(reverse("admissions")).url.startswith(reverse("account_login"))


# Her account ------------------------------------------------------------------


def test_change_of_passphrase_ends_other_sessions(house: make.House) -> None:
    mine, elsewhere = client_of(house.caseworker), client_of(house.caseworker)
    new = "seven lanterns over a quiet river"
    typed = {"old": make.PASSPHRASE, "new": new, "again": new}
    assert mine.post(reverse("passphrase_change"), typed).url == reverse("account")
    assert mine.get(reverse("account")).status_code == 200  # unlocked still
    assert elsewhere.get(reverse("account")).url.startswith(reverse("account_login"))
    assert _sign_in(Client(), passphrase=new).url == reverse("home")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"old": "wrong", "new": "seven lanterns over it", "again": "seven lanterns over it"},
         b"passphrase is not right"),
        ({"old": make.PASSPHRASE, "new": "lantern", "again": "lantern"}, b"too easy to guess"),
        ({"old": make.PASSPHRASE, "new": "seven lanterns over it", "again": "six"},
         b"not the same"),
    ],
)  # fmt: skip
def test_a_refused_change_says_why(house: make.House, typed: dict[str, str], says: bytes) -> None:
    client = client_of(house.caseworker)
    response = client.post(reverse("passphrase_change"), typed)
    assert response.status_code == 200
    assert says in response.content
    assert _sign_in(Client()).url == reverse("home")


def test_end_my_other_sessions(house: make.House) -> None:
    mine, elsewhere = client_of(house.caseworker), client_of(house.caseworker)
    assert mine.post(reverse("end_sessions")).url == reverse("account")
    assert mine.get(reverse("account")).status_code == 200
    assert elsewhere.get(reverse("account")).url.startswith(reverse("account_login"))


def test_a_new_recovery_code_opens_and_is_spent(house: make.House) -> None:
    client = client_of(house.caseworker)
    page = client.post(reverse("recovery_code_renew"), {"passphrase": make.PASSPHRASE}).content
    code = re.search(rb"(?:[0-9A-Z]{4}-){6}[0-9A-Z]{4}", page)
    assert code is not None
    assert reverse("set_language").encode() not in page  # it would leave what is shown once
    new = "seven lanterns over a quiet river"
    typed = {"username": "caseworker", "code": code[0].decode(), "new": new, "again": new}
    stranger = Client()
    assert b"shown this once" in stranger.post(reverse("recover"), typed).content
    assert _sign_in(Client(), passphrase=new).url == reverse("home")
    again = stranger.post(reverse("recover"), typed)
    assert b"recovery code is not right" in again.content


def test_recover_reads_alike_for_an_unknown_name(house: make.House, client: Client) -> None:
    new = "seven lanterns over a quiet river"
    for username in ("caseworker", "nobody"):
        typed = {"username": username, "code": "no code", "new": new, "again": new}
        response = client.post(reverse("recover"), typed)
        assert b"The user name or the recovery code is not right." in response.content


def test_one_address_cannot_try_codes_without_end(house: make.House, client: Client) -> None:
    new = "seven lanterns over a quiet river"
    answers = []
    for number in range(32):
        typed = {"username": f"name{number}", "code": "no code", "new": new, "again": new}
        answers.append(client.post(reverse("recover"), typed).status_code)
    assert (answers[0], answers[-1]) == (200, 429)


def test_settings_are_hers(house: make.House) -> None:
    client = client_of(house.caseworker)
    typed = {"language": "zh-hans", "time_zone": "Asia/Shanghai", "single_keys": "on"}
    client.post(reverse("account"), typed)
    her = User.objects.get(username="caseworker")
    assert (her.language, her.time_zone) == ("zh-hans", "Asia/Shanghai")
    assert (her.single_keys, her.leave_by_key) == (True, False)


# Second factors ---------------------------------------------------------------


@pytest.fixture
def fresh_client(house: make.House) -> Client:
    """Signed in, and asked again a moment ago."""
    client = client_of(house.caseworker)
    client.post(reverse("account_reauthenticate"), {"password": make.PASSPHRASE})
    return client


def test_factors_are_changed_only_after_asking_again(house: make.House) -> None:
    client = client_of(house.caseworker)
    response = client.get(reverse("mfa_activate_totp"))
    assert response.url.startswith(reverse("account_reauthenticate"))
    assert client.get(response.url).status_code == 200
    response = client.post(response.url, {"password": "wrong"})
    assert b"passphrase is not right" in response.content


def test_an_app_is_enrolled_with_paper_codes(house: make.House, fresh_client: Client) -> None:
    page = fresh_client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    counter = int(time.time()) // 30
    code = totp.format_hotp_value(totp.hotp_value(secret, counter))
    response = fresh_client.post(reverse("mfa_activate_totp"), {"code": code})
    assert response.url == reverse("mfa_view_recovery_codes")
    assert len(fresh_client.get(response.url).context["unused_codes"]) == 10
    her = User.objects.get(username="caseworker")
    assert factors.is_enrolled(her)
    factors.require_right(her)
    assert secret not in str(Authenticator.objects.values_list("data", flat=True))
    assert fresh_client.get(reverse("mfa_index")).status_code == 200
    with time_machine.travel(time.time() + 60):
        other = Client()
        assert _sign_in(other).url == reverse("mfa_authenticate")
        counter = int(time.time()) // 30
        code = totp.format_hotp_value(totp.hotp_value(secret, counter))
        assert other.post(reverse("mfa_authenticate"), {"code": code}).url == reverse("home")


def test_the_last_factor_stays_outside_the_demo(house: make.House, fresh_client: Client) -> None:
    _enrol(house.caseworker.user)
    fresh_client.post(reverse("account_reauthenticate"), {"password": make.PASSPHRASE})
    with override_settings(DEMO=False):
        response = fresh_client.post(reverse("mfa_deactivate_totp"))
    assert response.status_code == 200
    assert Authenticator.objects.filter(user=house.caseworker.user, type="totp").exists()


def test_the_app_is_removed_in_the_demo(house: make.House, fresh_client: Client) -> None:
    _enrol(house.caseworker.user)
    assert fresh_client.post(reverse("mfa_deactivate_totp")).url == reverse("mfa_index")
    her = User.objects.get(username="caseworker")
    assert not factors.is_enrolled(her)
    factors.require_right(her)


def test_new_codes_replace_the_old(house: make.House, fresh_client: Client) -> None:
    _enrol(house.caseworker.user)
    old = fresh_client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
    response = fresh_client.post(reverse("mfa_generate_recovery_codes"))
    assert response.url == reverse("mfa_view_recovery_codes")
    assert fresh_client.get(response.url).context["unused_codes"] != old
    factors.require_right(User.objects.get(username="caseworker"))


@pytest.mark.parametrize(
    "credential", ["", "{}", "[]", '{"id": 1}', "not json", '{"response": {}}']
)
def test_a_broken_passkey_is_a_sentence(
    house: make.House, fresh_client: Client, credential: str
) -> None:
    fresh_client.get(reverse("mfa_add_webauthn"))
    typed = {"name": "Key", "credential": credential}
    assert fresh_client.post(reverse("mfa_add_webauthn"), typed).status_code == 200
    _enrol(house.caseworker.user)
    other = Client()
    _sign_in(other)
    other.get(reverse("mfa_authenticate"))
    response = other.post(reverse("mfa_authenticate"), {"credential": credential})
    assert (response.status_code, _is_in(other)) == (200, False)


def _locks_after(client: Client) -> int:
    """The seconds that the box is kept for; the page says the same to the script that warns."""
    page = client.get(reverse("account")).content.decode()
    store = cache._cache.get_client()  # type: ignore[attr-defined]
    left: int = store.ttl(cache.make_key(f"unlock/{client.session.session_key}"))
    said = int(page.split('data-idle-seconds="')[1].split('"')[0])
    assert said - 5 <= left <= said
    return said


def test_the_idle_lock_is_the_setting(house: make.House) -> None:
    assert _locks_after(client_of(house.caseworker)) == settings.IDLE_LOCK_SECONDS == 900


@pytest.mark.parametrize("enrolled", [False, True])
def test_who_says_at_sign_in_that_others_use_the_machine_is_locked_out_sooner(
    house: make.House, client: Client, enrolled: bool
) -> None:
    if enrolled:
        _enrol(house.caseworker.user)
    typed = {"login": "caseworker", "password": make.PASSPHRASE, "shared": "on"}
    client.post(reverse("account_login"), typed)
    if enrolled:
        client.post(reverse("mfa_authenticate"), {"code": _code()})
    assert _locks_after(client) == settings.SHARED_IDLE_LOCK_SECONDS == 300


def test_it_is_said_again_when_she_unlocks(house: make.House) -> None:
    client, unlock = client_of(house.caseworker), reverse("unlock")
    for ticked, seconds in (({"shared": "on"}, 300), ({}, 900)):
        client.post(reverse("lock"))
        client.post(unlock, {"passphrase": "wrong"} | ticked)  # says nothing of the machine
        before = b"checked" in client.get(unlock).content
        client.post(unlock, {"passphrase": make.PASSPHRASE} | ticked)
        assert (before, _locks_after(client)) == (not ticked, seconds)


def test_on_a_phone_the_box_is_ticked_already(house: make.House) -> None:
    phone = "Mozilla/5.0 (Linux; Android 10; K) Chrome/120.0 Mobile Safari/537.36"
    desk = "Mozilla/5.0 (X11; Linux x86_64) Chrome/120.0 Safari/537.36"
    for browser, is_ticked in ((phone, True), (desk, False)):
        client = Client(headers={"User-Agent": browser})
        page = client.get(reverse("account_login")).content.decode()
        assert ('name="shared"' in page, " checked" in page) == (True, is_ticked)
        assert "locks itself after 5 minutes" in page


def test_whoever_comes_in_on_a_phone_by_her_invitation_has_the_shorter_lock(
    house: make.House,
) -> None:
    client = client_of(house.caseworker)
    client.defaults["HTTP_USER_AGENT"] = "Mozilla/5.0 (iPhone) Mobile/15E148"
    assert _locks_after(client) == 300
