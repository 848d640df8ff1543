"""The acts of a stream, one under the other: who did what, when, on which article, and what it did to the clock."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.cells import cell_len

from cli.case.acts import Act, acts, moved_to
from cli.case.names import Names, actor, articles, in_chinese
from cli.case.raw import raw
from cli.days import clock
from cli.output import columns, lines
from cli.persons import Persons, person, told
from cli.texts import Lang, say
from domain.case import procedure as case
from domain.case.state import CaseState
from domain.refusals import CommandRefused
from domain.supervision import procedure as supervision
from domain.supervision.state import SupervisionState
from domain.terms import ProcedureEvent
from domain.wording import clock_sentence, sentence, term
from ledger import Envelope, Raw

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

Part = tuple[str, str] | str | None
RULE = 78


class Chronicle:
    """Prints acts as they come, each numbered, under the stage in which it was done.

    `full` shows the versions of the stream in place of the numbers, every move of a demonstration's clock, and what
    the ledger holds beside.
    """

    def __init__(
        self,
        out: Console,
        state: CaseState | SupervisionState,
        persons: Persons,
        names: Names,
        lang: Lang,
        *,
        full: bool,
    ) -> None:
        self._out = out
        self._state: CaseState | SupervisionState | None = state
        self._persons = persons
        self._names = names
        self._lang: Lang = lang
        self._full = full
        self._number = 0
        self._events = 0
        self._unread = 0
        self._stage: str | None = None
        self._digest: str | None = None

    def tell(self, rows: Iterable[Envelope | Raw]) -> None:
        """Print these acts; they follow those that were printed before."""
        for each in acts(rows):
            if isinstance(each, Raw):
                self._raw(each)
                continue
            self._events += len(each.events)
            after = self._after(each)
            if each.moves_the_clock:
                if self._full:
                    self._separators(each)
            else:
                self._heading(self._state, after)
                self._law(each.first.metadata.law_digest)
                self._out.print()
                self._act(each)
            self._state = after

    def end(self) -> None:
        """Say that the file ends here, and how much it holds."""
        key = "paper.end" if self._number != 1 else "paper.end.1"
        self._out.print()
        self._out.print(lines((say(key, self._lang, acts=self._number, n=self._events), "dim")))
        if self._unread:
            self._out.print(lines((say("paper.unread", self._lang, n=self._unread), "bold red")))

    def _after(self, act: Act) -> CaseState | SupervisionState | None:
        """The state after the act; None once something could not be read, for then nobody knows."""
        state = self._state
        for row in act.events:
            if state is None or isinstance(row.event, CommandRefused):
                continue
            if isinstance(state, SupervisionState):
                state = supervision.evolve(state, row.event)
            elif isinstance(row.event, ProcedureEvent):
                state = case.evolve(state, row.event)
        return state

    def _heading(
        self, before: CaseState | SupervisionState | None, after: CaseState | SupervisionState | None
    ) -> None:
        """The stage in which the act was done, where it is another than that of the act before."""
        opened = isinstance(before, SupervisionState) or (before is not None and before.opened)
        at = before if opened and self._number else after
        stage = str(at.stage) if at is not None and at.stage else None
        if stage is None or stage == self._stage:
            return
        self._stage = stage
        name = term(stage, self._lang)
        self._out.print()
        self._out.print(lines((f"── {name} {'─' * (RULE - cell_len(name))}", "bold cyan")))

    def _law(self, digest: str) -> None:
        if self._full and self._digest not in {None, digest}:
            self._line("", lines((say("paper.law_from_here", self._lang, digest=digest), "dim")))
        self._digest = digest

    def _separators(self, act: Act) -> None:
        for row, to in zip(act.events, moved_to(act.events), strict=True):
            said = sentence(row.topic, row.event, self._lang)
            self._line(str(row.version), lines((f"{said} → {clock(to)}", "yellow dim")))

    def _line(self, version: str, text: Text) -> None:
        """A thin line between acts."""
        table = columns(4, 16, None)
        table.add_row(lines((version, "dim")), lines(("─" * 16, "dim")), text)
        self._out.print(table)

    def _act(self, act: Act) -> None:
        meta, lang = act.first.metadata, self._lang
        self._number += 1
        table = columns(4, 16, None)
        who = actor(meta.actor, person(meta.actor.person, self._persons, lang), self._names, lang)
        said = " ".join(self._sentence(row) for row in act.events)
        for position, row in enumerate(act.events):
            parts: list[Part] = [(who, "bold")] if position == 0 else []
            following = act.events[position + 1] if position + 1 < len(act.events) else None
            based = following is None or following.metadata.basis != row.metadata.basis
            parts += self._event(row, based=based)
            if position == len(act.events) - 1:
                reason = told(meta.reason or "", self._persons, lang)
                if reason and reason not in said:
                    parts.append(say("paper.reason", lang, reason=reason))
                if meta.occurred and clock(meta.occurred) != clock(meta.received):
                    parts.append((say("paper.occurred", lang, instant=clock(meta.occurred)), "dim"))
                if self._full:
                    parts += _beside(row)
            when = clock(meta.received) if position == 0 else ""
            number = str(row.version) if self._full else str(self._number) if position == 0 else ""
            table.add_row(lines((number, "dim")), lines(when), lines(*parts))
        self._out.print(table)

    def _sentence(self, row: Envelope) -> str:
        event = row.event
        if isinstance(event, CommandRefused):
            said = event.zh if self._lang == "zh" else event.en
        else:
            said = sentence(row.topic, event, self._lang)
        return told(in_chinese(said, self._names, self._lang), self._persons, self._lang)

    def _event(self, row: Envelope, *, based: bool) -> list[Part]:
        """What happened; its articles unless the next event of the act rests on the same."""
        lang, event = self._lang, row.event
        parts: list[Part] = []
        if isinstance(event, CommandRefused):
            asked = term(event.command, lang)
            parts.append((say("paper.refused", lang, command=asked, code=event.code), "bold red"))
            parts.append((self._sentence(row), "red"))
        else:
            parts.append(self._sentence(row))
        if based and row.metadata.basis:
            parts.append((say("on", lang, articles=articles(row.metadata.basis, lang)), "dim"))
        if isinstance(event, ProcedureEvent):
            parts += [(clock_sentence(act, lang), "cyan") for act in event.clock]
        return parts

    def _raw(self, row: Raw) -> None:
        self._number += 1
        self._events += 1
        self._unread += 1
        self._state = None
        table = columns(4, 16, None)
        table.add_row(
            lines((str(row.version if self._full else self._number), "dim")),
            lines(clock(row.recorded)),
            raw(row, self._lang, full=self._full),
        )
        self._out.print()
        self._out.print(table)


def _beside(row: Envelope) -> Iterable[Part]:
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
