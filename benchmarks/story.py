"""The events of one real case, and as many copies of them as a ledger is to hold."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from itertools import chain, cycle, islice
from pathlib import Path
from uuid import uuid4

from activities.record import Registrar
from benchmarks.lifecycle import Lifecycle
from domain.case.intake import Submitted
from domain.law import Law
from domain.messages import Event, Receipt
from domain.model import StreamId
from domain.position import Errand
from domain.streams import TOPICS, Call, errand
from domain.supervision.inspections import InspectionRecorded
from ledger import Appended, CommandKey, Ledger, Metadata, Proposed, Provenance

_TEMPLATE = "FD-2025-SH-0000"


@dataclass(frozen=True)
class Act:
    """What one append writes: the events of one command, with where they come from."""

    stream: StreamId
    events: tuple[Proposed, ...]
    provenance: Provenance

    def append(self, ledger: Ledger, expected: int) -> Receipt:
        """Record it, after that version of its stream."""
        command = CommandKey(self.provenance.command_id, self.provenance.digest, self.stream)
        return ledger.append(
            self.stream,
            expected,
            self.events,
            metadata=self.provenance,
            receipt=partial(_receipt, self.provenance),
            command=command,
        )


class Story:
    """A case from submission to approval as the engine records it: 26 commands, decided by the domain itself."""

    def __init__(self) -> None:
        law = Law.load()
        with (
            tempfile.TemporaryDirectory(prefix="fenduan-benchmark-") as folder,
            Ledger.open(Path(folder) / "ledger.sqlite", topics=TOPICS, simulation=True) as ledger,
        ):
            registrar = Registrar(ledger, law, software="benchmark", shifting=True)
            for command in Lifecycle().commands(_TEMPLATE):
                registrar.record(Call.model_validate({"command": command, "now": datetime.now(UTC)}))
            recorded = ledger.load(f"case/{_TEMPLATE}")
            opening = errand(Errand(stream=f"supervision/{_TEMPLATE}", command="open_supervision"))
            registrar.record(Call.model_validate({"command": opening, "now": datetime.now(UTC)}))
            self._opened = ledger.load(f"supervision/{_TEMPLATE}")[0].event
        self.events: tuple[Event, ...] = tuple(each.event for each in recorded)
        self._provenance = _provenance(recorded[-1].metadata)

    def case(self, number: str) -> Act:
        """The whole case under another number, as one append."""
        return self._act(f"case/{number}", (_renumbered(event, number) for event in self.events), number)

    def acts(self, stream: str, *, size: int) -> Iterator[Act]:
        """Appends of so many events each, the case's events in a circle, without an end."""
        events = cycle(self.events)
        while True:
            yield self._act(stream, islice(events, size), _TEMPLATE)

    def inspections(self, number: str, count: int) -> Act:
        """A supervision of so many inspections: a long stream that can be folded."""
        event = InspectionRecorded(
            site="wuxi-ds",
            province=None,
            on=date(2025, 6, 2),
            report_no="1",
            result="defects",
            findings=("一",),
        )
        events = chain([self._opened], (event for _ in range(count - 1)))
        return self._act(f"supervision/{number}", events, number)

    def _act(self, stream: str, events: Iterator[Event], number: str) -> Act:
        provenance = self._provenance.model_copy(update={"command_id": uuid4(), "case": number})
        return Act(StreamId(stream), tuple(Proposed(event, uuid4()) for event in events), provenance)


def _renumbered(event: Event, number: str) -> Event:
    return event.model_copy(update={"number": number}) if isinstance(event, Submitted) else event


def _provenance(metadata: Metadata) -> Provenance:
    """That of a real command, without what names it."""
    fields = {name: getattr(metadata, name) for name in Provenance.model_fields}
    return Provenance.model_validate(fields)


def _receipt(provenance: Provenance, appended: Appended) -> Receipt:
    return Receipt(
        command_id=provenance.command_id,
        digest=provenance.digest,
        stream=appended.stream,
        event_ids=appended.event_ids,
        versions=appended.versions,
        sequence=appended.sequence,
        stage="intake",
        received=provenance.received,
        recorded=appended.recorded,
    )
