"""`fenduan law impact`: what a draft of the law would change. Nothing is changed."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import DataOption, JsonOption, LangOption, language, print_json

if TYPE_CHECKING:
    from cli.whatif.cases import Touched
    from domain.law import Law

MANY = 50
"""From so many cases on somebody at a terminal sees how far it is."""


def impact(
    drafts: Annotated[
        list[Path],
        typer.Argument(metavar="FILE…", help="Draft law files, as they would lie in the law folder."),
    ],
    *,
    data: DataOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Say what a draft would change: in the law, and in the outcome or the dates of which open cases.

    Exits with 0 whether it changes a case or not, and with 2 where the draft is no valid law file.
    """
    from cli.context import Place
    from cli.whatif.cases import Cases
    from domain.law import Law
    from domain.whatif import amendments

    today = Law.load()
    new = with_drafts(drafts)
    changes = amendments(today, new)
    with Place.at(data).ledger(read_only=True) as ledger:
        cases = Cases(ledger, today, new)
        touched = [each for each in _watched(cases.each(), len(cases), quiet=as_json) if each.changed]
    if as_json:
        print_json(
            {
                "drafts": [str(each) for each in drafts],
                "changes": [each.model_dump(mode="json") for each in changes],
                "open": cases.open,
                "affected": len(touched),
                "cases": [each.data() for each in touched],
                "unreadable": cases.unreadable,
            }
        )
        return
    from cli.law.impact_report import ImpactReport

    ImpactReport(new, language(lang)).print(changes, touched, cases)


def with_drafts(drafts: Sequence[Path]) -> Law:
    """The law as if the drafts lay in the law folder. Raises `LawFileError`, and InputError for a missing file."""
    from cli.errors import wrong
    from domain.law.book import put_in_order
    from domain.law.loader import folders_of, read_folder, room_of, setting_of_process

    added: dict[str, Path] = {}
    for draft in drafts:
        if not draft.is_file():
            raise wrong("no_file", "FILE", path=draft)
        added[f"{room_of(draft)}/{draft.name}"] = draft
    return put_in_order(read_folder(*folders_of(setting_of_process()), added=added))


def _watched(cases: Iterable[Touched], total: int, *, quiet: bool) -> Iterator[Touched]:
    """The cases one by one; at a terminal with a line that says how far it is."""
    if quiet or total < MANY or not sys.stderr.isatty():
        yield from cases
        return
    from rich.progress import track

    from cli.output import console

    yield from track(cases, total=total, description="", console=console(err=True), transient=True)
