"""What is measured of single streams: appends and loads, each beside the plainest way to do the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from statistics import median
from typing import Final

from eventsourcing.persistence import StoredEvent

from activities.record import evolve_supervision
from benchmarks.figures import Budget, Figure, milliseconds, quiet
from benchmarks.stores import Bytes, Store
from benchmarks.story import Act, Story
from domain.streams import TOPICS
from domain.supervision.state import SupervisionState
from ledger import Ledger
from ledger.snapshots import code_digest

ROUNDS: Final = 300
WARM_UP: Final = 20
LOADS: Final = 50
LONG: Final = 200
_WARM_FOLDS: Final = 8
"""From the sixth execution on PostgreSQL may keep the plan of a prepared statement."""

HALF: Final = Budget(0.5, "of the bare commit's speed", least=True)
LOAD: Final = Budget(3.0, "ms")
SNAPSHOT: Final = Budget(0.5, "ms")


@dataclass
class Round:
    """How long the three ways took, append by append."""

    ours: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    library: list[float] = field(default_factory=list)


def append(store: Store, ledger: Ledger, story: Story) -> Iterator[Figure]:
    """One and ten events: the ledger, a bare insert of the same bytes, the library's recorder, in turn each time.

    The ledger's own time is that of all it does: encode, read back, chain, command and receipt.
    """
    for size in (1, 10):
        took = _appended(store, ledger, story, size)
        ratio = median(bare / ours for ours, bare in zip(took.ours, took.bare, strict=True))
        ours, budget = median(took.ours), HALF if size == 1 else None
        yield Figure(f"append of {size}, beside a bare insert", "ms", ours, median(took.bare), ratio, budget)
        ratio = median(library / ours for ours, library in zip(took.ours, took.library, strict=True))
        yield Figure(f"append of {size}, beside the library", "ms", ours, median(took.library), ratio)


def _appended(store: Store, ledger: Ledger, story: Story, size: int) -> Round:
    stream = f"case/APPEND-{size}-{ledger.last_sequence}"
    took, version = Round(), 0
    with quiet():
        for n, act in zip(range(WARM_UP + ROUNDS), story.acts(stream, size=size), strict=False):
            ours = _ours(act, ledger, version)
            rows = bytes_of(ledger, stream, version)
            version += size
            bare = _bare(store, rows)
            library = _library(store, [StoredEvent(*row) for row in rows])
            if n >= WARM_UP:
                took.ours.append(ours)
                took.bare.append(bare)
                took.library.append(library)
    return took


def _ours(act: Act, ledger: Ledger, version: int) -> float:
    return milliseconds(lambda: act.append(ledger, version))


def _bare(store: Store, rows: list[Bytes]) -> float:
    return milliseconds(lambda: store.bare(rows))


def _library(store: Store, stored: list[StoredEvent]) -> float:
    return milliseconds(lambda: store.library.insert_events(stored))


def load(store: Store, ledger: Ledger, story: Story) -> Iterator[Figure]:
    """A stream of 200 events: read, checked, decoded; and its state, in a process that starts and in one that runs."""
    act = story.inspections(f"LOAD-{ledger.last_sequence}", LONG)
    act.append(ledger, 0)
    store.bare(bytes_of(ledger, act.stream, 0))
    with quiet():
        ours = median(milliseconds(lambda: ledger.load(act.stream)) for _ in range(LOADS))
        beside = median(milliseconds(lambda: store.bare_read(act.stream)) for _ in range(LOADS))
    yield Figure(f"load of {LONG}, beside a select", "ms", ours, beside, beside / ours, LOAD)
    warm = story.inspections(f"WARM-{ledger.last_sequence}", 2)
    warm.append(ledger, 0)
    _fold(ledger, act)
    _first_fold(store, act, warm)  # leaves the snapshot
    with quiet():
        first = median(_first_fold(store, act, warm) for _ in range(LOADS))
        kept = median(milliseconds(lambda: _fold(ledger, act)) for _ in range(LOADS))
    yield Figure(f"state of {LONG}, from a snapshot", "ms", first, budget=SNAPSHOT)
    yield Figure(f"state of {LONG}, kept in memory", "ms", kept, budget=SNAPSHOT)


def _fold(ledger: Ledger, act: Act) -> None:
    ledger.fold(act.stream, SupervisionState(), evolve_supervision)


def _first_fold(store: Store, act: Act, warm: Act) -> float:
    """In a process that has not seen the stream, but others: its connection knows the statements."""
    code = code_digest("domain")
    with Ledger.open(store.place, topics=TOPICS, simulation=True, code=code) as other:
        for _ in range(_WARM_FOLDS):
            other.fold(warm.stream, SupervisionState(), partial(evolve_supervision))
        return milliseconds(lambda: _fold(other, act))


def bytes_of(ledger: Ledger, stream: str, since: int) -> list[Bytes]:
    """The stored bytes of a stream after a version."""
    rows = ledger.rows_of(stream, since=since)
    return [(row.stream, row.version, row.topic, row.state) for row in rows]
