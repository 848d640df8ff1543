from __future__ import annotations

from domain.model import StreamId
from ledger.views.pieces import Piece, count, portions

ONE, TWO = StreamId("case/1"), StreamId("journal/药监局")


class TestPortions:
    def test_streams_together(self) -> None:
        """Short streams share a portion, each whole."""
        assert [[Piece(ONE, 0, 3, last=True), Piece(TWO, 0, 2, last=True)]] == list(
            portions([(ONE, 3), (TWO, 2)], 10)
        )

    def test_a_long_stream(self) -> None:
        """No portion is larger than it may be; only the last piece of a stream says that it is."""
        found = list(portions([(ONE, 3), (TWO, 7)], 4))

        assert [
            [Piece(ONE, 0, 3, last=True), Piece(TWO, 0, 1, last=False)],
            [Piece(TWO, 1, 5, last=False)],
            [Piece(TWO, 5, 7, last=True)],
        ] == found
        assert [4, 4, 2] == [count(pieces) for pieces in found]

    def test_nothing(self) -> None:
        """No streams, no portions."""
        assert [] == list(portions([], 4))
