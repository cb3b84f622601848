"""The log's tree of hashes (RFC 6962, section 2.1), grown one leaf at a time.

A frontier is the hashes of the tree's complete subtrees, largest first, 32 bytes each, one for
each bit set in its size. The trigger in the first migration grows it in SQL the same way.
"""

from hashlib import sha256

SIZE = 32
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(leaf: bytes) -> bytes:
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """The growing edge of a tree; a few hundred bytes for millions of leaves."""

    def __init__(self, size: int = 0, frontier: bytes | memoryview = b"") -> None:
        edge = bytes(frontier)
        if len(edge) != SIZE * size.bit_count():
            raise ValueError("The frontier does not fit the size.")
        self.size = size
        self._tips = [edge[at : at + SIZE] for at in range(0, len(edge), SIZE)]

    def add(self, leaf: bytes) -> bytes:
        """Take one leaf's hash; return the hashes of the subtrees it completes, smallest first."""
        completed = b""
        node, bits = leaf, self.size
        while bits & 1:
            node = node_hash(self._tips.pop(), node)
            completed += node
            bits >>= 1
        self._tips.append(node)
        self.size += 1
        return completed

    @property
    def tips(self) -> bytes:
        return b"".join(self._tips)

    def root(self) -> bytes:
        """The hash of the whole tree (32 bytes)."""
        if not self._tips:
            return EMPTY_ROOT
        node = self._tips[-1]
        for left in reversed(self._tips[:-1]):
            node = node_hash(left, node)
        return node
