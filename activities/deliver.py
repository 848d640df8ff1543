"""Carry a fact of one stream to another, as a system command through the same door as every other."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from temporalio import activity

from domain.messages import Command, Receipt
from domain.position import Errand
from domain.streams import errand

Send = Callable[[Command], Awaitable[Receipt]]


class Courier:
    """Delivers errands by a client that the worker gives it. The same errand is the same command: once for all."""

    def __init__(self, send: Send) -> None:
        self._send = send

    @activity.defn(name="deliver")
    async def deliver(self, given: Errand) -> Receipt:
        """Send the errand; the receipt says also if the other stream declined."""
        return await self._send(errand(given))
