"""The state of the seal, on every page of an administrator and on nobody else's."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from casework.audit import alarms, growth
from casework.audit.checkpoints import signed
from casework.audit.heads import Head
from casework.audit.models import (
    AuditCheckpoint,
    AuditHead,
    AuditVerification,
    AuditWitness,
)
from casework.audit.proof_files import Inclusion, parse_proof
from casework.crypto.notes import Kind, public_key
from casework.web.audit.seal import state_of_seal
from tests import entries, make
from tests.web.signed_in import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]
WITNESS = str(public_key("ngo.example/witness", Kind.WITNESS, bytes(32)))


def _signed() -> AuditCheckpoint:
    """As a worker does it, without its own transaction."""
    entries.sealed()
    head = AuditHead.objects.get()
    one = Head("desk.example/log", head.size, head.root)
    return AuditCheckpoint.objects.create(
        size=one.size, origin=one.origin, root=one.root, note=str(signed(one)), at=make.NOW
    )


def test_it_stands_on_every_page_of_an_administrator_and_on_no_other() -> None:
    house = make.house()
    for who, names in (
        ("administrator", ("home", "people", "desk_list", "audit")),
        ("supervisor", ("home",)),
    ):
        client = client_of(house.staff[who])
        for name in names:
            page = client.get(reverse(name)).content.decode()
            assert ("No checkpoint is signed yet" in page) == (who == "administrator"), name


def test_it_says_what_is_wrong_and_since_when(settings: Any) -> None:
    house = make.house()
    settings.LOG_WITNESSES = ((WITNESS, "https://witness.example/"),)
    settings.LOG_WITNESS_FILE = "/nowhere/file"
    checkpoint = _signed()
    AuditWitness.objects.create(name="ngo.example/witness", size=90, outcome="disagrees")
    AuditWitness.objects.create(name="file", outcome="unreachable", since=make.NOW)
    AuditVerification.objects.create(
        started_at=make.NOW - timedelta(hours=40),
        ended_at=make.NOW - timedelta(hours=40),
        entries=7, rows=3, checkpoints=1, root=b"", broken=0,
    )  # fmt: skip
    alarms.ring("witness ngo.example/witness", at=make.NOW, number=90)
    alarms.ring(alarms.SIGNING, at=make.NOW)
    alarms.ring(alarms.VERIFYING, at=make.NOW, number=4711)
    seal = state_of_seal()
    assert (seal.is_broken, seal.is_unsigned, seal.is_unverified) == (True, False, True)
    assert [(one.is_wrong, bool(one.why)) for one in seal.witnesses] == [
        (False, True),
        (True, True),
    ]
    page = client_of(house.staff["administrator"]).get(reverse("audit")).content.decode()
    for said in (
        "The log does not hold",
        "A witness saw another log of 90 entries: ngo.example/witness.",
        "does not fit its mark outside the database",
        "First fault: entry 4711.",
        "it cannot be reached",
        f"Last checkpoint: {checkpoint.size} entries",
        "7 entries, 0 faults",
    ):
        assert said in page


def test_it_says_how_much_room_there_is_and_warns_when_it_is_short(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = client_of(make.house().staff["administrator"])
    _signed()
    left = state_of_seal().room.entries
    page = client.get(reverse("audit")).content.decode()
    assert f"Room for {left} entries" in page
    assert ("No more is made" in page, "look after it" in page) == (False, False)
    monkeypatch.setattr(growth, "room", lambda _size: growth.Room(7, is_short=True))
    page = client.get(reverse("audit")).content.decode()
    for said in ("Short", "Room for 7 entries", "No more is made", "Sealed, look after it"):
        assert said in page


def test_an_administrator_takes_a_proof_of_an_entry() -> None:
    house = make.house()
    client = client_of(house.staff["administrator"])
    address = reverse("audit_proof", args=[2])
    assert client.get(address).status_code == 302  # nothing is signed yet
    checkpoint = _signed()
    answer = client.get(address)
    proof = parse_proof(answer.content.decode())
    assert isinstance(proof, Inclusion)
    assert (proof.index, proof.checkpoint.text) == (1, checkpoint.head.text)
    assert "attachment" in answer["Content-Disposition"]
    assert entries.last("audit.proven").by == str(house.administrator.user.pk)
    assert client.get(reverse("audit_proof", args=[10**30])).status_code == 302
