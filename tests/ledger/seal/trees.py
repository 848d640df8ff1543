"""RFC 6962 as its text defines it, slowly: what the proofs of the engine are compared with."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from verifier.fenduan_verify import leaf_hash, node_hash

if TYPE_CHECKING:
    from collections.abc import Sequence

LEAVES = [
    bytes.fromhex(each)
    for each in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
"""The leaves that every implementation is tried with."""

ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
"""Their published roots, for 0 to 8 of them."""


def mth(entries: Sequence[bytes]) -> bytes:
    """Merkle tree hash, section 2.1."""
    if not entries:
        return hashlib.sha256().digest()
    if len(entries) == 1:
        return leaf_hash(entries[0])
    middle = 1
    while middle * 2 < len(entries):
        middle *= 2
    return node_hash(mth(entries[:middle]), mth(entries[middle:]))


class Subtrees:
    """Hashes of complete subtrees of a list of entries."""

    def __init__(self, entries: Sequence[bytes]) -> None:
        self.entries = entries
        self._known: dict[tuple[int, int], bytes] = {}

    def __call__(self, level: int, index: int, /) -> bytes:
        """The hash over `2**level` entries from `index * 2**level`."""
        width = 1 << level
        part = self.entries[index * width : (index + 1) * width]
        assert width == len(part), "an incomplete subtree was asked for"
        return self._known.setdefault((level, index), mth(part))
