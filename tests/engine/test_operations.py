"""What those who run the engine rely on: drain, start-up checks, and a Temporal UI that reads like a case file."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from temporalio.api.sdk.v1 import WorkflowMetadata
from temporalio.client import Client

from gateway.client import Engine
from ledger import Ledger
from tests.engine.path import PATIENCE, TO_JOINT_PLAN, command, opened, tick
from tests.engine.stack import FAULTY, ROOT, Stack, agree, until


class TestDrain:
    async def test_command_in_flight(self, stack: Stack, ledger: Ledger) -> None:
        """On SIGTERM a worker finishes the command that it records, answers its caller, and exits with 0."""
        stack.kill_worker()
        stack.work(FAULTY)
        engine = await stack.ready()
        stream = await opened(engine, ledger)
        slow = tick(stream, 1)
        hold, held = (stack.folder / f"{name}.{slow.command_id}" for name in ("hold", "held"))
        hold.touch()
        sending = asyncio.create_task(engine.send(slow, patience=PATIENCE))
        worker = stack.worker
        assert worker is not None
        await until(lambda: _exists(held), what="the command at the ledger")

        worker.send_signal(signal.SIGTERM)
        await until(lambda: _said(stack, "worker_draining"), what="the drain")
        hold.unlink()

        receipt = await sending
        assert (3,) == receipt.versions
        assert 0 == await asyncio.to_thread(worker.wait, 30)
        assert "worker_stopped" in stack.log().splitlines()[-1]

    async def test_idle(self, stack: Stack, engine: Engine) -> None:  # noqa: ARG002 - the worker is up
        """An idle worker drains at once."""
        worker = stack.worker
        assert worker is not None

        worker.send_signal(signal.SIGTERM)

        assert 0 == await asyncio.to_thread(worker.wait, 10)


class TestCaseFile:
    async def test_found(self, engine: Engine, ledger: Ledger) -> None:
        """A case is found by its stage, its province and its next deadline, as they are now."""
        stream = await opened(engine, ledger, *TO_JOINT_PLAN)
        client = engine.client

        for query in (
            "FenduanStage = 'joint_plan'",
            "FenduanProvinces = '320000'",
            "FenduanRegime = 'pilot'",
            "FenduanNextDeadline > '2100-01-01T00:00:00Z'",
            "WorkflowType = 'CaseWorkflow' AND ExecutionStatus = 'Running'",
        ):
            await until(partial(_listed, client, stream, query), what=query)

    async def test_deadline(self, engine: Engine, ledger: Ledger) -> None:
        """The deadline that a case is found by is the one that its position names."""
        stream = await opened(engine, ledger)
        deadline = (await engine.position(stream)).next_deadline
        described = await engine.client.get_workflow_handle(stream).describe()

        assert deadline is not None
        assert "intake.check" == deadline.term
        shown = {pair.key.name: pair.value for pair in described.typed_search_attributes.search_attributes}
        assert deadline.due == shown["FenduanNextDeadline"]
        assert ["310000", "320000"] == sorted(shown["FenduanProvinces"])

    async def test_plain_words(self, engine: Engine, ledger: Ledger) -> None:
        """The UI says in both languages where the case stands and who must act; each step says what it is."""
        stream = await opened(engine, ledger)
        handle = engine.client.get_workflow_handle(stream)
        metadata = await handle.query("__temporal_workflow_metadata", result_type=WorkflowMetadata)
        position = await engine.position(stream)
        described = await handle.describe()

        assert position.summary == metadata.current_details
        assert "受理" in metadata.current_details
        assert "intake" in metadata.current_details.lower()
        assert stream == await described.static_summary()
        updates = {update.name: update.description for update in metadata.definition.update_definitions}
        assert "Accept the dossier for selection." == updates["accept"]


class TestStart:
    async def test_search_attributes_missing(self, bare: Stack) -> None:
        """In production a namespace without the search attributes stops the worker, with the command to run."""
        await bare.connect()
        bare.work(FENDUAN_MODE="production")
        worker = bare.worker
        assert worker is not None

        assert 3 == await asyncio.to_thread(worker.wait, 30)

        said = bare.log()
        assert "Run: temporal operator search-attribute create --namespace default" in said
        for flag in (
            "--name FenduanStage --type Keyword",
            "--name FenduanRegime --type Keyword",
            "--name FenduanNextDeadline --type Datetime",
            "--name FenduanProvinces --type KeywordList",
        ):
            assert flag in said
        assert "Traceback" not in said

    async def test_search_attributes_registered(self, bare: Stack) -> None:
        """In a demonstration the worker registers them by itself, and a case runs."""
        bare.work()
        engine = await bare.ready()
        with bare.open_ledger() as ledger:
            stream = await opened(engine, ledger)
            assert 2 == await agree(engine, ledger, stream)

    @pytest.mark.parametrize(
        ("settings", "code", "words"),
        [
            ({"TEMPORAL_ADDRESS": "127.0.0.1:1"}, 3, "127.0.0.1:1 cannot be reached"),
            ({"FENDUAN_MODE": "rehearsal"}, 2, "FENDUAN_MODE"),
            ({"FENDUAN_LEDGER": "/no/such/folder/ledger.sqlite"}, 3, "/no/such/folder"),
            ({"TEMPORAL_NAMESPACE": "nowhere"}, 3, "nowhere"),
        ],
        ids=["server", "mode", "ledger", "namespace"],
    )
    async def test_wrong_settings(
        self,
        stack: Stack,
        engine: Engine,  # noqa: ARG002 - the server is up
        settings: dict[str, str],
        code: int,
        words: str,
    ) -> None:
        """What keeps a worker from starting is one sentence and an exit code."""
        given = {"TEMPORAL_ADDRESS": stack.address, "FENDUAN_LEDGER": str(stack.ledger_path), **settings}
        ended = await asyncio.to_thread(
            subprocess.run,
            [sys.executable, "-m", "worker"],
            cwd=ROOT,
            env={"PATH": "", **given},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

        assert (code, True) == (ended.returncode, words in ended.stderr), ended.stderr
        assert "Traceback" not in ended.stderr


async def test_command_summary(engine: Engine, ledger: Ledger) -> None:
    """The first receipt is there as soon as the caller has it: the workflow's query says the same."""
    stream = await opened(engine, ledger)
    receipt = await engine.send(command(stream, "sh-agency", "accept", acceptance_no="3"), patience=PATIENCE)

    assert receipt.versions[-1] == (await engine.position(stream)).version


async def _listed(client: Client, stream: str, query: str) -> bool | None:
    found = [run.id async for run in client.list_workflows(f"{query} AND WorkflowId = '{stream}'")]
    return True if [stream] == found else None


async def _exists(path: Path) -> bool | None:
    return True if path.exists() else None  # noqa: ASYNC240 - a local file


async def _said(stack: Stack, words: str) -> bool | None:
    return True if words in stack.log() else None
