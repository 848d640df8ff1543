"""The data directory: everything that the embedded engine keeps, and who holds it now."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any


class DataInUseError(Exception):
    """Another `fenduan up` holds the data directory."""

    def __init__(self, path: Path, pid: object, ui: object) -> None:
        self.sentences = (
            (
                f"An engine already runs on {path} (process {pid}, Temporal's pages at {ui})."
                " Stop it with Ctrl-C, or name another directory with --data."
            ),
            f"{path} 上已有引擎在运行（进程 {pid}，Temporal 页面 {ui}）。请按 Ctrl-C 停止它，或用 --data 另指定目录。",
        )
        super().__init__(self.sentences[0])


class DataUnusableError(Exception):
    """The data directory is none, or nothing can be written to it."""

    def __init__(self, path: Path, why: OSError) -> None:
        self.path, self.why = path, why
        super().__init__(f"{path}: {why.strerror}")


@dataclass(frozen=True, slots=True)
class DataDirectory:
    """The files of one embedded engine."""

    path: Path

    @property
    def temporal(self) -> Path:
        """Temporal's own database."""
        return self.path / "temporal.db"

    @property
    def ledger(self) -> Path:
        """The ledger: the evidence."""
        return self.path / "ledger.sqlite"

    @property
    def views(self) -> Path:
        """The read models, which can be made again from the ledger."""
        return self.path / "views.sqlite"

    @property
    def run(self) -> Path:
        """Addresses and process ids of the engine that runs now."""
        return self.path / "run.json"

    @property
    def samples(self) -> Path:
        """There while the sample cases are being loaded."""
        return self.path / "samples.loading"

    def log(self, name: str) -> Path:
        """Where a process of ours writes what it says."""
        return self.path / f"{name}.log"

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the directory for this process; end what an earlier one that was killed left running.

        Raises DataInUseError, DataUnusableError.
        """
        with self._lock() as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                run = self.read_run() or {}
                ui = run.get("temporal", {}).get("ui", "?")
                raise DataInUseError(self.path, run.get("pid", "?"), ui) from error
            self._end_left_over()
            try:
                yield
            finally:
                self.run.unlink(missing_ok=True)

    def _lock(self) -> IO[str]:
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            return (self.path / "lock").open("a")
        except OSError as error:
            raise DataUnusableError(self.path, error) from error

    def write_run(self, run: dict[str, Any]) -> None:
        """Publish addresses and process ids, whole or not at all."""
        beside = self.run.with_suffix(".new")
        beside.write_text(json.dumps(run, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        beside.replace(self.run)

    def read_run(self) -> dict[str, Any] | None:
        """What the engine that runs now has published."""
        try:
            run: dict[str, Any] = json.loads(self.run.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return run

    def _end_left_over(self) -> None:
        """Children of an engine that was killed hard still hold its database: end them, and only them."""
        run = self.read_run() or {}
        for part in ("worker", "temporal"):
            pid = run.get(part, {}).get("pid")
            if isinstance(pid, int) and str(self.path.resolve()) in _command_and_environment(pid):
                _end(pid)
        self.run.unlink(missing_ok=True)


def _command_and_environment(pid: int) -> str:
    """The command line of a process, and its environment where the system shows it; empty where it is gone."""
    parts = []
    for name in ("cmdline", "environ"):
        with suppress(OSError):
            parts.append(Path(f"/proc/{pid}/{name}").read_bytes().decode(errors="replace"))
    if not parts:
        with suppress(OSError):
            listed = subprocess.run(
                ["ps", "-Eww", "-o", "command=", "-p", str(pid)], capture_output=True, check=False
            )
            parts.append(listed.stdout.decode(errors="replace"))
    return "\n".join(parts)


def _end(pid: int, patience: float = 10.0) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
        until = time.monotonic() + patience
        while time.monotonic() < until:
            os.kill(pid, 0)
            time.sleep(0.05)
        os.kill(pid, signal.SIGKILL)
