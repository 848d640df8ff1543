"""Random deaths under load; `make soak` prints the seed that repeats them."""

from __future__ import annotations

import asyncio
import os
import random

import pytest

from domain.messages import Command, Receipt
from gateway.client import Engine, PendingError, RefusedError
from ledger import Ledger
from tests.engine.path import PATIENCE, opened, tick
from tests.engine.stack import FAULTY, Stack, agree, doubled

pytestmark = [pytest.mark.soak, pytest.mark.timeout(1200)]
ROUNDS = 25


async def insisted(stack: Stack, sent: Command) -> Receipt:
    """Ask until the answer is known, by a new client each time; what is down is started again."""
    while True:
        for process, start in ((stack.server, stack.serve), (stack.worker, lambda: stack.work(FAULTY))):
            if process is None or process.poll() is not None:
                start()
        try:
            return await Engine(await stack.connect()).send(sent)
        except PendingError:
            continue
        except RefusedError as refused:
            if refused.receipt is None:
                raise
            return refused.receipt


async def test_deaths(stack: Stack, ledger: Ledger) -> None:
    """Whoever dies, and whenever: every command has one receipt, and every case stands where its stream stands."""
    dice = random.Random(os.environ.get("FENDUAN_SEED", "1"))  # noqa: S311 - to be repeated, not to be secret
    stack.kill_worker()
    stack.work(FAULTY)
    engine = await stack.ready()
    streams = [await opened(engine, ledger) for _ in range(3)]
    sent: list[Command] = []
    receipts: list[Receipt] = []
    for n in range(1, ROUNDS + 1):
        wave = [tick(dice.choice(streams), n) for _ in range(dice.randint(1, 4))]
        victim = dice.choice(["worker", "server", "both", "nobody"])
        if victim != "nobody":
            stack.arm(dice.choice(wave).command_id, victim)
        receipts += await asyncio.gather(*(insisted(stack, one) for one in wave))
        sent += wave
        if dice.random() < 0.1:
            stack.lose_temporal()

    for one, receipt in zip(sent, receipts, strict=True):
        stored = ledger.receipt(one.command_id)
        assert stored is not None
        assert stored.receipt == receipt == await insisted(stack, one)
    engine = Engine(await stack.connect())
    for stream in streams:
        mine = sum(len(receipt.versions) for receipt in receipts if receipt.stream == stream)
        assert 2 + mine == await agree(engine, ledger, stream, within=PATIENCE.total_seconds())
    assert [] == doubled(ledger)
