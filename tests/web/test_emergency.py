"""Opening in an emergency by the pages: the caseworker who asks, the supervisors who answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from casework.access import factors
from casework.audit.models import AuditEntry
from casework.cases import words as spoken
from casework.cases.actions import record as writing
from casework.cases.models import BreakGlass, Case, Section
from tests import entries, make
from tests.make import House
from tests.web.signed_in import client_of, show_again
from tests.web.test_lists import queries_of

pytestmark = pytest.mark.django_db
TOLD = {"reason": "on_the_line", "words": "She rang, and whispers."}


@pytest.fixture
def house() -> House:
    return make.house()


@pytest.fixture
def case(house: House) -> Case:
    documents = {
        "identity": {"alias": "Magpie"},
        "needs": {"most_urgent": ["shelter_short"], "goals": "To see her son."},
    }
    return make.opened(house, documents=documents)


def _ask(client: Client, case: Case, **changed: str) -> Any:
    show_again(client)
    return client.post(reverse("break_glass"), {"code": case.code} | TOLD | changed)


def _verbs(case: Case) -> list[str]:
    entries.sealed()
    found = AuditEntry.objects.filter(subject_code=case.code).order_by("number")
    return list(found.values_list("verb", flat=True))


def test_the_whole_way(house: House, case: Case) -> None:
    """She asks, reads the sheet, is let in for an hour; another supervisor sees it."""
    hers, head = client_of(house.caseworker2), client_of(house.supervisor)
    assert hers.get(f"/line/{case.code}/").status_code == 404
    answer = hers.post(reverse("line"), {"words": case.code})
    assert reverse("break_glass").encode() in answer.content
    asked = _ask(hers, case)
    sheet = hers.get(asked.url).content.decode()
    assert ("grey scarf" in sheet, "Yes, if she called. Never call her." in sheet) == (True, True)
    assert "supervisors of the desk were asked" in sheet
    assert [word for word in ("Magpie", "her son", "whispers") if word in sheet] == []
    assert hers.get(f"/cases/{case.code}/").status_code == 404
    glass = BreakGlass.objects.get()
    queue = head.get(reverse("break_glass")).content.decode()
    assert ("whispers" in queue, "she is on the line" in queue) == (True, True)
    assert case.code in head.get(reverse("home")).content.decode()
    assert head.post(reverse("break_glass_open", args=[glass.pk])).status_code == 302
    assert f"/cases/{case.code}/" in hers.get(asked.url).content.decode()
    assert hers.get(f"/cases/{case.code}/").status_code == 200
    assert hers.get(f"/line/{case.code}/").status_code == 200
    said = {"said": "She is safe for tonight.", "once": ""}
    assert hers.post(f"/line/{case.code}/", said).status_code == 302
    page = client_of(house.caseworker).get(f"/cases/{case.code}/").content.decode()
    assert "Opened to Caseworker2 for an hour, in an emergency" in page
    assert "for an hour, in an emergency" in page
    assert "not reviewed yet" in page
    assert _verbs(case)[-14:].count("emergency_sheet.read") == 2


def test_a_review_by_one_who_did_not_open(house: House, case: Case) -> None:
    hers = client_of(house.caseworker2)
    _ask(hers, case)
    hers.get(reverse("break_glass_sheet", args=[BreakGlass.objects.get().pk]))
    BreakGlass.objects.update(asked_at=make.NOW)
    url = reverse("break_glass_review", args=[BreakGlass.objects.get().pk])
    assert hers.get(url).status_code == 404
    head = client_of(house.supervisor2)
    assert url in head.get(reverse("break_glass")).content.decode()
    assert head.get(url).status_code == 200
    done = head.post(url, {"finding": "needed", "words": "She was alone with it."})
    assert done.url == reverse("break_glass")
    assert url not in head.get(reverse("break_glass")).content.decode()
    case_page = client_of(house.caseworker).get(f"/cases/{case.code}/").content.decode()
    assert "She was alone with it." in case_page
    assert "whispers" in case_page


def test_before_she_asks_she_shows_once_more_that_it_is_she(house: House, case: Case) -> None:
    """In time to begin, and in time to send; who has a second factor, by that alone."""
    her, page = house.caseworker2.user, reverse("break_glass")
    client, typed = client_of(house.caseworker2), {"code": case.code} | TOLD
    assert reverse("account_reauthenticate") in client.get(page).content.decode()
    late = client.post(page, typed).content.decode()
    assert ("Show once more that it is you" in late, TOLD["words"] in late) == (True, True)
    show_again(client)
    assert 'name="words"' in client.get(page).content.decode()
    later = now() + timedelta(minutes=6)
    with time_machine.travel(later, tick=False):
        assert 'name="words"' not in client.get(page).content.decode()
    Authenticator.objects.create(user=her, type=Authenticator.Type.WEBAUTHN, data={"name": "x"})
    with transaction.atomic():
        factors.note_change(her, "factor.enrolled", at=now())
    assert reverse("mfa_reauthenticate_webauthn") in client.get(page).content.decode()
    client.post(page, typed)
    assert not BreakGlass.objects.exists()
    show_again(client, "mfa")
    assert client.post(page, typed).status_code == 302


def test_the_sheet_says_whom_to_call_and_compares_her_word(house: House) -> None:
    case = make.opened(house)
    hashed = spoken.hashes(case.pk, {"code_word": "stone", "duress_word": "salt"})
    keys = make.keys_for(house.caseworker, case)
    row = Section.objects.get(case=case, kind="safe_contact")
    told = keys.open_document(row) | hashed
    hers: dict[str, Any] = {"by": house.caseworker.user, "at": now(), "keys": keys}
    writing.save_section(case, row.kind, told, revision=row.revision, **hers)
    client = client_of(house.caseworker2)
    url = _ask(client, case).url
    sheet = client.get(url).content.decode()
    assert [name for name in ("Caseworker", "Supervisor One") if name not in sheet] == []
    assert [one for one in hashed.values() if one in sheet] == []
    for said, meant in (
        ("Stone", "It is her."),
        ("salt", "Somebody forces her."),
        ("x", "Ask again"),
    ):
        assert meant in client.post(url, {"word": said}).content.decode()
    client.post(url, {"word": "y"})
    assert "Too many tries" in client.post(url, {"word": "z"}).content.decode()
    assert _verbs(case).count("emergency_sheet.word_checked") == 4


def test_what_is_not_reviewed_in_a_day_climbs_to_administrators(house: House, case: Case) -> None:
    hers = client_of(house.caseworker2)
    _ask(hers, case)
    admin = client_of(house.administrator)
    assert case.code not in admin.get(reverse("home")).content.decode()
    BreakGlass.objects.update(asked_at=now() - timedelta(hours=25))
    for page in ("home", "administration"):
        shown = admin.get(reverse(page)).content.decode()
        assert (case.code in shown, "whispers" in shown) == (True, False)


def test_when_the_hour_is_over_nothing_is_shown(house: House, case: Case) -> None:
    hers = client_of(house.caseworker2)
    asked = _ask(hers, case)
    BreakGlass.objects.update(asked_at=make.NOW)
    page = hers.get(asked.url).content.decode()
    assert ("grey scarf" in page, "The hour is over" in page) == (False, True)
    assert "emergency_sheet.read" not in _verbs(case)


@pytest.mark.parametrize("who", ["caseworker3", "supervisor3"])
def test_a_case_of_another_desk_is_as_none_and_on_record(
    house: House, case: Case, who: str
) -> None:
    client = client_of(house.staff[who])
    there, nowhere = _ask(client, case), _ask(client, case, code="CW-000000000")
    assert (there.status_code, nowhere.status_code) == (404, 404)
    assert "No case of your desk has this code." in there.content.decode()
    said, other = there.content.decode(), nowhere.content.decode()
    assert _plain(said.replace(case.code, "CW-000000000")) == _plain(other)
    assert TOLD["words"] in said
    refused = AuditEntry.objects.filter(subject_code=case.code, outcome="refused")
    entries.sealed()
    assert [entry.by for entry in refused] == [str(house.staff[who].user.pk)]
    assert not BreakGlass.objects.exists()


def test_whoever_stands_by_reopens_a_closed_case(house: House) -> None:
    """She learns that it is closed, says why it is opened again, and reads it for an hour."""
    case = make.opened(house, "caseworker3")
    make.close(house, case)
    head = client_of(house.supervisor)
    page = _ask(head, case).content.decode()
    assert ("Say why it is opened again." in page, TOLD["words"] in page) == (True, True)
    assert not BreakGlass.objects.exists()
    sheet = _ask(head, case, reopened_for="returned")
    assert sheet.status_code == 302
    assert Case.objects.get(pk=case.pk).state == "open"
    assert head.get(f"/cases/{case.code}/").status_code == 200
    assert case.code in client_of(house.supervisor3).get("/decisions/").content.decode()


def test_of_her_own_desk_a_caseworker_is_told_who_reopens_it(house: House, case: Case) -> None:
    make.close(house, case)
    page = _ask(client_of(house.caseworker2), case, reopened_for="returned").content.decode()
    assert "reopens it first." in page
    assert not BreakGlass.objects.exists()


def test_an_administrator_gets_nothing(house: House, case: Case) -> None:
    client = client_of(house.administrator)
    _ask(client_of(house.caseworker2), case)
    pk = BreakGlass.objects.get().pk
    assert client.get(reverse("break_glass")).status_code == 403
    assert client.get(reverse("break_glass_sheet", args=[pk])).status_code == 404
    assert client.post(reverse("break_glass_open", args=[pk])).status_code == 404
    log = client.get(reverse("audit"), {"code": case.code}).content.decode()
    assert "asked to open the case in an emergency" in log
    assert "whispers" not in log


def test_who_opens_it_already_is_led_there(house: House, case: Case) -> None:
    assert _ask(client_of(house.caseworker), case).url == f"/cases/{case.code}/"
    assert _ask(client_of(house.supervisor), case).url == f"/cases/{case.code}/"
    assert not BreakGlass.objects.exists()


def test_who_stands_by_opens_at_once(house: House) -> None:
    far = make.draft(house, "caseworker3", label="tall pine")
    client = client_of(house.supervisor)
    page = client.get(_ask(client, far).url).content.decode()
    assert "opened the whole record to you" in page
    assert client.get(f"/cases/{far.code}/").status_code == 200
    assert client_of(house.supervisor2).get(f"/cases/{far.code}/").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_queue_costs_the_same_whatever_its_length(rows: int, house: House) -> None:
    for number, who in enumerate(["caseworker", "caseworker2", "caseworker2"][:rows]):
        owner = "caseworker2" if who == "caseworker" else "caseworker"
        case = make.draft(house, owner, label=f"label {number}")
        BreakGlass.objects.all().update(asked_at=make.NOW)
        _ask(client_of(house.staff[who]), case)
    assert queries_of(client_of(house.supervisor), reverse("break_glass")) == 6


def _plain(page: str) -> str:
    """Without the token of the form, which is another one each time."""
    import re

    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)
