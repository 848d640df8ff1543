"""What is measured of the whole ledger: seal and verification, the read models, and a page of a list."""

from __future__ import annotations

import hashlib
import math
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from benchmarks.figures import Budget, Figure, milliseconds
from benchmarks.stores import Store
from cli.ledger.rebuild import shared
from domain.law import Law
from gateway.models import rules
from ledger import Ledger
from ledger.leaf import leaf_input
from ledger.projection import Projection
from ledger.seal import Log, Sequencer, Signer, audit
from ledger.seal.stored import stored_rows
from ledger.views import Search, Views

BATCH: Final = 1000
PAGES: Final = 20
PAGE: Final = 50

REBUILD: Final = {
    "SQLite": Budget(25_000, "events/s", least=True),
    "PostgreSQL": Budget(15_000, "events/s", least=True),
}
LIST: Final = Budget(100, "ms")


def verification(ledger: Ledger, store: Store, folder: Path, signer: Signer) -> Iterator[Figure]:
    """Seal what is new, then audit the whole ledger, beside the time that hashing the same bytes takes."""
    log = Log(folder)
    before = _size(log)
    seconds = milliseconds(Sequencer(ledger, log, [signer]).seal) / 1000
    yield Figure("seal", "events/s", (_size(log) - before) / seconds)
    with stored_rows(store.place) as rows:
        began = time.perf_counter()
        found = audit(rows, log)
        took = time.perf_counter() - began
    if found.findings or found.events != ledger.last_sequence:
        raise RuntimeError(f"The ledger of the benchmark does not verify: {found.findings[:3]}")
    hashing = _hashing(ledger)
    yield Figure("verify, beside hashing its bytes", "s", took, hashing, hashing / took)


def _size(log: Log) -> int:
    head = log.head()
    return head.checkpoint.size if head else 0


def _hashing(ledger: Ledger) -> float:
    """Seconds for the hashes alone."""
    seconds, after = 0.0, 0
    while rows := ledger.rows_after(after, BATCH):
        inputs = [b"\0" + leaf_input(row) for row in rows]
        began = time.perf_counter()
        for each in inputs:
            hashlib.sha256(each).digest()
        seconds += time.perf_counter() - began
        after = rows[-1].sequence
    return seconds


def rebuild(ledger: Ledger, store: Store, path: Path) -> Iterator[Figure]:
    """The read models from nothing, beside reading and decoding the same events."""
    began = time.perf_counter()
    after = 0
    while events := ledger.notifications(after, BATCH):
        after = events[-1].sequence or 0
    decoding = after / (time.perf_counter() - began)
    with Views.open(path) as views:
        projection = Projection(ledger, views, rules(Law.load()))
        began = time.perf_counter()
        reached = projection.rebuild(sharing=shared(str(store.place), ledger.last_sequence)).position
        speed = reached / (time.perf_counter() - began)
        if parked := views.parked():
            raise RuntimeError(f"The events of the benchmark cannot be summed up: {parked[0].problem}")
    budget = REBUILD[store.name]
    yield Figure(
        "rebuild, beside reading and decoding", "events/s", speed, decoding, speed / decoding, budget
    )


def pages(path: Path) -> Iterator[Figure]:
    """The slowest twentieth of what the pages of a list ask the read models."""
    questions = (
        Search(kind="case", stage="closing"),
        Search(kind="case", province="310000"),
        Search(text="velaglucerase"),
        Search(text="戈芮宁"),
        Search(number="FD-2025-SH-0000330"),
        Search(overdue=datetime.now(UTC)),
        Search(applicant="nobody of that name"),
    )
    took: list[float] = []
    with Views.open(path) as views:
        for _ in range(PAGES):
            took += [_page(views, question) for question in questions]
            took.append(milliseconds(lambda: views.deadlines(limit=PAGE)))
            took.append(milliseconds(lambda: views.pending(role="nmpa", limit=PAGE)))
            took.append(milliseconds(lambda: views.licenses(licensee="wuxi-ds", limit=PAGE)))
    slowest = sorted(took)[math.ceil(0.95 * len(took)) - 1]
    yield Figure("a page of a list, p95", "ms", slowest, budget=LIST)


def _page(views: Views, question: Search) -> float:
    return milliseconds(lambda: views.search(question, limit=PAGE))
