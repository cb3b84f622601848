"""The directory: kept by supervisors, nothing of it in clear but its public code and its state."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from casework.access.errors import NotAllowed, Stale, WrongState
from casework.referrals import directory, partner_states, partners
from casework.referrals.models import Partner
from casework.referrals.partner_states import PartnerState
from casework.referrals.queries import partner_choices
from tests import entries, make
from tests.referrals.conftest import DETAILS, active_partner, vet


def snapshot() -> tuple[Any, ...]:
    rows = Partner.objects.order_by("pk").values_list("pk", "state", "revision")
    return list(rows), entries.count()


def propose(house: make.House, who: str = "supervisor", **options: Any) -> Partner:
    told: dict[str, Any] = {"alias": "willow-3", "name": "Lantern clinic", "details": DETAILS}
    told |= options
    alias = told.pop("alias")
    return directory.propose(alias, by=house.staff[who].user, at=make.NOW, **told)


def test_propose_seals_name_and_details(house: make.House) -> None:
    partner = Partner.objects.get(pk=propose(house).pk)
    assert partner.state == PartnerState.PROPOSED
    opened = partners.opened(partner)
    assert (opened.name, opened.details) == ("Lantern clinic", DETAILS)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name || details FROM referrals_partner")
        stored = bytes(cursor.fetchone()[0])
    for told in ("Lantern", "medical_general", "CHN", "head nurse"):
        assert told.encode() not in stored


@pytest.mark.parametrize("who", ["caseworker", "administrator"])
def test_partners_are_kept_by_supervisors(house: make.House, who: str) -> None:
    partner = active_partner(house)
    before = snapshot()
    user = house.staff[who].user
    with pytest.raises(NotAllowed):
        propose(house, who, alias="alder-1")
    with pytest.raises(NotAllowed):
        directory.describe(
            partner, name="x", details=DETAILS, revision=partner.revision, by=user, at=make.NOW
        )
    with pytest.raises(NotAllowed):
        directory.set_state(partner, "suspended", words="x", by=user, at=make.NOW)
    assert snapshot() == before


def test_propose_sent_twice_is_kept_once(house: make.House) -> None:
    form_id = uuid4()
    first = propose(house, form_id=form_id)
    before = snapshot()
    assert propose(house, form_id=form_id) == first
    assert snapshot() == before


def test_propose_refuses_a_code_that_is_taken(house: make.House) -> None:
    propose(house)
    before = snapshot()
    with pytest.raises(WrongState, match="Another partner has this code"):
        propose(house)
    assert snapshot() == before


def test_describe_refuses_a_stale_form(house: make.House) -> None:
    partner = propose(house)
    common: dict[str, Any] = {"details": DETAILS, "by": house.supervisor.user, "at": make.NOW}
    directory.describe(partner, name="Lantern house", revision=1, **common)
    before = snapshot()
    with pytest.raises(Stale):
        directory.describe(partner, name="Lantern home", revision=1, **common)
    assert snapshot() == before
    assert partners.opened(Partner.objects.get(pk=partner.pk)).name == "Lantern house"


@pytest.mark.parametrize("before", PartnerState)
@pytest.mark.parametrize("after", PartnerState)
def test_set_state_follows_its_table(
    house: make.House, before: PartnerState, after: PartnerState
) -> None:
    partner = propose(house)
    Partner.objects.filter(pk=partner.pk).update(state=before)
    count = entries.count()
    by = house.supervisor.user
    if after in partner_states.TRANSITIONS[before]:
        if (before, after) in partner_states.BY_TWO:
            vet(house, Partner.objects.get())
        else:
            directory.set_state(partner, after, words="So it is.", by=by, at=make.NOW)
        assert Partner.objects.get(pk=partner.pk).state == after
        assert entries.sealed()[-1].verb == f"partner.{after}"
        return
    with pytest.raises(WrongState, match=f"The partner is “{before.label}”"):
        directory.set_state(partner, after, by=by, at=make.NOW)
    assert (Partner.objects.get(pk=partner.pk).state, entries.count()) == (before, count)


def test_choices_are_active_partners_by_the_id_that_records_name(house: make.House) -> None:
    partner = active_partner(house)
    propose(house, alias="alder-1")
    assert partner_choices() == [(str(partner.pk), "willow-3 · Lantern clinic")]
