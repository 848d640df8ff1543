"""`fenduan up` as a person runs it: real servers, a real worker, a data directory of its own."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

FENDUAN = Path(sys.executable).with_name("fenduan")
PATIENCE = 90.0


class Engine:
    """An engine on one data directory, started and stopped as its user would."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.process: subprocess.Popen[bytes] | None = None

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """One command to its end."""
        command = [str(FENDUAN), *arguments, "--data", str(self.data)]
        return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)

    def start(self) -> None:
        """`up`, until it has published its addresses and loaded its samples."""
        with self.data.with_suffix(".out").open("w") as out:
            self.process = subprocess.Popen(
                [str(FENDUAN), "up", "--data", str(self.data)],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        pid = self.process.pid
        wait_for(lambda: self.published.get("pid") == pid and self.published.get("ready"))

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        """Tell it to stop; its exit code."""
        assert self.process is not None
        self.process.send_signal(number)
        self.process.wait(timeout=PATIENCE)
        return self.process.returncode

    @property
    def published(self) -> dict[str, Any]:
        """Addresses and process ids, empty where none are published."""
        try:
            run: dict[str, Any] = json.loads((self.data / "run.json").read_text())
        except (OSError, ValueError):
            return {}
        return run

    @property
    def topics(self) -> Counter[str]:
        """How often each kind of event stands in the ledger."""
        with closing(sqlite3.connect(self.data / "ledger.sqlite")) as ledger:
            return Counter(topic for (topic,) in ledger.execute("SELECT topic FROM stored_events"))

    def end(self) -> None:
        """Leave nothing behind, whatever the test did."""
        pids = [self.published.get(part, {}).get("pid") for part in ("worker", "temporal")]
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        for pid in filter(None, pids):
            if alive(pid):
                os.kill(pid, signal.SIGKILL)


def wait_for(condition: Callable[[], object]) -> None:
    """Look until it is so."""
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until, "it did not come about in time"
        time.sleep(0.05)


def alive(pid: int) -> bool:
    """Whether a process runs under this id; one that has ended and is not yet reaped does not."""
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """An engine on an empty directory."""
    engine = Engine(tmp_path / "data")
    yield engine
    engine.end()


class TestUp:
    def test_once(self, engine: Engine) -> None:
        """`--once` loads the samples, stops, and leaves no process; a second time adds nothing."""
        first = engine.run("up", "--once")
        loaded = engine.topics
        again = engine.run("up", "--once")

        assert (0, 0) == (first.returncode, again.returncode), first.stdout + first.stderr + again.stdout
        assert 3 == loaded["case.submitted"]
        assert 3 == loaded["case.closed"]
        assert 3 == loaded["license.granted"]
        assert 3 == loaded["supervision.year_closed"]
        assert loaded == engine.topics
        assert {} == engine.published

    def test_second_on_the_same_data(self, engine: Engine) -> None:
        """A second engine on the same data is refused in one sentence, and the first goes on."""
        engine.start()

        second = engine.run("up")

        assert 1 == second.returncode
        assert second.stderr.startswith("An engine already runs on ")
        assert "Traceback" not in second.stderr
        assert 0 == engine.stop()

    def test_worker_killed(self, engine: Engine) -> None:
        """A worker that dies is started again, and the next command is recorded once."""
        engine.start()
        before = engine.published["worker"]["pid"]

        os.kill(before, signal.SIGKILL)
        wait_for(lambda: engine.published.get("worker", {}).get("pid") not in {before, None})
        audit = engine.run(
            *("act", "supervision/FD-2025-SH-0001", "record_audit", "--as", "canbridge"),
            *("--set", "site=sh-lingang", "--set", "report_no=CB-9", "--json"),
        )

        assert 0 == audit.returncode, audit.stdout + audit.stderr
        assert 2 == engine.topics["supervision.audit_recorded"]
        assert 0 == engine.stop()

    def test_killed_and_temporal_lost(self, engine: Engine) -> None:
        """After kill -9 and with Temporal's database gone, the open stream comes back from the ledger by itself."""
        engine.start()
        run = engine.published
        assert engine.process is not None
        engine.process.kill()
        engine.process.wait()
        wait_for(lambda: not alive(run["worker"]["pid"]) and not alive(run["temporal"]["pid"]))
        before = engine.topics
        for file in engine.data.glob("temporal.db*"):
            file.unlink()

        engine.start()
        shown = engine.run("case", "show", "FD-2025-SH-0001", "--json")
        inspection = engine.run(
            *("act", "supervision/FD-2025-SH-0001", "record_inspection", "--as", "js-agency"),
            *(
                "--set",
                "site=wuxi-meiliang",
                "--set",
                "report_no=JS-9",
                "--set",
                "result=compliant",
                "--json",
            ),
        )

        assert 0 == shown.returncode
        assert 0 == inspection.returncode, inspection.stdout + inspection.stderr
        assert before + Counter({"supervision.inspection_recorded": 1}) == engine.topics
        assert 0 == engine.stop(signal.SIGTERM)
