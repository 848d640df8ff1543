"""The read models as a list reads them: brought up to date first, and honest about how far they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.output import console, lines, print_json
from cli.texts import Lang, say

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from cli.context import Place
    from domain.law import Law
    from ledger import Ledger
    from ledger.projection import Progress
    from ledger.views import Page, Parked, Views

WITHIN = 2.0
"""Seconds for which a list waits for its read model."""
SMALL = 20_000
"""Events from which on read models of another release are not rebuilt in passing."""


@dataclass(frozen=True, slots=True)
class Models:
    """The ledger and its read models. `now` is the engine's clock, `after` the event that was asked for."""

    ledger: Ledger
    views: Views
    law: Law
    progress: Progress
    now: datetime
    after: int | None
    outdated: bool
    parked: Sequence[Parked]

    @property
    def notes(self) -> dict[str, object]:
        """How far the models are, for programs."""
        return {
            "position": self.progress.position,
            "behind": self.progress.behind,
            "reached": self.after is None or self.progress.position >= self.after,
            "outdated": self.outdated,
            "unreadable": [{"stream": each.stream, "problem": each.problem} for each in self.parked],
        }

    def footer(self, out: Console, lang: Lang, *, parked: bool = True) -> None:
        """The same, for people, where there is something to say."""
        progress = self.progress
        if self.after is not None and self.after > progress.last:
            out.print(lines((say("lists.ahead", lang, after=self.after, last=progress.last), "yellow")))
        if progress.behind:
            out.print(lines((say("lists.behind", lang, n=progress.behind), "yellow")))
        if self.outdated:
            out.print(lines((say("lists.outdated", lang), "yellow")))
        for each in self.parked if parked else ():
            said = say("lists.parked", lang, stream=each.stream, sequence=each.sequence, problem=each.problem)
            out.print(lines((said, "red")))


@contextmanager
def models(data: Path | None, after: int | None = None) -> Iterator[Models]:
    """The read models, with everything in them that the ledger has, or could have within two seconds.

    Raises UnreachableError where there is no ledger.
    """
    from cli.context import Place

    place = Place.at(data)
    with place.ledger() as ledger, opened(place) as views:
        yield read(ledger, views, after)


def opened(place: Place) -> Views:
    """The read models beside that ledger; made where they are not there yet."""
    from ledger.views import Views

    return Views.open(place.views_path)


def read(ledger: Ledger, views: Views, after: int | None = None) -> Models:
    """Bring the models up to date and look at them."""
    from domain.law import Law
    from gateway.models import rules
    from ledger.projection import Projection

    law = Law.load()
    projection = Projection(ledger, views, rules(law), alarm=lambda _: None)
    if projection.outdated and ledger.last_sequence <= SMALL:
        projection.rebuild()
    progress = projection.read(after if after is not None else ledger.last_sequence, within=WITHIN)
    return Models(ledger, views, law, progress, ledger.now(), after, projection.outdated, views.parked())


@contextmanager
def paging(name: str = "--page") -> Iterator[None]:
    """A page that the list has not named is wrong input."""
    from cli.errors import wrong
    from ledger.views import WrongPageError

    try:
        yield
    except WrongPageError as error:
        raise wrong("page", name, given=error) from None


def print_data(name: str, page: Page[Any], found: Models, row: Callable[[Any], Mapping[str, object]]) -> None:
    """A page as an object: its rows under the list's name, the page after it, and how far the models are."""
    print_json({name: [row(each) for each in page], "next": page.next, **found.notes})


def print_table(
    table: Table | None, page: Page[Any], found: Models, lang: Lang, *, what: str, asked: str
) -> None:
    """A page as a table, or the sentence that there is nothing of what was asked for."""
    out = console()
    if page and table is not None:
        out.print(table)
    else:
        out.print(lines(say("lists.none", lang, what=say(f"lists.what.{what}", lang)) + asked))
    if page.next:
        out.print(lines((say("lists.page", lang, page=page.next), "dim")))
    found.footer(out, lang)
