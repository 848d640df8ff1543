"""Versions of one thing over time: what holds on a day, and no two at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Generic, TypeVar

from domain.law.document import Written
from domain.law.errors import LawFileError
from domain.law.loader import LawFile
from domain.law.texts import Dated, Span

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
U = TypeVar("U")


@dataclass(frozen=True, slots=True)
class Version(Generic[T_co]):
    """One wording of a thing, the days on which it holds, and where it is written."""

    key: str
    span: Span
    value: T_co
    file: LawFile[Written]
    place: tuple[str | int, ...]
    replaces: date | None

    def with_value(self, value: U) -> Version[U]:
        """Another value that holds for as long, written in the same file."""
        return Version(self.key, self.span, value, self.file, self.place, self.replaces)

    def error(self, message: str) -> LawFileError:
        """An error that points at this version."""
        return self.file.error(message, *self.place)


def version(key: str, value: T, file: LawFile[Dated], *place: str | int) -> Version[T]:
    """A thing as its file writes it, holding for as long as the file says."""
    return Version(key, file.value.in_force, value, file, place, file.value.replaces)


def in_order(versions: Iterable[Version[T]]) -> dict[str, tuple[Version[T], ...]]:
    """The versions of each key in the order of time, an older one ended where a newer one replaces it.

    Raises `LawFileError` where two hold on one day and the newer does not say that it replaces the older.
    """
    by_key: dict[str, list[Version[T]]] = {}
    for item in sorted(versions, key=lambda item: (item.key, item.span.from_)):
        earlier = by_key.setdefault(item.key, [])
        if earlier:
            earlier[-1] = _end_before(earlier[-1], item)
        earlier.append(item)
    return {key: tuple(items) for key, items in by_key.items()}


def _end_before(old: Version[T], new: Version[T]) -> Version[T]:
    if old.span.to is not None and old.span.to < new.span.from_:
        return old
    if new.replaces != old.span.from_ or new.span.from_ == old.span.from_:
        raise new.error(
            f"{new.key} already holds on {new.span.from_} by {old.file.path}; "
            f"a newer file ends it with `replaces: {old.span.from_}`, "
            f"and one that is to hold before a released one names its last day with `to`"
        )
    last = new.span.from_ - timedelta(days=1)
    return replace(old, span=old.span.model_copy(update={"to": last}))
