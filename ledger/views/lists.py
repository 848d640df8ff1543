"""The lists across streams: terms, late duties, pending acts, work, licenses, duties, refusals; each in pages."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Final, TypedDict, TypeVar, Unpack

from ledger.mapper import from_microseconds, to_microseconds
from ledger.views.pages import MOST, Page, Paged
from ledger.views.rows import (
    DueView,
    DutyView,
    LicenseView,
    OverrunView,
    PendingView,
    RefusalView,
    WorkView,
)
from ledger.views.search import containing

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping
    from datetime import datetime

    from domain.actors import Actor
    from domain.model import Frozen
    from ledger.views.pages import Asked

V = TypeVar("V", bound="Frozen")
_PLACE: Final = (
    *("number", "kind", "product_zh", "product_en", "applicant", "applicant_zh", "provinces", "shift"),
    "stream",
)
_CASE: Final = ", ".join(f"cases.{column}" for column in _PLACE)
_CONCERNS: Final = "instr(' ' || cases.provinces || ' ', ' ' || ? || ' ') > 0"


def _of(table: str, *order: str, more: str = "", join: str = "") -> Paged:
    """A list of details with their streams, in that order and then by stream."""
    source = f"{table} JOIN cases ON cases.stream = {table}.stream{join}"
    key = (*order, f"{table}.stream", f"{table}.n")
    return Paged(f"{table}.data, {_CASE}{more}", source, key)


_DEADLINES: Final = _of("deadlines", "deadlines.ends")
_OVERRUNS: Final = _of("overruns", "overruns.ends")
_PENDING: Final = _of("pending", "pending.ends")
_CLAIM: Final = "claims.item = pending.item AND claims.version >= pending.answered"
_MORE: Final = ", claims.holder, claims.recorded, claims.journal"
_WORK: Final = _of("pending", "pending.ends", more=_MORE, join=f" LEFT JOIN claims ON {_CLAIM}")
_TAKEN: Final = _of("pending", "pending.ends", more=_MORE, join=f" JOIN claims ON {_CLAIM}")
_LICENSES: Final = _of("licenses")
_EXPIRING: Final = _of("licenses", "licenses.ends")
_DUTIES: Final = _of("duties", "duties.ends")
_REFUSALS: Final = Paged("data, stream, recorded", "refusals", ("sequence",), newest_first=True)


class Awaited(TypedDict, total=False):
    """Which acts that are awaited: of a stream, an office, its province, an enterprise, or one command."""

    stream: str | None
    role: str | None
    province: str | None
    organisation: str | None
    command: str | None


class Lists:
    """What is listed. `limit` rows at most; `start` names a page, as the one before it did."""

    def reading(self) -> AbstractContextManager[sqlite3.Connection]:
        """A connection to read with."""
        raise NotImplementedError

    def deadlines(
        self,
        *,
        stream: str | None = None,
        province: str | None = None,
        before: datetime | None = None,
        limit: int = MOST,
        start: str | None = None,
    ) -> Page[DueView]:
        """The terms that run, the soonest first; only those that end before an instant of the engine's clock."""
        conditions: dict[str, Asked] = {
            "deadlines.stream = ?": stream,
            _CONCERNS: province,
            "deadlines.ends < ?": to_microseconds(before) if before else None,
        }
        return self._details(DueView, _DEADLINES, conditions, limit, start)

    def overruns(
        self,
        *,
        now: datetime,
        province: str | None = None,
        role: str | None = None,
        limit: int = MOST,
        start: str | None = None,
    ) -> Page[OverrunView]:
        """The duties that are late at that instant of the engine's clock, the longest first."""
        conditions: dict[str, Asked] = {
            "overruns.ends <= ?": to_microseconds(now),
            _CONCERNS: province,
            "overruns.role = ?": role,
        }
        return self._details(OverrunView, _OVERRUNS, conditions, limit, start)

    def pending(
        self, *, limit: int = MOST, start: str | None = None, **awaited: Unpack[Awaited]
    ) -> Page[PendingView]:
        """The acts that streams wait for, by the office that owes them, those that are due first at the top."""
        return self._details(PendingView, _PENDING, _office(**awaited), limit, start)

    def work(
        self,
        *,
        of: Actor | None = None,
        holder: str | None = None,
        free: bool = False,
        limit: int = MOST,
        start: str | None = None,
        **awaited: Unpack[Awaited],
    ) -> Page[WorkView]:
        """The same with who has it; only what is for the office `of` one, what a `holder` has or what is `free`."""
        conditions = _office(**awaited)
        if of is not None:
            conditions |= {
                "pending.role = ? ": of.role.value,
                "(pending.province IS NULL OR pending.province = ?)": of.province or "",
                "(pending.organisation IS NULL OR pending.organisation = ?)": of.organisation,
            }
        conditions |= {"claims.holder = ?": holder, "coalesce(claims.holder, '') = ?": "" if free else None}
        paged = _TAKEN if holder else _WORK
        return self._details(WorkView, paged, conditions, limit, start)

    def licenses(  # noqa: PLR0913 - filters
        self,
        *,
        licensee: str | None = None,
        words: str | None = None,
        province: str | None = None,
        before: datetime | None = None,
        limit: int = MOST,
        start: str | None = None,
    ) -> Page[LicenseView]:
        """The licenses that were granted; of one licensee by its name, in Chinese or English, or its id.

        With `before` those whose validity ends before an instant of the engine's clock, the soonest first.
        """
        conditions: dict[str, Asked] = {
            "? IN (licenses.licensee, licenses.holder, licenses.holder_zh)": licensee,
            **containing(words, "licenses.words"),
            "licenses.province = ?": province,
            "licenses.ends < ?": to_microseconds(before) if before else None,
        }
        return self._details(LicenseView, _EXPIRING if before else _LICENSES, conditions, limit, start)

    def duties(  # noqa: PLR0913 - filters
        self,
        *,
        stream: str | None = None,
        role: str | None = None,
        province: str | None = None,
        before: datetime | None = None,
        limit: int = MOST,
        start: str | None = None,
    ) -> Page[DutyView]:
        """What is owed in supervisions, the soonest first, those without a day last."""
        conditions: dict[str, Asked] = {
            "duties.stream = ?": stream,
            "duties.role = ?": role,
            "duties.province = ?": province,
            "duties.ends < ?": to_microseconds(before) if before else None,
        }
        return self._details(DutyView, _DUTIES, conditions, limit, start)

    def refusals(  # noqa: PLR0913 - filters
        self,
        *,
        case: str | None = None,
        code: str | None = None,
        person: str | None = None,
        organisation: str | None = None,
        limit: int = MOST,
        start: str | None = None,
    ) -> Page[RefusalView]:
        """The commands that were declined, the newest first. `case` is a case number."""
        conditions: dict[str, Asked] = {
            "case_no = ?": case,
            "code = ?": code,
            "person = ?": person,
            "organisation = ?": organisation,
        }

        def view(row: sqlite3.Row) -> RefusalView:
            data, stream, recorded, sequence = row
            place = {"stream": stream, "sequence": sequence, "recorded": from_microseconds(recorded)}
            return RefusalView.model_validate({**_json(data), **place})

        with self.reading() as connection:
            return _REFUSALS.page(connection, conditions, view, limit, start)

    def _details(
        self,
        kind: type[V],
        paged: Paged,
        conditions: Mapping[str, Asked],
        limit: int,
        start: str | None,
    ) -> Page[V]:
        def view(row: sqlite3.Row) -> V:
            place: dict[str, Any] = dict(zip(_PLACE, row[1:], strict=False))
            place["case"] = place.pop("number")
            place["provinces"] = place["provinces"].split()
            # ISO 8601 counts seconds only; the shift of a demonstration is to the microsecond.
            place["shift"] = from_microseconds(place["shift"]) - from_microseconds(0)
            if kind is WorkView and row[10] is not None:
                place |= {"holder": row[10], "since": from_microseconds(row[11]), "journal": row[12]}
            return kind.model_validate({**_json(row[0]), **place})

        with self.reading() as connection:
            return paged.page(connection, conditions, view, limit, start)


def _office(**awaited: Unpack[Awaited]) -> dict[str, Asked]:
    return {
        "pending.stream = ?": awaited.get("stream"),
        "pending.role = ?": awaited.get("role"),
        "pending.province = ?": awaited.get("province"),
        "pending.organisation = ?": awaited.get("organisation"),
        "instr(pending.commands, ' ' || ? || ' ') > 0": awaited.get("command"),
    }


def _json(data: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(data)
    return found
