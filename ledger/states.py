"""The states of streams: folded from events, kept in memory, begun from a snapshot where there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar, cast

import structlog

from ledger.chain import require_intact
from ledger.errors import LedgerError
from ledger.fold import Recent, project
from ledger.leaf import leaf_hash
from ledger.recorder import LAST_VERSION, plain_errors
from ledger.snapshots import EVERY, Snapshot, decoded, encoded, is_due, kind_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from ledger.envelope import Envelope
    from ledger.leaf import Row
    from ledger.mapper import EventMapper
    from ledger.recorder import Recorder

S = TypeVar("S")
_KEPT: Final = 1024

_log = structlog.get_logger(__name__)


class States:
    """The states of the streams used last, at most 1,024 of them. Safe between threads.

    `code` is a digest of the code that folds: with it, long streams get a snapshot at every hundredth event, and a
    fold begins at the newest one that the same code made. Without it there are neither.
    """

    def __init__(self, recorder: Recorder, mapper: EventMapper, code: str | None) -> None:
        self._recorder = recorder
        self._mapper = mapper
        self._code = code
        self._recent: Recent[object] = Recent(_KEPT)
        self._evolves: set[Callable[[object, Envelope], object]] = set()

    def fold(self, stream: str, initial: S, evolve: Callable[[S, Envelope], S]) -> tuple[int, S]:
        """The version and the state of the stream now; (0, initial) where it does not exist."""
        key = (stream, evolve)
        self._evolves.add(cast("Callable[[object, Envelope], object]", evolve))
        kept = cast("tuple[int, S] | None", self._recent.get(key))
        with plain_errors(stream):
            begun, state, rows = self._go_on_from(stream, *kept) if kept else self._begin(stream, initial)
        newer = [self._mapper.read(row) for row in require_intact(rows, begun)]
        if not newer and kept:
            return kept
        version = newer[-1].version if newer else begun
        state = project(state, newer, evolve)
        if version:
            self._recent.put(key, version, state)
        if version - begun >= EVERY:
            self._keep(stream, version, state, rows[-1])
        return version, state

    def append(self, stream: str, expected: int, committed: Callable[[], Sequence[Envelope]]) -> None:
        """Take what was just committed after that version into the states that are kept; it is not read back."""
        kept = [
            (evolve, state)
            for evolve in tuple(self._evolves)
            for version, state in [self._recent.get((stream, evolve)) or (0, None)]
            if version and version == expected
        ]
        if not kept:
            return
        events = committed()
        version = events[-1].version
        for evolve, state in kept:
            after = project(state, events, evolve)
            self._recent.put((stream, evolve), version, after)
            if is_due(expected, version):
                self._keep(stream, version, after)

    def differing(self, kinds: Mapping[str, tuple[S, Callable[[S, Envelope], S]]]) -> Iterator[str]:
        """The streams of which a snapshot that would be used is not what their events come to: somebody changed it.

        `kinds` are the initial state and the fold by the part of a stream's id before the slash.
        """
        for stream, kind in self._recorder.snapshots():
            initial, evolve = kinds.get(stream.partition("/")[0], (None, None))
            snapshot = self._recorder.snapshot(stream, kind)
            if evolve is None or snapshot is None or snapshot.code != self._code or kind_of(initial) != kind:
                continue
            rows = self._recorder.rows(stream, since=0, upto=snapshot.version)
            state = decoded(snapshot, cast("S", initial), rows[-1:])
            events = [self._mapper.read(row) for row in require_intact(rows, 0)]
            if state is not None and state != project(cast("S", initial), events, evolve):
                yield stream

    def _go_on_from(self, stream: str, version: int, state: S) -> tuple[int, S, list[Row]]:
        return version, state, self._recorder.rows(stream, since=version - 1, upto=LAST_VERSION)

    def _begin(self, stream: str, initial: S) -> tuple[int, S, list[Row]]:
        kind = kind_of(initial)
        if self._code and kind:
            snapshot, rows = self._recorder.since_snapshot(stream, kind, self._code)
            if snapshot is None:
                return 0, initial, rows
            state = decoded(snapshot, initial, rows)
            if state is not None:
                return snapshot.version, state, rows
        return 0, initial, self._recorder.rows(stream, since=0, upto=LAST_VERSION)

    def _keep(self, stream: str, version: int, state: object, row: Row | None = None) -> None:
        """Keep a snapshot. Whoever cannot goes on without: nothing that is recorded rests on it."""
        kind, content = kind_of(state), encoded(state) if self._code else None
        if self._code is None or kind is None or content is None:
            return
        try:
            with plain_errors(stream):
                last = row or self._recorder.rows(stream, since=version - 1, upto=version)[0]
                self._recorder.keep_snapshot(
                    Snapshot(stream, kind, version, leaf_hash(last), self._code, content)
                )
        except LedgerError as error:
            _log.warning("snapshot_not_kept", stream=stream, version=version, cause=str(error))
