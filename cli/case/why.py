"""`fenduan case why`: why a case is where it is, who must act, until when, and what happens if nobody does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.case.show import NumberArgument
from cli.output import DataOption, JsonOption, LangOption, console, indented, language, lines, print_json
from cli.texts import Lang, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    from cli.case.reading import Case, Now, Supervision
    from cli.case.reasons import Told
    from domain.explain import Explanation, Need
    from domain.law import Law


def why(
    no: NumberArgument, data: DataOption = None, as_json: JsonOption = False, lang: LangOption = None
) -> None:
    """Say why a case is where it is, who must act, until when, and what happens if nobody does."""
    from cli.case.reading import case_of, number, present, supervision_of
    from cli.case.reasons import Told, persons_told
    from cli.context import Place
    from cli.persons import persons_of
    from cli.program import data_option
    from domain.law import Law

    given, law = number(no), Law.load()
    place = Place.at(data)
    with place.ledger() as ledger:
        case = case_of(ledger, law, given)
        supervision = supervision_of(ledger, law, given)
        now = present(ledger.now())
        streams: tuple[Case | Supervision, ...] = (case, supervision) if supervision else (case,)
        whys = [explanation(each, law, now) for each in streams]
        shown: set[str] = set().union(*map(persons_told, streams, whys))
        names = persons_of(place, ledger, shown, f"case why {given}")
    told = [
        Told.of(each, reasons, case, names, data_option(place.data))
        for each, reasons in zip(streams, whys, strict=True)
    ]
    if as_json:
        from cli.case.why_data import why_data

        print_json(
            {
                "number": given,
                "case": why_data(told[0]),
                "supervision": why_data(told[1]) if told[1:] else None,
            }
        )
        return
    reader, out = language(lang), console()
    for each in told:
        if each is not told[0]:
            out.print()
        _print(out, each, case, reader)


def explanation(given: Case | Supervision, law: Law, now: Now) -> Explanation:
    """Why that stream stands where it stands."""
    from domain.explain import explain
    from domain.model import local_day

    today = local_day(now(given.position))
    return explain(given.position, given.state, law, given.facts, today)


def _print(out: Console, told: Told, case: Case, lang: Lang) -> None:
    from cli.case.names import product

    of_the_case = told.given is case
    title = product(case.state.file, lang) if of_the_case else say("why.supervision", lang)
    out.print(lines((f"{case.number}  {title}", "bold")))
    _arrival(out, told, lang)
    _overdue(out, told, lang)
    _alarms(out, told, lang)
    _needs(out, told, lang)
    _blocks(out, told, lang)
    _rest(out, told, lang)


def _arrival(out: Console, told: Told, lang: Lang) -> None:
    from cli.case.standing import heading, on
    from cli.days import clock
    from domain.model import local_day
    from domain.wording import term

    heading(out, "why.here", lang)
    arrived, last = told.why.arrived, told.why.last
    if arrived is None:
        return
    stage = term(told.why.stage, lang)
    if told.why.outcome:
        stage = f"{stage} — {term(told.why.outcome, lang)}"
    n = (told.why.today - local_day(arrived.received)).days
    days = say(f"why.days.{n}" if n in {0, 1} else "why.days", lang, n=n)
    out.print(
        indented(
            lines((say("why.since", lang, stage=stage, when=clock(arrived.received), days=days), "bold")), 2
        )
    )
    out.print(
        indented(
            lines(
                told.event(arrived, lang),
                say("why.by", lang, who=told.who(arrived, lang)),
                on(arrived.basis, lang),
            ),
            4,
        )
    )
    if last is not None and last.version > arrived.version:
        said = say("why.last", lang, when=clock(last.received), sentence=told.event(last, lang))
        out.print(indented(lines(said), 2))


def _needs(out: Console, told: Told, lang: Lang) -> None:
    from rich.text import Text

    from cli.case.names import awaited
    from cli.case.standing import heading, on
    from domain.wording import term

    heading(out, "why.who", lang)
    if not told.why.needs:
        key = "why.closed" if told.why.closed else "why.nobody_runs" if told.why.terms else "why.nobody"
        out.print(indented(lines(say(key, lang)), 2))
    for need in told.why.needs:
        who = awaited(need.wait, told.names, lang)
        about = None if need.wait.organisation else told.licensee(need.licensee, lang)
        out.print(indented(lines((say("why.on", lang, who=who, about=about) if about else who, "bold")), 2))
        for command in need.wait.commands:
            out.print(indented(lines(say("why.command", lang, command=term(command, lang))), 4))
            for part in told.line(need, command):
                # A line that is to be pasted is never wrapped, however long a path in it is.
                out.print(Text(f"{'':6}{part}", "green"), soft_wrap=True)
        out.print(indented(lines(on(need.wait.basis, lang)), 4))
        for said, more in _until(need, told, lang):
            out.print(indented(lines(said), 4))
            if more:
                out.print(indented(lines(*more), 6))


Said = tuple[tuple[str, str] | str, list[tuple[str, str] | str | None]]


def _until(need: Need, told: Told, lang: Lang) -> Iterator[Said]:
    """Until when the office must act, and what happens if it does not; under it what is to be known of the term."""
    from cli.case.standing import about, dated, on, origin, until
    from domain.wording import clock_name

    late = [each for each in told.why.overdue if (each.wait, each.licensee) == (need.wait, need.licensee)]
    for each in late:
        name = clock_name(each.term, lang)
        yield (
            (
                say(
                    "why.was_due" if each.days > 1 else "why.was_due.1",
                    lang,
                    name=name,
                    due=each.due,
                    days=each.days,
                ),
                "bold red",
            ),
            [],
        )
    running = [term for name in need.terms if (term := told.term(name))]
    for term in running:
        said, style = until(term, told.why.today, lang)
        yield (say("why.until", lang, until=said), style), about(term, lang, told.given.facts)
    dates = [each for each in told.why.dates if each.term in need.terms]
    for date in dates:
        said, style = dated(date, told.why.today, lang)
        yield (say("why.until", lang, until=said), style), [say(origin(date), lang), on(date.basis, lang)]
    if not late and not running and not dates:
        yield say("why.no_term", lang), []


def _blocks(out: Console, told: Told, lang: Lang) -> None:
    from cli.case.standing import heading

    if told.why.blocks:
        heading(out, "why.blocks", lang)
    for first, *more in told.blocks(lang):
        out.print(indented(lines(first), 2))
        if more:
            out.print(indented(lines(*more), 4))


def _overdue(out: Console, told: Told, lang: Lang) -> None:
    from cli.case.names import awaited
    from cli.case.standing import heading, on
    from domain.wording import clock_name

    if told.why.overdue:
        heading(out, "why.overdue", lang)
    for each in told.why.overdue:
        name = clock_name(each.term, lang)
        said = say(
            "why.overdue.one" if each.days > 1 else "why.overdue.one.1",
            lang,
            name=name,
            due=each.due,
            days=each.days,
        )
        out.print(indented(lines((said, "bold red")), 2))
        who = say("why.overdue.by", lang, who=awaited(each.wait, told.names, lang)) if each.wait else None
        out.print(indented(lines(who, on(each.basis, lang)), 4))


def _alarms(out: Console, told: Told, lang: Lang) -> None:
    from cli.case.alarms import alarms
    from domain.law import Law
    from domain.supervision.state import SupervisionState

    if isinstance(told.given.state, SupervisionState):
        alarms(out, told.given.state, Law.load(), told.names, lang)


def _rest(out: Console, told: Told, lang: Lang) -> None:
    """What runs, and is nobody's among those who must act now."""
    from cli.case.standing import running

    asked = {name for need in told.why.needs for name in need.terms}
    terms = [each for each in told.why.terms if each.name not in asked]
    dates = [each for each in told.why.dates if each.term not in asked]
    running(out, terms, dates, told.why.today, lang, of="why", facts=told.given.facts)
