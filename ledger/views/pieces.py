"""A ledger cut along its streams: each of them is read once and in one go, wherever its events lie between others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from domain.model import StreamId


class Piece(NamedTuple):
    """The events of a stream after version `since`, up to and including `upto`; `last` where no more follow."""

    stream: StreamId
    since: int
    upto: int
    last: bool


def portions(streams: Iterable[tuple[StreamId, int]], size: int) -> Iterator[list[Piece]]:
    """The streams up to these versions, at most so many events in each portion."""
    portion: list[Piece] = []
    room = size
    for stream, version in streams:
        since = 0
        while since < version:
            upto = min(version, since + room)
            portion.append(Piece(stream, since, upto, upto == version))
            room -= upto - since
            since = upto
            if not room:
                yield portion
                portion, room = [], size
    if portion:
        yield portion


def count(pieces: Iterable[Piece]) -> int:
    """How many events they hold."""
    return sum(piece.upto - piece.since for piece in pieces)
