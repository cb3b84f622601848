"""The state of the seal, on every page of an administrator and on nobody else's."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from casework.audit import alarms, growth
from casework.audit.checkpoints import public_keys
from casework.audit.models import (
    AuditCheckpoint,
    AuditEntry,
    AuditVerification,
    AuditWitness,
)
from casework.audit.proof_command import KEYS
from casework.audit.proof_command import main as check
from casework.audit.proof_files import Consistency, Inclusion, parse_proof
from casework.crypto.notes import Kind, public_key
from casework.web.audit.findings import found_by
from casework.web.audit.seal import state_of_seal
from casework.web.audit.words import in_words
from tests import entries, make
from tests.web.signed_in import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]
WITNESS = str(public_key("ngo.example/witness", Kind.WITNESS, bytes(32)))


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
    checkpoint = entries.signed()
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
    entries.signed()
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
    checkpoint = entries.signed()
    answer = client.get(address)
    proof = parse_proof(answer.content.decode())
    assert isinstance(proof, Inclusion)
    assert (proof.index, proof.checkpoint.text) == (1, checkpoint.head.text)
    assert "attachment" in answer["Content-Disposition"]
    assert entries.last("audit.proven").by == str(house.administrator.user.pk)
    assert client.get(reverse("audit_proof", args=[10**30])).status_code == 302


def _verified(findings: str = "", broken: int = 0) -> AuditVerification:
    return AuditVerification.objects.create(
        started_at=make.NOW, ended_at=make.NOW, entries=70, rows=30, checkpoints=4, root=b"",
        broken=broken, findings=findings,
    )  # fmt: skip


FOUND = (
    "entry 2: its mac is wrong\n"
    "cases_case 0198-a: it has revision 3, the newest on record is 4\n"
    "made_up: the log names rows of this table, which nobody follows\n"
    "the head of the log does not fit its entries"
)


def test_what_the_last_recomputing_found_is_listed_by_name() -> None:
    client = client_of(make.house().staff["administrator"])
    entries.sealed()
    _verified(FOUND, broken=7)
    deed = in_words(AuditEntry.objects.get(number=2).verb)
    page = client.get(reverse("audit_seal")).content.decode()
    for said in (
        "Entry 2</span> <span>its mac is wrong",
        "cases_case 0198-a</span> <span>it has revision 3, the newest on record is 4",
        "made_up</span> <span>the log names rows of this table",
        "The log</span> <span>the head of the log does not fit",
        "3 more were found",
        f'<span class="meta">{deed} · ',
    ):
        assert said in page
    assert f"{reverse('audit_seal')}#found" in client.get(reverse("audit")).content.decode()


def test_it_is_said_in_the_readers_language() -> None:
    with translation.override("ko"):
        told = [one.text for one in found_by(_verified(FOUND, broken=4))]
    assert [one for one in told if one.isascii()] == []
    assert ("3" in told[1], "4" in told[1]) == (True, True)


def test_nothing_found_and_nothing_looked_at_are_told_apart() -> None:
    client = client_of(make.house().staff["administrator"])
    page = client.get(reverse("audit_seal")).content.decode()
    assert "has not been recomputed yet" in page
    _verified()
    page = client.get(reverse("audit_seal")).content.decode()
    assert "Nothing. Entries: 70, rows: 30, checkpoints: 4. All of it holds." in page


def test_an_administrator_takes_a_proof_that_the_log_only_grew(tmp_path: Path) -> None:
    house = make.house()
    client, older = client_of(house.staff["administrator"]), entries.signed()
    make.opened(house)
    newer = entries.signed()
    assert f"{older.size} entries" in client.get(reverse("audit_seal")).content.decode()
    answer = client.get(reverse("audit_grown"), {"old": older.size, "new": ""})
    proof = parse_proof(answer.content.decode())
    assert isinstance(proof, Consistency)
    assert (proof.old.size, proof.new.size) == (older.size, newer.size)
    assert "attachment" in answer["Content-Disposition"]
    said = entries.last("audit.proven")
    assert (said.by, said.subject_id) == (
        str(house.administrator.user.pk),
        f"{older.size}-{newer.size}",
    )
    file = tmp_path / "log.proof"
    file.write_bytes(answer.content)
    Path(f"{file}{KEYS}").write_text("\n".join(map(str, public_keys(newer.origin))))
    assert check(["--proof", str(file)]) == 0


@pytest.mark.parametrize("asked", [{}, {"old": "x"}, {"old": "5", "new": "4"}, {"old": 10**30}])
def test_without_two_checkpoints_there_is_no_proof_and_no_entry(asked: dict[str, Any]) -> None:
    client = client_of(make.house().staff["administrator"])
    entries.signed()
    answer = client.get(reverse("audit_grown"), asked)
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("audit_seal"))
    assert "audit.proven" not in {one.verb for one in entries.sealed()}


def test_between_two_logs_there_is_no_proof() -> None:
    """A declared restore began another one."""
    client, older = client_of(make.house().staff["administrator"]), entries.signed()
    AuditCheckpoint.objects.create(
        size=older.size + 1, origin="desk.example/log/restored-9", root=b"", note="", at=make.NOW
    )
    answer = client.get(reverse("audit_grown"), {"old": older.size})
    assert answer.headers["Location"] == reverse("audit_seal")
