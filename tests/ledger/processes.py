"""Ledgers in processes of their own, on any store."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

from ledger import Ledger
from tests.ledger.events import TOPICS

ROOT = Path(__file__).parents[2]


def start(program: str, *arguments: str) -> subprocess.Popen[str]:
    """Another process that has this checkout on its path."""
    return subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


WRITER = """
import sys
from uuid import UUID
from ledger import Ledger, StaleStreamError
from tests.ledger.events import TOPICS, Signed, sign
path, own, shared, each = sys.argv[1:]
with Ledger.open(path, topics=TOPICS, busy=60) as ledger:
    print("ready", flush=True)
    sys.stdin.readline()
    for n in range(int(each)):
        while True:
            try:
                sign(ledger, "case/A", ledger.version("case/A"), Signed(by=f"{own}/{n}"))
                break
            except StaleStreamError:
                pass
    receipt = sign(ledger, "case/B", 0, command_id=UUID(shared))
    print(receipt.model_dump_json(), ledger.allot(UUID(shared), "SH", 2025))
"""

CLOSED_UNDER_READERS = """
import sys
from threading import Event, Thread
from ledger import Ledger, LedgerClosedError
from tests.ledger.events import TOPICS, Signed, sign
ledger = Ledger.open(sys.argv[1], topics=TOPICS)
sign(ledger, "case/A", 0, *(Signed(by=str(n)) for n in range(300)))
busy = [Event() for _ in range(6)]
def read(event):
    try:
        while True:
            ledger.load("case/A"); ledger.notifications(0, 500); event.set()
    except LedgerClosedError:
        pass
threads = [Thread(target=read, args=(event,)) for event in busy]
for thread in threads: thread.start()
for event in busy: event.wait()
ledger.close()
for thread in threads: thread.join()
print("closed")
"""


def write_at_once(place: str, processes: int, *, each: int = 25) -> None:
    """Start writers together; each appends so many events to one stream, and all send one command that they share."""
    shared = str(uuid4())
    writers = [start(WRITER, place, str(n), shared, str(each)) for n in range(processes)]
    for writer in writers:
        assert writer.stdout is not None
        assert "ready\n" == writer.stdout.readline()
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("\n")
        writer.stdin.flush()
    answers = {writer.communicate(timeout=100) for writer in writers}

    assert 1 == len(answers), answers
    with Ledger.open(place, topics=TOPICS) as ledger:
        assert (("case/A", each * processes), ("case/B", 1)) == ledger.streams()
        whole = ledger.notifications(0, each * processes + 9)
        assert list(range(1, each * processes + 2)) == [event.sequence for event in whole]
        assert each * processes == len(ledger.load("case/A"))


def close_under_readers(place: str) -> None:
    """Close a ledger while six threads read: they are let finish, and the interpreter lives."""
    process = start(CLOSED_UNDER_READERS, place)
    out, err = process.communicate(timeout=60)

    assert (0, "closed\n", "") == (process.returncode, out, err)
