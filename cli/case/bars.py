"""`fenduan case bars`: the bars on record with an organisation, and which of them are in force on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import DataOption, JsonOption, LangOption, console, indented, language, lines, print_json
from cli.texts import LANGS, say

if TYPE_CHECKING:
    from domain.bars import Bar
    from ledger import Ledger


def bars(
    organisation: Annotated[
        str, typer.Argument(metavar="ORGANISATION", help="Spelled as in the dossier, in English.")
    ],
    *,
    on: Annotated[
        str | None, typer.Option(metavar="DATE", help="The day that is asked about; today without it.")
    ] = None,
    data: DataOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Say whether an organisation may apply on a day, and until when it may not; exits with 1 where it may not."""
    from cli.context import Place
    from cli.days import read_day
    from cli.errors import FALSE
    from domain.model import local_day
    from domain.wording.template import part

    with Place.at(data).ledger() as ledger:
        found = _record(ledger, organisation)
        day = read_day(on, "--on") if on is not None else local_day(ledger.now())
    running = [each for each in found if each.covers(day)]
    if as_json:
        shown = [
            {
                **each.model_dump(mode="json"),
                "in_force": each in running,
                **{f"sentence_{tongue}": part("bar", tongue, **dict(each)) for tongue in LANGS},
            }
            for each in found
        ]
        print_json(
            {"organisation": organisation, "day": day.isoformat(), "barred": bool(running), "bars": shown}
        )
    else:
        reader, out = language(lang), console()
        key = "bars.barred" if running else "bars.free"
        until = max((each.until for each in running), default=None)
        out.print(lines((say(key, reader, who=organisation, day=day, until=until), "bold")))
        for each in found:
            style = "red" if each in running else "dim"
            out.print(indented(lines((part("bar", reader, **dict(each)), style)), 2))
    raise typer.Exit(FALSE if running else 0)


def _record(ledger: Ledger, organisation: str) -> tuple[Bar, ...]:
    """The bars that stand in the organisation's journal."""
    from domain.journal.record import JournalRecord
    from domain.streams import JOURNAL

    record = JournalRecord()
    for envelope in ledger.load(JOURNAL + organisation):
        record = record.after(envelope.event, envelope.metadata.case)
    return record.bars
