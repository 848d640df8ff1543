"""New acts of a case as they come."""

from __future__ import annotations

from contextlib import suppress
from time import sleep as pause
from typing import TYPE_CHECKING

from cli.case.acts import persons_in
from cli.output import console, lines
from cli.persons import Persons, persons_of
from cli.texts import Lang, say
from domain.streams import CASE

if TYPE_CHECKING:
    from cli.case.paper import Paper
    from cli.context import Place

INTERVAL = 1.0
"""Seconds between two looks at the ledger."""


def follow_streams(
    place: Place,
    paper: Paper,
    known: dict[str, int],
    names: Persons,
    lang: Lang,
) -> None:
    """Print what is new in the streams, once a second; Ctrl-C ends it as it should end."""
    console().print(lines((say("paper.follow", lang), "dim")))
    with place.ledger() as ledger, suppress(KeyboardInterrupt):
        while True:
            pause(INTERVAL)
            for stream, version in known.items():
                rows = ledger.audit(stream)[version:] if ledger.version(stream) > version else ()
                if rows:
                    known[stream] = version + len(rows)
                    new = persons_in(rows) - names.keys()
                    names.update(persons_of(place, ledger, new, "case history --follow"))
                    chronicle = paper.of_the_case if stream.startswith(CASE) else paper.of_the_supervision
                    chronicle.tell(rows)
