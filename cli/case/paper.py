"""The file of a case on paper: a head, then act by act who did what, when, on which article, and the clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from cli.case.acts import Act, acts, shifts
from cli.case.names import actor, applicant, articles, companies, product
from cli.days import clock
from cli.output import WIDTH, columns, indented, lines, pairs
from cli.texts import Lang, say
from domain.case.intake import Submitted
from domain.refusals import CommandRefused
from domain.terms import ProcedureEvent
from domain.wording import clock_sentence, sentence, term
from ledger import Envelope, Raw

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from domain.dossier import Dossier

Rows = tuple[Envelope | Raw, ...]
Part = tuple[str, str] | str | None


class Paper:
    """Prints the rows of one case, and of its supervision. `full` adds what the ledger holds beside."""

    def __init__(
        self,
        out: Console,
        number: str,
        rows: Rows,
        persons: Mapping[str, Mapping[str, str | None]],
        lang: Lang,
        *,
        full: bool,
    ) -> None:
        self._out = out
        self._number = number
        self._rows = rows
        self._persons = persons
        self._lang: Lang = lang
        self._full = full
        self._dossier = _dossier(rows)
        self._names = companies(self._dossier)

    def case(self) -> None:
        """The head of the file, and every act of the case."""
        self._title(say("paper.title", self._lang, no=self._number))
        self._out.print(pairs(self._head(self._rows)))
        self._shift(self._rows)
        self._acts(self._rows)
        self._end(self._rows)

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
        self._acts(rows)
        self._end(rows)

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
            (say("paper.submitted", lang), clock(first.event.submitted)),
            (say("paper.regime", lang), term(first.event.regime, lang)),
            (say("paper.law", lang), say("paper.law_changed", lang, digest=digest) if other else digest),
        ]

    def _shift(self, rows: Rows) -> None:
        began, now = shifts(rows)
        if not began and not now:
            return
        said = say("paper.demo", self._lang, began=self._ahead(began))
        moved = say("paper.demo_moved", self._lang, now=self._ahead(now)) if now != began else ""
        self._out.print()
        self._out.print(indented(lines((said + moved + say("paper.demo_end", self._lang), "yellow"))))

    def _ahead(self, shift: timedelta) -> str:
        days = round(shift / timedelta(days=1))
        return say("paper.ahead" if days >= 0 else "paper.behind", self._lang, days=abs(days))

    def _acts(self, rows: Rows) -> None:
        digest = None
        for each in acts(rows):
            if isinstance(each, Act) and each.moves_the_clock:
                self._separator(each)
                continue
            if isinstance(each, Raw):
                self._out.print()
                self._raw(each)
                continue
            if digest not in {None, each.first.metadata.law_digest}:
                shown = each.first.metadata.law_digest
                shown = shown if self._full else f"{shown[:16]}…"
                self._line("", lines((say("paper.law_from_here", self._lang, digest=shown), "dim")))
            digest = each.first.metadata.law_digest
            self._out.print()
            self._act(each)

    def _separator(self, act: Act) -> None:
        for row in act.events:
            self._line(str(row.version), lines((sentence(row.topic, row.event, self._lang), "yellow dim")))

    def _line(self, version: str, text: Text) -> None:
        """A thin line between acts."""
        table = columns(4, 16, None)
        table.add_row(lines((version, "dim")), lines(("─" * 16, "dim")), text)
        self._out.print(table)

    def _act(self, act: Act) -> None:
        meta, lang = act.first.metadata, self._lang
        names = self._persons.get(meta.actor.person, {})
        person = names.get(lang) or next((name for name in names.values() if name), None)
        table = columns(4, 16, None)
        who = actor(meta.actor, person, self._names, lang)
        for position, row in enumerate(act.events):
            parts: list[Part] = [(who, "bold")] if position == 0 else []
            parts += self._event(row)
            last = position == len(act.events) - 1
            if last and meta.reason and not any(_says(each, meta.reason) for each in act.events):
                parts.append(say("paper.reason", lang, reason=meta.reason))
            if last and meta.occurred:
                parts.append((say("paper.occurred", lang, instant=clock(meta.occurred)), "dim"))
            if last and self._full:
                parts += self._beside(row)
            when = clock(meta.received) if position == 0 else ""
            table.add_row(lines((str(row.version), "dim")), lines(when), lines(*parts))
        self._out.print(table)

    def _event(self, row: Envelope) -> list[Part]:
        lang, event = self._lang, row.event
        parts: list[Part] = []
        if isinstance(event, CommandRefused):
            said = event.zh if lang == "zh" else event.en
            asked = term(event.command, lang)
            parts.append((say("paper.refused", lang, command=asked, code=event.code), "bold red"))
            parts.append((said, "red"))
        else:
            parts.append(sentence(row.topic, event, lang))
        if row.metadata.basis:
            parts.append((say("on", lang, articles=articles(row.metadata.basis, lang)), "dim"))
        if isinstance(event, ProcedureEvent):
            parts += [(clock_sentence(act, lang), "cyan") for act in event.clock]
        return parts

    def _beside(self, row: Envelope) -> Iterable[Part]:
        meta = row.metadata
        beside = {
            "recorded": meta.recorded.isoformat(),
            "sequence": row.sequence,
            "event": row.event_id,
            "command": f"{meta.command} {meta.command_id}",
            "digest": meta.digest,
            "person": meta.actor.person,
            "organisation": meta.actor.organisation,
            "attested": meta.attested,
            "shift": meta.shift or None,
            "law": meta.law_digest,
            "workflow": f"{meta.workflow_id} {meta.run_id}" if meta.workflow_id else None,
            "software": meta.software,
        }
        return [(f"{name}: {value}", "dim") for name, value in beside.items() if value is not None]

    def _raw(self, row: Raw) -> None:
        warning = say("paper.raw", self._lang, version=row.version, topic=row.topic, problem=row.problem)
        shown = row.state.decode("utf-8", "backslashreplace")
        most = len(shown) if self._full else 400
        table = columns(4, 16, None)
        table.add_row(
            lines((str(row.version), "dim")),
            lines(clock(row.recorded)),
            lines((warning, "bold red"), shown[:most] + ("…" if len(shown) > most else "")),
        )
        self._out.print(table)

    def _end(self, rows: Rows) -> None:
        unread = sum(isinstance(row, Raw) for row in rows)
        key = "paper.end" if len(rows) > 1 else "paper.end.1"
        self._out.print()
        self._out.print(lines((say(key, self._lang, n=len(rows)), "dim")))
        if unread:
            self._out.print(lines((say("paper.unread", self._lang, n=unread), "bold red")))


def _says(row: Envelope, reason: str) -> bool:
    """Whether the sentence about the event says the reason already."""
    return getattr(row.event, "reason", None) == reason


def _dossier(rows: Rows) -> Dossier | None:
    found = (row.event for row in rows if isinstance(row, Envelope))
    return next((event.dossier for event in found if isinstance(event, Submitted)), None)
