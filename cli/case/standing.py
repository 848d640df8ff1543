"""Whose act a stream waits for and what runs, in plain words."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from cli.case.names import articles, awaited, company
from cli.days import last_day, left
from cli.output import indented, lines
from cli.texts import Lang, say
from domain.explain import concerned
from domain.model import end_of_day, local_day
from domain.releases import TermsRecomputed
from domain.terms import Extended, ProcedureEvent, Recomputed, Resumed, Started
from domain.wording import clock_name, term
from domain.wording.template import part

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from rich.console import Console

    from cli.case.names import Names
    from domain.case.state import CaseState
    from domain.explain import Fact, TermStanding
    from domain.model import ProvisionId
    from domain.position import Deadline, Position
    from domain.term import Stop

NEVER = date.max
"""Where a term that stands still comes in the order of the last days."""


def standing(out: Console, position: Position, names: Names, now: datetime, lang: Lang) -> None:
    """Whose act the stream waits for and the last day of what runs, each with its articles."""
    waits(out, position, names, lang)
    if position.deadlines:
        heading(out, "show.runs", lang)
    today = local_day(now + position.shift)
    for deadline in position.deadlines:
        said, style = dated(deadline, today, lang)
        out.print(indented(lines((said, style)), 2))
        out.print(indented(lines(on(deadline.basis, lang)), 4))


def dated(deadline: Deadline, today: date, lang: Lang) -> tuple[str, str]:
    """The headline of a deadline: its name and its last day."""
    day = last_day(deadline.due)
    name, days = clock_name(deadline.term, lang), left(deadline.due, today, lang)
    note = say("show.provisional", lang) if deadline.provisional else ""
    return say("show.until", lang, name=name, day=day, left=days) + note, "bold red" if day < today else ""


def origin(deadline: Deadline) -> str:
    """The key of where a date comes from: an act, or the table of the duties of supervision."""
    return "term.duties" if deadline.term.startswith("duties.") else "term.set"


def waits(
    out: Console,
    position: Position,
    names: Names,
    lang: Lang,
    *,
    of: str = "show",
    state: CaseState | None = None,
) -> None:
    """Whose act the stream waits for; `of` picks the heading. With the state it is said whose license it is about."""
    if position.waits:
        heading(out, f"{of}.waits", lang)
    elif not position.closed:
        out.print()
        out.print(lines((say("show.nobody", lang), "dim")))
    for wait, licensee in concerned(position, state) if state else ((wait, None) for wait in position.waits):
        who = awaited(wait, names, lang)
        file = state.licensing.file(licensee) if state and licensee and not wait.organisation else None
        if file is not None:
            who = say("why.on", lang, who=who, about=company(file.licensee.name, names, lang))
        out.print(indented(lines(who), 2))
        may = (say("show.may", lang, command=term(each, lang), name=each) for each in wait.commands)
        out.print(indented(lines(*may, on(wait.basis, lang)), 4))


def running(
    out: Console,
    terms: Iterable[TermStanding],
    dates: Iterable[Deadline],
    today: date,
    lang: Lang,
    *,
    of: str,
    facts: Sequence[Fact] = (),
) -> None:
    """What runs: until when, how long and since when, what stood still, what follows, and on which article.

    `dates` were set in an act, so that there is nothing to count; `of` picks the heading.
    """
    shown, fixed = [each for each in terms if each.running], tuple(dates)
    shown.sort(key=lambda term_: (term_.due or NEVER, term_.name))
    if shown or fixed:
        heading(out, f"{of}.runs", lang)
    for term_ in shown:
        out.print(indented(lines(until(term_, today, lang)), 2))
        out.print(indented(lines(*about(term_, lang, facts)), 4))
    for each in fixed:
        out.print(indented(lines(dated(each, today, lang)), 2))
        out.print(indented(lines(say(origin(each), lang), on(each.basis, lang)), 4))


def until(term_: TermStanding, today: date, lang: Lang) -> tuple[str, str]:
    """The headline of a term: its name, and its last day or why it has none."""
    name = clock_name(term_.name, lang)
    if term_.ended:
        key = "term.ran_out" if term_.ran_out else "term.ended"
        return say(key, lang, name=name, day=term_.ended, due=term_.due), ""
    if term_.due is None:
        held = term_.held
        ground = term(held.ground, lang) if held else "—"
        return say("term.held", lang, name=name, day=held.start if held else "—", ground=ground), "yellow"
    days = left(end_of_day(term_.due), today, lang)
    said = say("show.until", lang, name=name, day=term_.due, left=days)
    note = say("show.provisional", lang) if term_.provisional else ""
    return said + note, "bold red" if term_.due < today else ""


def recomputed(term_: TermStanding, facts: Iterable[Fact], lang: Lang) -> str | None:
    """That the last day was counted anew: on record, or only now, because the year's calendar came later."""
    acts = [
        (fact.event, act)
        for fact in facts
        if isinstance(fact.event, ProcedureEvent)
        for act in fact.event.clock
        if act.name == term_.name and isinstance(act, Started | Resumed | Extended | Recomputed)
    ]
    if not acts or not term_.running or term_.due is None:
        return None
    event, last = acts[-1]
    if isinstance(last, Recomputed) and isinstance(event, TermsRecomputed) and last.due == term_.due:
        return say("term.counted_anew", lang, was=last.was, year=event.year, notice=event.notice)
    if not last.provisional or term_.provisional or last.due in {None, term_.due}:
        return None
    return say("term.recomputed", lang, day=last.due)


def about(term_: TermStanding, lang: Lang, facts: Iterable[Fact] = ()) -> list[tuple[str, str] | str | None]:
    """What else is to be said of a term: its length and start, its days, its stops, what follows, its articles."""
    label = term(term_.label, lang) if term_.label else None
    based = articles(term_.basis, lang)
    return [
        recomputed(term_, facts, lang),
        say(
            "term.length" if term_.starts else "term.length.bare",
            lang,
            length=length(term_, lang),
            started=term_.started,
            starts=term_.starts.say(lang) if term_.starts else "",
        ),
        say("term.days", lang, unit=_counted(term_, lang), used=term_.used, left=term_.left),
        *(stopped(each, lang) for each in term_.stops),
        say(f"term.then.{term_.consequence}", lang) if term_.consequence and term_.running else None,
        (
            say("on", lang, articles=say("term.on", lang, articles=based, label=label) if label else based),
            "dim",
        ),
    ]


def stopped(stop: Stop, lang: Lang) -> str:
    """A stop in words: from when to when, why, and on which article."""
    basis = articles(stop.basis, lang)
    key = "term.stop" if stop.end else "term.stop.open"
    return say(key, lang, start=stop.start, end=stop.end, ground=term(stop.ground, lang), articles=basis)


def length(term_: TermStanding, lang: Lang) -> str:
    """How long a term is, in words, with what was added to it."""
    n, unit = term_.length, term_.unit
    said = part(f"length.1.{unit}" if n == 1 else f"length.{unit}", lang, n=n)
    return say("term.added", lang, length=said, added=term_.added) if term_.added else said


def on(basis: tuple[ProvisionId, ...], lang: Lang) -> tuple[str, str] | None:
    """The articles, as one line of their own."""
    return (say("on", lang, articles=articles(basis, lang)), "dim") if basis else None


def heading(out: Console, key: str, lang: Lang) -> None:
    """A heading after a blank line."""
    out.print()
    out.print(lines((say(key, lang), "bold cyan")))


def _counted(term_: TermStanding, lang: Lang) -> str:
    unit = "working_days" if term_.unit == "working_days" else "calendar_days"
    return term(unit, lang)
