"""The emergency sheet: what every caseworker of the desk may read, and nothing else of the case."""

from __future__ import annotations

import json
from typing import Any

import pytest

from casework.access import epochs, people
from casework.access.rekey import rekey
from casework.accounts.rows import Forged
from casework.cases.actions import emergency, record, reopening
from casework.cases.models import Case, Section
from casework.vault.models import Letter
from casework.vault.principals import Unopened, current
from tests import make
from tests.make import NOW, House, Staff

SECRETS = {
    "identity": {"alias": "Magpie", "names": [{"hangul": "김하나"}]},
    "safe_contact": {
        "may_contact": "yes",
        "method": "messenger_text",
        "phone": "+8613912345678",
        "handle": "magpie77",
        "caller_pretext": "a seller of mirrors",
        "may_leave_message": "no",
        "who_else_sees_phone": "her landlord",
        "last_verified": "2026-05-30",
    },
    "situation": {"place_detail": "by the mill"},
    "needs": {"most_urgent": ["shelter_short"], "goals": "To see her son."},
}


@pytest.fixture
def case(house: House) -> Case:
    return make.opened(house, documents=SECRETS)


def _read(who: Staff, case: Case) -> dict[str, Any]:
    told = emergency.opened(case, who.keys)
    assert told is not None
    return told


def _save(house: House, case: Case, kind: str, **told: Any) -> None:
    who = house.caseworker
    keys = make.keys_for(who, case)
    row = Section.objects.get(case=case, kind=kind)
    document = keys.open_document(row) | told
    record.save_section(case, kind, document, revision=row.revision, by=who.user, at=NOW, keys=keys)


@pytest.mark.parametrize("who", ["caseworker2", "supervisor", "caseworker"])
def test_everybody_of_the_desk_reads_it(house: House, case: Case, who: str) -> None:
    told = _read(house.staff[who], case)
    assert told["label"] == "grey scarf"
    assert told["answers"]["caller_pretext"] == "a seller of mirrors"
    assert told["answers"]["most_urgent"] == ["shelter_short"]


@pytest.mark.parametrize("who", ["caseworker3", "supervisor3", "administrator"])
def test_nobody_else_reads_it(house: House, case: Case, who: str) -> None:
    with pytest.raises(Unopened):
        emergency.opened(case, house.staff[who].keys)


def test_it_holds_no_name_no_number_no_place_and_no_story(house: House, case: Case) -> None:
    told = json.dumps(_read(house.caseworker2, case), ensure_ascii=False)
    for secret in ("Magpie", "김하나", "391234", "magpie77", "mill", "son"):
        assert secret not in told


def test_each_save_of_what_it_is_made_of_writes_it_anew(house: House, case: Case) -> None:
    _save(house, case, "safe_contact", may_contact="no")
    assert _read(house.caseworker2, case)["answers"]["may_contact"] == "no"
    _save(house, case, "needs", most_urgent=["medical_emergency"])
    assert _read(house.caseworker2, case)["answers"]["most_urgent"] == ["medical_emergency"]
    _save(house, case, "gate", alone_and_safe_to_talk="no")
    assert _read(house.caseworker2, case)["answers"]["alone_and_safe_to_talk"] == "no"
    who = house.caseworker
    keys = make.keys_for(who, case)
    record.change_label(case, "red umbrella", revision=1, by=who.user, at=NOW, keys=keys)
    assert _read(house.caseworker2, case)["label"] == "red umbrella"
    assert Letter.objects.filter(kind=Letter.Kind.EMERGENCY, case_id=case.pk).count() == 1


def test_another_section_leaves_it_as_it_is(house: House, case: Case) -> None:
    before = Letter.objects.get(kind=Letter.Kind.EMERGENCY).revision
    _save(house, case, "situation", province_in_china="jilin")
    assert Letter.objects.get(kind=Letter.Kind.EMERGENCY).revision == before


def test_a_draft_has_one_and_a_closed_case_none(house: House) -> None:
    draft, closed = make.draft(house), make.opened(house, label="blue kettle")
    assert _read(house.caseworker2, draft) == {"label": "grey scarf", "answers": {}, "words": {}}
    head = house.supervisor
    hands: dict[str, Any] = {"by": head.user, "at": NOW, "keys": make.keys_for(head, closed)}
    make.close(house, closed, "survivor_request")
    assert emergency.opened(closed, house.caseworker2.keys) is None
    reopening.reopen(closed, reason="new_need", **hands)
    assert _read(house.caseworker2, closed)["label"] == "blue kettle"


def test_after_a_leaver_old_sheets_open_for_those_who_stay(house: House, case: Case) -> None:
    """And what is written from then on is sealed to a key that she does not have."""
    gone, head = house.caseworker2, house.supervisor
    people.leave(gone.user, by=head.user, at=NOW)
    epochs.raise_due(head.keys, by=head.user, at=NOW)
    assert _read(house.caseworker, case)["label"] == "grey scarf"
    before = Letter.objects.get(kind=Letter.Kind.EMERGENCY).to
    _save(house, case, "needs", most_urgent=["medical_emergency"])
    after = Letter.objects.get(kind=Letter.Kind.EMERGENCY).to
    assert (before.epoch, after) == (1, current(group=house.desk.duty))
    assert after.epoch == 2
    assert _read(house.caseworker, case)["answers"]["most_urgent"] == ["medical_emergency"]
    with pytest.raises(Unopened):
        emergency.opened(case, gone.keys)


def test_a_new_key_of_the_case_leaves_it_to_its_group(house: House, case: Case) -> None:
    head = house.supervisor
    rekey(case, by=head.user, at=NOW, keys=head.keys)
    assert _read(house.caseworker2, case)["label"] == "grey scarf"


def test_one_of_another_case_does_not_pass_for_it(house: House, case: Case) -> None:
    other = make.draft(house, label="blue kettle")
    Letter.objects.filter(kind=Letter.Kind.EMERGENCY, case_id=case.pk).delete()
    Letter.objects.filter(kind=Letter.Kind.EMERGENCY).update(case_id=case.pk)
    assert other.pk != case.pk
    with pytest.raises(Forged):
        emergency.opened(case, house.caseworker2.keys)
