"""The file of a case on paper: its head, what is to be known of a demonstration's clock, and how it ends."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from cli.case.acts import moved_to, shifts
from cli.case.chronicle import Chronicle
from cli.case.names import applicant, companies, company, product
from cli.days import clock
from cli.output import WIDTH, indented, lines, pairs
from cli.persons import Persons
from cli.texts import Lang, say
from domain.case.intake import Submitted
from domain.case.state import CaseState
from domain.dossier import APPLICANT
from domain.model import local_day
from domain.supervision.state import SupervisionState
from domain.wording import province, term
from ledger import Envelope, Raw

if TYPE_CHECKING:
    from rich.console import Console

    from domain.dossier import Dossier

Rows = tuple[Envelope | Raw, ...]


class Paper:
    """Prints the rows of one case, and of its supervision. `full` adds what the ledger holds beside."""

    def __init__(
        self, out: Console, number: str, rows: Rows, persons: Persons, lang: Lang, *, full: bool
    ) -> None:
        self._out = out
        self._number = number
        self._rows = rows
        self._lang: Lang = lang
        self._dossier = _dossier(rows)
        names = companies(self._dossier)
        self.of_the_case = Chronicle(out, CaseState(), persons, names, lang, full=full)
        self.of_the_supervision = Chronicle(out, SupervisionState(), persons, names, lang, full=full)

    def case(self) -> None:
        """The head of the file, and every act of the case."""
        self._title(say("paper.title", self._lang, no=self._number))
        self._out.print(pairs(self._head(self._rows)))
        self._shift(self._rows)
        self.of_the_case.tell(self._rows)

    def supervision(self, rows: Rows, *, alone: bool) -> None:
        """The acts of the supervision, under a heading of their own."""
        if not rows:
            if alone:
                self._out.print(lines((say("paper.no_supervision", self._lang, no=self._number), "dim")))
            return
        if not alone:
            self._out.print()
        self._title(say("paper.supervision", self._lang, no=self._number))
        self._shift(rows)
        self.of_the_supervision.tell(rows)

    def _title(self, text: str) -> None:
        self._out.print(lines((text, "bold")))
        self._out.print(lines(("═" * min(self._out.width, WIDTH), "dim")))

    def _head(self, rows: Rows) -> list[tuple[str, str | None]]:
        lang, dossier = self._lang, self._dossier
        first = next(
            (row for row in rows if isinstance(row, Envelope) and isinstance(row.event, Submitted)), None
        )
        if dossier is None or first is None or not isinstance(first.event, Submitted):
            return [(say("paper.product", lang), say("paper.unreadable_head", lang))]
        other = {row.metadata.law_digest for row in rows if isinstance(row, Envelope)} - {
            first.metadata.law_digest
        }
        digest = first.metadata.law_digest
        return [
            (say("paper.product", lang), product(dossier, lang)),
            (say("paper.applicant", lang), applicant(dossier, lang)),
            (say("paper.own", lang), self._made(dossier, APPLICANT)),
            (say("paper.manufacturers", lang), "\n".join(self._manufacturers(dossier))),
            (say("paper.submitted", lang), clock(first.event.submitted)),
            (say("paper.regime", lang), term(first.event.regime, lang)),
            (say("paper.law", lang), say("paper.law_changed", lang, digest=digest) if other else digest),
        ]

    def _manufacturers(self, dossier: Dossier) -> list[str]:
        """Each entrusted manufacturer with the id by which the acts name it, where it is, and what it makes."""
        lang, names = self._lang, companies(dossier)
        return [
            say(
                "paper.manufacturer",
                lang,
                id=each.id,
                name=company(each.name, names, lang),
                where=province(each.province, lang) if each.province else each.country,
                made=self._made(dossier, each.id) or "—",
            )
            for each in dossier.cmos
        ]

    def _made(self, dossier: Dossier, operator: str) -> str:
        """What an operator makes, at which of its sites."""
        lang = self._lang
        made = [
            say("paper.made", lang, stage=term(segment.stage, lang), site=segment.site)
            for segment in dossier.segments
            if dossier.site(segment.site).operator == operator
        ]
        return ("、" if lang == "zh" else ", ").join(made)

    def _shift(self, rows: Rows) -> None:
        """What a reader must know of a demonstration: how far its clock is off, and how often it was moved."""
        began, now = shifts(rows)
        if not began and not now:
            return
        said = say("paper.demo", self._lang, began=self._ahead(began))
        if moved := [local_day(instant) for instant in moved_to(rows)]:
            key = "paper.demo_moved" if len(moved) > 1 else "paper.demo_moved.1"
            said += say(key, self._lang, n=len(moved), first=moved[0], last=moved[-1])
        self._out.print()
        self._out.print(indented(lines((said + say("paper.demo_end", self._lang), "yellow"))))

    def _ahead(self, shift: timedelta) -> str:
        days = round(shift / timedelta(days=1))
        return say("paper.ahead" if days >= 0 else "paper.behind", self._lang, days=abs(days))


def _dossier(rows: Rows) -> Dossier | None:
    found = (row.event for row in rows if isinstance(row, Envelope))
    return next((event.dossier for event in found if isinstance(event, Submitted)), None)
