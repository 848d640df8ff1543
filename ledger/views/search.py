"""Which cases: what is asked of their lines, as conditions on the table."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from unicodedata import normalize

from domain.model import Frozen
from ledger.mapper import from_microseconds, to_microseconds
from ledger.views.pages import Paged
from ledger.views.rows import CaseRow, CaseView

if TYPE_CHECKING:
    import sqlite3

    from ledger.views.pages import Asked

_COLUMNS: Final = (*CaseRow.model_fields, "version", "last_topic", "last_recorded", "last_sequence", "stream")
CASES: Final = Paged(", ".join(_COLUMNS[:-1]), "cases", ("stream",))
CASE: Final = f"SELECT {', '.join(_COLUMNS)} FROM cases WHERE stream = ?"
PROVINCE: Final = "instr(' ' || provinces || ' ', ' ' || ? || ' ') > 0"
LATE: Final = (
    "EXISTS (SELECT 1 FROM cases AS same JOIN overruns ON overruns.stream = same.stream"
    " WHERE same.number = cases.number AND overruns.ends <= ?)"
)


class Search(Frozen):
    """Which cases: those for which all holds that is said. `overdue` as of an instant of the engine's clock.

    `applicant`, `product` and `text` are words in Chinese or English; each must occur, in large or small letters,
    wide or narrow.
    Overdue is what is late in the stream itself or in another of the same number, as in its supervision.
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


def conditions(wanted: Search) -> dict[str, Asked]:
    """The conditions that hold for what is wanted."""
    found: dict[str, Asked] = {
        f"{column} = ?": getattr(wanted, column) for column in ("number", "kind", "stage", "regime")
    }
    found["closed = ?"] = None if wanted.closed is None else int(wanted.closed)
    found[PROVINCE] = wanted.province
    found |= containing(wanted.applicant, "applicant_words")
    found |= containing(wanted.product, "product_words")
    found |= containing(wanted.text, "words")
    found[LATE] = None if wanted.overdue is None else to_microseconds(wanted.overdue)
    return found


def containing(words: str | None, column: str) -> dict[str, Asked]:
    """That each of the words occurs in a column whose text is folded already, in whatever width it is written."""
    found: dict[str, Asked] = {}
    for n, word in enumerate((words or "").split()):
        # Two words may make the same condition: the blanks only keep the keys apart.
        found[f"instr({column}, ?) > 0{' ' * n}"] = folded(word)
    return found


def folded(text: str) -> str:
    """The text as it is searched, large and small, wide and narrow, composed or not alike: SQLite knows ASCII only."""
    return normalize("NFKC", normalize("NFKC", text).casefold())


def case_view(row: sqlite3.Row) -> CaseView:
    """The line in that row."""
    values = dict(zip(_COLUMNS, row, strict=True))
    provinces = tuple(values.pop("provinces").split())
    recorded = from_microseconds(values.pop("last_recorded"))
    shift = timedelta(microseconds=values.pop("shift"))
    return CaseView.model_validate(
        {**values, "provinces": provinces, "last_recorded": recorded, "shift": shift}
    )
