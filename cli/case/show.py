"""`fenduan case show`: one case in plain words: what runs and until when, who must act, and on which article."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import DataOption, JsonOption, LangOption, console, language, lines, print_json
from cli.texts import Lang, say

if TYPE_CHECKING:
    from cli.case.reading import Case, Now, Supervision
    from cli.case.strip import Strip
    from domain.law import Law

NumberArgument = Annotated[str, typer.Argument(metavar="NO", help="The case, such as FD-2025-SH-0001.")]
ALL = "all"


def show(
    no: NumberArgument,
    term: Annotated[
        str | None, typer.Argument(metavar="[TERM]", help="With --clock: only that term, or `all`.")
    ] = None,
    *,
    clock: Annotated[
        bool, typer.Option("--clock", help="Show the days of its terms, one by one, with their sources.")
    ] = False,
    data: DataOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Show where a case stands, and its supervision if there is one."""
    from cli.case.reading import case_of, number, present, supervision_of
    from cli.context import Place
    from cli.errors import wrong
    from domain.law import Law

    given, law = number(no), Law.load()
    if term is not None and not clock:
        raise wrong("term_without_clock", "TERM", given=term)
    with Place.at(data).ledger() as ledger:
        case = case_of(ledger, law, given)
        supervision = supervision_of(ledger, law, given)
        now = present(ledger.now())
    if clock:
        _days(case, supervision, law, now, term=term, lang=language(lang), as_json=as_json)
    elif as_json:
        from cli.case.data import case_data, supervision_data

        shown = supervision_data(supervision, law, now) if supervision else None
        print_json({"case": case_data(case, law, now), "supervision": shown})
    else:
        from cli.case.sheet import sheet

        sheet(console(), case, supervision, law=law, now=now, lang=language(lang))


def _days(
    case: Case,
    supervision: Supervision | None,
    law: Law,
    now: Now,
    *,
    term: str | None,
    lang: Lang,
    as_json: bool,
) -> None:
    """The strips of the terms that are asked for: those that run now, the named one in all its runs, or all."""
    from cli.case.strip import Strip, show_strip, sources_data, strip_data
    from domain.explain import runs, standing
    from domain.model import local_day

    strips: list[Strip] = []
    for stream in (case, supervision) if supervision else (case,):
        today = local_day(now(stream.position))
        strips += [
            Strip.of(run, standing(run, law, today), law.calendar, today)
            for run in runs(stream.facts, stream.position.deadlines, law)
        ]
    chosen = _chosen(strips, term)
    today = local_day(now(case.position))
    if as_json:
        print_json(
            {
                "number": case.number,
                "today": today.isoformat(),
                "terms": [strip_data(each, law.calendar) for each in chosen],
                "sources": sources_data(chosen, law.calendar),
            }
        )
        return
    out = console()
    out.print(lines((say("strip.title", lang, no=case.number), "bold")))
    if not chosen:
        out.print(lines((say("strip.none", lang), "dim")))
    for each in chosen:
        show_strip(out, each, law.calendar, lang)
    if term is None:
        _others([each for each in strips if each not in chosen], lang)


def _chosen(strips: list[Strip], term: str | None) -> list[Strip]:
    from cli.errors import unknown, wrong

    if term is None:
        return [each for each in strips if each.standing.running]
    if term == ALL:
        return strips
    found = [each for each in strips if term in {each.run.name, each.run.term.key}]
    if not found:
        if not strips:
            raise wrong("clock_none")
        raise unknown("clock_term", term, [ALL, *dict.fromkeys(each.run.name for each in strips)], "TERM")
    return found


def _others(strips: list[Strip], lang: Lang) -> None:
    """The terms that are over, a line for each."""
    from cli.output import columns
    from domain.wording import clock_name

    if not strips:
        return
    out = console()
    out.print()
    out.print(lines((say("strip.over", lang), "dim")))
    table = columns(28, None, 24)
    for each in strips:
        run = each.run
        table.add_row(
            lines(f"  {run.name}"),
            lines((clock_name(run.name, lang), "dim")),
            lines((say("strip.over.one", lang, started=run.term.started, ended=run.ended), "dim")),
        )
    out.print(table)
