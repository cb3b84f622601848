"""The access matrix: every route, each kind of person, both methods; one savepoint a cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from functools import cache
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.http import HttpResponse
from django.test import Client

from casework.audit.models import AuditEntry
from casework.vault.models import Letter
from tests import entries
from tests.make import PASSPHRASE
from tests.security.matrix import KINDS, METHODS, Cell, cells, named
from tests.security.routes import Ground, nested, routes, undone
from tests.security.tables import touched, written
from tests.web.signed_in import client_of, show_again

OTHER_METHODS = ("PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "PROPFIND")
# A page that reads before it refuses has read, and says so.
_READINGS = {"referral.read", "situation.read"}
# Whatever else is answered may have ended or changed her session: the next cell gets a new one.
_LEAVE_HER_SIGNED_IN = {"200", "403", "404", "--"}
# Without the case's code in their address.
_BY_ID = {
    "task_done", "task_snooze", "task_undo",
    "break_glass_sheet", "break_glass_open", "break_glass_review",
}  # fmt: skip

_ALWAYS = {"nobody", "owner"}
# At some routes the only ones who are refused: whenever they try, they try both methods.
_ALONE = {"waiting", "admin"}
_REFUSED = {"403", "404", "in", "key"}


def test_the_table_names_every_route_and_nothing_else() -> None:
    assert {route.partition(":")[0] for route in named()} == set(routes())


@pytest.mark.parametrize(
    "every_run", [True, pytest.param(False, marks=pytest.mark.soak)], ids=["each", "the others"]
)
def test_every_route_answers_each_as_the_table_says(there: Ground, every_run: bool) -> None:
    """Each kind of people at every route. A method that a route has not is refused before anybody
    is looked at: two kinds try it. Who is refused by both methods alike tries one of them. The mark
    of a superuser gives nothing: she tries what is refused to her. Of more than three kinds who are
    let do the same, or refused alike, every third one tries, each at every third route. The long
    run tries what is left.
    """
    before, wrong = written(), []
    clients: dict[str, Client] = {}
    assert touched(), "the database counts no writes"
    for cell in cells():
        if _is_in_every_run(cell) is not every_run:
            continue
        client = clients.pop(cell.kind, None) or _client(there, cell.kind)
        if cell.route == "break_glass" and cell.kind not in {"nobody", "locked"}:
            show_again(client)
        with undone():
            start = touched()
            answer = _send(client, cell.method, there.address(cell.route), there.form(cell.route))
            found = _short(answer)
            if found in _LEAVE_HER_SIGNED_IN and cell.route != "break_glass":
                clients[cell.kind] = client
            if found != cell.answer:
                wrong.append(f"{cell}: {found}, not {cell.answer}")
            elif start != touched() and (changed := _changed_wrongly(cell, before)):
                wrong.append(f"{cell}: wrote {changed}")
            elif cell.answer in {"403", "404"} and _is_of_a_case(cell.route):
                wrong += _not_on_record(there, cell)
    assert wrong == []


def test_another_cases_child_is_as_one_that_is_not_there(there: Ground) -> None:
    """She may open both cases, and still finds nothing of the one by the address of the other."""
    before, wrong = written(), []
    acts = {"referral_act": ["ask_review", "approve", "return", "send", "cancel", "suspend"]}
    for route in nested():
        for one in [f"{route}:{act}" for act in acts[route]] if route in acts else [route]:
            for kind in ("owner", "head"):
                for method in METHODS:
                    with undone():
                        client = client_of(there.staff(kind))
                        address, form = there.foreign_address(one), there.form(one)
                        answer = _send(client, method, address, form)
                        found = _short(answer)
                        if found not in {"404", "403", "--"} or written() != before:
                            wrong.append(f"{method} {one} by {kind}: {found}")
                        elif found != "--":
                            cell = Cell(one, method, kind, found)
                            wrong += _not_on_record(there, cell, {*_READINGS, "case.read"})
    assert wrong == []


def test_every_nested_route_finds_its_own_child(there: Ground) -> None:
    """Else the test above would prove nothing."""
    found = set()
    for cell in cells():
        is_nested = cell.route.partition(":")[0] in nested()
        if is_nested and cell.kind in {"owner", "head"} and cell.answer in {"200", "go"}:
            found.add(cell.route.partition(":")[0])
    assert found == set(nested())


@pytest.mark.parametrize(
    "every", [4, pytest.param(1, marks=pytest.mark.soak)], ids=["a route for one of them", "both"]
)
def test_locked_is_locked_for_every_role(there: Ground, every: int) -> None:
    """A desk that is locked shows nothing of an administrator's or a supervisor's pages either. In
    every run one of them asks at each route, by the one method or the other, in turns.
    """
    open_to_all = [cell for cell in cells() if cell.kind == "locked"]
    wrong = []
    for turn, kind in enumerate(("admin", "head")):
        for place, (route, method, _kind, expected) in enumerate(open_to_all):
            if route == "case_draft":
                continue  # kept for its author; who sees no case finds no case
            number, method_at = divmod(place, len(METHODS))
            if (len(METHODS) * turn + method_at - number) % every:
                continue
            with undone():
                client = client_of(there.staff(kind), locked=True)
                found = _short(_send(client, method, there.address(route), there.form(route)))
                if found != expected:
                    wrong.append(f"{method} {route} by {kind}, locked: {found}, not {expected}")
    assert wrong == []


@pytest.mark.parametrize(
    "every", [6, pytest.param(1, marks=pytest.mark.soak)], ids=["one of six", "all"]
)
def test_no_other_method_does_anything(there: Ground, every: int) -> None:
    before, wrong = written(), []
    for turn, route in enumerate(named()):
        client = client_of(there.staff("owner"))
        for method in OTHER_METHODS[turn % every :: every]:
            with undone():
                start = touched()
                status = client.generic(method, there.address(route)).status_code
                if status >= 500 or (start != touched() and written() != before):
                    wrong.append(f"{method} {route}: {status}")
    assert wrong == []


def test_nobody_removes_somebody_elses_second_factor(there: Ground) -> None:
    theirs = Authenticator.objects.create(
        user=there.house.caseworker2.user, type=Authenticator.Type.WEBAUTHN, data={"name": "x"}
    )
    client = client_of(there.staff("owner"))
    client.post(there.address("account_reauthenticate"), {"password": PASSPHRASE})
    address = there.address("mfa_remove_webauthn", pk=theirs.pk)
    assert [client.get(address).status_code, client.post(address).status_code] == [404, 404]
    assert Authenticator.objects.filter(pk=theirs.pk).exists()


# A cell ----------------------------------------------------------------------


@cache
def _answers() -> dict[tuple[str, str], list[str]]:
    """What each kind is answered at each route, by method."""
    found: dict[tuple[str, str], list[str]] = {}
    for cell in cells():
        found.setdefault((cell.route, cell.kind), []).append(cell.answer)
    return found


def _is_in_every_run(cell: Cell) -> bool:
    if cell.answer == "--":
        return cell.kind in _ALWAYS
    turn = _turns()[cell.route]
    let, alike = _let(cell.route, cell.method), _refused_alike(cell.route)
    if cell.kind in let:
        return _is_in_turn(let, cell.kind, turn)
    if cell.kind not in alike:  # what a superuser is let do, a stranger is too
        return cell.kind != "superuser" or cell.answer in _REFUSED
    if not _is_in_turn(alike, cell.kind, turn):
        return False
    method = METHODS[(turn + alike.index(cell.kind)) // 3 % len(METHODS)]
    return cell.kind in _ALONE or cell.method == method


def _is_in_turn(kinds: list[str], kind: str, turn: int) -> bool:
    return len(kinds) <= 3 or (turn + kinds.index(kind)) % 3 == 0


@cache
def _turns() -> dict[str, int]:
    return {route: turn for turn, route in enumerate(named())}


@cache
def _refused_alike(route: str) -> list[str]:
    """Whom it refuses by both methods alike, but for nobody, who is asked to sign in at once."""
    answers = {kind: _answers()[route, kind] for kind in KINDS if kind != "nobody"}
    return [kind for kind, said in answers.items() if len({*said}) == 1 and said[0] in _REFUSED]


@cache
def _let(route: str, method: str) -> list[str]:
    """Whom it lets do what it does by this method, but for nobody and a superuser."""
    at = METHODS.index(method)
    kinds = [kind for kind in KINDS if kind not in {"nobody", "superuser"}]
    return [kind for kind in kinds if _answers()[route, kind][at] not in {*_REFUSED, "--"}]


def _client(there: Ground, kind: str) -> Client:
    return Client() if kind == "nobody" else client_of(there.staff(kind), locked=kind == "locked")


def _send(client: Client, method: str, address: str, form: Any) -> Any:
    return client.post(address, form) if method == "POST" else client.get(address)


def _short(answer: HttpResponse) -> str:
    if answer.status_code == 405:
        return "--"
    if answer.status_code != 302:
        return str(answer.status_code)
    doors = {"/sign-in/": "in", "/unlock/": "key"}
    return doors.get(answer.headers["Location"].partition("?")[0], "go")


def _is_of_a_case(route: str) -> bool:
    """It names a case, or something of one."""
    return "code" in routes()[route.partition(":")[0]] or route in _BY_ID


# What was written ------------------------------------------------------------


def _changed_wrongly(cell: Cell, before: dict[str, str]) -> list[str]:
    """Tables written by a GET, or by somebody who was turned away."""
    if cell.method == "POST" and cell.answer not in {"403", "404", "in", "key", "--"}:
        return []
    if cell.route in {"sign_out", "lock", "sign_in_again"}:
        return []  # led away from, not turned away
    after = written()
    changed = [table for table in before if after[table] != before[table]]
    keeps_typed = cell.answer == "key" and cell.method == "POST"
    return [name for name in changed if not (keeps_typed and name == Letter._meta.db_table)]


def _not_on_record(there: Ground, cell: Cell, readings: Collection[str] = _READINGS) -> list[str]:
    """Exactly one refusal, hers, under the case's code; beside it at most the readings before."""
    new = entries.since(AuditEntry.objects.count())
    refused = [entry for entry in new if entry.outcome == "refused"]
    code = there.case_of(cell.route.partition(":")[0]).code
    by = str(there.staff(cell.kind).user.pk)
    said = [(entry.by, entry.subject_code) for entry in refused]
    beside = Counter(entry.verb for entry in new if entry.outcome != "refused")
    if said == [(by, code)] and set(beside) <= {*readings}:
        return []
    return [f"{cell}: on record {said}, beside it {dict(beside)}"]
