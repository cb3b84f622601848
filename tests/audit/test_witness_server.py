"""The witness that is part of the product: published requests, and the rules of the standard."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from casework.audit import witness_command
from casework.audit.heads import Head
from casework.audit.merkle import EMPTY_ROOT, leaf_hash
from casework.audit.witness_http import request
from casework.audit.witness_server import Answer, Witness
from casework.crypto import notes
from casework.crypto.notes import Kind, Note, PublicKey
from tests.audit import other_proofs

PUBLISHED = json.loads(
    Path(__file__).with_name("published_proofs.json").read_text(encoding="utf-8")
)["witness"]
AT = datetime(2026, 3, 1, tzinfo=UTC)
LOG, SEED = "log.example/audit", bytes(32)
LEAVES = [leaf_hash(bytes([number])) for number in range(9)]
OTHER = [*LEAVES[:2], leaf_hash(b"other"), *LEAVES[3:]]


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    made = Witness.made(tmp_path / "w", "ngo.example/witness")
    made.watch(notes.public_key(LOG, Kind.LOG, SEED))
    return made


def shown(
    witness: Witness, old: int, size: int, *, leaves: list[bytes] = LEAVES, **odd: Any
) -> Answer:
    """What it answers to a log of these leaves that has grown from `old` to `size`."""
    root = odd.get("root") or other_proofs.tree(leaves[:size])
    head = Head(odd.get("origin", LOG), size, root)
    made = notes.sign(head.text, name=head.origin, seed=odd.get("seed", SEED))
    proof = odd.get("proof")
    if proof is None:
        proof = other_proofs.subproof(old, leaves[:size]) if 0 < old <= size else []
    body = request(old, proof, str(Note(head.text, (made,))))
    return witness.add_checkpoint(body.encode(), AT)


def test_it_answers_published_requests_as_published(tmp_path: Path) -> None:
    witness = Witness.made(tmp_path, "example.com")
    public = bytes.fromhex(PUBLISHED["public"])
    witness.watch(PublicKey(PUBLISHED["origin"], Kind.LOG, public))
    for asked in PUBLISHED["requests"]:
        answer = witness.add_checkpoint(asked["body"].encode(), AT)
        assert answer.status == asked["status"]
        assert answer.body == asked.get("answer", answer.body)
        assert ("— example.com " in answer.body) == (answer.status == 200)


def test_what_it_says_is_a_cosignature_on_the_checkpoint(witness: Witness) -> None:
    for old, size in ((0, 3), (3, 3), (3, 8)):
        answer = shown(witness, old, size)
        assert (answer.status, answer.kind) == (200, "text/plain; charset=utf-8")
        made = notes.parse_signature(answer.body.rstrip("\n"))
        text = Head(LOG, size, other_proofs.tree(LEAVES[:size])).text
        assert (witness.key.signed(text, made), made.at) == (True, AT)


@pytest.mark.parametrize(
    ("status", "asked"),
    [
        (404, {"old": 0, "size": 4, "origin": "other.example/audit"}),
        (403, {"old": 0, "size": 4, "seed": bytes(31) + b"x"}),
        (400, {"old": 5, "size": 4}),
        (409, {"old": 0, "size": 5}),
        (409, {"old": 2, "size": 5}),
        (409, {"old": 3, "size": 3, "leaves": OTHER}),
        (422, {"old": 3, "size": 6, "leaves": OTHER}),
        (422, {"old": 3, "size": 6, "proof": []}),
        (422, {"old": 3, "size": 3, "proof": [EMPTY_ROOT]}),
    ],
)
def test_what_it_does_not_cosign_changes_nothing(
    witness: Witness, status: int, asked: dict[str, Any]
) -> None:
    assert shown(witness, 0, 3).status == 200
    before = [path.read_bytes() for path in (witness.folder / "seen").iterdir()]
    answer = shown(witness, **asked)
    assert answer.status == status
    assert "—" not in answer.body
    if status == 409 and asked["old"] != 3:
        assert (answer.body, answer.kind) == ("3\n", "text/x.tlog.size")
    assert [path.read_bytes() for path in (witness.folder / "seen").iterdir()] == before


def test_from_the_empty_tree_no_proof_is_taken(witness: Witness) -> None:
    assert shown(witness, 0, 4, proof=[EMPTY_ROOT]).status == 422
    assert shown(witness, 0, 0, root=LEAVES[0]).status == 422
    assert shown(witness, 0, 0).status == 200
    assert shown(witness, 0, 4).status == 200


@pytest.mark.parametrize(
    "body",
    ["", "old 0", "old 00\n\n", "new 0\n\nx\n1\n", "old 0\nnot base64\n\n{note}", "old 1 \n\n"],
)
def test_what_is_no_request_is_refused(witness: Witness, body: str) -> None:
    assert witness.add_checkpoint(body.encode(), AT).status == 400
    assert witness.add_checkpoint(b"\xff" + body.encode(), AT).status == 400


def test_two_at_once_never_put_it_back(witness: Witness) -> None:
    shown(witness, 0, 1)
    answers: list[Answer] = []
    sizes = [3, 9, 5, 7, 2, 8]
    threads = [
        threading.Thread(target=lambda size=size: answers.append(shown(witness, 1, size)))
        for size in sizes
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status for answer in answers) == [200, 409, 409, 409, 409, 409]
    (size,) = {answer.body for answer in answers if answer.status == 409}
    assert shown(witness, int(size), 9).status == 200


def test_the_command_makes_a_folder_once_and_says_its_key(tmp_path: Path, capsys: Any) -> None:
    folder, log = tmp_path / "w", str(notes.public_key(LOG, Kind.LOG, SEED))
    assert witness_command.main([str(folder), "--listen", ""]) == 2
    first = [str(folder), "--name", "ngo.example/w", "--log", log, "--listen", ""]
    assert witness_command.main(first) == 0
    assert witness_command.main([*first, "--name", "another"]) == 0
    said = capsys.readouterr().out.split()
    assert said == [str(Witness.made(folder).key)] * 2
    assert (folder / "logs").read_text().split() == [log]
    assert (folder / "key").stat().st_mode & 0o077 == 0
