from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from ledger import Ledger
from ledger.pack import export
from ledger.seal.stored import stored_rows
from ledger.seal.witness import hired
from tests.ledger.events import TOPICS
from tests.ledger.seal.conftest import Sealed

CASE = "FD-2025-SH-0000"
STREAM = f"case/{CASE}"
NOW = datetime(2026, 7, 1, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sealed]:
    """A log that has grown three times, over seven cases."""
    folder = tmp_path_factory.mktemp("pack")
    with Ledger.open(folder / "ledger.db", topics=TOPICS) as ledger:
        sealed = Sealed(ledger, folder)
        for count in (10, 40, 33):
            sealed.seal(count)
            hired(sealed.log, folder / "witness", "witness.example/w1").look()
        yield sealed


def exported(sealed: Sealed, withheld: set[int] | None = None, case: str = CASE) -> str:
    """The pack of a case, without the content of these versions."""
    names = (f"case/{case}", f"supervision/{case}")
    with stored_rows(sealed.log.directory.parent / "ledger.db") as rows:
        streams = {name: rows.rows_of(name) for name in names}
    hidden = {row.event_id for row in streams[names[0]] if row.version in (withheld or set())}
    summary = {"zh": ["摘要"], "en": ["A summary"]}
    return export(
        sealed.log,
        case,
        streams,
        [sealed.signer],
        exported=NOW,
        software="test",
        summary=summary,
        withheld=hidden,
    )
