"""The base of every value in the domain, and the few names that all of it shares."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta, timezone
from types import MappingProxyType
from typing import Any, Final, NewType, Self

from pydantic import BaseModel, ConfigDict

StreamId = NewType("StreamId", str)
"""`case/{no}`, `supervision/{no}` or `journal/{organisation}`: a stream and, but for journals, a workflow."""

ProvisionId = NewType("ProvisionId", str)
"""`{instrument}/{article}`, as the law files spell it, such as `all/32`."""

Province = NewType("Province", str)
"""A GB/T 2260 code of a provincial-level division, or `660000` for the Xinjiang Production and Construction Corps."""

RECORDED: Final[Mapping[str, bool]] = MappingProxyType({"recorded": True})
"""The context in which recorded values are read: what was checked when they were recorded is not checked again.

So a later and stricter check makes nothing unreadable that is in the ledger.
"""

WorkingDays = NewType("WorkingDays", int)
"""A number of working days: days that the calendar of the State Council lets offices work."""

CalendarUnits = NewType("CalendarUnits", int)
"""A number of calendar days, months or years; which of them, the term says."""

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
"""The zone of every date without one. China keeps one zone and no summer time."""


class Frozen(BaseModel):
    """A value: equal by content, never changed, no unknown field."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """The value with something changed, unvalidated.

        A fold copies states all the time, so this is the short way: a value has no private and no extra attributes.
        """
        if deep:
            return super().model_copy(update=update, deep=True)
        copied = self.__class__.__new__(self.__class__)
        changes = update or {}
        object.__setattr__(copied, "__dict__", {**self.__dict__, **changes})
        object.__setattr__(copied, "__pydantic_fields_set__", {*self.__pydantic_fields_set__, *changes})
        object.__setattr__(copied, "__pydantic_extra__", None)
        object.__setattr__(copied, "__pydantic_private__", None)
        return copied


def local_day(instant: datetime) -> date:
    """The calendar day in China on which the instant falls."""
    return instant.astimezone(SHANGHAI).date()


def end_of_day(day: date) -> datetime:
    """24:00 of that day in China: the instant at which a term due on it has run out (Civil Code Art. 203)."""
    return datetime.combine(day + timedelta(days=1), time(), SHANGHAI)
