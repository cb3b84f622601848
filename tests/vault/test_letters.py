from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from casework.accounts.rows import Forged
from casework.vault import letters
from casework.vault.models import Letter
from casework.vault.principals import Unopened, current
from tests import make

AT = make.NOW
TEXT = "그 여자가 다시 전화했다 🌙"


def test_a_draft_needs_no_key_to_keep_and_hers_to_read(house: make.House) -> None:
    her = house.caseworker
    letters.keep_draft(her.user, "note", TEXT, at=AT)
    assert letters.read_draft(her.keys, "note") == TEXT
    assert letters.read_draft(her.keys, "intake") is None
    assert letters.read_draft(house.caseworker2.keys, "note") is None


def test_a_second_keeping_replaces_the_first(house: make.House) -> None:
    her, case = house.caseworker, uuid4()
    for number in range(3):
        letters.keep_draft(
            her.user, "note", f"{TEXT} {number}", at=AT + timedelta(seconds=number), case_id=case
        )
    assert letters.read_draft(her.keys, "note", case_id=case) == f"{TEXT} 2"
    assert Letter.objects.get(case_id=case).revision == 3


def test_a_dropped_draft_is_gone(house: make.House) -> None:
    letters.keep_draft(house.caseworker.user, "note", TEXT, at=AT)
    letters.drop_draft(house.caseworker.user.pk, "note")
    assert not Letter.objects.exists()


def test_the_text_does_not_lie_in_the_row(house: make.House) -> None:
    letter = letters.keep_draft(house.caseworker.user, "note", TEXT, at=AT)
    assert TEXT.encode() not in bytes(letter.body)


def test_its_form_is_told_to_nobody_who_has_no_key_of_the_house(house: make.House) -> None:
    case = uuid4()
    kept = [
        letters.keep_draft(house.staff[name].user, form, TEXT, at=AT, case_id=of)
        for name, form, of in (
            ("caseworker", "note", None),
            ("caseworker", "note", case),
            ("caseworker", "intake", case),
            ("caseworker2", "note", case),
        )
    ]
    names = [letter.form for letter in kept]
    assert len(set(names)) == len(names)  # not even that two write into the same form
    assert all(re.fullmatch("[0-9a-f]{32}", name) for name in names)
    assert letters.read_draft(house.caseworker.keys, "intake", case_id=case) == TEXT


def test_the_length_tells_its_bucket_only(house: make.House) -> None:
    lengths = {
        len(letters.keep_draft(house.caseworker.user, f"note-{size}", "x" * size, at=AT).body)
        for size in (1, 100, 254)
    }
    assert len(lengths) == 1


def test_a_letter_to_a_group_opens_for_its_members(house: make.House) -> None:
    to = current(group=house.desk.supervisors)
    letter = letters.write(to, Letter.Kind.TO_SUPERVISORS, TEXT, at=AT)
    for who in ("supervisor", "supervisor2"):
        assert letters.open_letter(letter, house.staff[who].keys) == TEXT
    for who in ("caseworker", "supervisor3", "administrator"):
        with pytest.raises(Unopened):
            letters.open_letter(letter, house.staff[who].keys)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("kind", Letter.Kind.EMERGENCY),
        ("case_id", uuid4()),
        ("form", "intake"),
        ("revision", 7),
        ("written_at", AT + timedelta(days=1)),
        ("body", b"\x01" + b"\x00" * 1400),
    ],
)
def test_a_changed_letter_is_refused(house: make.House, column: str, value: object) -> None:
    letter = letters.keep_draft(house.caseworker.user, "note", TEXT, at=AT)
    Letter.objects.filter(pk=letter.pk).update(**{column: value})
    letter.refresh_from_db()
    with pytest.raises(Forged):
        letters.open_letter(letter, house.caseworker.keys)


def test_a_letter_handed_to_another_recipient_is_refused(house: make.House) -> None:
    letter = letters.keep_draft(house.caseworker.user, "note", TEXT, at=AT)
    letter.to = current(person=house.caseworker2.user)
    with pytest.raises(Forged):
        letters.open_letter(letter, house.caseworker2.keys)
