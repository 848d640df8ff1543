"""One command many times: one event, one receipt; and the same id with other content."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest

from domain.messages import Command
from domain.refusals import CommandRefused
from gateway.client import Engine, RefusedError
from ledger import Envelope, Ledger
from tests.engine.path import PATIENCE, TO_JOINT_PLAN, command, opened, submission, tick, walk
from tests.engine.stack import Stack, agree, doubled, refusals


async def five_times(engine: Engine, sent: Command) -> set[bytes]:
    """The bytes of the receipts of five senders at once."""
    engines = [Engine(engine.client) for _ in range(5)]
    receipts = await asyncio.gather(*(one.send(sent, patience=PATIENCE) for one in engines))
    return {receipt.model_dump_json().encode() for receipt in receipts}


async def new_run(engine: Engine, stream: str, first: int = 1) -> None:
    """Send until the workflow has continued as new."""
    handle = engine.client.get_workflow_handle(stream)
    before = (await handle.describe()).run_id
    for n in range(first, first + 60):
        await engine.send(tick(stream, n), patience=PATIENCE)
        if (await handle.describe()).run_id != before:
            return
    raise AssertionError("the workflow has not continued as new")


class TestSameContent:
    async def test_for_ever(self, stack: Stack, engine: Engine, ledger: Ledger) -> None:
        """At once, after a restart, after continue-as-new and after the case has closed: the very same receipt."""
        stream = await opened(engine, ledger)
        (who, what, content), *_ = TO_JOINT_PLAN
        accept = command(stream, who, what, **content)

        first = await five_times(engine, accept)
        assert 1 == len(first)
        assert 3 == ledger.version(stream)

        stack.kill_worker()
        stack.work()
        engine = await stack.ready()
        assert first == await five_times(engine, accept)

        await new_run(engine, stream)
        before = ledger.version(stream)
        assert first == await five_times(engine, accept)

        await engine.send(command(stream, "canbridge", "withdraw", reason="other plans"), patience=PATIENCE)
        handle = engine.client.get_workflow_handle(stream)
        assert "withdrawn" == await handle.result()
        assert first == await five_times(engine, accept)
        assert before + 2 == ledger.version(stream)
        assert [] == doubled(ledger)

    async def test_opening(self, engine: Engine, ledger: Ledger) -> None:
        """Five submissions of the same dossier under one id open one case."""
        opening = uuid4()
        stream = f"case/{ledger.allot(opening, 'SH', 2025)}"

        receipts = await five_times(engine, submission(stream, command_id=opening))

        assert 1 == len(receipts)
        assert 2 == ledger.version(stream)

    async def test_refused(self, engine: Engine, ledger: Ledger) -> None:
        """A refused command that comes again gets the same refusal, and stands once in the history."""
        stream = await opened(engine, ledger)
        early = command(stream, "sh-agency", "decide_selection", outcome="selected", reason="early")
        seen = []
        for _ in range(3):
            with pytest.raises(RefusedError) as refused:
                await engine.send(early, patience=PATIENCE)
            seen.append((refused.value.refusal, refused.value.receipt))

        assert 1 == len({str(each) for each in seen})
        assert ["wrong_stage"] == [code for code, _ in refusals(ledger, stream)]


class TestOtherContent:
    async def test_same_run(self, engine: Engine, ledger: Ledger) -> None:
        """Within a run Temporal answers with the first receipt; the client sees that it is for other content."""
        stream = await opened(engine, ledger)
        used = tick(stream, 1)
        await engine.send(used, patience=PATIENCE)
        before = ledger.version(stream)

        with pytest.raises(RefusedError) as refused:
            await engine.send(tick(stream, 2, command_id=used.command_id), patience=PATIENCE)

        assert ("command_id_reused", None) == (refused.value.refusal.code, refused.value.receipt)
        assert before == ledger.version(stream)

    async def test_refused_before(self, engine: Engine, ledger: Ledger) -> None:
        """The id of a refused command is used as well."""
        stream = await opened(engine, ledger)
        early = command(stream, "sh-agency", "decide_selection", outcome="selected", reason="early")
        with pytest.raises(RefusedError):
            await engine.send(early, patience=PATIENCE)

        with pytest.raises(RefusedError) as refused:
            await engine.send(early.model_copy(update={"reason": "other"}), patience=PATIENCE)

        assert "command_id_reused" == refused.value.refusal.code
        assert ["wrong_stage"] == [code for code, _ in refusals(ledger, stream)]

    async def test_new_run(self, engine: Engine, ledger: Ledger) -> None:
        """In a later run the ledger refuses it: once in the sender's journal, and nothing in the case."""
        stream = await opened(engine, ledger)
        used = tick(stream, 1)
        await engine.send(used, patience=PATIENCE)
        await new_run(engine, stream, 2)
        before = ledger.version(stream)
        other = tick(stream, 999, command_id=used.command_id)

        for _ in range(2):
            with pytest.raises(RefusedError) as refused:
                await engine.send(other, patience=PATIENCE)
            assert refused.value.receipt is not None
            assert "command_id_reused" == refused.value.refusal.code

        assert before == await agree(engine, ledger, stream)
        assert [] == refusals(ledger, stream)
        assert ["command_id_reused"] == journal(ledger, other)

    async def test_other_stream(self, engine: Engine, ledger: Ledger) -> None:
        """An id that one case has used is refused by another; neither file says anything of it."""
        one, other = await opened(engine, ledger), await opened(engine, ledger)
        used = tick(one, 1)
        await engine.send(used, patience=PATIENCE)

        again = tick(other, 1, command_id=used.command_id)

        with pytest.raises(RefusedError) as refused:
            await engine.send(again, patience=PATIENCE)

        assert "command_id_reused" == refused.value.refusal.code
        assert [] == refusals(ledger, one) + refusals(ledger, other)
        assert "command_id_reused" in journal(ledger, again)


def journal(ledger: Ledger, command: Command) -> list[str]:
    """The codes of the refusals of this command in its sender's journal."""
    house = f"journal/{command.actor.organisation}"
    events = (event for event in ledger.audit(house) if isinstance(event, Envelope))
    of_it = (event.event for event in events if event.metadata.digest == command.digest())
    return [event.code for event in of_it if isinstance(event, CommandRefused)]


async def test_burst(engine: Engine, ledger: Ledger) -> None:
    """Sixty commands at once, over several runs: sixty receipts, sixty events, no error but the refusals."""
    stream = await opened(engine, ledger)
    handle = engine.client.get_workflow_handle(stream)
    first_run = (await handle.describe()).run_id
    people = ("sh-agency", "js-agency", "nmpa")
    sent = [
        command(stream, people[n % 3], "decide_selection", outcome="selected", reason=f"no. {n}")
        for n in range(60)
    ]

    async def refused(one: Command) -> tuple[int, ...]:
        with pytest.raises(RefusedError) as error:
            await engine.send(one, patience=PATIENCE)
        assert error.value.receipt is not None
        return error.value.receipt.versions

    versions = await asyncio.gather(*(refused(one) for one in sent))

    assert [(n,) for n in range(3, 63)] == sorted(versions)
    assert 62 == await agree(engine, ledger, stream)
    assert first_run != (await handle.describe()).run_id
    assert [] == doubled(ledger)


async def test_noise(engine: Engine, ledger: Ledger) -> None:
    """Who is refused fifty times in ten minutes is still refused, by its own code, but no longer recorded."""
    stream = await opened(engine, ledger)
    seen: list[str] = []
    for n in range(53):
        early = command(stream, "sh-agency", "decide_selection", outcome="selected", reason=f"no. {n}")
        with pytest.raises(RefusedError) as refused:
            await engine.send(early, patience=PATIENCE)
        seen.append(refused.value.refusal.code)

    assert ["wrong_stage"] * 50 + ["too_many_refusals"] * 3 == seen
    assert 52 == ledger.version(stream)
    await walk(engine, stream, *TO_JOINT_PLAN)
    assert 55 == await agree(engine, ledger, stream)


async def test_one_version_everywhere(engine: Engine, ledger: Ledger) -> None:
    """Every event of a case that many send to at once stands in one gap-free row, and the workflow at its end."""
    stream = await opened(engine, ledger)
    ticks = [tick(stream, n) for n in range(1, 25)]

    async def sent(one: Command) -> str:
        try:
            await engine.send(one, patience=PATIENCE)
        except RefusedError as refused:
            return refused.refusal.code
        return "done"

    answers = await asyncio.gather(*(sent(one) for one in ticks))

    assert {"done", "clock_moves_forward_only"} >= set(answers)
    assert 26 == await agree(engine, ledger, stream)
