"""The exact bytes that a stored event contributes to its stream's chain, and later to the tree."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from typing import Final
from uuid import UUID

NO_EVENT: Final = bytes(32)
"""What stands in place of the previous event's hash in the first event of a stream."""

_TAG: Final = b"fenduan1\0"
_LENGTH: Final = struct.Struct(">I")
_NUMBER: Final = struct.Struct(">Q")


@dataclass(frozen=True, slots=True)
class Leaf:
    """A stored row as it is sealed. `recorded_at` is in microseconds since 1970 UTC."""

    stream: str
    version: int
    topic: str
    event_id: UUID
    recorded_at: int
    prev_hash: bytes
    state: bytes


def _prefixed(part: bytes) -> bytes:
    return _LENGTH.pack(len(part)) + part


def leaf_input(leaf: Leaf) -> bytes:
    """The canonical bytes: nothing in them is ever serialised again, so no release can change them.

    Every variable part is preceded by its length (u32, big-endian); numbers are u64, big-endian.
    """
    return b"".join(
        (
            _TAG,
            _prefixed(leaf.stream.encode()),
            _NUMBER.pack(leaf.version),
            _prefixed(leaf.topic.encode()),
            _prefixed(leaf.event_id.bytes),
            _NUMBER.pack(leaf.recorded_at),
            leaf.prev_hash,
            _prefixed(leaf.state),
        )
    )


def leaf_hash(leaf: Leaf) -> bytes:
    """SHA-256 over 0x00 and the leaf's bytes: the leaf hash of RFC 6962, section 2.1."""
    return hashlib.sha256(b"\0" + leaf_input(leaf)).digest()
