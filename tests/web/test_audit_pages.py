"""The log as people read it: conditions, views, one person's week, her own trail, exports."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from django.utils.timezone import now

from casework.access import lock_out, log_views
from casework.access.errors import NotAllowed, WrongState
from casework.access.log_rows import FETCHED_WITHIN, LogExport, LogView
from casework.accounts.models import User
from casework.accounts.rows import Subject
from casework.audit import context
from casework.audit.log import record
from casework.audit.proof_command import main as check
from casework.web.audit.written import harmless
from tests import entries, make
from tests.make import NOW, PASSPHRASE, House
from tests.web.signed_in import client_of

pytestmark = pytest.mark.django_db

FROM = "203.0.113.77"


@pytest.fixture
def house() -> House:
    return make.house()


def _say(verb: str, by: User, code: str = "K7-2QX", **more: Any) -> None:
    record(verb, Subject("case", "1", code, "north"), by=by, at=now(), **more)
    entries.sealed()


def _shown(client: Client, **asked: Any) -> list[str]:
    """The verbs of a page of the log."""
    answer = client.get(reverse("audit"), asked)
    return [line["entry"].verb for line in answer.context["lines"]]


def test_conditions_combine(house: House) -> None:
    her, other = house.caseworker.user, house.caseworker2.user
    context.set_origin(FROM, "")
    _say("case.read", her)
    context.clear_origin()
    _say("case.read", other)
    _say("case.revealed", her, outcome="refused")
    client = client_of(house.administrator)
    here = {"person": her.pk, "code": "K7-2QX"}
    assert _shown(client, **here) == ["case.revealed", "case.read"]
    assert _shown(client, **here, outcome="refused") == ["case.revealed"]
    assert _shown(client, verb="case.read", desk="north", period="1") == ["case.read"] * 2
    for address in (FROM, "203.0.113.0/24"):
        assert _shown(client, **here, address=address) == ["case.read"]
    assert _shown(client, **here, address="203.0.113.78") == []
    tomorrow = (now() + timedelta(days=2)).date()
    assert _shown(client, **here, since=tomorrow) == []


@pytest.mark.parametrize(
    "typed", [{"address": "here"}, {"address": "10.0.0.0/8"}, {"since": "never"}, {"desk": "\0"}]
)
def test_a_condition_that_is_none_is_a_sentence(house: House, typed: dict[str, str]) -> None:
    answer = client_of(house.administrator).get(reverse("audit"), typed)
    assert answer.status_code == 200
    assert answer.context["lines"] == []
    assert list(answer.context["form"].errors) == list(typed)


def test_a_view_is_kept_once_named_by_what_it_asks_dropped_and_back_again(house: House) -> None:
    client, her = client_of(house.administrator), house.caseworker.user
    for _ in range(2):
        query = f"person={her.pk}&outcome=refused&period=7&junk=1"
        client.post(reverse("audit_view_keep"), {"query": query})
    row = LogView.objects.get()
    page = client.get(reverse("audit"))
    (view,) = page.context["views"]
    assert view["words"] == f"{her.username} · refused · the last 7 days"
    assert client_of(house.administrator2).get(reverse("audit")).context["views"] == []
    stranger = client_of(house.administrator2).post(reverse("audit_view_drop", args=[row.pk]))
    assert (stranger.status_code, LogView.objects.count()) == (404, 1)
    page = client.post(reverse("audit_view_drop", args=[row.pk]), follow=True).content.decode()
    assert not LogView.objects.exists()
    undo = f"{reverse('audit_view_keep')}?{row.query}"
    assert f'action="{escape(undo)}"' in page
    client.post(undo)
    assert LogView.objects.get().query == row.query


@pytest.mark.proves("access.can_read_log")
def test_a_supervisor_keeps_no_view(house: House) -> None:
    with pytest.raises(NotAllowed):
        log_views.keep_view("outcome=failed", by=house.supervisor.user, at=NOW)
    assert not LogView.objects.exists()


@pytest.mark.proves("access.view_asks_something")
def test_a_view_of_everything_is_not_kept(house: House) -> None:
    with pytest.raises(WrongState, match="at least one condition"):
        log_views.keep_view("", by=house.administrator.user, at=NOW)


@pytest.mark.proves("access.views_have_room")
def test_twelve_views_are_enough(house: House) -> None:
    by = house.administrator.user
    for day in range(log_views.MOST_VIEWS):
        log_views.keep_view(f"since=2026-01-{day + 1:02}", by=by, at=NOW)
    with pytest.raises(WrongState, match="12 views"):
        log_views.keep_view("outcome=failed", by=by, at=NOW)
    assert LogView.objects.count() == log_views.MOST_VIEWS


# One person ------------------------------------------------------------------


def test_a_persons_page_says_what_where_and_when_and_no_word_of_hers(house: House) -> None:
    case = make.opened(house, label="grey scarf", at=now())
    her = house.caseworker.user
    context.set_origin(FROM, "Mozilla/5.0 (X11; Linux) Firefox/140.0")
    _say("case.read", her, case.code)
    context.clear_origin()
    page = client_of(house.administrator).get(reverse("person_trail", args=[her.username]))
    said = page.content.decode()
    assert case.code in said
    assert "203.0.113.0/24" in said
    assert "Firefox · Linux" in said
    assert "grey scarf" not in said
    assert FROM not in said


def test_her_own_trail_is_hers_alone(house: House) -> None:
    _say("case.read", house.caseworker.user, "K7-2QX")
    _say("case.read", house.caseworker2.user, "K7-3QX")
    said = client_of(house.caseworker).get(reverse("own_trail")).content.decode()
    assert "K7-2QX" in said
    assert "K7-3QX" not in said


def test_locked_out_she_is_out_at_once_and_comes_back_with_all_she_had(house: House) -> None:
    her, admin = house.caseworker, client_of(house.administrator)
    inside = client_of(her)
    assert inside.get(reverse("home")).status_code == 200
    admin.post(reverse("person_lock_out", args=[her.user.username]))
    assert inside.get(reverse("home")).status_code == 302
    typed = {"login": her.user.username, "password": PASSPHRASE}
    assert Client().post(reverse("account_login"), typed).url == reverse("account_login")
    entries.sealed()
    assert entries.last("signin.refused").reason == "locked_out"
    assert her.user not in User.objects.admitted()
    page = admin.get(reverse("person", args=[her.user.username])).content.decode()
    assert reverse("person_let_in", args=[her.user.username]) in page
    admin.post(reverse("person_let_in", args=[her.user.username]))
    assert inside.get(reverse("home")).status_code == 302  # what was open stays closed
    assert Client().post(reverse("account_login"), typed).url == reverse("home")
    assert User.objects.get(pk=her.user.pk).is_caseworker_on(house.desk)


def test_her_sessions_end_at_her_next_step(house: House) -> None:
    inside, her = client_of(house.caseworker), house.caseworker.user
    path = reverse("person_sessions_end", args=[her.username])
    client_of(house.administrator).post(path)
    assert inside.get(reverse("home")).status_code == 302
    assert entries.last("sessions.ended").by == str(house.administrator.user.pk)


@pytest.mark.proves("access.can_lock_out")
def test_a_caseworker_locks_nobody_out(house: House) -> None:
    with pytest.raises(NotAllowed):
        lock_out.lock_out(house.caseworker2.user, by=house.caseworker.user, at=NOW)
    assert not User.objects.filter(locked_out=True).exists()


@pytest.mark.proves("access.can_let_in_again")
def test_a_supervisor_lets_nobody_in_again(house: House) -> None:
    her = lock_out.lock_out(house.caseworker2.user, by=house.supervisor.user, at=NOW)
    with pytest.raises(NotAllowed):
        lock_out.let_in_again(her, by=house.supervisor.user, at=NOW)
    assert User.objects.filter(locked_out=True).get() == her


@pytest.mark.proves("access.she_could_come_in")
def test_nobody_is_locked_out_twice(house: House) -> None:
    her = lock_out.lock_out(house.caseworker2.user, by=house.supervisor.user, at=NOW)
    with pytest.raises(WrongState, match="locked out already"):
        lock_out.lock_out(her, by=house.administrator.user, at=NOW)
    assert User.objects.get(pk=her.pk).revision == her.revision


@pytest.mark.proves("access.she_is_locked_out")
def test_only_who_is_locked_out_is_let_in_again(house: House) -> None:
    before = house.caseworker2.user.revision
    with pytest.raises(WrongState, match="not locked out"):
        lock_out.let_in_again(house.caseworker2.user, by=house.administrator.user, at=NOW)
    assert User.objects.get(pk=house.caseworker2.user.pk).revision == before


# Exports ---------------------------------------------------------------------


def _ready(house: House, query: str = "") -> LogExport:
    row = log_views.ask_export(query, by=house.administrator.user, at=now())
    return log_views.agree_to_export(row, by=house.administrator2.user, at=now())


def test_an_export_takes_two_and_holds_what_was_there_when_it_was_asked_for(house: House) -> None:
    admin, other = client_of(house.administrator), client_of(house.administrator2)
    _say("case.read", house.caseworker.user, "K7-2QX", reason="contact")
    admin.post(reverse("audit_export_ask"), {"query": "verb=case.read"})
    _say("case.read", house.caseworker.user, "K7-3QX")
    row = LogExport.objects.get()
    path = reverse("audit_export", args=[row.pk, "csv"])
    assert admin.get(path).status_code == 302  # nobody agreed
    admin.post(reverse("audit_export_answer", args=[row.pk]), {"answer": "agree"})
    assert LogExport.objects.get().agreed_at is None
    other.post(reverse("audit_export_answer", args=[row.pk]), {"answer": "agree"})
    assert other.get(path).status_code == 403
    answer = admin.get(path)
    table = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [line[4] for line in table[1:]] == ["K7-2QX"]
    assert table[1][2] == house.caseworker.user.username
    assert len(bytes.fromhex(table[1][-1])) == 32
    assert entries.last("log_export.fetched").count == 1
    pdf = admin.get(reverse("audit_export", args=[row.pk, "pdf"]))
    assert pdf.content.startswith(b"%PDF-")
    assert pdf.headers["Content-Disposition"] == f'attachment; filename="log-{row.upto}.pdf"'


def test_an_export_carries_a_proof_that_holds_on_an_empty_machine(
    house: House, tmp_path: Path, capsys: Any
) -> None:
    """Of each entry that the CSV has, with the keys as the page of the seal gives them."""
    client = client_of(house.administrator)
    for code in ("K7-2QX", "K7-3QX"):
        _say("case.read", house.caseworker.user, code)
    row = _ready(house, "verb=case.read")
    path = reverse("audit_export", args=[row.pk, "proof"])
    answer = client.get(path, follow=True)
    assert "No checkpoint has all of it yet" in answer.content.decode()
    assert client.get(reverse("audit_keys")).url == reverse("audit_seal")
    assert "log_export.fetched" not in {one.verb for one in entries.sealed()}
    entries.signed()
    proof, keys = tmp_path / "log.proof", tmp_path / "log.keys"
    proof.write_bytes(client.get(path).content)
    keys.write_bytes(client.get(reverse("audit_keys")).content)
    assert entries.last("log_export.fetched").count == 2
    assert check(["--proof", str(proof), "--key", str(keys)]) == 0
    said = capsys.readouterr().out
    assert [code for code in ("K7-2QX", "K7-3QX") if f"subject_code: {code}" not in said] == []
    assert keys.read_text().strip() in client.get(reverse("audit_seal")).content.decode()


def test_an_export_without_an_entry_has_no_proof_and_says_so(house: House) -> None:
    client, row = client_of(house.administrator), _ready(house, "code=K9-9ZZ")
    entries.signed()
    answer = client.get(reverse("audit_export", args=[row.pk, "proof"]), follow=True)
    assert "so there is nothing to prove" in answer.content.decode()
    assert client.get(reverse("audit_export", args=[row.pk, "csv"])).status_code == 200
    assert [one.count for one in entries.sealed() if one.verb == "log_export.fetched"] == [0]


def test_the_list_of_exports_goes_on_below_its_last_one(house: House) -> None:
    by, at = house.administrator.user, now()
    LogExport.objects.bulk_create(
        LogExport(query=f"code=K{number}", upto=1, asked_by=by, asked_at=at) for number in range(51)
    )
    client = client_of(house.administrator)
    first = client.get(reverse("audit_exports")).context
    second = client.get(reverse("audit_exports") + first["next_url"]).context
    seen = {one["row"].pk for one in (*first["exports"], *second["exports"])}
    assert (len(seen), second["next_url"]) == (51, "")


@pytest.mark.proves("access.can_agree_to_export")
def test_nobody_agrees_to_her_own_export(house: House) -> None:
    row = log_views.ask_export("", by=house.administrator.user, at=NOW)
    with pytest.raises(NotAllowed):
        log_views.agree_to_export(row, by=house.administrator.user, at=NOW)
    assert LogExport.objects.get().agreed_at is None


@pytest.mark.proves("access.export_waits")
def test_an_export_is_answered_once(house: House) -> None:
    row = _ready(house)
    with pytest.raises(WrongState, match="answered already"):
        log_views.decline_export(row, by=house.administrator2.user, at=NOW)
    assert LogExport.objects.get().agreed_at is not None


@pytest.mark.proves("access.export_is_ready")
def test_after_seven_days_it_is_fetched_no_more(house: House) -> None:
    row, by = _ready(house), house.administrator.user
    with pytest.raises(WrongState, match="seven days are over"):
        log_views.fetch_export(row, by=by, at=now() + FETCHED_WITHIN, count=1)


def test_an_export_that_was_declined_is_gone(house: House) -> None:
    row = log_views.ask_export("", by=house.administrator.user, at=NOW)
    log_views.decline_export(row, by=house.administrator2.user, at=NOW)
    assert not LogExport.objects.exists()


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_worked_out(start: str) -> None:
    assert harmless(f"{start}1+1") == f"'{start}1+1"
    assert harmless("1+1") == "1+1"
