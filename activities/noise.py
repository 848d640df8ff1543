"""A limit on refusals: an actor who is refused again and again is still refused, but no longer recorded."""

from __future__ import annotations

from collections import OrderedDict, deque
from threading import Lock
from time import monotonic

from domain.messages import Command

WINDOW_SECONDS = 600.0
MOST = 50
ACTORS = 10_000


class Noise:
    """Counts recorded refusals by stream and person over a sliding window, in this process only."""

    def __init__(self, most: int = MOST, window: float = WINDOW_SECONDS) -> None:
        self._most = most
        self._window = window
        self._seen: OrderedDict[tuple[str, str], deque[float]] = OrderedDict()
        self._lock = Lock()

    def is_too_much(self, command: Command) -> bool:
        """Whether the actor has had as many refusals in the window as are recorded."""
        with self._lock:
            return len(self._recent(command)) >= self._most

    def count(self, command: Command) -> None:
        """One more refusal has been recorded."""
        with self._lock:
            self._recent(command).append(monotonic())

    def _recent(self, command: Command) -> deque[float]:
        key = (command.stream, command.actor.person)
        times = self._seen.setdefault(key, deque())
        self._seen.move_to_end(key)
        while len(self._seen) > ACTORS:
            self._seen.popitem(last=False)
        while times and times[0] < monotonic() - self._window:
            times.popleft()
        return times
