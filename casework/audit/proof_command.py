"""`manage.py verify_audit --proof FILE`: proofs checked by somebody who has nothing but the file.

It speaks English only, for it runs where no house is.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from pathlib import Path

from casework.audit import entries
from casework.audit.heads import Head, parse_head
from casework.audit.proof_files import Consistency, Inclusion, parse_proofs
from casework.audit.proofs import ProofWrong
from casework.crypto.notes import BadKey, BadNote, Kind, PublicKey, parse_key

KEYS = ".keys"  # after the name of a proof: the public keys that came with it


def main(argv: Sequence[str]) -> int:
    """Exit status 0 when it holds, 1 when it does not, 2 when there is nothing to check."""
    parser = ArgumentParser(prog="manage.py verify_audit", description="Check a proof.")
    parser.add_argument("--proof", type=Path, required=True, metavar="FILE")
    parser.add_argument(
        "--key", action="append", default=[], help="a public key, or a file of them; else FILE.keys"
    )
    given = parser.parse_args(argv)
    try:
        text = given.proof.read_text(encoding="utf-8")
        keys = list(_keys(given.key or [f"{given.proof}{KEYS}"]))
    except (OSError, UnicodeDecodeError, BadKey) as error:
        return _tell(f"Nothing to check: {error}", status=2)
    try:
        proofs = parse_proofs(text)
        said = [line for proof in proofs for line in _said(proof, proof.require(keys))]
        signed = [line for proof in proofs for line in _signed(proof, keys)]
    except (ProofWrong, BadNote, ValueError) as error:
        return _tell(f"The proof does not hold. {error}", status=1)
    told_once = dict.fromkeys(signed)  # several proofs stand under one checkpoint
    holds = "It holds. Compare the keys with those you were given another way."
    return _tell(*said, *told_once, holds)


def _keys(given: Sequence[str]) -> Iterator[PublicKey]:
    for one in given:
        path = Path(one)
        words = path.read_text(encoding="utf-8").split() if path.is_file() else [one]
        yield from map(parse_key, words)


def _said(proof: Inclusion | Consistency, head: Head) -> Iterator[str]:
    if isinstance(proof, Consistency):
        yield f"the log of {head.size} entries begins with that of {proof.old.size} entries"
        return
    yield f"entry {proof.index + 1} stands in the log of {head.size} entries"
    for name, text in entries.read(proof.content).items():
        yield f"  {name}: {text}"


def _signed(proof: Inclusion | Consistency, keys: Sequence[PublicKey]) -> Iterator[str]:
    note = proof.newer if isinstance(proof, Consistency) else proof.checkpoint
    yield f"log: {parse_head(note.text).origin}"
    for key, made in note.by(keys):
        is_witness = key.kind == Kind.WITNESS
        yield f"seen by {key} at {made.at.isoformat()}" if is_witness else f"signed by {key}"


def _tell(*lines: str, status: int = 0) -> int:
    for line in lines:
        print(line, file=sys.stderr if status else sys.stdout)  # it is a command
    return status
