"""`fenduan law show`: the law in force on a day."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import typer

from cli.output import JsonOption, LangOption, language, print_json


def show(
    *,
    on: Annotated[
        str | None, typer.Option(metavar="DATE", help="The law in force on that day; without it today's.")
    ] = None,
    regime: Annotated[
        str | None,
        typer.Option(metavar="R", help="Rules and competence of that rule book, whatever the day."),
    ] = None,
    part: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PART",
            help="Only that part, in full; may be repeated: instruments, rules, limits, readings and so on.",
        ),
    ] = None,
    verify: Annotated[
        bool, typer.Option("--verify", help="Only check that no released law file has been edited.")
    ] = False,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Print the law in force on a day: regime, instruments, rules, limits, calendar, readings, competence, duties.

    With --verify it exits with 1 where a law file is not as it was released.
    """
    from cli.days import read_day
    from cli.errors import unknown
    from cli.law.data import PARTS, Shown
    from cli.law.names import rule_book
    from domain.law import Law
    from domain.model import SHANGHAI

    if verify:
        from cli.law.verify import check_released

        check_released(language(lang), as_json=as_json)
        return
    law = Law.load()
    day = read_day(on, "--on") if on is not None else datetime.now(SHANGHAI).date()
    for each in part or ():
        if each not in PARTS:
            raise unknown("law_part", each, PARTS, "--part")
    chosen = rule_book(regime) if regime is not None else law.regime(_noon(day))
    shown = Shown(law, day, chosen)
    names = part or list(PARTS)
    if as_json:
        print_json({**shown.head(), **{name: shown.part(name) for name in names}})
        return
    from cli.law.paper import Paper

    Paper(shown, language(lang), full=bool(part)).print(names)


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12)  # noqa: DTZ001 - an instant without a zone is Chinese time
