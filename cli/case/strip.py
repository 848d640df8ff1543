"""The strip of days of a term: a row for each month, a mark for each day, and where each mark comes from."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from rich.cells import cell_len

from cli.case.standing import about, stopped, until
from cli.output import WIDTH, indented, lines
from cli.texts import Lang, say
from domain.clock import Day, Tally
from domain.explain import days
from domain.law.calendar import DayKind
from domain.law.limits import Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from rich.console import Console
    from rich.text import Text

    from domain.explain import Run, TermStanding
    from domain.law.calendar import Calendar

UNPUBLISHED = "unpublished"
MARKS: dict[str, tuple[str, str]] = {
    Tally.START: ("S", "bold black on white"),
    Tally.COUNTED: ("x", "green"),
    Tally.MAKE_UP: ("M", "bold green"),
    UNPUBLISHED: ("?", "yellow"),
    Tally.WEEKEND: ("-", "dim"),
    Tally.HOLIDAY: ("h", "blue"),
    Tally.STOPPED: ("=", "magenta"),
    Tally.DUE: ("D", "bold white on red"),
}
"""The mark of each kind of day and its colour; `?` is a day that counts, of a year without a calendar yet."""

MONTH, CELL, LONGEST = 8, 2, 31


@dataclass(frozen=True, slots=True)
class Strip:
    """A run of a term with its days."""

    run: Run
    standing: TermStanding
    days: tuple[Day, ...]
    today: date

    @classmethod
    def of(cls, run: Run, standing: TermStanding, calendar: Calendar, today: date) -> Strip:
        """The strip of the run as it is on that day."""
        return cls(run, standing, days(run, calendar, today), today)


def show_strip(out: Console, strip: Strip, calendar: Calendar, lang: Lang) -> None:
    """Print the strip of a term, with its legend and its sources."""
    term = strip.standing
    out.print()
    out.print(lines((until(term, strip.today, lang)[0], "bold")))
    out.print(indented(lines(*(part for part in about(term, lang))), 2))
    if term.excludes:
        out.print(indented(lines(say("term.excludes", lang, what=term.excludes.say(lang))), 2))
    if term.note:
        out.print(indented(lines(say("term.note", lang, note=term.note.say(lang))), 2))
    out.print()
    out.print(_scale())
    total = term.used + term.left
    for month, found in groupby(strip.days, key=lambda day: f"{day.day:%Y-%m}"):
        marked = [(day, mark(day, term.unit, calendar)) for day in found]
        out.print(_row(month, marked, total, strip.today))
    out.print()
    for entries in _legend(strip, calendar, lang):
        out.print(lines(entries))
    for source in _sources(strip, calendar, lang):
        out.print(indented(lines((source, "dim")), 2))


def mark(day: Day, unit: Unit, calendar: Calendar) -> str:
    """The kind of mark of a day; for what is not counted in working days a make-up workday is a day like any other."""
    if unit is not Unit.WORKING_DAYS:
        return Tally.COUNTED if day.kind is Tally.MAKE_UP else day.kind
    return UNPUBLISHED if day.kind is Tally.COUNTED and not calendar.covers(day.day) else day.kind


def _scale() -> Text:
    """The days of the month above the marks."""
    cells = [
        f"{day:<{CELL}}" if day in {1, 5, 10, 15, 20, 25, 30} else " " * CELL for day in range(1, LONGEST + 1)
    ]
    return lines((" " * MONTH + "".join(cells).rstrip(), "dim"))


def _row(month: str, marked: Sequence[tuple[Day, str]], total: int, today: date) -> Text:
    """One month: a mark for each day of the term in it, then how many have been counted by its end."""
    row = lines((f"{month:<{MONTH}}", "dim"))
    by_day = {day.day.day: (day, kind) for day, kind in marked}
    for number in range(1, LONGEST + 1):
        if number not in by_day:
            row.append(" " * CELL)
            continue
        day, kind = by_day[number]
        letter, style = MARKS[kind]
        row.append(letter, style=f"{style} reverse" if day.day == today else style)
        row.append(" " * (CELL - 1))
    row.append(f"{marked[-1][0].n:>5}/{total}", style="dim")
    return row


def _legend(strip: Strip, calendar: Calendar, lang: Lang) -> Iterator[str]:
    """The marks that occur, with what they say; lines that are not too long."""
    there = {mark(day, strip.standing.unit, calendar) for day in strip.days}
    entries = [
        f"{letter} {say(f'strip.{kind}', lang)}" for kind, (letter, _) in MARKS.items() if kind in there
    ]
    entries.append(say("strip.today", lang, today=strip.today))
    line = ""
    for entry in entries:
        longer = f"{line}   {entry}" if line else entry
        if line and cell_len(longer) > WIDTH:
            yield line
            longer = entry
        line = longer
    yield line


def _sources(strip: Strip, calendar: Calendar, lang: Lang) -> Iterator[str]:
    """The notices that arrange the years, the holidays that fell into the term, and the stops."""
    for stop in strip.standing.stops:
        yield say("strip.mark", lang, mark="=", what=stopped(stop, lang))
    if strip.standing.unit is Unit.WORKING_DAYS or strip.run.term.rolls:
        if strip.standing.unit is Unit.WORKING_DAYS:
            yield from _holidays(strip.days, calendar, lang)
        for year in sorted({day.day.year for day in strip.days}):
            yield source(year, calendar, lang)


def _holidays(shown: Iterable[Day], calendar: Calendar, lang: Lang) -> Iterator[str]:
    named = [
        (day.day, name.say(lang))
        for day in shown
        if day.calendar is DayKind.HOLIDAY and (name := calendar.name(day.day))
    ]
    for (_, name), found in groupby(named, key=lambda each: (each[0].year, each[1])):
        kept = [day for day, _ in found]
        span = f"{kept[0]}" if len(kept) == 1 else f"{kept[0]} – {kept[-1]}"
        yield say("strip.mark", lang, mark="h", what=f"{span}  {name}")


def source(year: int, calendar: Calendar, lang: Lang) -> str:
    """Which notice arranges the working days of the year, or that there is none yet."""
    known = calendar.years.get(year)
    if known is None:
        return say("strip.no_source", lang, year=year)
    title, number = known.notice.title.say(lang), known.notice.number
    return say("strip.source", lang, year=year, title=title, number=number, published=known.published)


def strip_data(strip: Strip, calendar: Calendar) -> dict[str, object]:
    """A term and every day of its strip, for programs."""
    return {
        **strip.standing.model_dump(mode="json"),
        "days": [
            {
                **day.model_dump(mode="json"),
                "holiday_en": name.en if (name := calendar.name(day.day)) else None,
                "holiday_zh": name.zh if name else None,
                "provisional": not calendar.covers(day.day),
            }
            for day in strip.days
        ],
    }


def sources_data(strips: Iterable[Strip], calendar: Calendar) -> list[dict[str, object]]:
    """The notices behind the strips, for programs."""
    years = sorted({day.day.year for strip in strips for day in strip.days})
    return [
        {
            "year": year,
            "title_en": known.notice.title.en if (known := calendar.years.get(year)) else None,
            "title_zh": known.notice.title.zh if known else None,
            "number": known.notice.number if known else None,
            "published": known.published.isoformat() if known else None,
        }
        for year in years
    ]
