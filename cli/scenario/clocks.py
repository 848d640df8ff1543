"""Two ways to let a case's years pass: skipping the test server's clock, or moving a demonstration's own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol
from uuid import uuid4

from temporalio.testing import WorkflowEnvironment

from domain.actors import SYSTEM
from domain.case.anytime import MoveClock
from domain.position import Position
from domain.supervision.messages import MoveSupervisionClock
from gateway.client import Engine

MARGIN = timedelta(seconds=1)
"""An act is received a second after the instant at which it is said to have happened, never before it."""


class Clock(Protocol):
    """The clock of one case, in domain time."""

    async def opening_shift(self, start: datetime) -> timedelta:
        """The shift with which the case has to open so that its day is `start`."""

    async def now(self, position: Position) -> datetime:
        """Domain time now."""

    async def advance(self, to: datetime, *positions: Position) -> None:
        """Let time pass until it is that instant, or a little later."""


class SkippedClock:
    """The clock of a time-skipping server, which is moved by sleeping only."""

    def __init__(self, env: WorkflowEnvironment) -> None:
        self._env = env

    async def opening_shift(self, start: datetime) -> timedelta:
        """From the server's day to the case's."""
        return start + MARGIN - await self._env.get_current_time()

    async def now(self, position: Position) -> datetime:
        """The server's time, shifted."""
        return await self._env.get_current_time() + position.shift

    async def advance(self, to: datetime, *positions: Position) -> None:
        """Sleep on the server; a case that was turned away at the door has no clock."""
        if not positions:
            return
        left = to + MARGIN - await self.now(positions[0])
        if left > timedelta(0):
            await self._env.sleep(left)


class MovedClock:
    """A real clock, and a shift of each stream that the engine moves forward as an event of that stream."""

    def __init__(self, engine: Engine, pace: Callable[[], float]) -> None:
        self._engine = engine
        self._pace = pace

    async def opening_shift(self, start: datetime) -> timedelta:
        """From today to the case's day, in whole seconds."""
        return timedelta(seconds=round((start + MARGIN - datetime.now(UTC)).total_seconds()))

    async def now(self, position: Position) -> datetime:
        """Real time, shifted."""
        return datetime.now(UTC) + position.shift

    async def advance(self, to: datetime, *positions: Position) -> None:
        """Move the shift of each stream whose day is behind."""
        await asyncio.sleep(self._pace())
        for position in positions:
            left = to + MARGIN - await self.now(position)
            if not position.opened or position.closed or left <= timedelta(0):
                continue
            shift = position.shift + timedelta(seconds=round(left.total_seconds() + 0.5))
            command = MoveClock if position.stream.startswith("case/") else MoveSupervisionClock
            move = command(command_id=uuid4(), stream=position.stream, actor=SYSTEM, shift=shift)
            await self._engine.send(move, patience=timedelta(seconds=30))
