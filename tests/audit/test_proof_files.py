"""Proofs for outsiders: written by the house, checked where there is none."""

from __future__ import annotations

import base64
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from casework.audit import checkpoints, proof_command, proving
from casework.audit.merkle import leaf_hash
from casework.audit.models import AuditCheckpoint, AuditEntry
from casework.audit.proof_files import Consistency, Inclusion, parse_proof, parse_proofs
from casework.audit.proofs import ProofWrong
from casework.crypto.notes import BadNote, Kind, Note, public_key, sign
from tests.audit import other_proofs
from tests.audit.acts import AT, say

CLONE = Path(__file__).parents[2]
LEAVES = [leaf_hash(bytes([number])) for number in range(9)]


@pytest.fixture
def house(marked: Path, person: Any) -> Path:
    """Four entries and two checkpoints, of three entries and of four."""
    say()
    say("case.closed", count=7, reason="moved")
    checkpoints.sign(AT)
    say()
    checkpoints.sign(AT)
    return marked


@pytest.mark.django_db(transaction=True)
def test_an_empty_machine_checks_them(house: Path, capsys: Any) -> None:
    """No database, no setting: an environment of nothing."""
    entry, grown = house / "entry.tlog-proof", house / "grown"
    call_command("audit_proof", str(entry), entry=3)
    call_command("audit_proof", str(grown), old=3)
    said = [_alone("--proof", str(path)) for path in (entry, grown)]
    assert [one.returncode for one in said] == [0, 0], said
    name = AuditEntry.objects.get(number=3).entry
    for line in ("entry 3 stands in the log of 4", f"{name}", "verb: case.closed", "count: 7"):
        assert line in said[0].stdout
    assert "the log of 4 entries begins with that of 3 entries" in said[1].stdout


def _alone(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", "verify_audit", *arguments]
    return subprocess.run(command, cwd=CLONE, env={}, capture_output=True, text=True, check=False)


@pytest.mark.django_db(transaction=True)
def test_another_implementation_reads_them_and_a_wrong_one_is_refused(
    house: Path, capsys: Any
) -> None:
    path = house / "entry.tlog-proof"
    call_command("audit_proof", str(path), entry=2, size=3)
    head, extra, index, *hashes = path.read_text().partition("\n\n")[0].split("\n")
    leaf = leaf_hash(base64.b64decode(extra.removeprefix("extra ")))
    root = bytes(AuditCheckpoint.objects.get(size=3).root)
    assert (head, index) == ("c2sp.org/tlog-proof@v1", "index 1")
    assert leaf == AuditEntry.objects.get(number=2).leaf
    assert other_proofs.included(leaf, 1, 3, root, [base64.b64decode(one) for one in hashes])
    assert proof_command.main(["--proof", str(path)]) == 0
    (house / "bad").write_text(path.read_text().replace("index 1", "index 0"))
    assert proof_command.main(["--proof", str(house / "bad"), "--key", f"{path}.keys"]) == 1
    theirs = public_key(AuditCheckpoint.objects.get(size=3).origin, Kind.LOG, bytes(32))
    assert proof_command.main(["--proof", str(path), "--key", str(theirs)]) == 1
    assert proof_command.main(["--proof", str(path), "--key", "nothing"]) == 2
    assert "does not hold" in capsys.readouterr().err


@pytest.mark.django_db(transaction=True)
def test_several_entries_are_proven_in_one_file_and_each_of_them_counts(
    house: Path, capsys: Any
) -> None:
    """Those of an export: what all have in common is told once, what each entry says by itself."""
    whole = "".join(map(str, proving.inclusions([3, 1, 2])))
    path = house / "log.proof"
    path.write_text(whole)
    Path(f"{path}.keys").write_text(proving.keys())
    assert proof_command.main(["--proof", str(path)]) == 0
    said = capsys.readouterr().out.splitlines()
    stand = [line for line in said if "stands in the log of 4" in line]
    assert [line.split()[1] for line in stand] == ["3", "1", "2"]
    assert len([line for line in said if line.startswith("  verb: ")]) == 3
    assert len([line for line in said if line.startswith(("log: ", "signed by "))]) == 2
    first, second, _third = parse_proofs(whole)
    for touched in (
        whole.replace("index 1\n", "index 3\n"),
        f"{first}{second}"[:-2],
        f"x{whole}",
        f"{first}\n{second}",
        "",
    ):
        path.write_text(touched)
        assert proof_command.main(["--proof", str(path)]) == 1, touched


@pytest.mark.django_db(transaction=True)
def test_one_entry_without_a_checkpoint_keeps_the_others_from_being_proven(house: Path) -> None:
    say()
    with pytest.raises(proving.NotYet, match="entry 5"):
        proving.inclusions([1, 5])
    assert proving.inclusions([]) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "asked", [{}, {"entry": 4, "size": 3}, {"entry": 5}, {"old": 2}, {"old": 4, "size": 3}], ids=str
)
def test_what_cannot_be_proven_is_not_written(house: Path, asked: dict[str, int]) -> None:
    with pytest.raises(CommandError):
        call_command("audit_proof", str(house / "none"), **asked)
    assert not (house / "none").exists()


def _signed(size: int) -> Note:
    root = base64.b64encode(other_proofs.tree(LEAVES[:size])).decode()
    text = f"log.example\n{size}\n{root}\n"
    return Note(text, (sign(text, name="log.example", seed=bytes(32)),))


KEYS = [public_key("log.example", Kind.LOG, bytes(32))]
INCLUSION = str(Inclusion(bytes([5]), 5, tuple(other_proofs.path(5, LEAVES)), _signed(9)))
CONSISTENCY = str(Consistency(_signed(5), tuple(other_proofs.subproof(5, LEAVES)), _signed(9)))


@given(st.sampled_from([INCLUSION, CONSISTENCY]), st.data())
def test_a_proof_that_was_touched_anywhere_does_not_hold(whole: str, data: st.DataObject) -> None:
    """A byte changed, taken away or put in: nothing of a proof is idle."""
    blob = whole.encode()
    at = data.draw(st.integers(0, len(blob) - 1))
    put = data.draw(st.binary(max_size=2))
    touched = blob[:at] + put + blob[at + data.draw(st.integers(0, 2)) :]
    assert holds(blob)
    assert holds(touched) == (touched == blob)


def holds(blob: bytes) -> bool:
    try:
        parse_proof(blob.decode()).require(KEYS)
    except (ProofWrong, BadNote, UnicodeDecodeError):
        return False
    return True
