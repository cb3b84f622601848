"""She is on the line: from the code to the boxes, the word she says, and one save for all of it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils.timezone import now

from casework.cases import words
from casework.cases.actions import plan, record
from casework.cases.actions.contact import stop as stop_contact
from casework.cases.models import Case, Note
from casework.cases.states import CaseState, Reachability
from casework.reminders.kinds import Kind
from casework.reminders.models import Due, DueState
from casework.web.cases.call import Rule, may_i_speak, minding_consent
from tests import entries, make
from tests.make import NOW, House
from tests.web.signed_in import client_of


@pytest.fixture
def case(house: House) -> Case:
    made = make.opened(house, documents={"identity": {"alias": "Little crane"}})
    owner = house.caseworker
    told = make.complete("safe_contact") | {
        "may_contact": "yes",
        "caller_pretext": "the hair salon",
        "who_else_sees_phone": "his mother",
        "phone": "+8613912345678",
    }
    told |= words.hashes(made.pk, {"code_word": "persimmon", "duress_word": "winter"})
    keys = make.keys_for(owner, made)
    record.save_section(made, "safe_contact", told, revision=1, by=owner.user, at=NOW, keys=keys)
    return made


@pytest.fixture
def client(house: House) -> Client:
    return client_of(house.caseworker)


# From the code to the boxes --------------------------------------------------


def _done() -> list[Due]:
    """Tasks that were done since the case was opened."""
    return list(Due.objects.filter(state=DueState.DONE).exclude(kind=Kind.OPENING_DUE))


def test_the_box_for_the_code_has_the_cursor(client: Client) -> None:
    assert "data-focus" in client.get("/line/").content.decode()


@pytest.mark.parametrize("typed", ["code", "grey scarf", "little crane"])
def test_one_hit_leads_straight_to_the_boxes(typed: str, client: Client, case: Case) -> None:
    answer = client.post("/line/", {"words": case.code if typed == "code" else typed})
    assert (answer.status_code, answer["Location"]) == (302, f"/line/{case.code}/")
    page = client.get(answer["Location"]).content.decode()
    assert re.search(r'<textarea name="said"[^>]*data-focus', page)


def test_several_hits_are_a_choice(house: House, client: Client, case: Case) -> None:
    other = make.opened(house, label="grey cup")
    page = client.post("/line/", {"words": "grey"}).content.decode()
    assert f'href="/line/{case.code}/"' in page
    assert f'href="/line/{other.code}/"' in page


@pytest.mark.parametrize("typed", ["", "\x00", "nobody", "x" * 5000])
def test_no_hit_says_what_to_do(typed: str, client: Client, case: Case) -> None:
    answer = client.post("/line/", {"words": typed})
    assert answer.status_code == 200
    assert case.code not in answer.content.decode()


# What she sees before she speaks --------------------------------------------------


def test_the_screen_says_how_to_speak(client: Client, case: Case) -> None:
    page = client.get(f"/line/{case.code}/").content.decode()
    for told in ("Yes, in the way she named.", "the hair salon", "his mother", "Little crane"):
        assert told in page


def test_the_screen_shows_neither_number_nor_words(client: Client, case: Case) -> None:
    page = client.get(f"/line/{case.code}/").content.decode()
    for kept in ("+8613912345678", "persimmon", "winter"):
        assert kept not in page


@pytest.mark.parametrize(
    ("answers", "reachability", "tone"),
    [
        ({"may_contact": "yes"}, Reachability.REACHABLE, "done"),
        ({"may_contact": "only_if_she_calls"}, Reachability.REACHABLE, "done"),
        ({"may_contact": "via_partner"}, Reachability.REACHABLE, "warn"),
        ({"may_contact": "no"}, Reachability.NO_SAFE_CONTACT, "stop"),
        ({"may_contact": "yes"}, Reachability.IN_CUSTODY, "stop"),
        ({"may_contact": "yes"}, Reachability.RETURNED, "stop"),
        ({"may_contact": "yes"}, Reachability.LOST, "stop"),
        ({"may_contact": "yes"}, Reachability.NO_SAFE_CONTACT, "stop"),
        ({"may_contact": "only_if_she_calls"}, Reachability.NO_SAFE_CONTACT, "stop"),
        ({"may_contact": "yes", "do_not_contact_until": "2026-07-01"}, "reachable", "stop"),
        ({"may_contact": "yes", "do_not_contact_until": "2026-05-01"}, "reachable", "done"),
        ({"may_contact": "yes", "do_not_contact_until": "soon"}, "reachable", "done"),
        ({"may_contact": "not_asked"}, Reachability.REACHABLE, "warn"),
        ({}, Reachability.REACHABLE, "warn"),
    ],
)
def test_the_stricter_rule_holds(answers: dict[str, str], reachability: str, tone: str) -> None:
    assert may_i_speak(Case(reachability=reachability), answers, at=NOW).tone == tone


MONDAY_LATE = datetime(2026, 6, 1, 15, 30, tzinfo=UTC)  # 23:30 in Shanghai


@pytest.mark.parametrize(
    ("window", "at", "within"),
    [
        ({"day": "mon", "from": "23:00", "to": "01:00"}, MONDAY_LATE, True),
        ({"day": "mon", "from": "23:00", "to": "01:00"}, MONDAY_LATE + timedelta(hours=1), True),
        ({"day": "mon", "from": "23:00", "to": "01:00"}, MONDAY_LATE + timedelta(hours=2), False),
        ({"day": "tue", "from": "23:00", "to": "01:00"}, MONDAY_LATE + timedelta(hours=1), False),
        ({"day": "daily", "from": "21:00", "to": "23:45"}, MONDAY_LATE, True),
        ({"day": "sun", "from": "21:00", "to": "23:45"}, MONDAY_LATE, False),
        ({"day": "sun", "from": "", "to": "x"}, MONDAY_LATE, False),
    ],
)
def test_her_clock_is_held_against_her_safe_times(
    window: dict[str, str], at: datetime, within: bool
) -> None:
    answers: dict[str, Any] = {"windows": [window], "zone": "Asia/Shanghai"}
    (hint, *_others) = may_i_speak(Case(), answers, at=at).hints
    assert ("within her safe times" in hint) is within
    rule = may_i_speak(Case(), answers | {"may_contact": "yes"}, at=at)
    assert rule.tone == ("done" if within else "warn")
    assert ("Do not call her now." in rule.answer) is not within


def test_the_last_three_contacts_and_promises_are_there(client: Client, case: Case) -> None:
    for number in range(5):
        _save(client, case, said=f"said {number} end", promised=f"promised {number} end")
    page = client.get(f"/line/{case.code}/").content.decode()
    assert [number for number in range(5) if f"said {number} end" in page] == [2, 3, 4]
    assert [number for number in range(5) if f"promised {number} end" in page] == [2, 3, 4]


def test_opening_the_screen_is_a_look_because_of_contact(client: Client, case: Case) -> None:
    before = entries.count()
    client.get(f"/line/{case.code}/")
    (entry,) = entries.sealed()[before:]
    assert (entry.verb, entry.reason) == ("case.revealed", "contact")


@pytest.mark.parametrize(
    ("name", "status"),
    [("supervisor", 200), ("caseworker2", 404), ("supervisor3", 404), ("administrator", 404)],
)
def test_who_may_take_the_call(name: str, status: int, house: House, case: Case) -> None:
    assert client_of(house.staff[name]).get(f"/line/{case.code}/").status_code == status


# The word ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("persimmon", "It is her"),
        (" PERSIMMON ", "It is her"),
        ("winter", "Somebody forces her"),
        ("apple", "Say nothing about the case"),
        ("", "Type the word she said"),
    ],
)
@pytest.mark.parametrize("is_htmx", [True, False])
def test_the_word_is_checked_and_nothing_typed_is_lost(
    said: str, answer: str, is_htmx: bool, client: Client, case: Case
) -> None:
    headers = {"HX-Request": "true"} if is_htmx else {}
    told = {"check": "yes", "word": said, "said": "she is cold", "promised": "a coat"}
    page = client.post(f"/line/{case.code}/", told, headers=headers).content.decode()
    assert answer in page
    assert ("<html" in page) is not is_htmx
    assert is_htmx or ("she is cold" in page and "a coat" in page)
    assert not Note.objects.exists()


def test_checking_a_word_is_on_record_and_its_outcome_is_not(client: Client, case: Case) -> None:
    """That somebody forces her is the last thing to lie in clear."""
    before = entries.count()
    client.post(f"/line/{case.code}/", {"check": "yes", "word": "winter"})
    (entry,) = entries.sealed()[before:]
    assert (entry.verb, entry.reason, entry.outcome) == ("case.revealed", "contact", "done")


def test_what_was_written_with_her_plan_stands_among_the_last_contacts(
    house: House, client: Client, case: Case
) -> None:
    act: dict[str, Any] = {
        "by": house.caseworker.user,
        "at": NOW,
        "keys": make.keys_for(house.caseworker, case),
    }
    record.add_note(case, "She rang.", kind="contact", told={"promised": "a coat"}, **act)
    for hours, seen in ((4, "A dog."), (3, "His mother."), (2, "Nobody."), (1, "A man's voice.")):
        happened = {"happened_at": (NOW + timedelta(hours=hours)).isoformat(), "words": seen}
        told = {"direction": "ours", "way": "phone", "outcome": "other_answered"} | happened
        plan.log_contact(case, told, **act)
    page = client.get(f"/line/{case.code}/").content.decode()
    last = page[page.index("The last three contacts") :]
    assert "we tried to reach her: somebody else answered" in last
    assert [word in last for word in ("A dog.", "His mother.", "Nobody.", "A man")] == [
        True,
        True,
        True,
        False,
    ]
    assert "a coat" in page[: page.index("The last three contacts")]


# One save ------------------------------------------------------------------------------


def test_one_save_keeps_note_promise_word_and_the_next_contact(
    house: House, client: Client, case: Case
) -> None:
    moment = (now() + timedelta(days=2)).replace(second=0, microsecond=0)
    answer = _save(
        client,
        case,
        said="she is cold",
        promised="a coat",
        word="persimmon",
        next_contact=_in_seoul(moment),
    )
    assert answer.status_code == 302
    keys = make.keys_for(house.caseworker, case)
    note = Note.objects.get()
    told = keys.open_document(note)
    assert keys.open(note, "body") == "she is cold"
    assert (told["kind"], told["promised"], told["word"]) == ("contact", "a coat", "right")
    assert datetime.fromisoformat(told["next_contact"]) == moment
    assert [one.kind for one in _done()] == ["follow_up"]
    assert Due.objects.get(state=DueState.PENDING, kind="follow_up").due_at == moment


def test_no_next_contact_is_promised_while_she_is_not_to_be_contacted(
    house: House, client: Client, case: Case
) -> None:
    who = house.caseworker
    act: dict[str, Any] = {"by": who.user, "at": now(), "keys": make.keys_for(who, case)}
    stop_contact(case, reason="overheard", **act)
    moment = _in_seoul((now() + timedelta(days=2)).replace(second=0, microsecond=0))
    answer = _save(client, case, said="she is cold", next_contact=moment)
    page = answer.content.decode()
    assert ("She is not to be contacted now" in page, "she is cold" in page) == (True, True)
    assert Note.objects.count() == 1  # of the stop itself
    assert _save(client, case, said="she is cold").status_code == 302


def test_a_call_sent_twice_is_kept_once(client: Client, case: Case) -> None:
    once = str(uuid4())
    for _twice in range(2):
        assert _save(client, case, said="she is cold", once=once).status_code == 302
    assert Note.objects.count() == 1
    assert len(_done()) == 1


def test_a_draft_case_takes_a_call_too(house: House, client: Client) -> None:
    case = make.draft(house, label="blue cup")
    assert _save(client, case, said="she is cold").status_code == 302
    assert Note.objects.count() == 1


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"said": ""}, "This still needs an answer."),
        ({"said": "x\x00"}, "A hidden control character"),
        ({"said": "she is cold", "next_contact": "soon"}, "Write day and time"),
        ({"said": "she is cold", "next_contact": "2001-01-01T10:00"}, "lies in the past"),
        ({"said": "she is cold", "next_contact": "99999-01-01T10:00"}, "Write day and time"),
    ],
)
def test_odd_words_get_a_sentence_and_nothing_is_lost(
    told: dict[str, str], sentence: str, client: Client, case: Case
) -> None:
    answer = _save(client, case, promised="a coat", **told)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in page
    assert "a coat" in page
    assert not Note.objects.exists()
    assert _done() == []


def test_when_the_task_cannot_be_kept_neither_is_the_note(
    client: Client, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **told: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("casework.reminders.actions.follow_up_done", broken)
    client.raise_request_exception = False
    assert _save(client, case, said="she is cold").status_code == 500
    assert not Note.objects.exists()


def test_what_was_typed_is_there_again_after_a_lock(client: Client, case: Case) -> None:
    client.post(f"/cases/{case.code}/drafts/call/", {"said": "she is c", "promised": ""})
    page = client.get(f"/line/{case.code}/").content.decode()
    assert "she is c" in page
    assert "Not saved yet" not in page


def _save(client: Client, case: Case, **told: str) -> Any:
    return client.post(f"/line/{case.code}/", {"once": str(uuid4())} | told)


def _in_seoul(moment: datetime) -> str:
    return (moment + timedelta(hours=9)).strftime("%Y-%m-%dT%H:%M")


# What she said about being reached this way -----------------------------------


@pytest.mark.parametrize(
    ("method", "state", "said"),
    [
        ("phone", None, "She was never asked whether she agrees to being phoned."),
        ("phone", "refused", "She said no to being phoned."),
        ("phone", "deferred", "Whether she agrees to being phoned: not now, ask again."),
        ("phone", "given", ""),
        ("in_person", None, ""),
    ],
)
def test_the_call_minds_her_consent_to_the_way(method: str, state: str | None, said: str) -> None:
    documents = [make.consent("contact_by_phone", state=state)] if state else []
    rule = minding_consent(Rule("done", "Yes.", []), {"method": method}, documents, on=NOW.date())
    assert rule.tone == "done"  # it warns, and does not block
    assert [hint[: len(said)] for hint in rule.hints] == ([said] if said else [])


# A closed case --------------------------------------------------------------------


@pytest.fixture
def closed(house: House) -> Case:
    made = make.opened(house)
    make.close(house, made)
    return made


def test_a_call_on_a_closed_case_is_answered_and_nothing_is_opened_yet(
    client: Client, closed: Case
) -> None:
    page = client.get(f"/line/{closed.code}/").content.decode()
    assert "Keeping the call opens it again at once, for 48 hours" in page
    assert 'name="reopened_for" value="returned"' in page
    unsaid = client.post(f"/line/{closed.code}/", {"reopened_for": "returned"})
    assert "Not saved yet" in unsaid.content.decode()
    assert Case.objects.get().state == CaseState.CLOSED


def test_keeping_the_call_reopens_it_once(client: Client, closed: Case) -> None:
    told = {"said": "He found her.", "reopened_for": "new_incident", "once": str(uuid4())}
    for _time in range(2):
        page = client.post(f"/line/{closed.code}/", told, follow=True).content.decode()
        assert "He found her." in page
    case = Case.objects.get()
    assert (case.state, case.reopenings) == (CaseState.OPEN, 1)
    assert "Reopened: something new happened to her" in page
    assert "Open again for 48 hours" in page
    assert Note.objects.filter(case=case).count() == 4  # asked to close, closed, reopened, the call
    assert Due.objects.filter(case=case, kind="follow_up", state=DueState.DONE).exists()


def test_why_it_is_opened_again_is_asked(client: Client, closed: Case) -> None:
    page = client.post(f"/line/{closed.code}/", {"said": "It is me."}).content.decode()
    assert ("Not saved yet" in page, "It is me." in page) == (True, True)
    assert (Case.objects.get().state, Note.objects.count()) == (CaseState.CLOSED, 2)


def test_an_event_on_a_closed_case_leads_to_reopening_it(client: Client, closed: Case) -> None:
    page = client.get(f"/cases/{closed.code}/situation/").content.decode()
    assert f'href="/cases/{closed.code}/reopen/"' in page
    assert f'href="/line/{closed.code}/"' in client.get(f"/cases/{closed.code}/").content.decode()


def test_the_page_of_the_decision_says_what_is_still_missing(
    house: House, client: Client, closed: Case
) -> None:
    client.post(f"/line/{closed.code}/", {"said": "It is me.", "reopened_for": "returned"})
    head = client_of(house.supervisor)
    page = head.get(f"/cases/{closed.code}/decide/").content.decode()
    for told in ("she came back to us", "Closes again by itself", "Assess her risk anew."):
        assert told in page
    answer = {"kind": "reopened", "answer": "yes", "words": "I know her."}
    page = head.post(f"/cases/{closed.code}/decide/", answer).content.decode()
    assert "Ask her again whether we may help" in page
    assert "I know her." in page
