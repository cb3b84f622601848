"""RFC 6962, section 2.1, by recursion over the leaves and over the proof: another way than ours."""

from __future__ import annotations

from hashlib import sha256


def node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def tree(leaves: list[bytes]) -> bytes:
    """MTH, of hashes of leaves."""
    if not leaves:
        return sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    k = _k(len(leaves))
    return node(tree(leaves[:k]), tree(leaves[k:]))


def path(m: int, leaves: list[bytes]) -> list[bytes]:
    """PATH."""
    if len(leaves) == 1:
        return []
    k = _k(len(leaves))
    if m < k:
        return [*path(m, leaves[:k]), tree(leaves[k:])]
    return [*path(m - k, leaves[k:]), tree(leaves[:k])]


def subproof(m: int, leaves: list[bytes], b: bool = True) -> list[bytes]:
    """SUBPROOF; PROOF is it with b."""
    if m == len(leaves):
        return [] if b else [tree(leaves)]
    k = _k(len(leaves))
    if m <= k:
        return [*subproof(m, leaves[:k], b), tree(leaves[k:])]
    return [*subproof(m - k, leaves[k:], False), tree(leaves[:k])]


def included(leaf: bytes, m: int, n: int, root: bytes, proof: list[bytes]) -> bool:
    try:
        return 0 <= m < n and _sized(leaf, *proof) and _up(leaf, m, n, proof) == root
    except IndexError:
        return False


def consistent(m: int, old: bytes, n: int, root: bytes, proof: list[bytes]) -> bool:
    if m == 0:
        return old == tree([]) and not proof and (n > 0 or root == old)
    try:
        return 0 < m <= n and _sized(old, *proof) and _both(m, n, old, proof, True) == (old, root)
    except IndexError:
        return False


def _up(leaf: bytes, m: int, n: int, proof: list[bytes]) -> bytes:
    if n == 1:
        return leaf if not proof else b""
    k = _k(n)
    beside, rest = proof[-1], proof[:-1]
    if m < k:
        return node(_up(leaf, m, k, rest), beside)
    return node(beside, _up(leaf, m - k, n - k, rest))


def _both(m: int, n: int, old: bytes, proof: list[bytes], b: bool) -> tuple[bytes, bytes]:
    if m == n:
        if b:
            return (old, old) if not proof else (b"", b"")
        return (proof[0], proof[0]) if len(proof) == 1 else (b"", b"")
    k = _k(n)
    beside, rest = proof[-1], proof[:-1]
    if m <= k:
        before, after = _both(m, k, old, rest, b)
        return before, node(after, beside)
    before, after = _both(m - k, n - k, old, rest, False)
    return node(beside, before), node(beside, after)


def _sized(*hashes: bytes) -> bool:
    return all(len(one) == 32 for one in hashes)


def _k(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k
