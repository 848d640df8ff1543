"""`fenduan case history`: the whole file of a case, as an official would sign it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from cli.case.show import NumberArgument
from cli.output import DataOption, JsonOption, LangOption, console, language, print_json

if TYPE_CHECKING:
    from ledger import Envelope, Raw

    Rows = tuple[Envelope | Raw, ...]


class Which(StrEnum):
    """Whose events to show."""

    ALL = "all"
    CASE = "case"
    SUPERVISION = "supervision"


def history(
    no: NumberArgument,
    *,
    stream: Annotated[
        Which, typer.Option(help="Only the events of the case, or of its supervision.")
    ] = Which.ALL,
    full: Annotated[
        bool,
        typer.Option("--full", help="With what the ledger holds beside: recorded instants, ids, digests."),
    ] = False,
    follow: Annotated[
        bool, typer.Option("--follow", help="Then show new acts as they come, until Ctrl-C.")
    ] = False,
    data: DataOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Print everything that happened in a case: when, who, what, on which article."""
    from cli.case.acts import event_data, persons_in
    from cli.case.following import follow_streams
    from cli.case.paper import Paper
    from cli.case.reading import number, require_case
    from cli.context import Place
    from cli.errors import wrong
    from cli.persons import persons_of
    from domain.streams import CASE, SUPERVISION

    given = number(no)
    if follow and as_json:
        raise wrong("follow_json", "--follow")
    place = Place.at(data)
    with place.ledger() as ledger:
        require_case(ledger, given)
        case_rows = ledger.audit(CASE + given)
        supervision_rows = ledger.audit(SUPERVISION + given)
        shown = persons_in((*case_rows, *supervision_rows))
        names = persons_of(place, ledger, shown, f"case history {given}")
    if as_json:
        print_json(
            {
                "number": given,
                "case": [event_data(row) for row in case_rows] if stream is not Which.SUPERVISION else [],
                "supervision": [event_data(row) for row in supervision_rows]
                if stream is not Which.CASE
                else [],
                "persons": names,
            }
        )
        return
    paper = Paper(console(), given, case_rows, names, language(lang), full=full)
    if stream is not Which.SUPERVISION:
        paper.case()
        paper.of_the_case.end()
    if stream is not Which.CASE:
        paper.supervision(supervision_rows, alone=stream is Which.SUPERVISION)
        if supervision_rows:
            paper.of_the_supervision.end()
    if follow:
        known = {CASE + given: len(case_rows), SUPERVISION + given: len(supervision_rows)}
        if stream is not Which.ALL:
            del known[(CASE if stream is Which.SUPERVISION else SUPERVISION) + given]
        follow_streams(place, paper, known, names, language(lang))
