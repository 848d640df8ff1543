"""A ledger that does not answer: the workflow waits, visibly; nothing is skipped, nothing doubled."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from gateway.client import Engine, PendingError
from ledger import Ledger
from tests.engine.locker import locked
from tests.engine.path import PATIENCE, TO_JOINT_PLAN, command, opened, tick
from tests.engine.stack import Stack, agree, doubled, until


async def test_locked(stack: Stack, engine: Engine, ledger: Ledger) -> None:
    """Callers are told to ask again, and the same id later gets the receipt of the one event."""
    stream = await opened(engine, ledger)
    handle = engine.client.get_workflow_handle(stream)
    (who, what, content), *_ = TO_JOINT_PLAN
    accept = command(stream, who, what, **content)
    with locked(stack.ledger_path):
        answers = await asyncio.gather(
            *(Engine(engine.client).send(accept) for _ in range(3)), return_exceptions=True
        )
        assert [PendingError] * 3 == [type(answer) for answer in answers]

        async def waiting() -> bool | None:
            pending = (await handle.describe()).raw_description.pending_activities
            return ["record"] == [one.activity_type.name for one in pending] or None

        await until(waiting, what="the regular activity, for everybody to see")
        assert 2 == ledger.version(stream)

    receipt = await engine.send(accept, patience=PATIENCE)

    assert (3,) == receipt.versions
    assert 3 == await agree(engine, ledger, stream)
    assert [] == doubled(ledger)


async def test_short(stack: Stack, engine: Engine, ledger: Ledger) -> None:
    """A lock that ends within a caller's patience is only a delay."""
    stream = await opened(engine, ledger)
    with locked(stack.ledger_path):
        moved = tick(stream, 1)
        sending = asyncio.create_task(engine.send(moved, patience=PATIENCE))
        with pytest.raises(PendingError):
            await engine.send(moved, patience=timedelta(seconds=0.5))
        assert not sending.done()

    receipt = await sending

    assert (3,) == receipt.versions
    assert [] == doubled(ledger)
