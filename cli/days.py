"""Days and instants as a person writes and reads them: in China's zone."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from cli.errors import wrong
from cli.texts import Lang, say
from domain.model import SHANGHAI, local_day


def read_day(given: str, name: str) -> date:
    """A calendar day as YYYY-MM-DD. Raises InputError."""
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise wrong("day", name, ("YYYY-MM-DD",), given=given) from None


def read_instant(given: str, name: str) -> datetime:
    """An instant as YYYY-MM-DDThh:mm, or the beginning of a day; Asia/Shanghai where no zone is given."""
    try:
        read = datetime.fromisoformat(given)
        return read.astimezone(SHANGHAI) if read.tzinfo else read.replace(tzinfo=SHANGHAI)
    except (ValueError, OverflowError):
        raise wrong("instant", name, ("YYYY-MM-DDThh:mm", "YYYY-MM-DD"), given=given) from None


def clock(instant: datetime) -> str:
    """The instant to the minute, in China."""
    return f"{instant.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def last_day(due: datetime) -> date:
    """The last day of a term that runs out at this instant, 24:00 of that day."""
    return local_day(due - timedelta(microseconds=1))


def left(due: datetime, today: date, lang: Lang) -> str:
    """How many days there are from today to the last day of the term, in words."""
    days = (last_day(due) - today).days
    if days < 0:
        return say("days.over" if days < -1 else "days.over.1", lang, n=-days)
    return say("days.today" if days == 0 else "days.left.1" if days == 1 else "days.left", lang, n=days)
