"""`fenduan up` as a person runs it: real servers, a real worker, a data directory of its own.

The samples are loaded once for all tests; each test works on a copy of that directory.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
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
        self.begin()
        assert self.process is not None
        pid = self.process.pid
        wait_for(lambda: self.published.get("pid") == pid and self.published.get("ready"))

    def begin(self) -> None:
        """`up`, without waiting for anything."""
        with self.data.with_suffix(".out").open("w") as out:
            self.process = subprocess.Popen(
                [str(FENDUAN), "up", "--data", str(self.data)],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )

    def kill(self) -> None:
        """End it without any notice."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    @property
    def has_ledger(self) -> bool:
        """Whether the ledger can be read."""
        try:
            return bool(self.topics)
        except sqlite3.OperationalError:
            return False

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


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A directory into which `up --once` has loaded the samples: the same for every process that tests."""
    shared = tmp_path_factory.getbasetemp()
    shared = shared if worker_id == "master" else shared.parent
    data, said = shared / "samples", shared / "samples.out"
    with (shared / "samples.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not said.exists():
            engine = Engine(data)
            try:
                done = engine.run("up", "--once")
            finally:
                engine.end()
            said.write_text(f"{done.returncode}\n{done.stdout}{done.stderr}")
    assert said.read_text().startswith("0\n"), said.read_text()
    return data


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """An engine on an empty directory."""
    engine = Engine(tmp_path / "data")
    yield engine
    engine.end()


@pytest.fixture
def loaded(engine: Engine, samples: Path) -> Engine:
    """An engine on a copy of the loaded samples."""
    shutil.copytree(samples, engine.data)
    return engine


class TestSamples:
    def test_every_stage(self, loaded: Engine) -> None:
        """A dozen cases stand at different stages: waiting, overdue, refused, withdrawn, approved."""
        listed = json.loads(loaded.run("case", "list", "--json").stdout)["cases"]
        late = json.loads(loaded.run("case", "list", "--overdue", "--json").stdout)["cases"]

        stages = Counter(each["stage"] for each in listed)
        outcomes = {each["outcome"] for each in listed} - {None}
        assert 12 <= len(listed)
        assert {
            "intake",
            "preliminary_selection",
            "joint_plan",
            "national_decision",
            "licensing",
            "technical_review",
            "closed",
        } <= set(stages)
        assert {"approved", "not_selected", "withdrawn"} == outcomes
        assert {"pilot", "n173"} == {each["regime"] for each in listed}
        assert ["FD-2025-JS-0002"] == [each["number"] for each in late]

    def test_loaded_once(self, loaded: Engine) -> None:
        """A second `--once` adds nothing, and leaves no process."""
        before = loaded.topics
        again = loaded.run("up", "--once")

        assert 0 == again.returncode, again.stdout + again.stderr
        assert 15 == before["case.submitted"]
        assert before == loaded.topics
        assert {} == loaded.published

    def test_killed_while_loading(self, engine: Engine, samples: Path) -> None:
        """Killed in the middle of loading, the next start goes on to what an undisturbed load makes."""
        engine.begin()
        wait_for(lambda: engine.has_ledger and 60 <= engine.topics.total())
        run = engine.published
        engine.kill()
        wait_for(lambda: not alive(run["worker"]["pid"]) and not alive(run["temporal"]["pid"]))

        done = engine.run("up", "--once")

        assert 0 == done.returncode, done.stdout + done.stderr
        assert acts(Engine(samples)) == acts(engine)


def acts(engine: Engine) -> Counter[str]:
    """What happened, without the moves of a demonstration's clock."""
    return Counter({topic: n for topic, n in engine.topics.items() if not topic.endswith("clock_moved")})


class TestUp:
    def test_second_on_the_same_data(self, loaded: Engine) -> None:
        """A second engine on the same data is refused in one sentence, and the first goes on."""
        loaded.start()

        second = loaded.run("up")

        assert 1 == second.returncode
        assert second.stderr.startswith("An engine already runs on ")
        assert "Traceback" not in second.stderr
        assert 0 == loaded.stop()

    def test_worker_killed(self, loaded: Engine) -> None:
        """A worker that dies is started again, and the next command is recorded once."""
        loaded.start()
        before, audits = loaded.published["worker"]["pid"], loaded.topics["supervision.audit_recorded"]

        os.kill(before, signal.SIGKILL)
        wait_for(lambda: loaded.published.get("worker", {}).get("pid") not in {before, None})
        audit = loaded.run(
            *("act", "supervision/FD-2025-SH-0001", "record_audit", "--as", "canbridge"),
            *("--set", "site=sh-lingang", "--set", "report_no=CB-9", "--json"),
        )

        assert 0 == audit.returncode, audit.stdout + audit.stderr
        assert audits + 1 == loaded.topics["supervision.audit_recorded"]
        assert 0 == loaded.stop()

    def test_killed_and_temporal_lost(self, loaded: Engine) -> None:
        """After kill -9 and with Temporal's database gone, the open stream comes back from the ledger by itself."""
        loaded.start()
        run = loaded.published
        loaded.kill()
        wait_for(lambda: not alive(run["worker"]["pid"]) and not alive(run["temporal"]["pid"]))
        before = loaded.topics
        for file in loaded.data.glob("temporal.db*"):
            file.unlink()

        loaded.start()
        shown = loaded.run("case", "show", "FD-2025-SH-0001", "--json")
        inspection = loaded.run(
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
        assert before + Counter({"supervision.inspection_recorded": 1}) == loaded.topics
        assert 0 == loaded.stop(signal.SIGTERM)
