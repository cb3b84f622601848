"""Proofs against the published ones, against another implementation, and against fuzz."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from casework.audit import proofs, tree
from casework.audit.merkle import leaf_hash
from casework.audit.models import AuditEntry
from casework.audit.proofs import ProofWrong
from tests.audit import other_proofs
from tests.audit.acts import say

PUBLISHED = json.loads(
    Path(__file__).with_name("published_proofs.json").read_text(encoding="utf-8")
)
LEAVES = [leaf_hash(bytes.fromhex(leaf)) for leaf in PUBLISHED["leaves"]]
ROOTS = [bytes.fromhex(root) for root in PUBLISHED["roots"]]
SOME = bytes.fromhex("abacaba000000000000000000000000000000000000000000060061e00123456")


def included(*proof: Any) -> bool:
    return _holds(proofs.require_inclusion, *proof)


def consistent(*proof: Any) -> bool:
    return _holds(proofs.require_consistency, *proof)


def _holds(require: Any, *proof: Any) -> bool:
    try:
        require(*proof)
    except ProofWrong:
        return False
    return True


def hashes(vector: dict[str, Any]) -> list[bytes]:
    return [bytes.fromhex(one) for one in vector["proof"]]


@pytest.mark.parametrize("vector", PUBLISHED["inclusion"], ids=str)
def test_published_inclusion_and_its_corruptions(vector: dict[str, Any]) -> None:
    index, size, proof = vector["number"] - 1, vector["size"], hashes(vector)
    leaf, root = LEAVES[index], ROOTS[size - 1]
    assert included(leaf, index, size, root, proof)
    assert other_proofs.path(index, LEAVES[:size]) == proof
    wrong = [
        (leaf, index - 1, size, root, proof),
        (leaf, index + 1, size, root, proof),
        (leaf, index ^ 2, size, root, proof),
        (leaf, index, size * 2, root, proof),
        (leaf, index, size // 2, root, proof),
        (b"WrongLeaf", index, size, root, proof),
        (leaf, index, size, sha256().digest(), proof),
        (leaf, index, size, SOME, proof),
        *((leaf, index, size, root, bad) for bad in corrupted(proof, root)),
    ]
    assert [included(*one) for one in wrong] == [False] * len(wrong)


@pytest.mark.parametrize("vector", PUBLISHED["consistency"], ids=str)
def test_published_consistency_and_its_corruptions(vector: dict[str, Any]) -> None:
    old, size, proof = vector["old"], vector["size"], hashes(vector)
    before, after = ROOTS[old - 1], ROOTS[size - 1]
    assert consistent(old, before, size, after, proof)
    assert other_proofs.subproof(old, LEAVES[:size]) == proof
    if not proof:
        return
    wrong = [
        (old - 1, before, size, after, proof),
        (old + 1, before, size, after, proof),
        (old ^ 2, before, size, after, proof),
        (old, before, size * 2, after, proof),
        (old, before, size // 2, after, proof),
        (old, b"WrongRoot", size, after, proof),
        (old, before, size, b"WrongRoot", proof),
        (old, after, size, before, proof),
        (old, before, size, after, []),
        *((old, before, size, after, bad) for bad in corrupted(proof, before)),
        *((old, before, size, after, bad) for bad in corrupted(proof, after)),
    ]
    assert [consistent(*one) for one in wrong] == [False] * len(wrong)


def corrupted(proof: list[bytes], root: bytes) -> list[list[bytes]]:
    """As the published tests do it: garbage before and after, a bit, one too few."""
    bits = [
        [*proof[:at], bytes([one[0] ^ 8]) + one[1:], *proof[at + 1 :]]
        for at, one in enumerate(proof)
    ]
    added = [[*proof, b""], [*proof, root], [b"", *proof], [root, *proof]]
    return [*bits, *added, *([proof[:-1]] if proof else [])]


@given(st.data())
def test_what_is_refused_is_what_another_implementation_refuses(data: st.DataObject) -> None:
    """Proofs that are right, and the same with one thing changed."""
    size = data.draw(st.integers(1, 70))
    leaves = [leaf_hash(bytes([number])) for number in range(size)]
    place = data.draw(st.integers(0, size - 1))
    root, older = other_proofs.tree(leaves), other_proofs.tree(leaves[: place + 1])
    inclusion = other_proofs.path(place, leaves)
    consistency = other_proofs.subproof(place + 1, leaves)
    assert included(leaves[place], place, size, root, inclusion)
    assert consistent(place + 1, older, size, root, consistency)
    index, told = data.draw(st.integers(-1, 80)), data.draw(st.integers(-1, 80))
    for proof in (changed(data, inclusion), changed(data, consistency)):
        one = (leaves[place], index, told, root, proof)
        assert included(*one) == other_proofs.included(*one)
        two = (index, older, told, root, proof)
        assert consistent(*two) == other_proofs.consistent(*two)
        same = (leaves[place], place, size, root, proof)
        assert included(*same) == (proof == inclusion)


def changed(data: st.DataObject, proof: list[bytes]) -> list[bytes]:
    junk = st.binary(min_size=32, max_size=32) | st.sampled_from([b"", SOME])
    pool = st.sampled_from([*proof, SOME]) | junk
    return data.draw(st.just(proof) | st.permutations(proof) | st.lists(pool, max_size=8))


@pytest.mark.django_db(transaction=True)
def test_the_stored_hashes_give_the_proofs_of_another_implementation() -> None:
    for _number in range(13):
        say()
    leaves = [
        bytes(leaf) for leaf in AuditEntry.objects.order_by("number").values_list("leaf", flat=True)
    ]
    for size in range(1, 14):
        assert tree.root(connection, size) == other_proofs.tree(leaves[:size])
        for number in range(1, size + 1):
            beside = other_proofs.path(number - 1, leaves[:size])
            assert tree.inclusion(connection, number, size) == beside
            grown = other_proofs.subproof(number, leaves[:size])
            assert tree.consistency(connection, number, size) == grown
    assert tree.consistency(connection, 0, 13) == []
    with pytest.raises(tree.HashMissing):
        tree.root(connection, 14)
