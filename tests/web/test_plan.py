"""Her plan on its page: what is written, what is kept against whom, and what it asks for next."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from casework.cases.actions import record
from casework.cases.actions.consent import record_consent
from casework.cases.actions.sheets import add_sheet, sheets_of
from casework.cases.models import Case, Sheet
from casework.cases.sheets import OpenSheet, SheetKind
from casework.referrals.queries import partner_names
from casework.reminders import actions as reminders
from casework.reminders.models import Due
from tests import make
from tests.make import NOW, House
from tests.referrals.conftest import active_partner
from tests.web.signed_in import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]

SAFETY = {
    "path": "FM", "with_her": "yes", "review_on": "2026-06-20",
    "worry": "When he has been drinking.", "ways": "To the pig shed, it has a bolt inside.",
}  # fmt: skip
GOAL = {
    "text": "I want to go to the market alone.", "sector": "livelihood", "priority": "1",
    "target_month": "2026-09", "steps": "ask the neighbour\ngo together once",
    "doer": "together", "progress": "not_started",
}  # fmt: skip
NEED = {
    "sector": "medical_general", "level": "high", "wanted": "yes", "result": "", "note": "",
    "provider": "", "provider_role": "", "appointment": "",
}  # fmt: skip
CONTACT = {
    "happened_at": "2026-06-01T08:00", "direction": "ours", "way": "phone",
    "outcome": "reached", "word": "right", "words": "She is well.",
}  # fmt: skip
CONFERENCE = {
    "held_on": "2026-05-30", "others": "a doctor of the clinic",
    "decided": "A check-up before anything else.", "tasks": "clinic: a date by Friday",
}  # fmt: skip


@pytest.fixture
def case(house: House) -> Case:
    return make.opened(house)


def owner(house: House) -> Client:
    return client_of(house.caseworker)


def send(
    client: Client, case: Case, part: str, told: dict[str, Any], pk: Any = None, **more: Any
) -> Any:
    words = [case.code, part, *([pk] if pk else [])]
    address = reverse("plan_edit" if pk else "plan_new", args=words)
    return client.post(address, {"once": str(uuid4()), "revision": 0} | told | more)


def kept(house: House, case: Case, kind: SheetKind) -> list[OpenSheet]:
    return sheets_of(case, make.keys_for(house.caseworker, case), kind)


def page(client: Client, case: Case) -> str:
    answer = client.get(reverse("plan", args=[case.code]))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_an_empty_plan_teaches_what_to_ask(house: House, case: Case) -> None:
    shown = page(owner(house), case)
    for sentence in (
        "Ask what she already does to keep safe",
        "No goal is written down yet",
        "None is written down here yet",
        "None was held yet",
        "Named at the intake, and nobody has followed it yet",  # psychosocial support
    ):
        assert sentence in shown


@pytest.mark.parametrize(
    ("part", "told", "said"),
    [
        ("safety", SAFETY, "To the pig shed, it has a bolt inside."),
        ("goal", GOAL, "I want to go to the market alone."),
        ("need", NEED, "general medical care"),
        ("contact", CONTACT, "She is well."),
        ("conference", CONFERENCE, "a doctor of the clinic"),
    ],
)
def test_each_part_is_written_and_shown_and_kept_once(
    house: House, case: Case, part: str, told: dict[str, Any], said: str
) -> None:
    client, once = owner(house), {"once": str(uuid4())}
    answers = [send(client, case, part, told | once) for _time in range(2)]
    to = reverse("plan", args=[case.code]) + f"#{part}"
    assert [(one.status_code, one.headers["Location"]) for one in answers] == [(302, to)] * 2
    assert Sheet.objects.filter(case=case).count() == 1
    assert said in page(client, case)


def test_a_new_version_of_the_safety_plan_leaves_the_old_one(house: House, case: Case) -> None:
    client = owner(house)
    send(client, case, "safety", SAFETY)
    [first] = kept(house, case, SheetKind.SAFETY_PLAN)
    again = client.get(reverse("plan_new", args=[case.code, "safety"])).content.decode()
    assert "When he has been drinking." in again  # begins with what stands
    send(client, case, "safety", SAFETY | {"worry": "The sale."}, revision=first.number)
    told = [sheet.told["worry"] for sheet in kept(house, case, SheetKind.SAFETY_PLAN)]
    assert told == ["When he has been drinking.", "The sale."]
    shown = page(client, case)
    assert ("The sale." in shown, "When he has been drinking." in shown) == (True, False)
    assert reverse("safety_plan", args=[case.code, first.id]) in shown


def test_a_first_safety_plan_asks_about_where_she_is_now(house: House, case: Case) -> None:
    page = owner(house).get(reverse("plan_new", args=[case.code, "safety"])).content.decode()
    assert re.findall(r'name="path" value="(\w+)"[^>]* checked', page) == [case.situation[:2]]


def test_a_safety_plan_to_print_names_nobody(house: House, case: Case) -> None:
    client = owner(house)
    send(client, case, "safety", SAFETY)
    [sheet] = kept(house, case, SheetKind.SAFETY_PLAN)
    answer = client.get(reverse("safety_plan", args=[case.code, sheet.id])).content.decode()
    body = answer[answer.index("<h1>") : answer.index("no-print", answer.index("<dl"))]
    assert "To the pig shed" in body
    for named in (case.code, "grey scarf", "Little crane", "Caseworker"):
        assert named not in body
    assert f"<title>{case.code}" not in answer


@pytest.mark.parametrize("part", ["goal", "need", "conference"])
def test_two_who_write_to_one_sheet_lose_nothing(house: House, case: Case, part: str) -> None:
    told = {"goal": GOAL, "need": NEED, "conference": CONFERENCE}[part]
    box = {"goal": "text", "need": "note", "conference": "decided"}[part]
    client = owner(house)
    send(client, case, part, told)
    [sheet] = kept(house, case, SheetKind(part))
    send(client, case, part, told | {box: "the first text"}, sheet.id, revision=1)
    answer = send(client, case, part, told | {box: "the second text"}, sheet.id, revision=1)
    said = answer.content.decode()
    assert (answer.status_code, "the first text" in said, "the second text" in said) == (
        200,
        True,
        True,
    )
    [stands] = kept(house, case, SheetKind(part))
    assert (stands.told[box], stands.revision) == ("the first text", 2)
    twice = send(client, case, part, told | {box: "the first text"}, sheet.id, revision=1)
    assert twice.status_code == 302  # the same form once more: it stands already
    assert 'name="revision" value="2"' in said
    sent = send(client, case, part, told | {box: "the second text"}, sheet.id, revision=2)
    assert sent.status_code == 302


def test_a_safety_plan_written_meanwhile_is_shown_beside_hers(house: House, case: Case) -> None:
    client = owner(house)
    send(client, case, "safety", SAFETY | {"worry": "the first worry"})
    answer = send(client, case, "safety", SAFETY | {"worry": "the second worry"})
    said = answer.content.decode()
    assert ("the first worry" in said, "the second worry" in said) == (True, True)
    assert len(kept(house, case, SheetKind.SAFETY_PLAN)) == 1


def test_a_need_names_who_gives_it_and_when(house: House, case: Case) -> None:
    clinic, client = active_partner(house), owner(house)
    named = {"provider": str(clinic.pk), "provider_role": "a doctor of the clinic"}
    told = NEED | named | {"appointment": "2026-06-11T09:30"}
    assert send(client, case, "need", told).status_code == 302
    shown = page(client, case)
    assert f"{partner_names()[str(clinic.pk)]}, a doctor of the clinic" in shown
    assert "<dt>Appointment</dt>" in shown
    assert due(case, "appointment") == ["2026-06-10"]
    [sheet] = kept(house, case, SheetKind.NEED)
    form = client.get(reverse("plan_edit", args=[case.code, "need", sheet.id])).content.decode()
    assert 'value="2026-06-11T09:30"' in form
    later = told | {"appointment": "2026-06-12T09:30", "revision": 1}
    assert send(client, case, "need", later, pk=sheet.id).status_code == 302
    assert due(case, "appointment") == ["2026-06-11"]
    none = told | {"appointment": "", "revision": 2}
    assert send(client, case, "need", none, pk=sheet.id).status_code == 302
    assert due(case, "appointment") == []


def test_a_partner_that_is_gone_is_a_word_and_no_bare_id(house: House, case: Case) -> None:
    gone, client = str(uuid4()), owner(house)
    send(client, case, "need", NEED)
    keys = make.keys_for(house.caseworker, case)
    told = kept(house, case, SheetKind.NEED)[0].told | {"provider": gone}
    sheet = add_sheet(case, SheetKind.NEED, told, by=house.caseworker.user, at=NOW, keys=keys)
    assert "no longer in the directory" in page(client, case)
    assert gone not in page(client, case)
    form = client.get(reverse("plan_edit", args=[case.code, "need", sheet.pk])).content.decode()
    assert f'value="{gone}" selected>no longer in the directory<' in form


def test_a_need_that_is_followed_asks_for_no_second_reminder(house: House, case: Case) -> None:
    client = owner(house)
    told = NEED | {"appointment": "2026-06-11T09:30"}
    send(client, case, "need", told)
    row = Due.objects.pending().get(case=case, kind="appointment")
    reminders.done(row, by=house.caseworker.user, at=NOW)
    [sheet] = kept(house, case, SheetKind.NEED)
    send(client, case, "need", told | {"revision": 1, "note": "She went."}, pk=sheet.id)
    assert [one.told["note"] for one in kept(house, case, SheetKind.NEED)] == ["She went."]
    assert due(case, "appointment") == []


def test_an_appointment_of_a_need_lies_ahead(house: House, case: Case) -> None:
    answer = send(owner(house), case, "need", NEED | {"appointment": "2020-06-11T09:30"})
    assert "Pick a time that is still to come" in answer.content.decode()
    assert kept(house, case, SheetKind.NEED) == []


def test_what_the_intake_named_opens_the_next_need(house: House, case: Case) -> None:
    client = owner(house)
    form = client.get(reverse("plan_new", args=[case.code, "need"])).content.decode()
    assert '<option value="psychosocial" selected>' in form
    send(client, case, "need", NEED | {"sector": "psychosocial", "result": "referred"})
    shown = page(client, case)
    assert "nobody has followed it yet" not in shown
    assert "referred to a partner" in shown


def test_a_sheet_of_another_kind_is_not_there(house: House, case: Case) -> None:
    client = owner(house)
    send(client, case, "goal", GOAL)
    [goal] = kept(house, case, SheetKind.GOAL)
    for part in ("need", "conference", "safety", "contact", "no-such"):
        answer = client.get(reverse("plan_edit", args=[case.code, part, goal.id]))
        assert answer.status_code == 404


# What follows ----------------------------------------------------------------------------------


def due(case: Case, kind: str) -> list[Any]:
    rows = Due.objects.pending().filter(case=case, kind=kind)
    return [row.due_at.date().isoformat() for row in rows]


def test_the_safety_plan_is_checked_on_the_day_that_was_agreed(house: House, case: Case) -> None:
    client = owner(house)
    send(client, case, "safety", SAFETY)
    assert due(case, "safety_check") == ["2026-06-20"]
    later = {"review_on": "2026-07-04"}
    send(client, case, "safety", SAFETY | later, revision=1)
    assert due(case, "safety_check") == ["2026-07-04"]
    assert Due.objects.filter(case=case, kind="safety_check", state="done").count() == 1


@pytest.mark.proves("cases.review_lies_ahead")
@pytest.mark.parametrize("day", ["2026-06-01", "2026-05-01", "2026-12-01"])
def test_a_check_lies_within_the_next_months(house: House, case: Case, day: str) -> None:
    answer = send(owner(house), case, "safety", SAFETY | {"review_on": day})
    assert "within the next three months" in answer.content.decode()
    assert (Sheet.objects.count(), due(case, "safety_check")) == (0, [])


def test_speaking_with_her_is_a_follow_up_and_an_attempt_is_not(house: House, case: Case) -> None:
    before = due(case, "follow_up")
    send(owner(house), case, "contact", CONTACT | {"outcome": "no_answer"})
    assert due(case, "follow_up") == before
    told = CONTACT | {"next_at": "2026-06-03T18:00"}
    once = str(uuid4())
    for _twice in range(2):
        send(owner(house), case, "contact", told, once=once)
    assert due(case, "follow_up") == ["2026-06-03"]
    assert Due.objects.filter(case=case, kind="follow_up", state="done").count() == 1


@pytest.mark.proves("cases.contact_may_be_planned")
def test_no_contact_is_planned_while_she_is_not_to_be_contacted(house: House, case: Case) -> None:
    who = house.caseworker
    keys = make.keys_for(who, case)
    told = make.complete("safe_contact") | {"may_contact": "no"}
    record.save_section(case, "safe_contact", told, revision=1, by=who.user, at=NOW, keys=keys)
    client, planned = owner(house), {"next_at": "2026-06-03T18:00"}
    answer = send(client, case, "contact", CONTACT | planned)
    assert "She is not to be contacted now" in answer.content.decode()
    assert Sheet.objects.count() == 0
    send(client, case, "contact", CONTACT | {"direction": "hers"})  # what happened may be written
    assert len(kept(house, case, SheetKind.CONTACT)) == 1


@pytest.mark.proves("cases.contact_may_be_planned")
def test_no_contact_is_planned_within_her_days_of_silence(house: House, case: Case) -> None:
    who = house.caseworker
    keys = make.keys_for(who, case)
    told = make.complete("safe_contact") | {"do_not_contact_until": "2026-06-10"}
    record.save_section(case, "safe_contact", told, revision=1, by=who.user, at=NOW, keys=keys)
    answer = send(owner(house), case, "contact", CONTACT | {"next_at": "2026-06-03T18:00"})
    assert "She asked for no contact before" in answer.content.decode()
    assert Sheet.objects.count() == 0
    later = send(owner(house), case, "contact", CONTACT | {"next_at": "2026-06-11T18:00"})
    assert later.status_code == 302


def test_no_contact_is_planned_by_a_way_that_she_refused(house: House, case: Case) -> None:
    who = house.caseworker
    act: dict[str, Any] = {"by": who.user, "at": NOW, "keys": make.keys_for(who, case)}
    told = make.complete("safe_contact") | {"may_contact": "yes", "method": "phone"}
    record.save_section(case, "safe_contact", told, revision=1, **act)
    record_consent(case, make.consent("contact_by_phone", state="refused"), **act)
    client, planned = owner(house), {"next_at": "2026-06-03T18:00"}
    answer = send(client, case, "contact", CONTACT | planned)
    assert "She said no to being phoned." in answer.content.decode()
    assert Sheet.objects.count() == 0
    record_consent(case, make.consent("contact_by_phone"), **act)
    assert send(client, case, "contact", CONTACT | planned).status_code == 302


def test_attempts_are_counted_on_the_page(house: House, case: Case) -> None:
    client = owner(house)
    for day in ("2026-04-20", "2026-05-10", "2026-05-31"):
        told = CONTACT | {"outcome": "no_answer", "happened_at": f"{day}T10:00"}
        send(client, case, "contact", told)
    assert "3 attempts without reaching her since 20 April 2026" in page(client, case)


# Who, and how much -----------------------------------------------------------------------------


def test_a_reader_reads_it_and_writes_nothing(house: House, case: Case) -> None:
    send(owner(house), case, "goal", GOAL)
    client = client_of(house.supervisor)
    shown = page(client, case)
    assert "I want to go to the market alone." in shown
    assert reverse("plan_new", args=[case.code, "goal"]) not in shown
    assert send(client, case, "goal", GOAL).status_code == 403


def test_a_conference_takes_more_than_one(house: House, case: Case) -> None:
    answer = send(owner(house), case, "conference", CONFERENCE | {"others": ""})
    assert "A conference takes more than one" in answer.content.decode()
    there = [str(house.supervisor.user.pk)]
    send(owner(house), case, "conference", CONFERENCE | {"colleagues": there})
    assert "Supervisor One, a doctor of the clinic" in page(owner(house), case)


def test_the_page_asks_as_much_for_one_sheet_of_each_as_for_three(
    house: House, case: Case, django_assert_max_num_queries: Any
) -> None:
    client = owner(house)
    parts = {"goal": GOAL, "need": NEED, "contact": CONTACT, "conference": CONFERENCE}
    for number in (0, 1):
        send(client, case, "safety", SAFETY | {"worry": f"{number}"}, revision=5 * number)
        for part, told in parts.items():
            send(client, case, part, told)
        with django_assert_max_num_queries(15):
            page(client, case)
