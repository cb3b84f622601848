"""After her no to our keeping what identifies her: it waits to be erased, and then it is gone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from casework.access.errors import NotAllowed, WrongState
from casework.cases.actions import record
from casework.cases.actions.consent import record_consent
from casework.cases.actions.identifying import erase_names
from casework.cases.models import Case, Digest, Section
from casework.cases.section_rows import section_of
from casework.reminders.models import Due
from tests import entries, make
from tests.make import NOW, House

pytestmark = pytest.mark.django_db
NAMES = [{"kind": "given", "hangul": "은설"}]
STORE = "store_identifying_data"


@pytest.fixture
def house() -> House:
    return make.house()


@pytest.fixture
def case(house: House) -> Case:
    told = {
        "identity": {"alias": "Magpie", "names": NAMES, "birth_date": "1999-03-27"},
        "safe_contact": {"phone": "+8613800000000", "handle": "magpie"},
    }
    return make.opened(house, documents=told)


def hands(house: House, case: Case, who: str = "caseworker") -> dict[str, Any]:
    staff = house.staff[who]
    return {"by": staff.user, "at": NOW, "keys": make.keys_for(staff, case)}


def says(house: House, case: Case, state: str) -> None:
    record_consent(case, make.consent(STORE, state=state), **hands(house, case))


def told(house: House, case: Case, kind: str) -> dict[str, Any]:
    return section_of(case, kind, hands(house, case)["keys"])


def waits(case: Case) -> list[Any]:
    rows = Due.objects.pending().filter(case=case, kind="consent_review", reference=case.pk)
    return [row.due_at for row in rows]


@pytest.mark.parametrize("state", ["refused", "withdrawn"])
def test_her_no_asks_for_it_within_the_hour(state: str, house: House, case: Case) -> None:
    says(house, case, "given")
    assert waits(case) == []
    says(house, case, state)
    assert waits(case) == [NOW + timedelta(hours=1)]
    assert told(house, case, "identity")["names"] == NAMES
    says(house, case, "given")
    assert waits(case) == []


def test_where_nothing_lies_nothing_waits(house: House) -> None:
    case = make.opened(house)
    says(house, case, "refused")
    assert waits(case) == []


@pytest.mark.parametrize("with_contact", [True, False])
def test_what_names_her_is_overwritten_and_found_no_more(
    with_contact: bool, house: House, case: Case
) -> None:
    says(house, case, "refused")
    before = Section.objects.get(case=case, kind="identity").document
    erase_names(case, with_contact=with_contact, **hands(house, case))
    identity, contact = told(house, case, "identity"), told(house, case, "safe_contact")
    assert (identity["names"], identity["birth_date"], identity["alias"]) == ([], "", "Magpie")
    assert (contact["phone"] == contact["handle"] == "") == with_contact
    digest = hands(house, case)["keys"].open_document(Digest.objects.get(case=case))
    assert digest["names"] == ["Magpie"]
    assert digest["label"] == "grey scarf"
    assert Section.objects.get(case=case, kind="identity").document != before
    entry = entries.last("consent.names_erased")
    assert (entry.outcome, entry.reason) == ("done", "")
    assert waits(case) == []


@pytest.mark.proves("cases.names_are_to_go")
def test_without_her_no_nothing_is_erased(house: House, case: Case) -> None:
    before = entries.count()
    with pytest.raises(WrongState, match="Nothing is to be erased here"):
        erase_names(case, with_contact=True, **hands(house, case))
    assert entries.count() == before
    assert told(house, case, "identity")["names"] == NAMES
    says(house, case, "refused")
    erase_names(case, with_contact=False, **hands(house, case))
    with pytest.raises(WrongState, match="Nothing is to be erased here"):
        erase_names(case, with_contact=False, **hands(house, case))


@pytest.mark.parametrize("who", ["caseworker2", "supervisor"])
def test_whoever_writes_the_record_erases_it(who: str, house: House, case: Case) -> None:
    says(house, case, "refused")
    before = entries.count()
    act = hands(house, case) | {"by": house.staff[who].user}
    with pytest.raises(NotAllowed):
        erase_names(case, with_contact=False, **act)
    assert entries.count() == before


def test_who_left_the_names_out_of_the_section_has_done_it(house: House, case: Case) -> None:
    says(house, case, "refused")
    identity = told(house, case, "identity") | {"names": [], "birth_date": ""}
    revision = Section.objects.get(case=case, kind="identity").revision
    record.save_section(case, "identity", identity, revision=revision, **hands(house, case))
    assert waits(case) == []


def test_after_her_no_to_our_help_they_can_still_go(house: House, case: Case) -> None:
    says(house, case, "refused")
    record_consent(case, make.consent(state="refused"), **hands(house, case))
    erase_names(case, with_contact=False, **hands(house, case))
    assert told(house, case, "identity")["names"] == []
