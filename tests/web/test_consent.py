"""Consent: one answer for one purpose, shares by service and partner, and taking one back."""

from __future__ import annotations

import json
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils.formats import date_format
from django.utils.timezone import localdate, now

from casework.access.errors import WrongState
from casework.cases.actions import opening, sharing
from casework.cases.actions.consent import consent_documents
from casework.cases.consents import covers
from casework.cases.models import Case, ConsentRecord, Section
from casework.cases.purposes import Purpose
from casework.referrals.models import Partner
from casework.vault import letters
from casework.vault.models import Letter
from tests import entries, make
from tests.make import House
from tests.referrals.conftest import active_partner
from tests.web.signed_in import client_of

pytestmark = pytest.mark.usefixtures("standing_clock")

SERVICE = "medical_general"


@pytest.fixture
def case(house: House) -> Case:
    return make.opened(house)


@pytest.fixture
def client(house: House) -> Client:
    made = client_of(house.caseworker)
    made.staff = house.caseworker  # type: ignore[attr-defined]
    return made


@pytest.fixture
def partner(house: House) -> Partner:
    return active_partner(house, services=[SERVICE])


def answer(client: Client, case: Case, purpose: str = "case_services", **typed: Any) -> Any:
    today = localdate()
    told = {
        "purpose": purpose,
        "state": "given",
        "form": "verbal",
        "language": "kor",
        "given_by": "self",
        "explained": ["purpose", "withdrawal"],
        "given_on": today.isoformat(),
        "expires_on": (today + timedelta(days=180)).isoformat(),
        "once": str(uuid4()),
    }
    return client.post(f"/cases/{case.code}/consent/", told | typed)


def share(client: Client, case: Case, to: Partner, **typed: Any) -> Any:
    scope = {"service": SERVICE, "partner": str(to.pk)}
    return answer(client, case, "share", **(scope | typed))


def told(house: House, case: Case) -> list[dict[str, Any]]:
    return consent_documents(case, make.keys_for(house.caseworker, case))


def words(page: Any) -> str:
    return unescape(page.content.decode())


# Answers --------------------------------------------------------------------


def test_her_yes_opens_the_way_to_safe_contact(client: Client, house: House) -> None:
    case = make.draft(house)
    page = answer(client, case)
    case.refresh_from_db()
    assert page["Location"] == f"/cases/{case.code}/intake/safe_contact/"
    assert case.consent == "given"
    [kept] = told(house, case)
    assert (kept["purpose"], kept["state"]) == ("case_services", "given")
    assert kept["basis"] == "explicit_consent"
    assert kept["recorded_by"] == str(house.caseworker.user.pk)


@pytest.mark.parametrize(
    ("state", "in_clear"),
    [("refused", "refused"), ("deferred", "not_asked"), ("cannot_ask", "cannot_ask")],
)
def test_every_answer_to_our_help_is_in_clear_on_the_case(
    state: str, in_clear: str, client: Client, house: House
) -> None:
    case = make.draft(house)
    answer(client, case, state=state, cannot_ask_reason="in_custody")
    case.refresh_from_db()
    assert case.consent == in_clear


def test_a_no_leads_back_to_the_case_and_asks_for_silence(client: Client, house: House) -> None:
    case = make.draft(house)
    page = answer(client, case, state="refused")
    assert page["Location"] == f"/cases/{case.code}/"
    assert "Write nothing more of what she tells." in words(client.get(page["Location"]))


@pytest.mark.parametrize("purpose", [one.value for one in Purpose if one is not Purpose.SHARE])
def test_every_purpose_is_answered_by_itself(
    purpose: str, client: Client, case: Case, house: House
) -> None:
    answer(client, case, purpose, state="refused")
    assert told(house, case)[-1]["purpose"] == purpose
    assert told(house, case)[-1]["state"] == "refused"


def test_the_page_lists_every_purpose_and_what_she_said(client: Client, case: Case) -> None:
    answer(client, case, "photo_or_voice", state="refused", limits="no faces, 얼굴 없이")
    page = words(client.get(f"/cases/{case.code}/consent/"))
    standing = page.partition('id="standing"')[2].partition("</section>")[0]
    assert all(str(purpose.label) in standing for purpose in Purpose)
    assert "no faces, 얼굴 없이" in standing
    assert standing.count("not asked") == len(Purpose) - 2


def test_a_yes_that_has_run_out_says_so(client: Client, house: House) -> None:
    case = make.draft(house)
    day = localdate() - timedelta(days=100)
    answer(
        client, case, given_on=day.isoformat(), expires_on=(day + timedelta(days=30)).isoformat()
    )
    page = words(client.get(f"/cases/{case.code}/consent/"))
    assert "has run out: ask again" in page
    assert "She takes it back" not in page


def test_reading_her_answers_is_on_record(client: Client, case: Case) -> None:
    client.get(f"/cases/{case.code}/consent/")
    read = entries.sealed()[-1]
    assert (read.verb, read.reason, read.subject_code) == ("case.read", "consent", case.code)


# Sharing --------------------------------------------------------------------


def test_a_yes_to_share_covers_this_service_and_this_partner_alone(
    client: Client, case: Case, partner: Partner, house: House
) -> None:
    share(client, case, partner)
    documents, scope = told(house, case), {"partner": str(partner.pk), "on": localdate()}
    assert covers(documents, service=SERVICE, **scope)
    assert not covers(documents, service="psychosocial", **scope)
    assert not covers(documents, service=SERVICE, partner=str(uuid4()), on=localdate())


def test_a_share_is_listed_with_its_service_and_partner(
    client: Client, case: Case, partner: Partner
) -> None:
    share(client, case, partner)
    page = words(client.get(f"/cases/{case.code}/consent/"))
    assert "<strong>general medical care, willow-3 · Lantern clinic</strong>" in page


@pytest.mark.parametrize("missing", ["service", "partner"])
def test_nobody_shares_with_anyone_for_anything(
    missing: str, client: Client, case: Case, partner: Partner
) -> None:
    page = share(client, case, partner, **{missing: ""})
    assert page.status_code == 200
    assert "Consent is never for “any”." in words(page)
    assert ConsentRecord.objects.count() == 1


@pytest.mark.parametrize("wrong", ["0" * 32, "x", "\x00"])
def test_a_partner_who_is_not_in_the_directory_is_refused(
    wrong: str, client: Client, case: Case, partner: Partner
) -> None:
    page = share(client, case, partner, partner=wrong)
    assert "Pick one of the answers in the list." in words(page)
    assert ConsentRecord.objects.count() == 1


# Taking back ----------------------------------------------------------------


def take_back(client: Client, case: Case, purpose: str = "case_services", **typed: Any) -> Any:
    """By the button beside her yes."""
    documents = [one for one in told_by(client, case) if one["purpose"] == purpose]
    return client.post(withdraw_url(case, documents[-1]["id"]), withdrawal() | typed)


def withdrawal() -> dict[str, str]:
    return {"how": "said", "on": localdate().isoformat(), "words": "", "once": str(uuid4())}


def withdraw_url(case: Case, pk: str) -> str:
    return f"/cases/{case.code}/consents/{pk}/withdraw/"


def told_by(client: Client, case: Case) -> list[dict[str, Any]]:
    keys = make.keys_for(client.staff, case)  # type: ignore[attr-defined]  # of the fixture
    return consent_documents(case, keys)


def test_taking_back_says_first_what_it_stops_and_writes_nothing(
    client: Client, case: Case, partner: Partner
) -> None:
    share(client, case, partner, limits="not my village")
    before = ConsentRecord.objects.count()
    page = words(client.get(withdraw_url(case, told_by(client, case)[-1]["id"])))
    assert "Nothing more may go to this partner for this service." in page
    assert ConsentRecord.objects.count() == before


@pytest.mark.parametrize("purpose", [one.value for one in Purpose if one is not Purpose.SHARE])
def test_each_purpose_names_what_its_end_stops(
    purpose: str, client: Client, case: Case, partner: Partner
) -> None:
    answer(client, case, purpose, partner=str(partner.pk))
    page = words(client.get(withdraw_url(case, told_by(client, case)[-1]["id"])))
    assert "Nothing is under way that rests on it" not in page


def test_what_she_took_back_ends_at_once(
    client: Client, case: Case, partner: Partner, house: House
) -> None:
    share(client, case, partner)
    answered = take_back(client, case, "share", words="They told my cousin.")
    documents, today = told(house, case), localdate()
    assert answered["Location"] == f"/cases/{case.code}/consents/"
    assert not covers(documents, service=SERVICE, partner=str(partner.pk), on=today)
    assert (documents[-1]["withdrawn_on"], documents[-1]["withdrawn_how"]) == (
        today.isoformat(),
        "said",
    )
    page = words(client.get(answered["Location"]))
    assert "she takes her yes back" not in page
    assert "taken back" in page
    assert "They told my cousin." in page


def test_taking_back_our_help_is_in_clear_and_deletes_nothing(
    client: Client, case: Case, house: House
) -> None:
    answered = take_back(client, case)
    case.refresh_from_db()
    assert (case.consent, case.state) == ("withdrawn", "open")
    shown = client.get(answered["Location"])
    assert (shown.status_code, "taken back" in words(shown)) == (200, True)
    assert [one["state"] for one in told(house, case)] == ["given", "withdrawn"]


def test_her_names_wait_on_the_page_until_they_are_erased(client: Client, house: House) -> None:
    names = [{"kind": "given", "hangul": "은설"}]
    case = make.opened(house, documents={"identity": {"names": names}})
    answer(client, case, "store_identifying_data")
    page = client.get(take_back(client, case, "store_identifying_data")["Location"])
    assert "it still lies in the record" in words(page)
    url = f"/cases/{case.code}/consents/names/"
    client.post(f"/cases/{case.code}/drafts/intake-identity/", {"alias": "은설"})
    drafts = Letter.objects.filter(kind=Letter.Kind.DRAFT, case_id=case.pk)
    assert drafts.count() == 1
    assert "Every name and her day of birth are overwritten" in words(client.get(url))
    done = client.post(url)
    assert (done.status_code, done["Location"]) == (302, f"/cases/{case.code}/consents/")
    page = words(client.get(done["Location"]))
    assert "it still lies in the record" not in page
    assert "Her names are erased." in page
    assert not drafts.exists()
    assert "Nothing is to be erased here" in words(client.post(url))


NAMED = {"names-0-kind": "given", "names-0-hangul": "은설", "birth_date": "1999-05-04"}


@pytest.mark.parametrize("locked", [False, True], ids=["open", "locked"])
def test_a_page_still_open_writes_no_name_into_a_draft_after_her_no(
    client: Client, house: House, locked: bool
) -> None:
    names = [{"kind": "given", "hangul": "은설"}]
    case = make.opened(house, documents={"identity": {"names": names}})
    before = Section.objects.get(case=case, kind="identity").revision
    url = f"/cases/{case.code}/drafts/intake-identity/"
    typed = NAMED | {"alias": "Little crane", "revision": str(before)}
    client.post(url, typed)
    assert json.loads(_draft(house, case))["names-0-hangul"] == ["은설"]
    answer(client, case, "store_identifying_data", state="refused")
    client.post(f"/cases/{case.code}/consents/names/")
    client_of(house.caseworker, locked=locked).post(url, typed)
    kept = json.loads(_draft(house, case))
    assert kept == {"alias": ["Little crane"], "revision": [str(before)]}


def _draft(house: House, case: Case) -> str:
    return letters.read_draft(house.caseworker.keys, "intake-identity", case_id=case.pk) or ""


def test_taking_back_twice_is_kept_once(client: Client, case: Case) -> None:
    sent, url = withdrawal(), withdraw_url(case, told_by(client, case)[-1]["id"])
    assert [client.post(url, sent).status_code for _twice in range(2)] == [302, 302]
    assert ConsentRecord.objects.count() == 2


def test_what_was_never_given_cannot_be_taken_back(client: Client, case: Case) -> None:
    answer(client, case, "photo_or_voice", state="refused")
    page = take_back(client, case, "photo_or_voice", words="no, never")
    assert "There is no yes of hers to this that still holds." in words(page)
    assert "no, never" in words(page)
    assert ConsentRecord.objects.count() == 2


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"how": ""}, "Say how she took it back."),
        ({"on": ""}, "Write the day on which she took it back."),
        ({"on": "2090-01-01"}, "Write the day on which she took it back."),
    ],
)
def test_a_withdrawal_says_how_and_when(
    typed: dict[str, str], sentence: str, client: Client, case: Case
) -> None:
    page = take_back(client, case, **({"words": "It is enough."} | typed))
    assert sentence in words(page)
    assert "It is enough." in words(page)
    assert ConsentRecord.objects.count() == 1


# The page ---------------------------------------------------------------------


def test_the_page_says_what_is_allowed_to_whom_until_when(
    client: Client, case: Case, partner: Partner
) -> None:
    until = localdate() + timedelta(days=90)
    share(client, case, partner, limits="not my village", expires_on=until.isoformat())
    page = words(client.get(f"/cases/{case.code}/consents/"))
    row = next(part for part in page.split("<tr")[2:] if "Lantern" in part)
    for cell in ("general medical care", "willow-3 · Lantern clinic", "yes", "not my village"):
        assert cell in row
    assert date_format(until, "DATE_FORMAT") in row


def test_the_page_of_somebody_who_was_not_asked_says_so(client: Client, house: House) -> None:
    case = make.draft(house)
    page = words(client.get(f"/cases/{case.code}/consents/"))
    assert "She has not been asked yet" in page
    assert "How it came to be" not in page


def test_the_page_costs_the_same_with_more_answers(
    client: Client, case: Case, partner: Partner, django_assert_num_queries: Any
) -> None:
    share(client, case, partner)
    with django_assert_num_queries(10):
        client.get(f"/cases/{case.code}/consents/")
    share(client, case, partner, service="psychosocial")
    answer(client, case, "photo_or_voice", state="refused")
    with django_assert_num_queries(10):
        client.get(f"/cases/{case.code}/consents/")


def test_the_head_of_the_case_leads_there_and_says_when_it_ran_out(
    client: Client, house: House
) -> None:
    at = now() - timedelta(days=200)
    case = make.opened(house, at=at)
    page = words(client.get(f"/cases/{case.code}/"))
    assert f'<a href="/cases/{case.code}/consents/">' in page
    assert "Consent has run out" in page


# Who cannot be asked, and who is young --------------------------------------


@pytest.fixture
def told_by_other(client: Client) -> Case:
    client.post("/intake/", {"speaking_herself": "no"})
    return Case.objects.get()


def test_told_by_someone_else_stands_on_vital_interests(
    client: Client, told_by_other: Case, house: House
) -> None:
    answer(client, told_by_other, state="given", cannot_ask_reason="told_by_someone_else")
    [kept] = told(house, told_by_other)
    assert (kept["state"], kept["basis"]) == ("cannot_ask", "vital_interests")


def test_nothing_is_asked_of_her_that_she_cannot_have_answered(
    client: Client, told_by_other: Case
) -> None:
    page = words(client.get(f"/cases/{told_by_other.code}/consent/"))
    for name in ("explained", "given_by", "limits", "form"):
        assert f'name="{name}"' not in page
    assert 'name="cannot_ask_reason"' in page


def test_of_what_someone_else_tells_she_alone_answers_the_rest(
    client: Client, told_by_other: Case
) -> None:
    page = words(client.get(f"/cases/{told_by_other.code}/consent/?purpose=photo_or_voice"))
    assert "Only she herself can answer this." in page
    assert 'name="state"' not in page
    refused = answer(client, told_by_other, "photo_or_voice")
    assert refused.status_code == 200
    assert not ConsentRecord.objects.exists()


@pytest.mark.parametrize("under_18", ["unknown", "declined"])
def test_under_18_needs_something_beside_her_assent(
    under_18: str, client: Client, house: House
) -> None:
    client.post("/intake/", {"under_18": under_18})
    case = Case.objects.get()
    assert "Say what stands beside her own assent." in words(answer(client, case))
    assert not ConsentRecord.objects.exists()
    answer(client, case, child_basis="best_interests_decision")
    assert told(house, case)[0]["child_basis"] == "best_interests_decision"


# Odd input ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"state": ""}, "Pick her answer"),
        ({"state": "perhaps"}, "Pick one of the answers"),
        ({"state": "cannot_ask", "cannot_ask_reason": ""}, "Say why she cannot be asked now."),
        ({"given_on": "soon"}, "Write the date as year, month and day"),
        ({"given_on": ""}, "Write the date"),
        ({"given_on": "2999-01-01"}, "Write the date as year"),
        ({"given_on": "2090-01-01"}, "This day has not come yet."),
        ({"expires_on": "2090-01-01"}, "Ask her again within a year"),
        ({"limits": "x" * 20_001}, "This is too long"),
        ({"limits": "\x00"}, "A hidden control character"),
        ({"witness": "\x07"}, "A hidden control character"),
        ({"explained": ["everything"]}, "Pick from the answers"),
    ],
)
def test_odd_input_gets_a_sentence_and_writes_nothing(
    typed: dict[str, Any], sentence: str, client: Client, case: Case
) -> None:
    page = answer(client, case, **({"interpreter": "int-7"} | typed))
    assert page.status_code == 200
    assert sentence in words(page)
    assert 'value="int-7"' in words(page)
    assert ConsentRecord.objects.count() == 1


def test_what_is_wrong_in_a_fold_opens_it(client: Client, case: Case) -> None:
    page = words(answer(client, case, witness="\x07"))
    assert '<details class="fold" open>\n      <summary>How it was asked' in page


@pytest.mark.parametrize("purpose", ["", "everything", "\x00"])
def test_what_is_no_purpose_is_about_our_help(purpose: str, client: Client, case: Case) -> None:
    page = client.get(f"/cases/{case.code}/consent/", {"purpose": purpose})
    assert "Her answer: to be helped by us" in words(page)


def test_an_answer_sent_twice_is_kept_once(client: Client, case: Case) -> None:
    once = str(uuid4())
    for _twice in range(2):
        assert answer(client, case, once=once).status_code == 302
    assert ConsentRecord.objects.filter(pk=once).count() == 1
    assert ConsentRecord.objects.count() == 2


@pytest.mark.parametrize("once", ["", "x", "\x00"])
def test_a_broken_name_of_the_form_loses_nothing(once: str, client: Client, case: Case) -> None:
    assert answer(client, case, once=once).status_code == 302
    assert ConsentRecord.objects.count() == 2


def test_the_name_of_another_cases_answer_is_refused(
    client: Client, case: Case, house: House
) -> None:
    other = make.draft(house, label="other")
    foreign = ConsentRecord.objects.get(case=case)
    assert answer(client, other, once=str(foreign.pk)).status_code == 403
    assert not ConsentRecord.objects.filter(case=other).exists()


# Drafts ---------------------------------------------------------------------


def test_each_purpose_has_a_draft_of_its_own(client: Client, case: Case) -> None:
    url = f"/cases/{case.code}/drafts/consent-transfer/"
    client.post(url, {"purpose": "transfer", "limits": "half a", "once": str(uuid4())})
    page = f"/cases/{case.code}/consent/"
    assert "half a" in words(client.get(page, {"purpose": "transfer"}))
    assert "half a" not in words(client.get(page))


def test_a_draft_of_an_answer_ends_with_it(client: Client, case: Case) -> None:
    once = str(uuid4())
    url = f"/cases/{case.code}/drafts/consent-case_services/"
    client.post(url, {"limits": "half a", "once": once})
    answer(client, case, once=once)
    assert not Letter.objects.filter(kind=Letter.Kind.DRAFT).exists()
    client.post(url, {"limits": "half a", "once": once})  # a moment too late
    assert "half a" not in words(client.get(f"/cases/{case.code}/consent/"))


# Who may --------------------------------------------------------------------


@pytest.mark.parametrize("who", ["caseworker2", "supervisor"])
def test_a_reader_reads_and_may_not_answer(who: str, house: House, case: Case) -> None:
    by, keys = house.caseworker.user, make.keys_for(house.caseworker, case)
    if who == "caseworker2":
        sharing.share(case, to=house.caseworker2.user, by=by, at=make.NOW, keys=keys)
    client = client_of(house.staff[who])
    page = client.get(f"/cases/{case.code}/consent/")
    assert page.status_code == 200
    assert "Keep her answer" not in words(page)
    assert "She takes it back" not in words(page)
    assert f"/cases/{case.code}/intake/" not in words(page)
    assert answer(client, case).status_code == 403
    refused = entries.sealed()[-1]
    assert (refused.verb, refused.outcome) == ("consent", "refused")
    assert ConsentRecord.objects.count() == 1


def test_a_closed_case_takes_no_answer(client: Client, house: House, case: Case) -> None:
    make.close(house, case)
    assert answer(client, case).status_code == 403
    assert client.get(f"/cases/{case.code}/consent/").status_code == 200


def test_consent_opens_the_case(client: Client, house: House) -> None:
    """Without it a supervisor cannot open the draft; with it and the rest she can."""
    client.post("/intake/", {"immediate_danger": "no"})
    case = Case.objects.get()
    keys = make.keys_for(house.caseworker, case)
    with pytest.raises(WrongState, match="whether we may help"):
        opening.submit(case, by=house.caseworker.user, at=make.NOW, keys=keys)
    assert not Section.objects.filter(case=case, kind="consent").exists()
