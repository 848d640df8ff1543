"""The statements that write one set of tables, and the values that they take."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from ledger.envelope import Envelope, Raw
from ledger.mapper import to_microseconds
from ledger.views.rows import CaseRow, RefusalRow, Standing

if TYPE_CHECKING:
    from datetime import timedelta

    from domain.model import StreamId

Value = str | int | None
_DETAILS: Final = {"deadlines": 5, "overruns": 5, "pending": 7, "licenses": 7, "duties": 8}
_ROW: Final = tuple(CaseRow.model_fields)
_CASE: Final = ("words", *_ROW)


@dataclass(frozen=True, slots=True)
class Statements:
    """SQL for one prefix."""

    event: str
    case: str
    refusal: str
    reached: str
    park: str
    unpark: str
    attempts: str
    forget: dict[str, str]
    detail: dict[str, str]


@cache
def of(prefix: str) -> Statements:
    """The statements for the tables with that prefix."""
    return Statements(
        event=f"INSERT INTO {prefix}events (sequence, stream, version, topic, event_id, case_no, command, person,"
        f" role, organisation, province, received, recorded, problem) VALUES ({_marks(14)})",
        case=f"INSERT OR REPLACE INTO {prefix}cases (stream, {', '.join(_CASE)}, version, last_topic,"
        f" last_recorded, last_sequence) SELECT stream, {_marks(len(_CASE))}, version, topic, recorded, sequence"
        f" FROM {prefix}events WHERE stream = ? AND version = ?",
        refusal=f"INSERT INTO {prefix}refusals (sequence, stream, case_no, code, command, person, organisation,"
        f" recorded, data) VALUES ({_marks(9)})",
        reached=f"INSERT INTO {prefix}tracking (ledger_id, sequence, rules) VALUES ({_marks(3)})"
        " ON CONFLICT (ledger_id) DO UPDATE SET sequence = excluded.sequence",
        park=f"INSERT INTO {prefix}parked (stream, sequence, problem, attempts) VALUES (?, ?, ?, 1)"
        " ON CONFLICT (stream) DO UPDATE SET sequence = excluded.sequence, problem = excluded.problem,"
        " attempts = attempts + 1",
        unpark=f"DELETE FROM {prefix}parked WHERE stream = ?",
        attempts=f"SELECT attempts FROM {prefix}parked WHERE stream = ?",
        forget={table: f"DELETE FROM {prefix}{table} WHERE stream = ?" for table in _DETAILS},
        detail={
            table: f"INSERT INTO {prefix}{table} VALUES ({_marks(width)})"
            for table, width in _DETAILS.items()
        },
    )


def case_values(stream: StreamId, version: int, row: CaseRow) -> tuple[Value, ...]:
    """What `Statements.case` takes. The search text is folded as Python folds case: SQLite knows ASCII only."""
    values = row.model_dump(mode="json")
    values["provinces"] = " ".join(row.provinces)
    values["closed"] = int(row.closed)
    values["shift"] = _microseconds(row.shift)
    named = (row.number, row.product_en, row.product_zh, row.applicant, row.applicant_zh)
    values["words"] = " ".join(name for name in named if name).casefold()
    return (*(values[name] for name in _CASE), stream, version)


def detail_values(stream: StreamId, standing: Standing) -> dict[str, list[tuple[Value, ...]]]:
    """The rows of each table of details."""
    return {
        "deadlines": [
            (stream, n, each.term, to_microseconds(each.due), each.model_dump_json())
            for n, each in enumerate(standing.deadlines)
        ],
        "overruns": [
            (stream, n, each.term, each.due.isoformat(), each.model_dump_json())
            for n, each in enumerate(standing.overruns)
        ],
        "pending": [
            (
                *(stream, n, each.role, each.organisation, each.province),
                *(f" {' '.join(each.commands)} ", each.model_dump_json()),
            )
            for n, each in enumerate(standing.pending)
        ],
        "licenses": [
            (
                *(stream, n, each.licensee, each.holder, each.holder_zh, each.province),
                each.model_dump_json(),
            )
            for n, each in enumerate(standing.licenses)
        ],
        "duties": [
            (
                *(stream, n, each.duty, each.role, each.organisation, each.province),
                *(each.due.isoformat() if each.due else None, each.model_dump_json()),
            )
            for n, each in enumerate(standing.duties)
        ],
    }


def refusal_values(event: Envelope, row: RefusalRow) -> tuple[Value, ...]:
    """What `Statements.refusal` takes."""
    recorded = to_microseconds(event.metadata.recorded)
    return (
        *(event.sequence, event.stream, row.case, row.code, row.command, row.person, row.organisation),
        *(recorded, row.model_dump_json()),
    )


def event_values(event: Envelope | Raw) -> tuple[Value, ...]:
    """What `Statements.event` takes; of an event that cannot be read, its place and its problem."""
    place = (event.sequence, str(event.stream), event.version, event.topic, str(event.event_id))
    if isinstance(event, Raw):
        return (*place, *(None,) * 7, to_microseconds(event.recorded), event.problem)
    meta = event.metadata
    return (
        *place,
        *(meta.case, meta.command),
        *(meta.actor.person, meta.actor.role.value, meta.actor.organisation, meta.actor.province),
        *(to_microseconds(meta.received), to_microseconds(meta.recorded), None),
    )


def _microseconds(span: timedelta) -> int:
    return (span.days * 86_400 + span.seconds) * 1_000_000 + span.microseconds


def _marks(n: int) -> str:
    return ", ".join("?" * n)
