"""The statements that write one set of tables, and the values that they take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Final

from domain.model import end_of_day
from ledger.envelope import Envelope, Raw
from ledger.mapper import to_microseconds
from ledger.views.rows import CaseRow, ClaimRow, RefusalRow, Standing
from ledger.views.search import folded

if TYPE_CHECKING:
    from domain.model import StreamId
    from ledger.leaf import Row

Value = str | int | None
_DETAILS: Final = {"deadlines": 5, "overruns": 7, "pending": 10, "licenses": 9, "duties": 8}
_ROW: Final = tuple(CaseRow.model_fields)
_CASE: Final = ("words", "applicant_words", "product_words", *_ROW)
_NEVER: Final = 2**62
"""When an act is due for which no law sets a term: after all others."""


@dataclass(frozen=True, slots=True)
class Statements:
    """SQL for one prefix."""

    event: str
    case: str
    refusal: str
    claim: str
    release: str
    reached: str
    known: str
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
        case=f"INSERT OR REPLACE INTO {prefix}cases (stream, version, last_topic, last_recorded, last_sequence,"
        f" {', '.join(_CASE)}) VALUES ({_marks(5 + len(_CASE))})",
        refusal=f"INSERT OR REPLACE INTO {prefix}refusals (sequence, stream, case_no, code, command, person,"
        f" organisation, recorded, data) VALUES ({_marks(9)})",
        claim=f"INSERT OR REPLACE INTO {prefix}claims (item, journal, stream, holder, version, sequence, recorded)"
        f" VALUES ({_marks(7)})",
        release=f"DELETE FROM {prefix}claims WHERE item = ? AND journal = ?",
        reached=f"INSERT INTO {prefix}tracking (ledger_id, sequence, rules) VALUES ({_marks(3)})"
        " ON CONFLICT (ledger_id) DO UPDATE SET sequence = excluded.sequence",
        known=f"SELECT 1 FROM {prefix}cases WHERE stream = ?",
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


def case_values(last: Envelope | Raw, row: CaseRow) -> tuple[Value, ...]:
    """What `Statements.case` takes: the line after that event of its stream."""
    values = row.model_dump(mode="json")
    values["provinces"] = " ".join(row.provinces)
    values["closed"] = int(row.closed)
    values["shift"] = _microseconds(row.shift)
    product, applicant = (row.product_en, row.product_zh), (row.applicant, row.applicant_zh)
    values["words"] = _folded(row.number, *product, *applicant)
    values["applicant_words"], values["product_words"] = _folded(*applicant), _folded(*product)
    recorded = to_microseconds(last.recorded)
    return (
        *(str(last.stream), last.version, last.topic, recorded, last.sequence),
        *(values[name] for name in _CASE),
    )


def detail_values(
    stream: StreamId, standing: Standing, shift: timedelta = timedelta(0)
) -> dict[str, list[tuple[Value, ...]]]:
    """The rows of each table of details. `ends` is by the engine's clock: the stream's own is ahead by `shift`."""
    ahead = _microseconds(shift)
    return {
        "deadlines": [
            (stream, n, each.term, to_microseconds(each.due) - ahead, each.model_dump_json())
            for n, each in enumerate(standing.deadlines)
        ],
        "overruns": [
            (
                *(stream, n, each.term, to_microseconds(end_of_day(each.due)) - ahead),
                *(each.role, each.province, each.model_dump_json()),
            )
            for n, each in enumerate(standing.overruns)
        ],
        "pending": [
            (
                *(stream, n, each.role, each.organisation, each.province),
                *(f" {' '.join(each.commands)} ", each.item, each.answered),
                to_microseconds(each.due) - ahead if each.due else _NEVER,
                each.model_dump_json(),
            )
            for n, each in enumerate(standing.pending)
        ],
        "licenses": [
            (
                *(stream, n, each.licensee, each.holder, each.holder_zh, each.province),
                to_microseconds(end_of_day(each.valid_until)) - ahead if each.valid_until else _NEVER,
                _folded(each.licensee, each.holder, each.holder_zh, each.number),
                each.model_dump_json(),
            )
            for n, each in enumerate(standing.licenses)
        ],
        "duties": [
            (
                *(stream, n, each.duty, each.role, each.organisation, each.province),
                to_microseconds(end_of_day(each.due)) - ahead if each.due else _NEVER,
                each.model_dump_json(),
            )
            for n, each in enumerate(standing.duties)
        ],
    }


def refusal_values(event: Envelope, row: RefusalRow) -> tuple[Value, ...]:
    """What `Statements.refusal` takes."""
    recorded = to_microseconds(event.recorded)
    return (
        *(event.sequence, event.stream, row.case, row.code, row.command, row.person, row.organisation),
        *(recorded, row.model_dump_json()),
    )


def claim_values(event: Envelope, row: ClaimRow) -> tuple[Value, ...]:
    """What `Statements.claim` takes."""
    recorded = to_microseconds(event.recorded)
    return (row.item, event.stream, row.stream, row.holder, row.version, event.sequence, recorded)


def event_values(row: Row, event: Envelope | Raw) -> tuple[Value, ...]:
    """What `Statements.event` takes; of an event that cannot be read, its place and its problem."""
    place = (row.sequence, row.stream, row.version, row.topic, row.event_id)
    if isinstance(event, Raw):
        return (*place, *(None,) * 7, row.recorded_at, event.problem)
    meta = event.metadata
    actor = meta.actor
    return (
        *(*place, meta.case, meta.command),
        *(actor.person, actor.role.value, actor.organisation, actor.province),
        *(to_microseconds(meta.received), row.recorded_at, None),
    )


def _folded(*texts: str | None) -> str:
    return folded(" ".join(text for text in texts if text))


def _microseconds(span: timedelta) -> int:
    return (span.days * 86_400 + span.seconds) * 1_000_000 + span.microseconds


def _marks(n: int) -> str:
    return ", ".join("?" * n)
