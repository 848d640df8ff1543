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
    """Counts refusals by stream and person over a sliding window, in this process only."""

    def __init__(self, most: int = MOST, window: float = WINDOW_SECONDS) -> None:
        self._most = most
        self._window = window
        self._seen: OrderedDict[tuple[str, str], deque[float]] = OrderedDict()
        self._lock = Lock()

    def is_too_much(self, command: Command) -> bool:
        """Count one more refusal; True where the actor had as many as are recorded in the window."""
        now = monotonic()
        with self._lock:
            times = self._seen.setdefault((command.stream, command.actor.person), deque())
            self._seen.move_to_end((command.stream, command.actor.person))
            while times and times[0] < now - self._window:
                times.popleft()
            while len(self._seen) > ACTORS:
                self._seen.popitem(last=False)
            if len(times) >= self._most:
                return True
            times.append(now)
            return False
