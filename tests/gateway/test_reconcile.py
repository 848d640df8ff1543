from __future__ import annotations

import asyncio
import json
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from typer.testing import CliRunner

from cli.main import app
from domain.streams import TOPICS
from gateway.client import Engine, PendingError, RefusedError
from gateway.twin import Kind, Repair, Report
from ledger import Ledger
from tests.engine.path import PATIENCE, TO_JOINT_PLAN, TO_NATIONAL, command, opened, tick, walk
from tests.engine.stack import FAULTY, Stack, agree, until
from tests.gateway.conftest import Twins


def kinds(report: Report) -> list[Kind]:
    """The differences by kind, in order."""
    return [each.kind for each in report.differences]


def tampered(ledger: Path, copy: Path, statement: str, values: dict[str, object]) -> Ledger:
    """A copy of the ledger, written to as no engine would, with its triggers put back."""
    with closing(sqlite3.connect(ledger)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
        triggers = target.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            target.execute(f"DROP TRIGGER {name}")
        assert target.execute(statement, values).rowcount
        for _, sql in triggers:
            target.execute(sql)
        target.commit()
        target.execute("PRAGMA journal_mode = WAL")
    return Ledger.open(copy, topics=TOPICS, simulation=True, create=False)


class TestAgreement:
    async def test_acts_refusals_and_letters(self, engine: Engine, ledger: Ledger, twins: Twins) -> None:
        """Acts, refused acts, letters and repeated sending are the same on both sides."""
        stream = await opened(engine, ledger, *TO_JOINT_PLAN)
        with pytest.raises(RefusedError):
            await engine.send(command(stream, "sh-agency", "sign_scheme", version=7), patience=PATIENCE)
        moved = tick(stream, 1)
        before = ledger.version(stream)
        await engine.inform(moved)
        await until(lambda: _at(ledger, stream, before + 1))
        await agree(engine, ledger, stream)
        await engine.send(moved, patience=PATIENCE)

        report = await twins(engine, ledger).reconcile(stream)

        assert [] == kinds(report)
        assert (True, Repair.NONE, before + 1) == (report.holds, report.repair, report.version)
        assert ledger.version(stream) > len(report.runs[0].commands) > 5

    async def test_refused_into_a_journal(self, engine: Engine, ledger: Ledger, twins: Twins) -> None:
        """An act on a case that does not exist lies in the actor's journal, and is found there."""
        stream = f"case/NONE-{uuid4().hex[:8].upper()}"
        with pytest.raises(RefusedError):
            await engine.send(command(stream, "sh-agency", "sign_scheme", version=1), patience=PATIENCE)

        report = await twins(engine, ledger).reconcile(stream)

        assert ([], 0, 1) == (kinds(report), report.version, len(report.runs[0].commands))
        assert stream in await twins(engine, ledger).streams()

    async def test_workflow_of_no_stream(self, engine: Engine, ledger: Ledger, twins: Twins) -> None:
        """A workflow whose id no command can name stands in nobody's way."""
        stray = "case/it's not one"
        await engine.client.start_workflow("Stray", id=stray, task_queue="nobody")

        async def listed() -> bool | None:
            return stray in {run.id async for run in engine.client.list_workflows()} or None

        await until(listed, what="the stray workflow in the list")
        assert stray not in await twins(engine, ledger).streams()

    async def test_id_of_another_act(self, engine: Engine, ledger: Ledger, twins: Twins) -> None:
        """An id that was used for another act in an earlier run is named, with where its refusal stands."""
        stream = await opened(engine, ledger)
        moved = tick(stream, 1)
        await engine.send(moved, patience=PATIENCE)
        await engine.client.get_workflow_handle(stream).terminate("by mistake")
        await engine.send(tick(stream, 2), patience=PATIENCE)
        with pytest.raises(RefusedError):
            await engine.send(tick(stream, 3, command_id=moved.command_id), patience=PATIENCE)

        report = await twins(engine, ledger).reconcile(stream)

        assert [Kind.RESUMED, Kind.ID_REUSED] == kinds(report)
        assert report.holds


class TestKilled:
    async def test_between_commit_and_completion(self, stack: Stack, ledger: Ledger, twins: Twins) -> None:
        """What the ledger knows and Temporal does not is named as the gap that it is, and a nudge closes it."""
        stack.kill_worker()
        stack.work(FAULTY)
        engine = await stack.ready()
        stream = await opened(engine, ledger)
        moved = tick(stream, 1)
        stack.arm(moved.command_id, "both")
        with pytest.raises(PendingError):
            await engine.send(moved, patience=timedelta(seconds=1))
        await until(lambda: _at(ledger, stream, 3))
        stack.kill_worker()
        stack.kill_server()
        stack.serve()
        stack.work()
        twin = twins(await stack.ready(), ledger)

        report = await twin.reconcile(stream)
        repaired = await twin.repair(report)

        assert [Kind.GAP, Kind.BEHIND] == kinds(report)
        assert (str(moved.command_id), 3) == (
            str(report.differences[0].command_id),
            report.differences[0].version,
        )
        assert (True, Repair.NUDGE, True) == (report.holds, report.repair, repaired)
        assert [Kind.GAP] == kinds(await twin.reconcile(stream))


class TestTemporalForgets:
    async def test_lost_database(
        self, stack: Stack, engine: Engine, ledger: Ledger, twins: Twins, tmp_path: Path
    ) -> None:
        """After the loss of Temporal's database the archived run still compares, and the workflow is begun again."""
        twin = twins(engine, ledger)
        stream = await opened(engine, ledger, *TO_JOINT_PLAN)
        first = (await twin.reconcile(stream)).runs[0].run_id
        await engine.client.get_workflow_handle(stream).terminate("by mistake")
        assert [Kind.LOST] == kinds(await twin.reconcile(stream))
        await walk(engine, stream, TO_NATIONAL[0])
        stack.kill_worker()
        stack.lose_temporal()
        stack.serve()
        stack.work()
        twin = twins(await stack.ready(), ledger)

        report = await twin.reconcile(stream)
        repaired = await twin.repair(report)

        assert [Kind.RUN_GONE, Kind.LOST] == kinds(report)
        assert (frozenset({first}), 1) == (report.archived, len(report.gone))
        assert (True, Repair.START, True) == (report.holds, report.repair, repaired)
        after = await twin.reconcile(stream)
        assert [Kind.RESUMED, Kind.RUN_GONE] == kinds(after)
        assert (6, 6) == (after.version, max(run.known for run in after.runs))
        values = {"stream": stream, "version": 3, "person": "sh-mpa-01", "other": "sh-mpa-09"}
        with tampered(stack.ledger_path, tmp_path / "copy.sqlite", REPLACED.format("person"), values) as copy:
            changed = await twins(await stack.ready(), copy).reconcile(stream)
        assert {(Kind.DAMAGED, 3), (Kind.ACTOR, 3)} == {
            (each.kind, each.version) for each in changed.differences if not each.lawful
        }


REPLACED = """
UPDATE stored_events SET state = CAST(replace(CAST(state AS TEXT), :{}, :other) AS BLOB)
WHERE originator_id = :stream AND originator_version = :version
"""
DELETED = "DELETE FROM stored_events WHERE originator_id = :stream AND originator_version = :version"
MOVED = """
UPDATE commands SET receipt = CAST(replace(CAST(receipt AS TEXT), :versions, '[1]') AS BLOB)
WHERE command_id = :id
"""


class TestTampering:
    @pytest.mark.parametrize(
        ("statement", "expected"),
        [
            (REPLACED.format("id"), [Kind.OTHER_COMMAND, Kind.UNKNOWN_COMMAND]),
            (REPLACED.format("person"), [Kind.ACTOR]),
            (REPLACED.format("digest"), [Kind.DIGEST]),
            (DELETED, [Kind.MISSING_EVENT]),
            ("DELETE FROM commands WHERE command_id = :id", [Kind.MISSING_RECEIPT, Kind.UNKNOWN_COMMAND]),
            ("UPDATE commands SET digest = :other WHERE command_id = :id", [Kind.DIGEST]),
            (MOVED, [Kind.ORDER]),
        ],
        ids=[
            "command_id",
            "actor",
            "digest",
            "event_gone",
            "receipt_gone",
            "receipt_digest",
            "receipt_place",
        ],
    )
    async def test_named(  # noqa: PLR0913, PLR0917 - fixtures
        self,
        stack: Stack,
        engine: Engine,
        ledger: Ledger,
        twins: Twins,
        tmp_path: Path,
        statement: str,
        expected: list[Kind],
    ) -> None:
        """What was changed in the ledger afterwards is unlawful, and names the command and the event."""
        stream = await opened(engine, ledger)
        moved = tick(stream, 1)
        receipt = await engine.send(moved, patience=PATIENCE)
        values = {
            "stream": stream,
            "version": receipt.versions[0],
            "id": str(moved.command_id),
            "digest": moved.digest(),
            "person": moved.actor.person,
            "versions": f"[{receipt.versions[0]}]",
            "other": str(uuid4()),
        }
        with tampered(stack.ledger_path, tmp_path / "copy.sqlite", statement, values) as copy:
            report = await twins(engine, copy).reconcile(stream)

        unlawful = [each for each in report.differences if not each.lawful]
        assert expected == list(dict.fromkeys(each.kind for each in unlawful))[: len(expected)]
        assert not report.holds
        assert {Repair.INVESTIGATE} == {each.repair for each in unlawful}
        assert {(moved.command_id, stream, receipt.versions[0])} >= {
            (each.command_id, each.stream, each.version) for each in unlawful[:1]
        }

    async def test_in_the_middle(
        self, stack: Stack, engine: Engine, ledger: Ledger, twins: Twins, tmp_path: Path
    ) -> None:
        """A changed event that others follow is also known by the chain."""
        stream = await opened(engine, ledger, *TO_JOINT_PLAN)
        values = {"stream": stream, "version": 3, "id": "sh-mpa-01", "other": "sh-mpa-09"}
        with tampered(stack.ledger_path, tmp_path / "copy.sqlite", REPLACED.format("id"), values) as copy:
            report = await twins(engine, copy).reconcile(stream)

        assert {(Kind.DAMAGED, 3), (Kind.ACTOR, 3)} == {
            (each.kind, each.version) for each in report.differences if not each.lawful
        }

    async def test_archive(self, engine: Engine, ledger: Ledger, twins: Twins, tmp_path: Path) -> None:
        """A history that is not the archived one is unlawful; the archive is never written again."""
        stream = await opened(engine, ledger)
        await engine.client.get_workflow_handle(stream).terminate("by mistake")
        twin = twins(engine, ledger)
        await twin.reconcile(stream)
        (kept,) = (tmp_path / "histories").glob("*/*.json")
        run = json.loads(kept.read_bytes())
        kept.chmod(0o644)
        kept.write_text(json.dumps({**run, "sha256": "0" * 64}), "utf-8")

        report = await twin.reconcile(stream)

        assert [Kind.HISTORY_CHANGED, Kind.LOST] == kinds(report)
        assert "0" * 64 == json.loads(kept.read_bytes())["sha256"]
        kept.write_text("{}", "utf-8")
        assert Kind.ARCHIVE_DAMAGED in kinds(await twin.reconcile(stream))


class TestCommand:
    async def test_repairs(
        self, stack: Stack, engine: Engine, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The command names a lost workflow, brings it back, and archives what has closed."""
        stream = await opened(engine, ledger)
        await engine.client.get_workflow_handle(stream).terminate("by mistake")
        monkeypatch.setenv("TEMPORAL_ADDRESS", stack.address)
        monkeypatch.setenv("LANG", "C.UTF-8")
        data = ["--data", str(stack.folder)]

        code, shown = await fenduan("reconcile", stream, *data)
        _, zh = await fenduan("reconcile", stream, *data, "--lang", "zh")
        repaired, answer = await fenduan("reconcile", stream, "--repair", "--json", *data)
        after, last = await fenduan("reconcile", stream, "--json", *data)

        assert (0, 0, 0) == (code, repaired, after)
        assert "no workflow runs" in shown
        assert "由台账重新启动工作流" in zh
        said = json.loads(answer)["streams"][0]
        assert (True, True, "start", ["lost"]) == (
            said["holds"],
            said["repaired"],
            said["repair"],
            [each["kind"] for each in said["differences"]],
        )
        assert ["resumed"] == [each["kind"] for each in json.loads(last)["streams"][0]["differences"]]
        assert 1 == len(list((stack.folder / "histories" / stream.replace("/", "-")).glob("*.json")))

    async def test_unlawful(
        self,
        stack: Stack,
        engine: Engine,
        ledger: Ledger,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """An unlawful difference ends the command with 1, a Temporal that does not answer with 3."""
        stream = await opened(engine, ledger)
        values = {"stream": stream, "version": 2}
        tampered(stack.ledger_path, tmp_path / "ledger.sqlite", DELETED, values).close()
        monkeypatch.setenv("TEMPORAL_ADDRESS", stack.address)
        monkeypatch.setenv("LANG", "C.UTF-8")
        data = ["--data", str(tmp_path)]

        code, shown = await fenduan("reconcile", stream, *data)
        monkeypatch.setenv("TEMPORAL_ADDRESS", "127.0.0.1:1")
        unreachable, _ = await fenduan("reconcile", stream, *data)

        assert (1, 3) == (code, unreachable)
        assert f"{stream} 2, submit" in shown.replace("\n", " ")


async def fenduan(*args: str) -> tuple[int, str]:
    """The command line's exit code and output; in a thread, for it has a loop of its own."""
    result = await asyncio.to_thread(CliRunner().invoke, app, ["ledger", *args])
    return result.exit_code, result.stdout


async def _at(ledger: Ledger, stream: str, version: int) -> bool | None:
    return ledger.version(stream) == version or None
