"""What a person reads at the head of a proof pack."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from io import StringIO
from typing import TYPE_CHECKING

from cli.output import WIDTH
from cli.texts import Lang, say

if TYPE_CHECKING:
    from ledger import Envelope, Ledger, Raw

    Rows = tuple[Envelope | Raw, ...]


def summary(ledger: Ledger, no: str, withheld: Collection[str], lang: Lang) -> list[str]:
    """The file of the case without names of persons, as `case history` prints it.

    Where events are withheld, each of the others as one sentence: what follows from events cannot be told without
    all of them.
    """
    from domain.streams import CASE, SUPERVISION

    streams = (ledger.audit(CASE + no), ledger.audit(SUPERVISION + no))
    if withheld:
        told = [line for rows in streams for line in _one_by_one(rows, withheld, lang)]
        return [say("paper.title", lang, no=no), *told]
    return _file(no, *streams, lang)


def _file(no: str, case: Rows, supervision: Rows, lang: Lang) -> list[str]:
    from cli.case.paper import Paper
    from cli.terminal import SafeConsole

    text = StringIO()
    screen = SafeConsole(
        file=text, width=WIDTH, highlight=False, emoji=False, markup=False, color_system=None
    )
    paper = Paper(screen, no, case, {}, lang, full=False)
    paper.case()
    paper.supervision(supervision, alone=False)
    return [line.rstrip() for line in text.getvalue().splitlines()]


def _one_by_one(rows: Rows, withheld: Collection[str], lang: Lang) -> Iterator[str]:
    from cli.case.names import actor, articles
    from cli.days import clock
    from domain.wording import sentence
    from ledger import Raw

    for row in rows:
        where = f"{row.stream} {row.version}"
        if str(row.event_id) in withheld:
            yield say("ledger.withheld", lang, events=where)
        elif isinstance(row, Raw):
            yield f"{where}  {row.topic}: {row.problem}"
        else:
            meta = row.metadata
            yield f"{where}  {clock(meta.received)}  {actor(meta.actor, None, {}, lang)}"
            yield f"    {sentence(row.topic, row.event, lang)}"
            if meta.basis:
                yield "    " + say("on", lang, articles=articles(meta.basis, lang))
