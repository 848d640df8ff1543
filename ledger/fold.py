"""States folded from events, kept so that the next fold starts where the last one ended."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, Generic, TypeVar

from ledger.envelope import Envelope

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

S = TypeVar("S")
V = TypeVar("V")


def project(initial: S, events: Iterable[Envelope], evolve: Callable[[S, Envelope], S]) -> S:
    """The state after the events."""
    state = initial
    for event in events:
        state = evolve(state, event)
    return state


class Recent(Generic[V]):
    """The least recently used entries leave first. Safe between threads; values must be immutable."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._entries: OrderedDict[Hashable, tuple[int, V]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> tuple[int, V] | None:
        """The version and the value last kept for the key."""
        with self._lock:
            found = self._entries.get(key)
            if found is not None:
                self._entries.move_to_end(key)
            return found

    def put(self, key: Hashable, version: int, value: V) -> None:
        """Keep the value, unless a newer version is kept already."""
        with self._lock:
            found = self._entries.get(key)
            if found is not None and found[0] > version:
                return
            self._entries[key] = (version, value)
            self._entries.move_to_end(key)
            while len(self._entries) > self._size:
                self._entries.popitem(last=False)
