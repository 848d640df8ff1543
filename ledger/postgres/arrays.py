"""Arrays in PostgreSQL's binary format; the driver packs them item by item, which costs more than the insert."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, ClassVar, Final

from psycopg.adapt import Dumper
from psycopg.pq import Format

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg import Connection

_HEAD: Final = struct.Struct(">iiIii")
_LENGTH: Final = struct.Struct(">i")


class Packed:
    """One dimension, no nulls."""

    item_oid: ClassVar[int]
    array_oid: ClassVar[int]

    def __init__(self, items: Sequence[bytes]) -> None:
        parts = [_HEAD.pack(1, 0, self.item_oid, len(items), 1)]
        for item in items:
            parts += (_LENGTH.pack(len(item)), item)
        self.content = b"".join(parts)


class Texts(Packed):
    """text[], from UTF-8."""

    item_oid, array_oid = 25, 1009


class Bytes(Packed):
    """bytea[]."""

    item_oid, array_oid = 17, 1001


class Uuids(Packed):
    """uuid[], from sixteen bytes each."""

    item_oid, array_oid = 2950, 2951


class _PackedDumper(Dumper):
    format = Format.BINARY

    def dump(self, obj: Packed) -> bytes:
        return obj.content


def register(connection: Connection[tuple[object, ...]]) -> None:
    """Teach the connection these arrays."""
    for kind in (Texts, Bytes, Uuids):
        dumper = type(f"{kind.__name__}Dumper", (_PackedDumper,), {"oid": kind.array_oid})
        connection.adapters.register_dumper(kind, dumper)
