"""The base of every value in the domain, and the few names that all of it shares."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from typing import NewType

from pydantic import BaseModel, ConfigDict

StreamId = NewType("StreamId", str)
"""`case/{no}`, `supervision/{no}` or `journal/{organisation}`: a stream and, but for journals, a workflow."""

ProvisionId = NewType("ProvisionId", str)
"""`{instrument}/{article}`, as the law files spell it, such as `all/32`."""

Province = NewType("Province", str)
"""A GB/T 2260 code of a provincial-level division, or `660000` for the Xinjiang Production and Construction Corps."""

WorkingDays = NewType("WorkingDays", int)
"""A number of working days: days that the calendar of the State Council lets offices work."""

CalendarUnits = NewType("CalendarUnits", int)
"""A number of calendar days, months or years; which of them, the term says."""

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
"""The zone of every date without one. China keeps one zone and no summer time."""


class Frozen(BaseModel):
    """A value: equal by content, never changed, no unknown field."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


def local_day(instant: datetime) -> date:
    """The calendar day in China on which the instant falls."""
    return instant.astimezone(SHANGHAI).date()


def end_of_day(day: date) -> datetime:
    """24:00 of that day in China: the instant at which a term due on it has run out (Civil Code Art. 203)."""
    return datetime.combine(day + timedelta(days=1), time(), SHANGHAI)
