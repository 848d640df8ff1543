"""The rows of a stream as acts: what one command brought about belongs together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from domain.case.anytime import ClockMoved
from domain.persons import mentioned
from domain.refusals import CommandRefused
from domain.supervision.messages import SupervisionClockMoved
from domain.terms import ProcedureEvent
from domain.wording import clock_sentence, sentence
from ledger import Envelope, Raw


@dataclass(frozen=True, slots=True)
class Act:
    """What one command did: its events, in order. Never empty."""

    events: tuple[Envelope, ...]

    @property
    def first(self) -> Envelope:
        """The first event: who and when are the same for all."""
        return self.events[0]

    @property
    def moves_the_clock(self) -> bool:
        """Whether the act only moved a demonstration's clock."""
        return all(isinstance(each.event, ClockMoved | SupervisionClockMoved) for each in self.events)


def acts(rows: Iterable[Envelope | Raw]) -> Iterator[Act | Raw]:
    """The acts of a stream, and between them the rows that this release cannot read."""
    for _, group in groupby(
        rows, key=lambda row: row.version if isinstance(row, Raw) else row.metadata.command_id
    ):
        readable = []
        for row in group:
            if isinstance(row, Raw):
                yield row
            else:
                readable.append(row)
        if readable:
            yield Act(tuple(readable))


def shifts(rows: Iterable[Envelope | Raw]) -> tuple[timedelta, timedelta]:
    """By how much the stream's clock was shifted at first, and by how much it is now; zero where it never was."""
    found = [row.metadata.shift for row in rows if isinstance(row, Envelope)]
    moved = [
        row.event.shift
        for row in rows
        if isinstance(row, Envelope) and isinstance(row.event, ClockMoved | SupervisionClockMoved)
    ]
    if not found:
        return timedelta(0), timedelta(0)
    return found[0], moved[-1] if moved else found[-1]


def moved_to(rows: Iterable[Envelope | Raw]) -> tuple[datetime, ...]:
    """The instants, by the stream's own clock, to which a demonstration moved that clock."""
    return tuple(
        row.metadata.received - row.metadata.shift + row.event.shift
        for row in rows
        if isinstance(row, Envelope) and isinstance(row.event, ClockMoved | SupervisionClockMoved)
    )


def persons_in(rows: Iterable[Envelope | Raw]) -> set[str]:
    """The ids of everybody who acts in these rows, or of whom they tell."""
    found: set[str] = set()
    for row in rows:
        if isinstance(row, Envelope):
            found |= {row.metadata.actor.person, *mentioned((row.event, row.metadata.reason))}
    return found


def event_data(row: Envelope | Raw) -> dict[str, object]:
    """An event as an object for programs; one that cannot be read, with its bytes and what is wrong."""
    if isinstance(row, Raw):
        return {
            "version": row.version,
            "sequence": row.sequence,
            "topic": row.topic,
            "event_id": row.event_id,
            "recorded": _utc(row.recorded),
            "problem": row.problem,
            "raw": row.state.decode("utf-8", "backslashreplace"),
        }
    meta = row.metadata
    clock = row.event.clock if isinstance(row.event, ProcedureEvent) else ()
    return {
        "version": row.version,
        "sequence": row.sequence,
        "topic": row.topic,
        "event_id": str(row.event_id),
        "sentence_en": sentence(row.topic, row.event, "en"),
        "sentence_zh": sentence(row.topic, row.event, "zh"),
        "refused": isinstance(row.event, CommandRefused),
        "basis": list(meta.basis),
        "clock": [
            {
                **act.model_dump(mode="json"),
                "sentence_en": clock_sentence(act, "en"),
                "sentence_zh": clock_sentence(act, "zh"),
            }
            for act in clock
        ],
        "event": row.event.model_dump(mode="json"),
        "metadata": meta.model_dump(mode="json"),
    }


def _utc(instant: datetime) -> str:
    return instant.isoformat()
