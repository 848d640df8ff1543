"""The exact bytes that a stored event contributes to its stream's chain, and later to the tree."""

from __future__ import annotations

import hashlib
import re
import struct
from typing import Final, NamedTuple

NO_EVENT: Final = bytes(32)
"""What stands in place of the previous event's hash in the first event of a stream."""

_TAG: Final = b"fenduan1\0"
_UUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_LENGTH: Final = struct.Struct(">I")
_NUMBER: Final = struct.Struct(">Q")


class Row(NamedTuple):
    """A stored event as it stands: its place in the ledger, and all that is sealed.

    `event_id` is the text of a UUID; `recorded_at` is in microseconds since 1970 UTC.
    """

    sequence: int
    stream: str
    version: int
    topic: str
    state: bytes
    event_id: str
    recorded_at: int
    prev_hash: bytes


def _prefixed(part: bytes) -> bytes:
    return _LENGTH.pack(len(part)) + part


def _identity(event_id: str) -> bytes:
    """The sixteen bytes of the UUID; a text that is not the usual one of a UUID stands for itself."""
    if _UUID.fullmatch(event_id):
        return bytes.fromhex(event_id.replace("-", ""))
    return event_id.encode()


def leaf_input(row: Row) -> bytes:
    """The canonical bytes: nothing in them is ever serialised again, so no release can change them.

    Every variable part is preceded by its length (u32, big-endian); numbers are u64, big-endian.
    """
    return b"".join(
        (
            _TAG,
            _prefixed(row.stream.encode()),
            _NUMBER.pack(row.version),
            _prefixed(row.topic.encode()),
            _prefixed(_identity(row.event_id)),
            _NUMBER.pack(row.recorded_at),
            row.prev_hash,
            _prefixed(row.state),
        )
    )


def leaf_hash(row: Row) -> bytes:
    """SHA-256 over 0x00 and the leaf's bytes: the leaf hash of RFC 6962, section 2.1."""
    return hashlib.sha256(b"\0" + leaf_input(row)).digest()
