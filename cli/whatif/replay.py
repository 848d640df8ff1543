"""`fenduan case replay`: the facts of a case under another rule book. Nothing is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import DataOption, JsonOption, LangOption, language, print_json

if TYPE_CHECKING:
    from domain.law import Law

LawOption = Annotated[
    str | None,
    typer.Option(
        "--law", metavar="FOLDER", help="The law in that folder; with +FOLDER its files are added to today's."
    ),
]
"""`--law` of every command that asks what would be under another law; as `FENDUAN_LAW` is written."""


def replay(
    no: Annotated[str, typer.Argument(metavar="NO", help="The case, such as FD-2025-SH-0001.")],
    *,
    regime: Annotated[
        str | None,
        typer.Option(metavar="R", help="The rule book to follow; without it the one of the case."),
    ] = None,
    law: LawOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Run what was done in a case through another rule book or law, and say what would have come out differently.

    The ledger is opened so that nothing can be written. No act is invented that nobody did.
    """
    from cli.case.reading import case_of, number
    from cli.context import Place
    from cli.law.names import rule_book
    from cli.whatif.ledger import happened
    from domain.law import Law
    from domain.whatif import compare, facts, recorded, replayed

    given, chosen = number(no), rule_book(regime) if regime is not None else None
    other, today = other_law(law), Law.load()
    with Place.at(data).ledger(read_only=True) as ledger:
        case = case_of(ledger, today, given)
        known = facts(happened(ledger, given))
    was = recorded(known, today, case.stream)
    comparison = compare(known, was, replayed(known, other, chosen, case.stream))
    if as_json:
        from cli.whatif.data import comparison_data

        print_json(comparison_data(comparison, other))
        return
    from cli.whatif.report import Report

    Report(case.state.file, comparison, other, language(lang)).print()


def other_law(setting: str | None) -> Law:
    """The law that `--law` names, as `FENDUAN_LAW` would; without it today's."""
    from domain.law import Law
    from domain.law.loader import folders_of

    return Law.load() if setting is None else Law.load(*folders_of(setting))
