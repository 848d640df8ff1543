"""Connections that threads share safely, and that close without harm while others still use them."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections import deque
from contextlib import contextmanager
from threading import Condition
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from ledger.errors import LedgerClosedError, LedgerError, LedgerUnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterator

C = TypeVar("C")
_IDLE_KEPT: Final = 16


class Pool(ABC, Generic[C]):
    """One user per connection at a time. A connection is made by whoever needs it, so an error reaches its cause.

    `busy` is how many seconds somebody waits for others; `limit` is how many may be inside at once.
    """

    def __init__(self, name: str, *, busy: float, limit: int) -> None:
        self.name = name
        self.busy = busy
        self._limit = limit
        self._idle: deque[C] = deque()
        self._users = 0
        self._closing = False
        self._changed = Condition()
        self._process = os.getpid()

    @abstractmethod
    def connect(self) -> C:
        """A new connection, with every setting checked."""

    @abstractmethod
    def reset(self, connection: C) -> bool:
        """Make it fit for the next user, rolling back what was left open; False where it cannot be used again."""

    @abstractmethod
    def discard(self, connection: C) -> None:
        """Close it."""

    @contextmanager
    def reading(self) -> Iterator[C]:
        """A connection outside any transaction: each statement sees what was committed when it began."""
        connection = self.take()
        try:
            yield connection
        finally:
            self.give_back(connection)

    def close(self, *, wait: float = 30.0) -> None:
        """Let nobody in, wait for those who are in (at most so many seconds), and close what is idle.

        A connection still in use after that is closed by its user's leaving, never under their hands.
        """
        with self._changed:
            self._closing = True
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._users == 0, timeout=wait)
        self.discard_idle()

    def discard_idle(self) -> None:
        """Close what nobody uses, as after the server has gone away."""
        with self._changed:
            idle, self._idle = self._idle, deque()
        for connection in idle:
            self.discard(connection)

    def take(self) -> C:
        """A connection of one's own until `give_back`."""
        if os.getpid() != self._process:
            raise LedgerError(f"{self.name} was opened before a fork: open it again in this process.")
        with self._changed:
            if not self._changed.wait_for(lambda: self._closing or self._users < self._limit, self.busy):
                raise LedgerUnavailableError(
                    f"{self.name} is busy: all {self._limit} connections are in use."
                )
            if self._closing:
                raise LedgerClosedError(f"{self.name} is closed.")
            self._users += 1
            if self._idle:
                return self._idle.pop()
        try:
            return self.connect()
        except BaseException:
            self._leave()
            raise

    def give_back(self, connection: C) -> None:
        """The other half of `take`."""
        keep = False
        try:
            keep = self.reset(connection)
            with self._changed:
                keep = keep and not self._closing and len(self._idle) < _IDLE_KEPT
                if keep:
                    self._idle.append(connection)
        finally:
            try:
                if not keep:
                    self.discard(connection)
            finally:
                self._leave()

    def _leave(self) -> None:
        with self._changed:
            self._users -= 1
            self._changed.notify_all()
