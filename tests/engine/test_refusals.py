"""What is declined: as a fact where the stream exists, in a journal where it does not, as noise where it is none."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from temporalio.client import WorkflowFailureError, WorkflowUpdateFailedError

from domain.case.intake import Accept
from domain.messages import Command
from domain.position import Deadline, Opening
from domain.streams import timer
from gateway.client import Engine, RefusedError
from gateway.persons import referred_in
from ledger import Ledger
from tests.engine.path import (
    PATIENCE,
    START,
    TO_JOINT_PLAN,
    command,
    dossier,
    opened,
    submission,
    walk,
)
from tests.engine.stack import Stack, agree, refusals, topics, until
from workflows import TASK_QUEUE
from workflows.case import CaseWorkflow

JSON = dict[str, Any]


class NewerAccept(Accept):
    """An act as a later release may know it."""

    surprise: int = 1


async def declined(engine: Engine, sent: Command) -> tuple[str, tuple[str, ...]]:
    """Code and articles of the refusal."""
    with pytest.raises(RefusedError) as refused:
        await engine.send(sent, patience=PATIENCE)
    return refused.value.refusal.code, tuple(refused.value.refusal.basis)


class TestRecorded:
    async def test_not_competent(self, engine: Engine, ledger: Ledger) -> None:
        """An officer of Jiangsu who acts for Shanghai is refused by article, and that stands in the case."""
        stream = await opened(engine, ledger)
        foreign = command(stream, "js-agency", "accept", acceptance_no="3")

        assert ("not_competent", ("plan/selection", "all/32")) == await declined(engine, foreign)

        assert [("not_competent", ("plan/selection", "all/32"))] == refusals(ledger, stream)
        assert 3 == await agree(engine, ledger, stream)
        assert "intake" == (await engine.position(stream)).stage

    async def test_wrong_stage(self, engine: Engine, ledger: Ledger) -> None:
        """An act that its stage does not know is refused by article, and that stands in the case."""
        stream = await opened(engine, ledger)
        early = command(stream, "js-agency", "sign_scheme", version=1)

        assert ("wrong_stage", ("plan/joint-scheme",)) == await declined(engine, early)

        assert [("wrong_stage", ("plan/joint-scheme",))] == refusals(ledger, stream)

    async def test_closed(self, engine: Engine, ledger: Ledger) -> None:
        """A closed case takes late commands only to refuse them, in its own history."""
        stream = await opened(engine, ledger)
        await walk(engine, stream, ("canbridge", "withdraw", {"reason": "other plans"}))
        assert "withdrawn" == await engine.client.get_workflow_handle(stream).result()
        late = command(stream, "sh-agency", "accept", acceptance_no="3")

        assert ("case_closed", ("plan/selection", "all/32")) == await declined(engine, late)

        assert [("case_closed", ("plan/selection", "all/32"))] == refusals(ledger, stream)
        assert "withdrawn" == await engine.client.get_workflow_handle(stream).result()

    @pytest.mark.parametrize("room", ["case", "supervision"])
    async def test_unknown_stream(self, engine: Engine, ledger: Ledger, room: str) -> None:
        """What is said to a stream that does not exist is refused into the sender's journal; no stream begins."""
        stream = f"{room}/FD-2025-SH-9{uuid4().int % 1000:03}"
        sent = {
            "case": command(f"case/{stream.partition('/')[2]}", "sh-agency", "accept", acceptance_no="3"),
            "supervision": command(
                f"supervision/{stream.partition('/')[2]}",
                "canbridge",
                "record_audit",
                site="sh-lingang",
                report_no="1",
            ),
        }[room]
        journal = f"journal/{sent.actor.organisation}"
        before = ledger.version(journal)

        code, _ = await declined(engine, sent)

        assert f"unknown_{room}" == code
        assert 0 == ledger.version(stream)
        assert before + 1 == ledger.version(journal)
        assert "unknown" == await engine.client.get_workflow_handle(stream).result()

    async def test_second_submission(self, engine: Engine, ledger: Ledger) -> None:
        """A case is submitted once; a second submission under its number stands there as a refusal."""
        stream = await opened(engine, ledger)

        code, _ = await declined(engine, submission(stream))

        assert "already_open" == code
        assert ["already_open"] == [code for code, _ in refusals(ledger, stream)]


class TestLetters:
    async def test_refused(self, engine: Engine, ledger: Ledger) -> None:
        """A letter that the law declines becomes a recorded refusal; the workflow goes on."""
        stream = await opened(engine, ledger)
        early = command(stream, "js-agency", "sign_scheme", version=1)

        await engine.inform(early)

        async def recorded() -> bool | None:
            return True if refusals(ledger, stream) else None

        await until(recorded)
        await walk(engine, stream, *TO_JOINT_PLAN)
        assert ["wrong_stage"] == [code for code, _ in refusals(ledger, stream)]
        assert 6 == await agree(engine, ledger, stream)

    async def test_unknown_stream(self, engine: Engine, ledger: Ledger) -> None:
        """A letter to a case that does not exist is refused into the sender's journal; no stream begins."""
        stream = f"case/FD-2025-SH-7{uuid4().int % 1000:03}"
        accept = command(stream, "js-agency", "accept", acceptance_no="3")
        journal = f"journal/{accept.actor.organisation}"
        before = ledger.version(journal)

        await engine.inform(accept)

        assert "unknown" == await engine.client.get_workflow_handle(stream).result()
        assert (0, before + 1) == (ledger.version(stream), ledger.version(journal))

    async def test_taken(self, engine: Engine, ledger: Ledger) -> None:
        """A letter that is in order counts like every other command."""
        stream = await opened(engine, ledger)
        accept = command(stream, "sh-agency", "accept", acceptance_no="3")

        await engine.inform(accept)

        receipt = await engine.send(accept, patience=PATIENCE)
        assert (3,) == receipt.versions

    async def test_too_many(self, engine: Engine, ledger: Ledger) -> None:
        """Letters beyond the limit on refusals are dropped without a trace in the case, and do not end it."""
        stream = await opened(engine, ledger)
        for n in range(53):
            early = command(stream, "js-agency", "object_to_scheme", version=1, reason=f"no. {n}")
            await engine.inform(early)

        await walk(engine, stream, *TO_JOINT_PLAN)
        assert 50 + 5 == await agree(engine, ledger, stream)

    @pytest.mark.parametrize(
        "letter", [{"nonsense": 1}, "a text", None, {"command": {"name": "accept", "stream": "case/FD"}}]
    )
    async def test_unreadable(self, engine: Engine, ledger: Ledger, letter: object) -> None:
        """A letter that cannot be read harms nothing."""
        stream = await opened(engine, ledger)
        handle = engine.client.get_workflow_handle(stream)
        for name in ("inform", "nudge", "no such signal"):
            for arguments in ([letter], [letter, letter], []):
                await handle.signal(name, args=arguments)

        await walk(engine, stream, *TO_JOINT_PLAN)

        assert 5 == await agree(engine, ledger, stream)
        assert [] == refusals(ledger, stream)

    async def test_timer_by_a_stranger(self, engine: Engine, ledger: Ledger) -> None:
        """Only the engine reports that a term has run out; a letter that says so is not read."""
        stream = await opened(engine, ledger)
        forged = timer(stream, Deadline(term="intake.check", limit="intake.check", due=START))
        await engine.inform(forged)

        await walk(engine, stream, *TO_JOINT_PLAN)

        assert "case.formal_check_overdue" not in topics(ledger, stream)


class TestMalformed:
    @pytest.mark.parametrize(
        ("name", "change"),
        [
            ("accept", {"surprise": 1}),
            ("accept", {"command_id": "no id"}),
            ("accept", {"acceptance_no": None}),
            ("accept", {"stream": "case/FD-2025-SH-0000"}),
            ("no_such_update", {}),
        ],
        ids=["unknown field", "id", "missing", "another stream", "unknown update"],
    )
    async def test_update(self, engine: Engine, ledger: Ledger, name: str, change: JSON) -> None:
        """A malformed update is turned away before anything is recorded, and the workflow goes on."""
        stream = await opened(engine, ledger)
        handle = engine.client.get_workflow_handle(stream)
        accept = command(stream, "sh-agency", "accept", acceptance_no="3")
        content = {**accept.model_dump(mode="json"), **change}

        with pytest.raises(WorkflowUpdateFailedError):
            await handle.execute_update(name, content, id=str(uuid4()))

        assert 2 == ledger.version(stream)
        history = [event.event_type async for event in handle.fetch_history_events()]
        assert not any(name == "EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_REJECTED" for name in map(str, history))
        await walk(engine, stream, *TO_JOINT_PLAN)
        assert 5 == await agree(engine, ledger, stream)

    async def test_newer_client(self, engine: Engine, ledger: Ledger) -> None:
        """A client that knows more fields than the worker is told so, as a refusal that nothing records."""
        stream = await opened(engine, ledger)
        accept = command(stream, "sh-agency", "accept", acceptance_no="3")
        newer = NewerAccept.model_validate(dict(accept))

        with pytest.raises(RefusedError) as refused:
            await engine.send(newer, patience=PATIENCE)

        assert ("malformed", None) == (refused.value.refusal.code, refused.value.receipt)
        assert 2 == ledger.version(stream)


async def test_second_writer(engine: Engine, ledger: Ledger) -> None:
    """A workflow under another name than its stream's does not run."""
    stream = await opened(engine, ledger)
    opening = Opening(stream=stream)

    with pytest.raises(WorkflowFailureError) as failed:
        await engine.client.execute_workflow(
            CaseWorkflow.run, opening, id=f"copy of {stream}", task_queue=TASK_QUEUE
        )

    assert f"must not write {stream}" in str(failed.value.cause)


class TestShift:
    async def test_production(self, stack: Stack, engine: Engine, ledger: Ledger) -> None:
        """A worker in production accepts no shifted clock: the submission is refused, and no stream begins."""
        stack.kill_worker()
        stack.work(FENDUAN_MODE="production", FENDUAN_LEDGER=str(stack.folder / "production.sqlite"))
        engine = await stack.ready()
        stream = f"case/FD-2025-SH-8{uuid4().int % 1000:03}"

        code, _ = await declined(engine, submission(stream))

        assert "shift_not_allowed" == code
        assert 0 == ledger.version(stream)
        stack.kill_worker()

    async def test_dossier_names_no_clock(self, engine: Engine, ledger: Ledger) -> None:
        """Without a shift a submission of today meets the law of today, whatever day its dossier names."""
        opening = uuid4()
        stream = f"case/{ledger.allot(opening, 'SH', 2026)}"
        now = command(stream, "canbridge", "submit", command_id=opening, dossier=dossier())

        await engine.send(now)

        assert "n173" == (await engine.position(stream)).regime


class TestNames:
    async def test_in_clear(self, engine: Engine, ledger: Ledger) -> None:
        """A command that names a person is refused before it is recorded anywhere; with a reference it passes."""
        stream = await opened(engine, ledger)
        naming = command(stream, "sh-agency", "request_correction", defects=["[[诸葛不同寻常]]未签字"])

        assert ("name_in_clear", ("pipl/51",)) == await declined(engine, naming)
        await engine.send(referred_in(ledger, naming), patience=PATIENCE)

        history = await engine.client.get_workflow_handle(stream).fetch_history()
        assert "诸葛不同寻常" not in history.to_json() + "".join(
            row.state.decode() for row in ledger.rows_after(0, 9999)
        )
