"""What a draft would change, on paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cli.case.names import product
from cli.law.names import articles_of, length
from cli.output import WIDTH, columns, console, indented, lines
from cli.texts import Lang, say
from cli.whatif.report import Report, changed_deadline
from domain.law import Law
from domain.whatif import Amended
from domain.wording import clock_name, term

if TYPE_CHECKING:
    from rich.console import Console

    from cli.whatif.cases import Cases, Touched


class ImpactReport:
    """Prints what the draft changes in the law, then each open case that it touches."""

    def __init__(self, law: Law, lang: Lang) -> None:
        self._law = law
        self._lang: Lang = lang
        self._out: Console = console()

    def print(self, changes: Sequence[Amended], touched: Sequence[Touched], cases: Cases) -> None:
        """The whole answer, the count last."""
        lang, out = self._lang, self._out
        out.print(lines((say("impact.title", lang), "bold"), (say("impact.unwritten", lang), "dim")))
        out.print(lines(("═" * min(out.width, WIDTH), "dim")))
        table = columns(30, None)
        for each in changes:
            basis = articles_of(self._law, each.basis, lang)
            table.add_row(
                lines(self._name(each), (each.key, "dim")), lines(self._change(each), (basis, "dim"))
            )
        out.print(table if changes else lines(say("impact.nothing_in_law", lang)))
        for case in touched:
            self._case(case)
        out.print()
        out.print(lines((say("impact.count", lang, n=len(touched), of=cases.open), "bold")))
        for stream in cases.unreadable:
            out.print(lines((say("impact.unreadable", lang, stream=stream), "red")))

    def _name(self, given: Amended) -> str:
        kind = say(f"impact.{given.kind}", self._lang)
        known = given.kind in {"limits", "shares"}
        return say("impact.named", self._lang, kind=kind, name=term(given.key, self._lang)) if known else kind

    def _change(self, given: Amended) -> str:
        lang = self._lang
        now = self._value(given, given.would_be)
        was = say("impact.new", lang) if given.was is None else self._value(given, given.was)
        return say("impact.change", lang, was=was, now=now, since=given.since)

    def _value(self, given: Amended, value: str) -> str:
        if given.kind != "limits":
            return value
        n, unit = value.split()
        return length(int(n), unit, self._lang)

    def _case(self, touched: Touched) -> None:
        lang, out = self._lang, self._out
        out.print()
        out.print(lines((f"{touched.number}  {product(touched.dossier, lang)}", "bold")))
        Report(touched.dossier, touched.comparison, self._law, lang, out).differences()
        for moved in touched.supervision:
            said = changed_deadline(moved, lang)
            row = lines(clock_name(moved.term, lang), (said, ""))
            out.print(indented(row, 2))
