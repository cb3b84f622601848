"""If she is taken or silent: asked beforehand, done step by step, and the copy for her."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils.timezone import localdate

from casework.access.errors import WrongState
from casework.cases.actions.consent import record_consent
from casework.cases.actions.if_taken import keep_wishes
from casework.cases.actions.sheets import sheets_of
from casework.cases.if_taken import wishes
from casework.cases.models import Case, Sheet
from casework.cases.sheets import SheetKind
from casework.cases.states import Reachability
from casework.pathways.actions.checklist import tick
from casework.referrals.models import Referral
from casework.reminders.models import Due
from tests import entries, make
from tests.make import NOW, House
from tests.pathways.steps import tell
from tests.referrals.conftest import active_partner
from tests.web.signed_in import client_of

ASKED = {
    "state": "answered",
    "appeal_unhcr": "without_name",
    "appeal_ohchr": "no",
    "appeal_rok": "with_name",
    "tell": "My sister, through the aunt.",
    "children": "The neighbour takes the boy.",
    "destroy": "The chat with you.",
}


@pytest.fixture
def case(house: House) -> Case:
    return make.opened(house)


@pytest.fixture
def client(house: House) -> Client:
    return client_of(house.caseworker)


def hands(house: House, case: Case, who: str = "caseworker", at: Any = NOW) -> dict[str, Any]:
    staff = house.staff[who]
    return {"by": staff.user, "at": at, "keys": make.keys_for(staff, case)}


def take(house: House, case: Case) -> None:
    tell(house, case, "FM9", "M06|CU1")


def words(page: Any) -> str:
    return unescape(page.content.decode())


def url(case: Case, rest: str = "") -> str:
    return f"/cases/{case.code}/if-taken/{rest}"


def waiting() -> int:
    return Due.objects.pending().filter(kind="if_taken").count()


# Asking ------------------------------------------------------------------------


def test_the_head_of_the_case_says_that_she_was_not_asked(client: Client, case: Case) -> None:
    page = words(client.get(f"/cases/{case.code}/"))
    assert f'<a href="{url(case)}">not asked yet</a>' in page


def test_what_she_asks_for_is_kept_sealed_and_shown(client: Client, case: Case) -> None:
    answered = client.post(url(case, "ask/"), ASKED | {"once": str(uuid4())})
    assert answered["Location"] == url(case)
    page = words(client.get(url(case)))
    for said in ("The chat with you.", "yes, with her name", "yes, without her name"):
        assert said in page
    assert "not asked yet" not in words(client.get(f"/cases/{case.code}/"))
    verbs = [(entry.verb, entry.reason) for entry in entries.sealed()]
    assert ("if_taken.answered", "") in verbs
    assert ("case.read", "if_taken") in verbs


def test_a_form_sent_twice_is_kept_once(client: Client, case: Case) -> None:
    sent = ASKED | {"once": str(uuid4())}
    assert [client.post(url(case, "ask/"), sent).status_code for _ in range(2)] == [302, 302]
    assert Sheet.objects.filter(case=case).count() == _sheets_before(case) + 1


def _sheets_before(case: Case) -> int:
    return Sheet.objects.filter(case=case).count() - 1


@pytest.mark.proves("cases.if_taken_says_something")
@pytest.mark.parametrize("told", [{}, {"appeal_unhcr": "not_asked", "tell": ""}])
def test_an_answer_without_a_wish_is_refused(
    told: dict[str, str], house: House, case: Case
) -> None:
    before = entries.count(), Sheet.objects.count()
    with pytest.raises(WrongState, match="Write at least one answer"):
        keep_wishes(case, {"state": "answered"} | told, **hands(house, case))
    assert before == (entries.count(), Sheet.objects.count())


@pytest.mark.proves("cases.if_taken_stands")
def test_wishes_that_were_never_told_are_not_taken_back(house: House, case: Case) -> None:
    before = entries.count()
    with pytest.raises(WrongState, match="no wishes yet"):
        keep_wishes(case, {"state": "withdrawn"}, **hands(house, case))
    assert entries.count() == before


def test_what_was_typed_stays_when_no_answer_was_picked(client: Client, case: Case) -> None:
    page = words(client.post(url(case, "ask/"), ASKED | {"state": ""}))
    assert "Pick her answer." in page
    assert "The chat with you." in page


def test_taken_back_nothing_of_it_is_done(client: Client, house: House, case: Case) -> None:
    keep_wishes(case, ASKED, **hands(house, case))
    client.post(url(case, "ask/"), {"state": "withdrawn", "once": str(uuid4())})
    take(house, case)
    page = words(client.get(url(case)))
    assert "She told no wishes that stand." in page
    assert "The chat with you." not in page


def test_wishes_run_out_but_never_while_she_is_held(house: House, case: Case) -> None:
    keep_wishes(case, ASKED, **hands(house, case))
    sheets = sheets_of(case, make.keys_for(house.caseworker, case), SheetKind.IF_TAKEN)
    later = NOW.date() + timedelta(days=300)
    assert not wishes(sheets, case, on=later).hold
    for held in (Reachability.IN_CUSTODY, Reachability.RETURNED):
        case.reachability = held
        assert wishes(sheets, case, on=later).hold


# The checklist -------------------------------------------------------------------


def test_an_arrest_opens_the_steps_made_from_her_wishes(
    client: Client, house: House, case: Case
) -> None:
    keep_wishes(case, ASKED, **hands(house, case))
    assert "Nothing to do now" in words(client.get(url(case)))
    take(house, case)
    page = words(client.get(url(case)))
    for step in (
        "Within 1 hour", "Within 6 hours", "Within 24 hours", "Within 72 hours",
        "Do what she asked to destroy.", "The neighbour takes the boy.",
        "UNHCR, the refugee agency: appeal without her name.",
        "The Republic of Korea: appeal with her name.",
    ):  # fmt: skip
        assert step in page
    assert "OHCHR, the human rights office: appeal" not in page
    assert waiting() == 4


def test_never_asked_nothing_goes_out_with_her_name(
    client: Client, house: House, case: Case
) -> None:
    take(house, case)
    page = words(client.get(url(case)))
    assert "nothing goes out with her name" in page
    assert "appeal with" not in page
    assert "Make the appeal as a draft" not in page
    assert "Nobody asks her now." in page
    assert "Ask her<" not in page


def test_the_last_step_of_an_hour_ends_its_task(house: House, case: Case) -> None:
    keep_wishes(case, ASKED, **hands(house, case))
    take(house, case)
    for left, step in ((4, "stop"), (4, "destroy"), (3, "supervisor")):
        tick(case, step, "Done at once.", **hands(house, case))
        assert waiting() == left


def test_a_step_is_ticked_with_a_line_and_stays(client: Client, house: House, case: Case) -> None:
    take(house, case)
    answered = client.post(url(case), _step(line="The phone is off."))
    assert answered["Location"] == url(case)
    page = words(client.get(url(case)))
    assert "The phone is off." in page
    assert 'value="stop"' not in page


def _step(**changes: str) -> dict[str, str]:
    return {"once": str(uuid4()), "step": "stop", "line": ""} | changes


@pytest.mark.proves("pathways.checklist_says_what_was_done")
def test_a_step_without_a_line_is_refused(house: House, case: Case) -> None:
    take(house, case)
    _refuses(house, case, "stop", " ", "Write in a line")


@pytest.mark.proves("pathways.checklist_has_the_step")
@pytest.mark.parametrize("step", ["destroy", "appeal_ohchr", "none"])
def test_a_step_that_she_did_not_ask_for_is_refused(step: str, house: House, case: Case) -> None:
    take(house, case)
    _refuses(house, case, step, "Done.", "not part of what she asked for")


@pytest.mark.proves("pathways.checklist_is_open")
def test_without_an_arrest_there_is_no_step(house: House, case: Case) -> None:
    before = entries.count(), Sheet.objects.count()
    with pytest.raises(WrongState, match="No arrest and no forced return"):
        tick(case, "stop", "Done.", **hands(house, case))
    assert before == (entries.count(), Sheet.objects.count())


def _refuses(house: House, case: Case, step: str, line: str, sentence: str) -> None:
    before = entries.count(), Sheet.objects.count()
    with pytest.raises(WrongState, match=sentence):
        tick(case, step, line, **hands(house, case))
    assert before == (entries.count(), Sheet.objects.count())


def test_the_appeal_is_ready_as_a_draft(client: Client, house: House, case: Case) -> None:
    partner = active_partner(house, services=["repatriation_prevention"])
    keep_wishes(case, ASKED, **hands(house, case))
    take(house, case)
    assert "Make the appeal as a draft" in words(client.get(url(case)))
    sent = {"once": str(uuid4()), "partner": str(partner.pk)}
    for _twice in range(2):
        answered = client.post(url(case, "appeal/"), sent)
    made = Referral.objects.get(case=case)
    assert answered["Location"] == f"/cases/{case.code}/referrals/{made.pk}/edit/"
    told = make.keys_for(house.caseworker, case).open_document(made)
    assert (made.state, made.urgency, told["service"]) == (
        "draft", "urgent", "repatriation_prevention",
    )  # fmt: skip


def test_the_page_costs_the_same_with_more_answers(
    client: Client, house: House, case: Case, django_assert_num_queries: Any
) -> None:
    keep_wishes(case, ASKED, **hands(house, case))
    with django_assert_num_queries(9):
        client.get(url(case))
    for _more in range(2):
        keep_wishes(case, ASKED, **hands(house, case))
    with django_assert_num_queries(9):
        client.get(url(case))


# A copy for her ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "said"),
    [("ko", "도움을 받는 것"), ("zh-hans", "得到帮助"), ("en", "being helped")],
)
def test_the_copy_says_what_she_allowed_in_her_language_and_nothing_of_who_she_is(
    language: str, said: str, client: Client, house: House, case: Case
) -> None:
    partner = active_partner(house)
    share = make.consent("share", service="medical_general", partner=str(partner.pk))
    for document in (
        make.consent(at=_now()),
        share | _days(),
        make.consent("photo_or_voice", state="refused"),
    ):
        record_consent(case, document, **hands(house, case, at=_now()))
    page = client.post("/copy/", {"code": case.code, "language": language})
    article = words(page).partition("<article")[2].partition("</article>")[0]
    assert said in article
    for telling in (case.code, "grey scarf", "Lantern", "willow", "Little crane", "North desk",
                    house.caseworker.user.name, "/cases/"):  # fmt: skip
        assert telling not in article
    assert "<title>Desk</title>" in words(page)
    assert not page.has_header("Content-Disposition")
    made = [entry for entry in entries.sealed() if entry.verb == "consent.copied"]
    assert [(entry.reason, entry.subject_code) for entry in made] == [(language, case.code)]


def _now() -> Any:
    from django.utils.timezone import now

    return now()


def _days() -> dict[str, str]:
    today = localdate()
    until = today + timedelta(days=90)
    return {"given_on": today.isoformat(), "expires_on": until.isoformat()}


@pytest.mark.parametrize("code", ["", "\0", "CW-000000000", "김", "x" * 3000])
def test_a_copy_of_no_case_is_not_there(code: str, client: Client, case: Case) -> None:
    assert client.post("/copy/", {"code": code, "language": "ko"}).status_code == 404


def test_every_language_of_the_copy_has_every_word() -> None:
    from casework.cases.purposes import Purpose, SharePurpose
    from casework.web.consent.copy_words import LANGUAGES, WORDS

    needed = {one.value for one in Purpose if one is not Purpose.SHARE}
    needed |= set(SharePurpose.values)
    assert set(WORDS) == set(LANGUAGES)
    for words_of_it in WORDS.values():
        assert set(words_of_it) == set(WORDS["en"])
        assert needed <= set(words_of_it)
