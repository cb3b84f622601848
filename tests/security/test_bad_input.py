"""Whatever is sent: a sentence, nothing lost, nothing leaked, never a fault of ours."""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Collection, Mapping
from datetime import timedelta
from html import escape, unescape
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from casework.access.sessions import SIGN_IN_COOKIE, UNLOCK_COOKIE
from casework.cases.fields import SECTIONS
from tests.make import NOW
from tests.security.controls import as_sent, controls
from tests.security.matrix import cells
from tests.security.routes import FORMS, Ground, routes, undone
from tests.security.tables import written
from tests.web.signed_in import client_of, show_again

SHEETS = [f"intake_section:{name}" for name in SECTIONS if name not in {"consent", "gate"}]
FORM_ROUTES = [*FORMS, *SHEETS, "recover", "account_login", "recovery_sheet"]
# Never sent back to a page: what opens the desk, and what a search was for.
SECRET = {
    "passphrase_change", "recovery_code_renew", "unlock", "account_reauthenticate", "recover",
    "account_login", "recovery_sheet", "packet_door",
}  # fmt: skip

TEXTS = {
    "nothing": "",
    "blank": " \t\u3000\u00a0",
    "long": "가나" * 15_000,
    "nul": "before\0after",
    "control": "bell\x07escape\x1b[31m delete\x7f next\x85line",
    "direction": "\u202etxet desrever\u2066 isolate",
    "emoji": "👩🏽\u200d⚕️🇰🇵🫥",
    "mixed scripts": "Кim 김 kіm 金 كيم",
    "decomposed hangul": unicodedata.normalize("NFD", "회색 목도리의 여자"),
    "unassigned": "\ufdd0\uffff\U0010ffff",
    "markup": "<script>alert('x')</script>\"><b onclick=x>",
    "template": "{{ request.user }}{% now 'Y' %}",
    "format": "%s %(name)s {0!r} $HOME `id`",
    "sql": "'; DROP TABLE cases_case; --",
}
# For a hidden name or revision; then for a choice; all of them for what a query asks.
HIDDEN = ["", "\0", "-1", "99999999999999999999", "１２"]
CHOICES = ["", "\0", "x" * 3_000, "김"]
BROKEN = list(dict.fromkeys([*HIDDEN, *CHOICES]))
CODES = [*BROKEN, "9999-12-31", "0001-01-01"]
# Their like is tried in every run: they wait for the long one.
_ALSO = {
    "blank",
    "direction",
    "unassigned",
    "format",
    "sql",
    "-1",
    "１２",
    "김",
    "99999999999999999999",
}


# What a fault in one form says of all: every form in the long run, a third of them in every run.
SOME_FORMS = pytest.mark.parametrize(
    "forms",
    [FORM_ROUTES[::3], pytest.param(FORM_ROUTES, marks=pytest.mark.soak)],
    ids=["a third of the forms", "all"],
)


def _in_turns(what: Collection[Any], every: int) -> list[Any]:
    """In every run each of them meets one form in so many, by turns; in the long one all."""
    likely = [one for one in what if one not in _ALSO]
    turns = [
        pytest.param(one, FORM_ROUTES[turn % every :: every], id=f"{one}"[:24])
        for turn, one in enumerate(likely)
    ]
    whole = [
        pytest.param(one, FORM_ROUTES, id=f"{one}, all forms"[:24], marks=pytest.mark.soak)
        for one in what
    ]
    return turns + whole


# What is typed ---------------------------------------------------------------

# Their forms stand on another page, or in its head; what they ask is sent from `FORMS`.
ELSEWHERE = {
    "set_language", "unlock", "kept", "post_give", "draft", "case_draft", "case_reveal",
    "partner_state", "partner_ask", "partner_answer", "police_off", "deputy_answer", "desk_answer",
    "consent_copy", "copy_made", "if_taken", "if_taken_appeal", "risk_answer", "incident_strike",
    "referral_answer", "change_answer", "coded_list",
    "audit_view_keep", "audit_export_ask", "audit_export_answer",
    "alert_ask", "alert_end", "alert_expect", "conduct",
}  # fmt: skip


def test_every_form_is_found_on_its_page(there: Ground) -> None:
    """Else the tests below would type into nothing."""
    assert {route for route in FORM_ROUTES if not _form(there, route)} == ELSEWHERE


def test_any_text_for_a_passphrase(there: Ground, caplog: pytest.LogCaptureFixture) -> None:
    for typed in TEXTS.values():
        client = client_of(there.staff("locked"), locked=True)
        answer = client.post(there.address("unlock"), {"passphrase": typed})
        assert (answer.status_code, "Passphrase" in answer.content.decode()) == (200, True)
        assert not typed.strip() or typed not in answer.content.decode()
        _nothing_in_logs(caplog, typed)


@pytest.mark.parametrize(("what", "forms"), _in_turns(TEXTS, 9))
def test_any_text_in_every_box(
    there: Ground, caplog: pytest.LogCaptureFixture, what: str, forms: list[str]
) -> None:
    typed, wrong = TEXTS[what], []
    for route in forms:
        form = _form(there, route)
        boxes = [name for name, control in form.items() if control.is_free]
        sent = _sent(there, route) | dict.fromkeys(boxes, typed)
        with undone():
            answer = _post(there, route, sent)
        wrong += _faults(route, answer)
        if answer.status_code == 200 and route not in SECRET:
            wrong += _lost(there, route, answer, boxes, typed)
        if "<script>alert" in answer.content.decode():
            wrong.append(f"{route}: markup is not escaped")
    assert wrong == []
    _nothing_in_logs(caplog, typed)


@pytest.mark.parametrize(("code", "forms"), _in_turns(BROKEN, 12))
def test_any_code_in_every_other_control(
    there: Ground, caplog: pytest.LogCaptureFixture, code: str, forms: list[str]
) -> None:
    """What a page sends hidden one by one, so that it reaches the act; all choices at once."""
    wrong = []
    for route in forms:
        form, fitting = _form(there, route), _sent(there, route)
        offered = [name for name, control in form.items() if control.options]
        free = {name for name, control in form.items() if control.is_free}
        hidden = sorted({*form, *fitting} - free - {*offered, "csrfmiddlewaretoken"})
        tries = [[name] for name in hidden if code in HIDDEN]
        for names in [*tries, *([offered] if code in CHOICES and offered else [])]:
            with undone():
                answer = _post(there, route, fitting | dict.fromkeys(names, code))
            wrong += _faults(f"{route}, {names} = {code[:24]!r}", answer)
    assert wrong == []
    _nothing_in_logs(caplog, "x" * 200)


@pytest.mark.parametrize(
    ("most", "forms"),
    [
        pytest.param(1, FORM_ROUTES[::3], id="one of each kind, a third of the forms"),
        pytest.param(1_000, FORM_ROUTES, id="all", marks=pytest.mark.soak),
    ],
)
def test_what_was_typed_stays_beside_a_control_that_is_wrong(
    there: Ground, most: int, forms: list[str]
) -> None:
    """One choice is broken: every text beside it comes back. So many of each kind are tried."""
    wrong = []
    for route in forms:
        form, fitting = _form(there, route), _sent(there, route)
        boxes = [name for name, control in form.items() if control.is_free]
        kinds = ("radio", "select", "checkbox")
        of_kind = [[name for name in form if form[name].kind == kind][:most] for kind in kinds]
        broken = [name for names in of_kind for name in names]
        if not boxes or not broken or route in SECRET:
            continue
        told = {name: f"told in {name}, 회색" for name in boxes}
        for name in broken:
            with undone():
                answer = _post(there, route, fitting | told | {name: "no such choice"})
            wrong += _faults(f"{route}, {name}", answer)
            if answer.status_code == 200:
                page = unescape(answer.content.decode())
                wrong += [f"{route}: {box} is lost" for box in boxes if told[box] not in page]
    assert wrong == []


@SOME_FORMS
def test_bytes_that_are_no_text(there: Ground, forms: list[str]) -> None:
    wrong = []
    for route in forms:
        boxes = [name for name, control in _form(there, route).items() if control.is_free]
        body = "&".join(f"{name}=%FF%FE%ED%A0%80" for name in boxes or ["x"])
        with undone():
            answer = _client(there, route).post(
                there.address(route), body, content_type="application/x-www-form-urlencoded"
            )
        wrong += _faults(route, answer)
    assert wrong == []


BODIES = {
    "broken multipart": ("multipart/form-data; boundary=x", b"--x\r\nContent-Disp"),
    "multipart without boundary": ("multipart/form-data", b"text=1"),
    "json": ("application/json", b'{"text": ["a"]}'),
    "another charset": ("application/x-www-form-urlencoded; charset=utf-7", b"text=+ADw-"),
    "no such charset": ("application/x-www-form-urlencoded; charset=none", b"text=1"),
    "nothing": ("", b""),
    "too large": ("application/x-www-form-urlencoded", b"text=" + b"a" * 1_100_000),
    "too many fields": ("application/x-www-form-urlencoded", b"a=1&" * 2_100),
}


# Bodies are read in one place: in every run each form gets one of them, in the long run all.
_TURNS = {what: FORM_ROUTES[turn :: len(BODIES)] for turn, what in enumerate(BODIES)}


@pytest.mark.parametrize(
    "turns",
    [pytest.param(_TURNS, id="one of them"), pytest.param({}, id="all", marks=pytest.mark.soak)],
)
@pytest.mark.parametrize("what", BODIES)
def test_a_body_that_is_no_form(
    there: Ground, caplog: pytest.LogCaptureFixture, what: str, turns: dict[str, list[str]]
) -> None:
    kind, body = BODIES[what]
    wrong, before = [], written()
    for route in turns.get(what, FORM_ROUTES):
        with undone():
            client = _client(there, route)
            answer = client.generic("POST", there.address(route), body, content_type=kind)
        wrong += _faults(route, answer)
    assert wrong == []
    assert written() == before
    _nothing_in_logs(caplog, "text=")


def test_a_body_that_is_too_large_says_what_to_do(there: Ground) -> None:
    kind, body = BODIES["too large"]
    client = _client(there, "note_new")
    for headers in ({}, {"hx-request": "true"}):
        answer = client.generic(
            "POST", there.address("note_new"), body, content_type=kind, headers=headers
        )
        page = unescape(answer.content.decode())
        assert answer.status_code == 413
        assert "Nothing of it was saved" in page
        assert "Go back" in page
        assert "a" * 1000 not in page


@SOME_FORMS
def test_a_file_in_place_of_a_text(there: Ground, forms: list[str]) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    wrong = []
    for route in forms:
        boxes = [name for name, control in _form(there, route).items() if control.is_free]
        files = {name: SimpleUploadedFile("a.txt", b"words") for name in boxes or ["x"]}
        with undone():
            answer = _post(there, route, _sent(there, route) | files)
        wrong += _faults(route, answer)
    assert wrong == []


# Twice, and too late ----------------------------------------------------------

# A second one is another one, and the page says so.
AGAIN_IS_ANEW = {
    "recovery_code_renew": "the second page shows the code that counts",
    "end_sessions": "ends the session of the first answer",
    "referral_link": "the second page shows the link that opens",
}


@pytest.mark.parametrize(
    "every", [6, pytest.param(1, marks=pytest.mark.soak)], ids=["a sixth of the forms", "all"]
)
def test_a_form_sent_twice_is_kept_once(there: Ground, every: int) -> None:
    wrong = []
    for route in [*FORMS, *SHEETS, "case_submit", "task_done"][::every]:
        if route in AGAIN_IS_ANEW:
            continue
        sent = _sent(there, route)
        with undone():
            client, address = _client(there, route), there.address(route)
            answers = [client.post(address, sent)]
            once = written()
            answers.append(client.post(address, sent))
            twice = written()
        changed = [table for table in twice if twice[table] != once[table]]
        wrong += [f"{route}: kept twice in {changed}"] if changed else []
        for answer in answers:
            wrong += _faults(route, answer)
    assert wrong == []


STALE = {
    "label_change": ("text", "yellow door", "amber door"),
    "note_new": ("text", "Her first words.", "Her other words."),
    "intake_section:situation": ("place_detail", "by the mill", "by the bridge"),
    "intake_section:identity": ("alias", "Swallow", "Magpie"),
    "situation": ("note", "She told it herself.", "A neighbour told it."),
    "referral_edit": ("need", "A doctor, soon.", "A doctor, on Monday."),
    "partner": ("focal_point", "the head nurse", "the night nurse"),
}


@pytest.mark.parametrize("route", STALE)
def test_a_stale_form_overwrites_nothing_and_loses_nothing(there: Ground, route: str) -> None:
    """Both opened the page at once: the second gets her words back, or both are kept."""
    name, first, second = STALE[route]
    sent = _sent(there, route)
    client, address = _client(there, route), there.address(route)
    client.post(address, sent | {name: first})
    kept = written()
    if "once" in sent:
        sent["once"] = _sent(there, route)["once"]
    answer = client.post(address, sent | {name: second})
    if route == "note_new":
        assert answer.status_code == 302  # two notes: nobody's words replace another's
        return
    assert answer.status_code in {200, 409}
    assert second in unescape(answer.content.decode())
    changed = {table for table, digest in written().items() if digest != kept[table]}
    assert changed <= {"vault_letter"}  # at most her own draft


def test_a_form_older_than_her_sign_in_comes_back_with_her_words(there: Ground) -> None:
    client = client_of(there.staff("owner"))
    client.handler.enforce_csrf_checks = True
    address = there.address("note_new")
    before, text = written(), "그녀가 두 번 전화했다."
    form = {"text": text, "csrfmiddlewaretoken": "x" * 64}
    answer = client.post(address, form, headers={"origin": "http://testserver"})
    assert (answer.status_code, written() == before) == (403, True)
    assert text in answer.content.decode()
    elsewhere = client.post(address, form, headers={"origin": "http://elsewhere.example"})
    assert elsewhere.status_code == 403
    assert text not in elsewhere.content.decode()


def test_a_passphrase_is_on_no_page_of_an_old_form(there: Ground) -> None:
    client = client_of(there.staff("owner"))
    client.handler.enforce_csrf_checks = True
    form = _sent(there, "passphrase_change")
    answer = client.post(
        there.address("passphrase_change"), form, headers={"origin": "http://testserver"}
    )
    assert answer.status_code == 403
    assert form["old"] not in answer.content.decode()


# Cookies ---------------------------------------------------------------------

COOKIES = ["", "x", "0" * 64, "zz" * 32, "0" * 5_000, "\x07", "\xff", '"; Path=/', "{{ 7 }}"]


def _planted(client: Client, name: str, value: str) -> None:
    """As anybody may send it; newer libraries would rather not."""
    client.cookies.pop(name, None)
    held = [f"{one.key}={one.coded_value}" for one in client.cookies.values()]
    coded = client.cookies.value_encode(value)[1]
    client.defaults["HTTP_COOKIE"] = "; ".join([*held, f"{name}={coded}"])


@pytest.mark.parametrize("name", [settings.SESSION_COOKIE_NAME, UNLOCK_COOKIE])
def test_a_tampered_cookie_opens_nothing(there: Ground, name: str) -> None:
    doors = {settings.SESSION_COOKIE_NAME: "/sign-in/", UNLOCK_COOKIE: "/unlock/"}
    address, before = there.address("case"), written()
    for value in COOKIES:
        with undone():
            client = client_of(there.staff("owner"))
            client.raise_request_exception = False
            _planted(client, name, value)
            answer = client.get(address, headers={"sec-fetch-site": "same-origin"})
            assert (answer.status_code, answer.headers["Location"][: len(doors[name])]) == (
                302,
                doors[name],
            ), value
            assert client.post(there.address("note_new"), {"text": "x"}).status_code == 302
    assert {k: v for k, v in written().items() if k != "vault_letter"} == {
        k: v for k, v in before.items() if k != "vault_letter"
    }


def test_somebody_elses_unlock_cookie_opens_nothing(there: Ground) -> None:
    """Not beside her own session, nor hers beside another's."""
    hers, theirs = client_of(there.staff("owner")), client_of(there.staff("head"))
    hers.cookies[UNLOCK_COOKIE] = theirs.cookies[UNLOCK_COOKIE].value
    answer = hers.get(there.address("case"), headers={"sec-fetch-site": "same-origin"})
    assert answer.headers["Location"].startswith("/unlock/")


def test_a_tampered_cookie_of_the_second_step_leads_back_to_the_first(there: Ground) -> None:
    for value in COOKIES:
        client = Client()
        client.raise_request_exception = False
        _planted(client, SIGN_IN_COOKIE, value)
        address = there.address("mfa_authenticate")
        for answer in (client.get(address), client.post(address, {"code": "123456"})):
            assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in/"), value


def test_a_tampered_form_token_is_told_in_a_sentence(there: Ground) -> None:
    before = written()
    for value in COOKIES:
        client = client_of(there.staff("owner"))
        client.raise_request_exception = False
        client.handler.enforce_csrf_checks = True
        _planted(client, settings.CSRF_COOKIE_NAME, value)
        form = _sent(there, "note_new") | {"csrfmiddlewaretoken": "ab3" * 21 + "x"}
        answer = client.post(there.address("note_new"), form)
        assert (answer.status_code, "too old" in answer.content.decode()) == (403, True), value
    assert written() == before


# Addresses -------------------------------------------------------------------

QUERIES = {
    "case_list": ["scope", "after", "state", "risk", "path", "sort"],
    "case": ["for", "whole"],
    "case_readers": ["below"],
    "own_trail": ["below"],
    "consent": ["purpose"],
    "break_glass": ["code"],
    "audit": [
        "below",
        "person",
        "code",
        "desk",
        "verb",
        "since",
        "until",
        "outcome",
        "period",
        "address",
    ],
    "audit_grown": ["old", "new"],
    "people": ["words", "role", "desk"],
    "coded_list": ["one"],
    "unlock": ["next"],
    "draft_discard": ["next"],
    "account_login": ["next"],
}
_OF_AN_ADMINISTRATOR = ("audit", "audit_grown", "people", "coded_list")
ASKED = [
    *(TEXTS[what] for what in ("blank", "long", "nul", "control", "unassigned", "markup", "sql")),
    *CODES, "//elsewhere.example", "/\\elsewhere.example", "javascript:x",
]  # fmt: skip


@pytest.mark.parametrize(
    "every", [6, pytest.param(1, marks=pytest.mark.soak)], ids=["a sixth of the values", "all"]
)
@pytest.mark.parametrize("route", QUERIES)
def test_any_query_is_answered(
    there: Ground, caplog: pytest.LogCaptureFixture, route: str, every: int
) -> None:
    """In every run each name meets a sixth of the values, and each value a sixth of the names."""
    kinds = {**dict.fromkeys(_OF_AN_ADMINISTRATOR, "admin"), "unlock": "locked"}
    kind, wrong = kinds.get(route, "owner"), []
    nobody = route == "account_login"
    client = Client() if nobody else client_of(there.staff(kind), locked=kind == "locked")
    client.raise_request_exception = False
    for turn, name in enumerate(QUERIES[route], list(QUERIES).index(route)):
        for value in ASKED[turn % every :: every]:
            answer = client.get(f"{there.address(route)}?{urlencode({name: value})[:8000]}")
            wrong += _faults(f"{route}?{name}={value[:24]!r}", answer)
            if "<script>alert" in answer.content.decode():
                wrong.append(f"{route}?{name}: markup is not escaped")
    assert wrong == []
    _nothing_in_logs(caplog, "가나가나")


@pytest.mark.parametrize("next_to", ["//evil.example", "/\\evil.example", "https://evil.example/"])
def test_no_page_leads_to_another_host(there: Ground, next_to: str) -> None:
    for route in ("set_language", "lock", "draft_discard", "unlock", "account_reauthenticate"):
        with undone():
            client = _client(there, route)
            form = dict(there.form(route)) | {"next": next_to}
            answer = client.post(f"{there.address(route)}?{urlencode({'next': next_to})}", form)
            assert answer.status_code == 302, route
            to = answer.headers["Location"]
            assert to.startswith("/"), (route, to)
            assert not to.startswith(("//", "/\\")), (route, to)


PARTS = {
    "code": ["CW-000000000", "CW-ILOUILOUI", "cw-000000000", "CW-", "CW-00000000%00", "김"],
    "number": ["0", "99999999999999999999", "1.0", "-1", "%EF%BC%91"],
    "pk": ["00000000-0000-0000-0000-000000000000", "x", "%00", "99999999999999999999"],
    "name": ["no-such", "a" * 300, "%00"],
    "rule": ["no-such", "a" * 300, "%00"],
    "username": ["a" * 300, "%00", "-", "김", "..", "%2e%2e%2f"],
    "section": ["no-such", "a" * 300, "sheet", "consent"],
    "form": ["a" * 300, "after-lock", "-"],
    "act": ["no-such", "a" * 300],
    "part": ["no-such", "a" * 300],
    "desk": ["a" * 300, "no-such"],
    "kind": ["no-such", "a" * 300, "%00"],
    "level": ["no-such", "a" * 300, "%00"],
    "token": ["%00", "a" * 3000, "%2F%2F", "김", "{{x}}"],
}


@pytest.mark.parametrize(
    "every", [12, pytest.param(1, marks=pytest.mark.soak)], ids=["a twelfth of the routes", "all"]
)
def test_any_part_of_an_address(
    there: Ground, caplog: pytest.LogCaptureFixture, every: int
) -> None:
    wrong = []
    for route, arguments in list(routes().items())[::every]:
        for argument in arguments:
            for value in PARTS[argument]:
                for method in ("GET", "POST"):
                    kind = (
                        "admin"
                        if {"username", "desk", "name", "rule"} & set(arguments)
                        else "owner"
                    )
                    with undone():
                        client = client_of(there.staff(kind))
                        client.raise_request_exception = False
                        known = str(there.known(route, argument))
                        address = there.address(route).replace(f"/{known}/", f"/{value}/")
                        answer = client.generic(method, address)
                    wrong += _faults(f"{method} {address[:80]}", answer)
                    if answer.status_code == 200 and argument not in {"form", "section"}:
                        wrong.append(f"{method} {address[:80]}: opened")
    assert wrong == []


# Time ------------------------------------------------------------------------

JUMPS = (-400, 1, 4000)


@pytest.mark.parametrize(
    ("days", "turn", "every"),
    [
        *((days, turn, 9) for turn, days in enumerate(JUMPS)),
        *(pytest.param(days, 0, 1, marks=pytest.mark.soak) for days in JUMPS),
    ],
)
def test_a_clock_that_jumps(there: Ground, days: int, turn: int, every: int) -> None:
    """Every page opens and every form is answered, however far the clock was put; in every run
    a third of the pages and forms meet one jump.
    """
    wrong = []
    clients = {kind: client_of(there.staff(kind)) for kind in ("owner", "head", "admin")}
    with time_machine.travel(NOW + timedelta(days=days), tick=False):
        for kind, client in clients.items():
            client.raise_request_exception = False
            opened = {cell.route for cell in cells() if cell[1:] == ("GET", kind, "200")}
            for route in sorted(opened)[turn::every]:
                with undone():
                    answer = client.get(there.address(route))
                wrong += _faults(f"GET {route} by {kind}, {days:+} days", answer)
        for route in FORM_ROUTES[turn::every]:
            with undone():
                answer = _post(there, route, _sent(there, route))
            wrong += _faults(f"POST {route}, {days:+} days", answer)
    assert wrong == []


# Hands -----------------------------------------------------------------------


def _client(there: Ground, route: str) -> Client:
    who = there.sender(route)
    client = Client() if who is None else client_of(who)
    client.raise_request_exception = False
    if route == "break_glass":
        show_again(client)
    return client


def _post(there: Ground, route: str, sent: Mapping[str, Any]) -> Any:
    return _client(there, route).post(there.address(route), sent)


def _form(there: Ground, route: str) -> Any:
    """Its controls, from the page that shows it; empty where no page of that address does."""
    if route not in there.pages:
        with undone():
            answer = _client(there, route).get(there.address(route))
        page = answer.content.decode() if answer.status_code == 200 else ""
        there.pages[route] = controls(page, there.address(route))
    return there.pages[route]


def _sent(there: Ground, route: str) -> dict[str, Any]:
    """What the page sends as it stands, with what fits where something is asked."""
    return as_sent(_form(there, route)) | dict(there.form(route))


def _faults(what: str, answer: Any) -> list[str]:
    return [f"{what}: {answer.status_code}"] if answer.status_code >= 500 else []


def _lost(there: Ground, route: str, answer: Any, boxes: list[str], typed: str) -> list[str]:
    """Boxes that came back in the page without what was typed in them."""
    shown = controls(answer.content.decode(), there.address(route))
    plain = _plain(typed)
    return [
        f"{route}: {name} is lost"
        for name in boxes
        if name in shown and plain not in {_plain(value) for value in shown[name].values}
    ]


def _plain(text: str) -> str:
    """As far as a page can carry it: no NUL, line breaks alike, spaces at the ends apart."""
    composed = unicodedata.normalize("NFC", re.sub(r"\r\n?", "\n", text))
    return composed.replace("\0", "").replace("\ufffd", "").strip()


def _nothing_in_logs(caplog: pytest.LogCaptureFixture, typed: str) -> None:
    for record in caplog.records:
        assert record.exc_info is None, record.name
        is_refusal = record.name.startswith("django.security")
        assert is_refusal or record.levelno < logging.ERROR, record.getMessage()[:200]
        said = record.getMessage()
        if typed.strip() and record.name != "django.db.backends":
            assert typed not in said
            assert escape(typed) not in said
