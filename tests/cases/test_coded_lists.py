"""What a house calls a code, and which codes it does not use."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.core.signals import request_started
from django.utils import translation

from casework.access.errors import NotAllowed, WrongState
from casework.accounts.rows import Forged
from casework.cases import code_words
from casework.cases.actions.coded_lists import set_words
from casework.cases.coded_lists import lists, needed_codes
from casework.cases.codes import ReferredFrom, YesNo
from casework.cases.field import Kind
from casework.cases.fields import field
from casework.cases.forms_controls import offered
from casework.cases.models import CodeWords
from casework.web.cases.wording import in_words
from tests import entries, make

AT = make.NOW
FROM = field("referred_from")


@pytest.fixture(autouse=True)
def _as_made() -> Iterator[None]:
    yield
    code_words.hold(None, {})


def _set(house: make.House, code: str, *, is_off: bool = False, **words: str) -> CodeWords | None:
    by = house.administrator.user
    row = set_words(lists()[FROM.choices.__name__], code, words=words, is_off=is_off, by=by, at=AT)
    code_words.tell()  # what the commit does
    return row


def test_it_is_said_so_everywhere_and_in_each_language(house: make.House) -> None:
    assert FROM.kind is Kind.CHOICE
    _set(house, "legal", english="lawyer", korean="변호사")
    told = {"referred_from": "legal"}
    said = []
    for language in ("en", "ko", "zh-hans"):
        with translation.override(language):
            said.append((in_words(FROM, told), str(dict(offered(FROM))["legal"])))
    assert said[:2] == [("lawyer", "lawyer"), ("변호사", "변호사")]
    assert said[2][0] not in ("lawyer", "")
    assert str(ReferredFrom("health_medical").label) == "health care"


def test_a_code_that_is_off_is_offered_no_more_and_old_records_show_it(house: make.House) -> None:
    _set(house, "legal", is_off=True)
    assert "legal" not in dict(offered(FROM))
    assert "legal" in dict(offered(FROM, "legal"))
    assert in_words(FROM, {"referred_from": "legal"}) == "legal help"
    _set(house, "legal")
    assert "legal" in dict(offered(FROM))
    rows = CodeWords.objects.filter(code="legal").order_by("number")
    assert [(row.number, row.is_off) for row in rows] == [(1, True), (2, False)]
    assert entries.last("code.set").reason == "legal,on"


def test_every_process_reads_it_from_its_next_request_on(house: make.House) -> None:
    _set(house, "legal", english="lawyer")
    version = cache.get("code_words")
    code_words.hold("of before", {})
    assert str(ReferredFrom.LEGAL.label) == "legal help"
    assert code_words._begin in [receiver() for _key, receiver, *_ in request_started.receivers]
    code_words._begin()  # by itself, for the signal would close this test's connection
    assert str(ReferredFrom.LEGAL.label) == "lawyer"
    assert (code_words._held.version, cache.get("code_words")) == (version, version)


def test_words_written_by_sql_are_refused(house: make.House) -> None:
    _set(house, "legal", english="lawyer")
    CodeWords.objects.update(english="danger")
    with pytest.raises(Forged):
        code_words.tell()


@pytest.mark.proves("cases.can_set_coded_lists")
def test_a_supervisor_sets_none(house: make.House) -> None:
    of: Any = lists()["ReferredFrom"]
    told: dict[str, Any] = {"words": {"english": "x"}, "is_off": False}
    with pytest.raises(NotAllowed):
        set_words(of, "legal", **told, by=house.supervisor.user, at=AT)
    assert not CodeWords.objects.exists()


@pytest.mark.proves("cases.code_is_of_the_list")
def test_no_code_is_added(house: make.House) -> None:
    with pytest.raises(WrongState):
        _set(house, "newspaper", english="newspaper")
    assert not CodeWords.objects.exists()


@pytest.mark.proves("cases.rules_do_not_need_it")
@pytest.mark.parametrize("code", ["unknown", "declined", "other"])
def test_what_answers_everything_stays(house: make.House, code: str) -> None:
    with pytest.raises(WrongState):
        _set(house, code, is_off=True)
    assert not CodeWords.objects.exists()


def test_what_another_question_depends_on_stays() -> None:
    depends = {name for name in lists() if needed_codes(name) - needed_codes("ReferredFrom")}
    assert depends
    assert {"yes", "no"} <= needed_codes(YesNo.__name__)


def test_a_name_means_one_list() -> None:
    by_name = {of.choices for of in lists().values()}
    assert len(by_name) == len(lists())
    assert all(of.choices.__name__ == name for name, of in lists().items())
