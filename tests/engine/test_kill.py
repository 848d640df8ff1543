"""Processes that end at the worst moment, and a Temporal that has forgotten everything."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.position import Errand
from domain.streams import errand
from gateway.client import Engine, PendingError
from ledger import Ledger
from tests.engine.path import (
    GRANT,
    PATIENCE,
    TO_JOINT_PLAN,
    TO_LICENSE,
    TO_NATIONAL,
    command,
    opened,
    walk,
)
from tests.engine.stack import FAULTY, Stack, agree, doubled, standing, topics, until


async def with_faults(stack: Stack) -> Engine:
    """The stack with the worker that looks for faults."""
    stack.kill_worker()
    stack.work(FAULTY)
    return await stack.ready()


async def up_again(stack: Stack) -> Engine:
    """Start what has been killed."""
    if stack.server and stack.server.poll() is not None:
        stack.serve()
    if stack.worker and stack.worker.poll() is not None:
        stack.work()
    return await stack.ready()


TOLD = ["supervision.opened", "supervision.license_noted"]
"""What a case tells its supervision when its first license is granted."""


async def told(ledger: Ledger, supervision: str) -> None:
    """Wait until both errands of the first license are recorded."""

    async def look() -> bool | None:
        return len(TOLD) <= ledger.version(supervision) or None

    await until(look, what=f"the errands to {supervision}")


class TestBetweenCommitAndCompletion:
    @pytest.mark.parametrize("victim", ["worker", "server", "both"])
    async def test_killed(self, stack: Stack, ledger: Ledger, victim: str) -> None:
        """Who dies after the ledger's commit comes back to it: nothing lost or doubled, and the case goes on."""
        engine = await with_faults(stack)
        stream = await opened(engine, ledger, *TO_JOINT_PLAN)
        propose, *rest = TO_NATIONAL
        who, what, content = propose
        proposed = command(stream, who, what, **content)
        before = ledger.version(stream)
        stack.arm(proposed.command_id, victim)
        with pytest.raises(PendingError):
            await engine.send(proposed, patience=timedelta(seconds=1))

        engine = await up_again(stack)

        assert before + 1 == await agree(engine, ledger, stream)
        receipt = await engine.send(proposed, patience=PATIENCE)
        stored = ledger.receipt(proposed.command_id)
        assert stored is not None
        assert stored.receipt == receipt
        await walk(engine, stream, *rest)
        assert before + 5 == await agree(engine, ledger, stream)
        assert [] == doubled(ledger)

    async def test_errand(self, stack: Stack, ledger: Ledger) -> None:
        """The first license starts the supervision once, also when the worker dies while it starts it."""
        engine = await with_faults(stack)
        stream = await opened(engine, ledger, *TO_JOINT_PLAN, *TO_NATIONAL, *TO_LICENSE)
        supervision = stream.replace("case/", "supervision/")
        open_it = errand(Errand(stream=supervision, command="open_supervision"))
        stack.arm(open_it.command_id, "worker")
        await walk(engine, stream, GRANT)

        async def died() -> bool | None:
            return True if stack.worker is None or stack.worker.poll() is not None else None

        await until(died, what="the worker's death")
        engine = await up_again(stack)

        await told(ledger, supervision)
        await agree(engine, ledger, supervision)
        assert TOLD == topics(ledger, supervision)
        assert "licensed" == (await engine.position(supervision)).stage
        assert [] == doubled(ledger)


class TestIdle:
    async def test_worker_killed(self, stack: Stack, engine: Engine, ledger: Ledger) -> None:
        """A worker that is killed between two commands is missed for no longer than the next one starts."""
        stream = await opened(engine, ledger)
        stack.kill_worker()
        stack.work()

        await walk(engine, stream, *TO_JOINT_PLAN)

        assert 5 == await agree(engine, ledger, stream)
        assert "joint_plan" == (await engine.position(stream)).stage


class TestTemporalForgets:
    async def test_next_command(self, stack: Stack, engine: Engine, ledger: Ledger) -> None:
        """After the loss of Temporal's database the next command finds a writer that knows the whole stream."""
        stream = await opened(engine, ledger, *TO_JOINT_PLAN)
        stack.kill_worker()
        stack.lose_temporal()
        stack.serve()
        stack.work(FENDUAN_RECONCILE="3600")
        engine = await stack.ready()

        await walk(engine, stream, *TO_NATIONAL)

        assert 10 == await agree(engine, ledger, stream)
        assert "national_decision" == (await engine.position(stream)).stage
        stack.kill_worker()

    async def test_nobody_sends(self, stack: Stack, engine: Engine, ledger: Ledger) -> None:
        """After the loss of Temporal's database the living worker brings every open case back by itself."""
        stream = await opened(engine, ledger, *TO_JOINT_PLAN, *TO_NATIONAL, *TO_LICENSE, GRANT)
        supervision = stream.replace("case/", "supervision/")
        await told(ledger, supervision)
        await agree(engine, ledger, supervision)
        before = ledger.last_sequence
        stack.lose_temporal()
        stack.serve()
        engine = Engine(await stack.connect())

        assert 19 == await agree(engine, ledger, stream)
        assert len(TOLD) == await agree(engine, ledger, supervision)
        assert before == ledger.last_sequence

    async def test_terminated(self, engine: Engine, ledger: Ledger) -> None:
        """A workflow that somebody terminated is begun again, though nobody sends a command."""
        stream = await opened(engine, ledger)
        handle = engine.client.get_workflow_handle(stream)
        await handle.terminate("by mistake")

        async def running() -> bool | None:
            described = await handle.describe()
            return True if described.status is not None and described.status.name == "RUNNING" else None

        await until(running, what="a new run")
        assert 2 == await agree(engine, ledger, stream)
        assert (await standing(engine, stream)) is not None
