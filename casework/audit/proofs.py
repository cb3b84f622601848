"""Proofs of the log's tree (RFC 6962, section 2.1): what they are made of, and how they are held.

A proof is a list of hashes, each of the leaves from one place up to another. Here stand the places
and the checks, which need no database; `tree` reads the hashes themselves. The checks are those of
RFC 9162, sections 2.1.3.2 and 2.1.4.2. Places count from 0, as in the standard; an entry's number
counts from 1.
"""

from __future__ import annotations

from collections.abc import Sequence

from casework.audit.merkle import EMPTY_ROOT, SIZE, node_hash

Span = tuple[int, int]  # the leaves from the first place up to, but not at, the second


class ProofWrong(Exception):
    """The hashes do not lead where they should."""


def inclusion_spans(index: int, size: int) -> list[Span]:
    """Beside the leaf at `index` in the tree of `size` leaves, the leaf's own neighbour first."""
    if not 0 <= index < size:
        raise ValueError("There is no such leaf.")
    low, high = 0, size
    spans: list[Span] = []
    while high - low > 1:
        middle = low + split(high - low)
        if index < middle:
            spans.append((middle, high))
            high = middle
        else:
            spans.append((low, middle))
            low = middle
    return spans[::-1]


def consistency_spans(old: int, size: int) -> list[Span]:
    """From the tree of `old` leaves to that of `size`; nothing from the empty tree."""
    if not 0 <= old <= size:
        raise ValueError("A tree grows.")
    low, high, is_whole = 0, size, True
    spans: list[Span] = []
    while old and old != high:
        middle = low + split(high - low)
        if old <= middle:
            spans.append((middle, high))
            high = middle
        else:
            spans.append((low, middle))
            low, is_whole = middle, False
    return [*([] if is_whole else [(low, high)]), *spans[::-1]]


def complete_spans(low: int, high: int) -> list[Span]:
    """The complete subtrees of these leaves, largest first; `low` is where a subtree may begin."""
    spans: list[Span] = []
    while low < high:
        width = 1 << ((high - low).bit_length() - 1)
        spans.append((low, low + width))
        low += width
    return spans


def split(size: int) -> int:
    """The largest power of two smaller than `size`: how many leaves stand on the left."""
    return 1 << ((size - 1).bit_length() - 1)


def require_inclusion(
    leaf: bytes, index: int, size: int, root: bytes, proof: Sequence[bytes]
) -> None:
    """That the leaf's hash stands at `index` in the tree of `size`. Raises ProofWrong."""
    if not 0 <= index < size:
        raise ProofWrong("There is no such leaf.")
    _require_hashes(leaf, root, *proof)
    here, last, found = index, size - 1, leaf
    for beside in proof:
        if not last:
            raise ProofWrong("The proof is too long.")
        if here & 1 or here == last:
            found = node_hash(beside, found)
            here, last = _climb_left(here, last)
        else:
            found = node_hash(found, beside)
        here, last = here >> 1, last >> 1
    if last or found != root:
        raise ProofWrong("The proof leads to another tree.")


def require_consistency(
    old: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]
) -> None:
    """That the tree of `size` begins with the tree of `old`. Raises ProofWrong."""
    _require_hashes(old_root, root, *proof)
    if not 0 <= old <= size:
        raise ProofWrong("A tree grows.")
    if old in (0, size):
        same = old_root == (EMPTY_ROOT if old == 0 else root)
        if proof or not same or (size == 0 and root != EMPTY_ROOT):
            raise ProofWrong("The trees differ.")
        return
    if _grown(old, old_root, size, proof) != (old_root, root):
        raise ProofWrong("The proof leads to another tree.")


def _grown(old: int, old_root: bytes, size: int, proof: Sequence[bytes]) -> tuple[bytes, bytes]:
    """Both roots as the proof has them."""
    path = [*([old_root] if old & (old - 1) == 0 else []), *proof]
    here, last = old - 1, size - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    if not path:
        raise ProofWrong("The proof is too short.")
    before = after = path[0]
    for beside in path[1:]:
        if not last:
            raise ProofWrong("The proof is too long.")
        if here & 1 or here == last:
            before, after = node_hash(beside, before), node_hash(beside, after)
            here, last = _climb_left(here, last)
        else:
            after = node_hash(after, beside)
        here, last = here >> 1, last >> 1
    if last:
        raise ProofWrong("The proof is too short.")
    return before, after


def _climb_left(here: int, last: int) -> tuple[int, int]:
    """Past the levels on which the last subtree has no neighbour."""
    while here and not here & 1:
        here, last = here >> 1, last >> 1
    return here, last


def _require_hashes(*hashes: bytes) -> None:
    if any(len(one) != SIZE for one in hashes):
        raise ProofWrong("A hash has 32 bytes.")
