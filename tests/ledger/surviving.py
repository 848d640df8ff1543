"""Writers that are killed again and again over one ledger, on any store."""

from __future__ import annotations

from pathlib import Path

from domain.messages import Receipt
from ledger import Ledger
from ledger.chain import altered
from tests.ledger.events import TOPICS
from tests.ledger.killer import append, command_of
from tests.ledger.kills import ran


def survive(place: Path | str, seed: int, kills: int) -> int:
    """Kill, then check that no event with a receipt is lost, none is doubled or half there. Returns the kills."""
    told = [line.split(" ", 2) for line in ran("tests.ledger.killer", place, seed, kills).splitlines()]
    asked = [line[1] for line in told if line[0] == "asked"]
    given = {line[1]: Receipt.model_validate_json(line[2]) for line in told if line[0] == "given"}

    with Ledger.open(place, topics=TOPICS) as ledger:
        rows = ledger.rows_after(0, 10**6)
        places = {row.event_id: (row.stream, row.version) for row in rows}
        for name, receipt in given.items():
            stored = ledger.receipt(command_of(name))
            assert stored is not None, name
            assert receipt == stored.receipt
            assert [(receipt.stream, version) for version in receipt.versions] == [
                places[str(event_id)] for event_id in receipt.event_ids
            ]
        # Repeated, each command that was asked is there once, whole, and nothing else is.
        receipts = {name: append(ledger, name) for name in asked}
        rows = ledger.rows_after(0, 10**6)
        streams = {row.stream: [other for other in rows if other.stream == row.stream] for row in rows}

    assert given == {name: receipts[name] for name in given}
    assert sorted(row.event_id for row in rows) == sorted(
        str(event_id) for receipt in receipts.values() for event_id in receipt.event_ids
    )
    assert list(range(1, len(rows) + 1)) == [row.sequence for row in rows]
    assert {} == {stream: found for stream, of in streams.items() if (found := altered(of))}
    # Some were killed with the answer on its way, so that the check above was about something.
    assert len(given) < len(asked)
    return int(told[-1][1])
