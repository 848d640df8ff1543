"""The product's worker with faults: it can wait before it records, and die or kill the server after the commit."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from pathlib import Path
from unittest.mock import patch

from temporalio import activity

import worker
from activities.record import Registrar
from domain.position import Recorded
from domain.streams import Call


class FaultyRegistrar(Registrar):
    """Looks, round every commit, whether a test wants a fault there."""

    @activity.defn(name="record", no_thread_cancel_exception=True)
    def record(self, call: Call) -> Recorded:
        """As the product records, then the fault."""
        hold = _flag("hold", call)
        if hold.exists():
            _flag("held", call).touch()
            while hold.exists():
                time.sleep(0.01)
        recorded = super().record(call)
        flag = _flag("crash", call)
        if flag.exists():
            victim, pid = flag.read_text().split()
            flag.unlink()
            if victim in {"server", "both"}:
                with suppress(ProcessLookupError):
                    os.killpg(int(pid), signal.SIGKILL)
            if victim in {"worker", "both"}:
                os._exit(9)
        return recorded


def _flag(name: str, call: Call) -> Path:
    return Path(os.environ["FAULTS"]) / f"{name}.{call.command.command_id}"


if __name__ == "__main__":
    with patch("worker.Registrar", FaultyRegistrar):
        worker.leave(worker.main())
