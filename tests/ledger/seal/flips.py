"""A stored event with one byte of it changed, and what a test says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.leaf import Row

if TYPE_CHECKING:
    from collections.abc import Iterator

COLUMNS = {
    "stream": "originator_id",
    "version": "originator_version",
    "topic": "topic",
    "state": "state",
    "event_id": "event_id",
    "recorded_at": "recorded_at",
    "prev_hash": "prev_hash",
}


class Rows:
    """Rows in memory."""

    def __init__(self, rows: list[Row]) -> None:
        self.rows = rows

    def rows_after(self, sequence: int, limit: int) -> list[Row]:
        """As a store gives them."""
        return [row for row in self.rows if row.sequence > sequence][:limit]


def named(row: Row) -> str:
    """As findings name it."""
    return f"{row.stream} {row.version}"


def flips(row: Row, bit: int) -> Iterator[tuple[str, int, Row]]:
    """The row with one byte of one column changed, for every byte that is stored of it."""
    for column in COLUMNS:
        value = getattr(row, column)
        if isinstance(value, int):
            for at in range(6):
                yield column, at, replaced(row, column, value ^ (bit << 8 * at))
            continue
        data = value.encode() if isinstance(value, str) else value
        for at in range(len(data)):
            changed = data[:at] + bytes([data[at] ^ bit]) + data[at + 1 :]
            text = changed.decode("utf-8", "surrogateescape") if isinstance(value, str) else changed
            yield column, at, replaced(row, column, text)


def replaced(row: Row, column: str, value: object) -> Row:
    """The row with another value."""
    return Row._make(value if name == column else old for name, old in zip(Row._fields, row, strict=True))
