"""Carry a fact of one stream to another: as a system command through its door, or into an organisation's journal."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from temporalio import activity

from domain.messages import Command, Receipt
from domain.position import Errand
from domain.streams import JOURNAL, errand

Send = Callable[[Command], Awaitable[Receipt]]
Note = Callable[[Errand], Receipt]


class Courier:
    """Delivers errands by a client that the worker gives it. The same errand is the same command: once for all.

    A journal has no workflow and so no door: `note` writes what belongs there.
    """

    def __init__(self, send: Send, note: Note) -> None:
        self._send = send
        self._note = note

    @activity.defn(name="deliver")
    async def deliver(self, given: Errand) -> Receipt:
        """Send the errand; the receipt says also if the other stream declined."""
        if given.stream.startswith(JOURNAL):
            return await asyncio.to_thread(self._note, given)
        return await self._send(errand(given))
