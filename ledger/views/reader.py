"""Lists and looks up what the projection has written."""

from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self, TypeVar

from domain.model import Frozen
from ledger.mapper import from_microseconds, to_microseconds
from ledger.recorder import plain_errors
from ledger.sqlite.connections import Connections
from ledger.sqlite.datastore import Datastore
from ledger.views import tables
from ledger.views.rows import (
    CaseRow,
    CaseView,
    DueView,
    DutyView,
    LicenseView,
    Parked,
    PendingView,
    RefusalView,
)

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping

_COLUMNS: Final = (*CaseRow.model_fields, "stream", "version", "last_topic", "last_recorded", "last_sequence")
_DAY: Final = "date(({now} + shift) / 1000000, 'unixepoch', '+8 hours')"
V = TypeVar("V", bound=Frozen)


class Search(Frozen):
    """Which cases: those for which all holds that is said. `overdue` as of an instant of the engine's clock.

    `applicant`, `product` and `text` are words in Chinese or English; each must occur, in large or small letters.
    """

    number: str | None = None
    kind: str | None = None
    stage: str | None = None
    regime: str | None = None
    closed: bool | None = None
    province: str | None = None
    applicant: str | None = None
    product: str | None = None
    text: str | None = None
    overdue: datetime | None = None


class _Connections(Connections):
    """Cheaper than a ledger's: after a power cut the last batches are carried again, with their tracking."""

    def connect(self) -> sqlite3.Connection:
        connection = super().connect()
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA secure_delete=OFF")
        connection.create_function("casefold", 1, _casefold, deterministic=True)
        return connection


class Views:
    """The read models in one file. Safe between threads and between processes."""

    def __init__(self, datastore: Datastore) -> None:
        self._store = datastore
        self._name = datastore.connections.path.name

    @classmethod
    def open(cls, path: Path | str, *, busy: float = 10.0) -> Self:
        """Open the file, or make it. Read models of another version are emptied, to be filled again."""
        views = cls(Datastore(_Connections(Path(path), busy=busy)))
        try:
            with views.reading() as connection:
                prepared = tables.is_prepared(connection)
            if not prepared:
                with views.writing() as connection:
                    tables.prepare(connection, views._name)
        except BaseException:
            views.close()
            raise
        return views

    def cases(
        self, *, stage: str | None = None, closed: bool | None = None, limit: int = 1000
    ) -> tuple[CaseView, ...]:
        """The cases, in the order of their streams."""
        return self.search(Search(stage=stage, closed=closed), limit=limit)

    def search(self, wanted: Search, *, limit: int = 1000) -> tuple[CaseView, ...]:
        """The cases that are wanted, in the order of their streams."""
        conditions, params = _conditions(wanted)
        statement = f"SELECT {', '.join(_COLUMNS)} FROM cases WHERE {' AND '.join(conditions)} ORDER BY stream LIMIT ?"
        with self.reading() as connection:
            return tuple(_case(row) for row in connection.execute(statement, (*params, limit)))

    def case(self, stream: str) -> CaseView | None:
        """The line of one stream."""
        with self.reading() as connection:
            statement = f"SELECT {', '.join(_COLUMNS)} FROM cases WHERE stream = ?"
            row = connection.execute(statement, (stream,)).fetchone()
            return _case(row) if row else None

    def deadlines(
        self, *, stream: str | None = None, before: datetime | None = None, limit: int = 1000
    ) -> tuple[DueView, ...]:
        """The terms that run, the soonest first; only those that end before an instant of their own clock."""
        conditions = {"stream = ?": stream, "due < ?": to_microseconds(before) if before else None}
        return self._details(DueView, "deadlines", conditions, "due, stream, n", limit)

    def pending(
        self,
        *,
        role: str | None = None,
        province: str | None = None,
        organisation: str | None = None,
        command: str | None = None,
        limit: int = 1000,
    ) -> tuple[PendingView, ...]:
        """The acts that streams wait for, by the office that owes them."""
        conditions = {
            "role = ?": role,
            "province = ?": province,
            "organisation = ?": organisation,
            "instr(commands, ' ' || ? || ' ') > 0": command,
        }
        return self._details(PendingView, "pending", conditions, "stream, n", limit)

    def licenses(
        self, *, licensee: str | None = None, province: str | None = None, limit: int = 1000
    ) -> tuple[LicenseView, ...]:
        """The licenses, as granted in cases and as they stand in supervisions.

        Of one licensee by its name, in Chinese (in cases only) or English, or its id.
        """
        conditions = {"? IN (licensee, holder, holder_zh)": licensee, "province = ?": province}
        return self._details(LicenseView, "licenses", conditions, "stream, n", limit)

    def duties(
        self,
        *,
        stream: str | None = None,
        role: str | None = None,
        province: str | None = None,
        limit: int = 1000,
    ) -> tuple[DutyView, ...]:
        """What is owed in supervisions, the soonest first, those without a day last."""
        conditions = {"stream = ?": stream, "role = ?": role, "province = ?": province}
        return self._details(DutyView, "duties", conditions, "due IS NULL, due, stream, n", limit)

    def refusals(
        self,
        *,
        case: str | None = None,
        code: str | None = None,
        person: str | None = None,
        limit: int = 1000,
    ) -> tuple[RefusalView, ...]:
        """The commands that were declined, the newest first. `case` is a case number."""
        chosen, params = _chosen({"case_no = ?": case, "code = ?": code, "person = ?": person})
        statement = (
            "SELECT data, stream, sequence, recorded FROM refusals"
            f" WHERE {chosen} ORDER BY sequence DESC LIMIT ?"
        )
        with self.reading() as connection:
            return tuple(
                RefusalView.model_validate(
                    {
                        **_json(row[0]),
                        "stream": row[1],
                        "sequence": row[2],
                        "recorded": from_microseconds(row[3]),
                    }
                )
                for row in connection.execute(statement, (*params, limit))
            )

    def parked(self) -> tuple[Parked, ...]:
        """The streams that could not be summed up."""
        with self.reading() as connection:
            found = connection.execute(
                "SELECT stream, sequence, problem, attempts FROM parked ORDER BY stream"
            )
            return tuple(
                Parked(stream=row[0], sequence=row[1], problem=row[2], attempts=row[3]) for row in found
            )

    def position(self, ledger_id: str) -> int:
        """The sequence of that ledger up to which everything here holds."""
        with self.reading() as connection:
            return tables.position(connection, ledger_id)

    def close(self, *, wait: float = 30.0) -> None:
        """Refuse new users, wait at most so many seconds for those inside, close."""
        self._store.connections.close(wait=wait)

    def __enter__(self) -> Self:
        """Use as a context manager closes at the end."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection to read with."""
        with plain_errors(self._name), self._store.reading() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A connection inside one transaction, which no other process shares."""
        with plain_errors(self._name), self._store.writing() as connection:
            yield connection

    def _details(
        self, kind: type[V], table: str, conditions: Mapping[str, str | int | None], order: str, limit: int
    ) -> tuple[V, ...]:
        chosen, params = _chosen(conditions)
        statement = f"SELECT data, stream FROM {table} WHERE {chosen} ORDER BY {order} LIMIT ?"
        with self.reading() as connection:
            return tuple(
                kind.model_validate({**_json(row[0]), "stream": row[1]})
                for row in connection.execute(statement, (*params, limit))
            )


def _chosen(conditions: Mapping[str, str | int | None]) -> tuple[str, list[str | int]]:
    asked = {condition: value for condition, value in conditions.items() if value is not None}
    return " AND ".join(asked) or "1", list(asked.values())


def _conditions(wanted: Search) -> tuple[list[str], list[str | int]]:
    conditions, params = ["1"], list[str | int]()
    for column in ("number", "kind", "stage", "regime"):
        if (value := getattr(wanted, column)) is not None:
            conditions.append(f"{column} = ?")
            params.append(value)
    if wanted.closed is not None:
        conditions.append("closed = ?")
        params.append(int(wanted.closed))
    if wanted.province is not None:
        conditions.append("instr(' ' || provinces || ' ', ' ' || ? || ' ') > 0")
        params.append(wanted.province)
    for words, columns in (
        (wanted.applicant, "casefold(coalesce(applicant, '') || ' ' || coalesce(applicant_zh, ''))"),
        (wanted.product, "casefold(coalesce(product_en, '') || ' ' || coalesce(product_zh, ''))"),
        (wanted.text, "words"),
    ):
        for word in (words or "").casefold().split():
            conditions.append(f"instr({columns}, ?) > 0")
            params.append(word)
    if wanted.overdue is not None:
        now = to_microseconds(wanted.overdue)
        conditions.append(
            "EXISTS (SELECT 1 FROM overruns WHERE overruns.stream = cases.stream AND overruns.due < "
            f"{_DAY.format(now='?')})"
        )
        params.append(now)
    return conditions, params


def _case(row: sqlite3.Row) -> CaseView:
    values = dict(zip(_COLUMNS, row, strict=True))
    provinces = tuple(values.pop("provinces").split())
    recorded = from_microseconds(values.pop("last_recorded"))
    shift = timedelta(microseconds=values.pop("shift"))
    return CaseView.model_validate(
        {**values, "provinces": provinces, "last_recorded": recorded, "shift": shift}
    )


def _json(data: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(data)
    return found


def _casefold(text: str) -> str:
    return text.casefold()
