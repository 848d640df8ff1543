"""Roots and proofs of RFC 6962 (section 2.1), built from the hashes of complete subtrees."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final, Protocol

from verifier.fenduan_verify import node_hash

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

EMPTY: Final = hashlib.sha256(b"").digest()
"""The root of a tree without leaves."""


class Subtrees(Protocol):
    """Knows the hash of every complete subtree."""

    def __call__(self, level: int, index: int, /) -> bytes:
        """The hash over the leaves from `index * 2**level`, of which there are `2**level`."""


def fold(hashes: Sequence[bytes]) -> bytes:
    """The hash of a complete subtree, from the hashes of its parts. Their number is a power of two."""
    while len(hashes) > 1:
        hashes = [node_hash(*pair) for pair in zip(hashes[::2], hashes[1::2], strict=True)]
    return hashes[0]


def root(size: int, subtree: Subtrees) -> bytes:
    """The root of the first `size` leaves."""
    return _over(0, size, subtree) if size else EMPTY


def inclusion(index: int, size: int, subtree: Subtrees) -> list[bytes]:
    """The proof that the leaf of that index stands in the tree of that size. ValueError where it cannot."""
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} has no leaf {index}")
    proof: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _half(end - start)
        left = index < middle
        proof.append(_over(middle, end, subtree) if left else _over(start, middle, subtree))
        start, end = (start, middle) if left else (middle, end)
    return proof[::-1]


def consistency(old: int, new: int, subtree: Subtrees) -> list[bytes]:
    """The proof that the tree of size `old` begins the tree of size `new`. ValueError where old is 0 or more."""
    if not 0 < old <= new:
        raise ValueError(f"a tree of {old} begins no tree of {new}")
    proof: list[bytes] = []
    start, end, whole = 0, new, True
    while end != old:
        middle = start + _half(end - start)
        if old <= middle:
            proof.append(_over(middle, end, subtree))
            end = middle
        else:
            proof.append(_over(start, middle, subtree))
            start, whole = middle, False
    if not whole:
        proof.append(_over(start, end, subtree))
    return proof[::-1]


class Range:
    """The roots of a growing tree, leaf by leaf, in memory that grows with the logarithm of its size."""

    def __init__(self) -> None:
        self.size = 0
        self._parts: list[bytes] = []

    def add(self, leaves: Iterable[bytes]) -> None:
        """Append leaf hashes."""
        for leaf in leaves:
            node, size = leaf, self.size
            while size & 1:
                node, size = node_hash(self._parts.pop(), node), size >> 1
            self._parts.append(node)
            self.size += 1

    def copy(self) -> Range:
        """A range that grows by itself from here on."""
        copied = Range()
        copied.size, copied._parts = self.size, self._parts.copy()
        return copied

    def root(self) -> bytes:
        """The root over the leaves so far."""
        if not self._parts:
            return EMPTY
        node = self._parts[-1]
        for part in self._parts[-2::-1]:
            node = node_hash(part, node)
        return node


def _half(count: int) -> int:
    """The greatest power of two below the count."""
    return 1 << (count - 1).bit_length() - 1


def _over(start: int, end: int, subtree: Subtrees) -> bytes:
    count = end - start
    if count & (count - 1) == 0:
        return subtree(count.bit_length() - 1, start // count)
    middle = start + _half(count)
    return node_hash(_over(start, middle, subtree), _over(middle, end, subtree))
