"""One page of a list: its rows, and where the next page begins, however the list has changed meanwhile."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Mapping

V = TypeVar("V")
Value = str | int
Asked = Value | None
"""What a condition is given: a value, or nothing, and it is left out."""

MOST: Final = 100
"""So many rows come on a page, unless more or fewer are asked for."""
_NUMBERS: Final = 2**63


class WrongPageError(ValueError):
    """What is given as the beginning of a page is not what an earlier page of this list has named."""


class Page(tuple[V, ...]):
    """The rows of a page. `next` names the page after it, None after the last one."""

    __slots__ = ()
    next: str | None = None


class _Followed(Page[V]):
    """A page after which there is another."""

    def __init__(self, _: object, following: str) -> None:
        self.next = following

    def __new__(cls, rows: tuple[V, ...], _: str) -> _Followed[V]:
        """As a tuple of the rows."""
        return super().__new__(cls, rows)


@dataclass(frozen=True, slots=True)
class Paged:
    """A list: what is selected, from where, in which order.

    The columns of the order tell every two rows apart, and none of them is ever empty.
    """

    select: str
    source: str
    order: tuple[str, ...]
    newest_first: bool = False

    def page(
        self,
        connection: sqlite3.Connection,
        conditions: Mapping[str, Asked],
        build: Callable[[sqlite3.Row], V],
        limit: int,
        start: str | None,
    ) -> Page[V]:
        """The rows for which all conditions hold, from where that page begins. Raises WrongPageError."""
        asked = {condition: value for condition, value in conditions.items() if value is not None}
        key, params = ", ".join(self.order), list(asked.values())
        if start is not None:
            asked[f"({key}) {'<' if self.newest_first else '>'} ({', '.join('?' * len(self.order))})"] = 0
            params += _read(start, len(self.order))
        way = " DESC" if self.newest_first else ""
        found = connection.execute(
            f"SELECT {self.select}, {key} FROM {self.source} WHERE {' AND '.join(asked) or '1'}"
            f" ORDER BY {', '.join(column + way for column in self.order)} LIMIT ?",
            (*params, limit + 1),
        ).fetchall()
        rows = tuple(build(row) for row in found[:limit])
        if len(found) <= limit:
            return Page(rows)
        return _Followed(rows, _written(found[limit - 1][-len(self.order) :]))


def _written(key: tuple[Any, ...]) -> str:
    text = json.dumps(list(key), ensure_ascii=False, separators=(",", ":"))
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(start: str, width: int) -> tuple[Value, ...]:
    try:
        key = json.loads(urlsafe_b64decode(start + "=" * (-len(start) % 4)))
    except (ValueError, RecursionError):
        raise WrongPageError(start) from None
    if not isinstance(key, list) or len(key) != width or not all(map(_can_be_stored, key)):
        raise WrongPageError(start)
    return tuple(key)


def _can_be_stored(value: object) -> bool:
    """Whether a row of the database can have the value: a whole number of 64 bits, or a text without half signs."""
    if isinstance(value, str):
        return value == value.encode(errors="replace").decode()
    return isinstance(value, int) and -_NUMBERS <= value < _NUMBERS
