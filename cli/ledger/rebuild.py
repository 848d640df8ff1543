"""`fenduan ledger rebuild`: the read models anew from the events, while everybody goes on reading."""

from __future__ import annotations

import os
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import NotSoError, Sentence
from cli.ledger.place import Evidence, progress
from cli.output import DataOption, JsonOption, LangOption, console, language, lines, print_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cli.texts import Lang
    from ledger import Ledger
    from ledger.projection import Rules
    from ledger.views import Parked
    from ledger.views.rebuild import Difference
    from ledger.views.shares import Sharing


def rebuild(
    *,
    check: Annotated[
        bool,
        typer.Option(
            "--check", help="Change nothing: compare the read models with fresh ones; exit 1 if they differ."
        ),
    ] = False,
    processes: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=64,
            metavar="N",
            help="How many processes sum streams up; by default one for each core.",
        ),
    ] = None,
    data: DataOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Rebuild the read models from the ledger beside the live ones, and swap them in at the end."""
    from cli.persons import operator
    from domain.law import Law
    from gateway.models import rules
    from gateway.operations import note
    from ledger.projection import Projection
    from ledger.views import Views
    from ledger.views.lease import LeaseLostError
    from ledger.views.rebuild import Rebuild

    evidence = Evidence.at(data)
    found: Sequence[Difference] = ()
    with (
        evidence.opened() as ledger,
        Views.open(evidence.place.views_path) as views,
        progress("rebuild") as told,
    ):
        projection = Projection(ledger, views, rules(Law.load()), alarm=lambda _: None)
        sharing = shared(str(evidence.ledger), ledger.last_sequence, processes)
        try:
            if check:
                projection.catch_up()
                found = Rebuild(projection, told, sharing).compare()
                reached = projection.progress()
            else:
                reached = projection.rebuild(told, sharing)
                note(ledger, "rebuild", operator(), found=reached.position)
        except LeaseLostError as error:
            raise NotSoError("rebuild_under_way", _UNDER_WAY) from error
        parked = views.parked()
    if as_json:
        print_json(
            {
                "events": reached.position,
                "behind": reached.behind,
                "parked": [each.model_dump(mode="json") for each in parked],
                **({"differences": [each.model_dump(mode="json") for each in found]} if check else {}),
            }
        )
    else:
        _print(check, reached.position, found, parked, language(lang))
    if found:
        raise typer.Exit(NotSoError.exit_code)


def shared(place: str, events: int, processes: int | None = None) -> Sharing | None:
    """None for one process: a small ledger is summed up before another one has begun."""
    from ledger.views.shares import Sharing

    if processes is None:
        processes = (os.cpu_count() or 1) if events >= _LARGE else 1
    return Sharing(processes, partial(opened, place)) if processes > 1 else None


@contextmanager
def opened(place: str) -> Iterator[tuple[Ledger, Rules]]:
    """The ledger and the rules, as another process opens them."""
    from domain.law import Law
    from domain.streams import TOPICS
    from gateway.models import rules
    from ledger import Ledger

    with Ledger.open(place, topics=TOPICS, create=False) as ledger:
        yield ledger, rules(Law.load())


_LARGE = 50_000
"""Events from which on the start of other processes is worth its second."""

_UNDER_WAY = Sentence("Another rebuild is under way: wait for it to end", "另一次重建正在进行：请等待其完成")
_REBUILT = Sentence("Rebuilt from {n} events", "已由{n}个事件重建")
_EQUAL = Sentence("The read models equal fresh ones: {n} events", "读模型与重建结果一致：{n}个事件")
_DIFFERS = Sentence("{table} {key}: only in the live one", "{table} {key}：仅现行表中有")
_MISSING = Sentence("{table} {key}: only in the fresh one", "{table} {key}：仅重建结果中有")
_PARKED = Sentence(
    "{stream} stands still at event {sequence}: {problem}", "{stream}停在第{sequence}号事件：{problem}"
)


def _print(
    check: bool, events: int, found: Sequence[Difference], parked: Sequence[Parked], lang: Lang
) -> None:
    out = console()
    if not found:
        out.print(lines(((_EQUAL if check else _REBUILT)[lang].format(n=events), "green")))
    for each in found:
        sentence = _DIFFERS if each.live else _MISSING
        out.print(lines((sentence[lang].format(table=each.table, key=each.key), "red")))
    for still in parked:
        text = _PARKED[lang].format(stream=still.stream, sequence=still.sequence, problem=still.problem)
        out.print(lines((text, "red")))
