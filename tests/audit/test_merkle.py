from __future__ import annotations

from hashlib import sha256

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from casework.audit.merkle import Frontier, leaf_hash
from casework.audit.models import AuditEntry, AuditHead
from tests.audit.acts import say

# The test data of the certificate-transparency project for RFC 6962, and the roots of their trees.
LEAVES = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def tree_hash(leaves: list[bytes]) -> bytes:
    """RFC 6962, section 2.1, word for word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\x01" + tree_hash(leaves[:split]) + tree_hash(leaves[split:])).digest()


def test_root_is_that_of_the_published_trees() -> None:
    frontier = Frontier()
    roots = []
    for leaf in LEAVES:
        frontier.add(leaf_hash(bytes.fromhex(leaf)))
        roots.append(frontier.root().hex())
    assert roots == ROOTS


@given(st.lists(st.binary(max_size=40), max_size=70))
def test_frontier_grows_to_the_root_of_the_definition(leaves: list[bytes]) -> None:
    frontier = Frontier()
    for size, leaf in enumerate(leaves):
        assert frontier.root() == tree_hash(leaves[:size])
        frontier.add(leaf_hash(leaf))
    assert frontier.root() == tree_hash(leaves)
    assert Frontier(frontier.size, frontier.tips).root() == tree_hash(leaves)


@given(st.lists(st.binary(max_size=8), min_size=1, max_size=40))
def test_add_returns_the_hashes_of_the_subtrees_it_completes(leaves: list[bytes]) -> None:
    frontier = Frontier()
    completed = [frontier.add(leaf_hash(leaf)) for leaf in leaves]
    for end, hashes in enumerate(completed, start=1):
        expected = [
            tree_hash(leaves[end - size : end]) for size in (2, 4, 8, 16, 32) if end % size == 0
        ]
        assert hashes == b"".join(expected)


def test_frontier_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        Frontier(3, b"\x00" * 32)


@pytest.mark.django_db
def test_trigger_grows_the_same_tree() -> None:
    frontier = Frontier()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for _ in range(19):
        say()
        entry = AuditEntry.objects.newest_first()[0]
        assert frontier.add(entry.leaf) == entry.nodes
        head = AuditHead.objects.get()
        assert (head.size, head.frontier) == (frontier.size, frontier.tips)
        assert head.root == frontier.root()
