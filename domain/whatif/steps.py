"""The steps of an outlook as they are written down: each under the limits of its day, or without one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

from domain import clock
from domain.case.remedy_file import Office
from domain.case.stages import Stage
from domain.law import Law, Regime, UnknownLimitError
from domain.law.calendar import Due
from domain.model import SHANGHAI, ProvisionId
from domain.moment import Moment
from domain.whatif.ahead import Ahead, Application, Span

Offices = tuple[Office, ...]


class Steps:
    """Written one after the other. `known` is the last day that is known: its law holds for what follows."""

    def __init__(self, law: Law, regime: Regime, begins: date) -> None:
        self._law = law
        self._regime = regime
        self.known = begins
        self.written: list[Ahead] = []

    def add(  # noqa: PLR0913, PLR0917 - what a step is, each thing once
        self,
        step: str,
        stage: Stage,
        offices: Offices,
        spans: Iterable[Span | None],
        licensees: tuple[str, ...] = (),
        waits_for: tuple[str, ...] = (),
    ) -> Due | None:
        """A step under these limits, and its last day; a limit that is not in force is no limit."""
        found = tuple(each for each in spans if each is not None)
        last = latest(_last(each) for each in found)
        if last:
            self.known = max(self.known, last.day)
        self.written.append(
            Ahead(
                step=step,
                stage=stage,
                how="in_turn",
                offices=offices,
                licensees=licensees,
                waits_for=waits_for,
                spans=found,
                last_day=last.day if last else None,
                provisional=last is not None and last.provisional,
                basis=tuple(dict.fromkeys(article for each in found for article in each.basis)),
            )
        )
        return last

    def open(self, step: str, stage: Stage, offices: Offices, basis: tuple[ProvisionId, ...]) -> None:
        """A step without a limit: what follows has no day."""
        self.written.append(Ahead(step=step, stage=stage, how="in_turn", offices=offices, basis=basis))

    def within(self, step: str, stage: Stage, offices: Offices, *commands: str) -> None:
        """What is part of the term of the decision."""
        basis = self.articles(*commands)
        self.written.append(Ahead(step=step, stage=stage, how="within", offices=offices, basis=basis))

    def outside(self, step: str, stage: Stage, offices: Offices, limit: str) -> None:
        """What has a term of its own, from a day that nobody knows before; nothing where there is no such limit."""
        if span := self.span(limit, None):
            self.written.append(
                Ahead(step=step, stage=stage, how="outside", offices=offices, spans=(span,), basis=span.basis)
            )

    def span(self, limit: str, begins: Due | None, application: Application | None = None) -> Span | None:
        """The limit that is in force on its first day, or on the last day known; None if there is none."""
        try:
            found = self._law.on(begins.day if begins else self.known).limit(limit)
        except UnknownLimitError:
            return None
        last = clock.due(clock.start(found, begins.day), self._law.calendar) if begins else None
        return Span(
            limit=found.key,
            n=found.n,
            unit=found.unit,
            starts=found.starts,
            excludes=found.excludes,
            note=found.note,
            label=found.label,
            basis=found.basis,
            application=application,
            begins=begins.day if begins else None,
            last_day=last.day if last else None,
            provisional=bool(last and begins and (last.provisional or begins.provisional)),
        )

    def moment(self, begins: Due | None) -> Moment:
        """The beginning of that day, or of the last day known."""
        instant = datetime.combine(begins.day if begins else self.known, time(), SHANGHAI)
        return Moment(law=self._law, received=instant, clock=instant)

    def articles(self, *commands: str) -> tuple[ProvisionId, ...]:
        """The articles that give these acts to an office."""
        rows = self._law.on(self.known).competence(self._regime)
        return tuple(dict.fromkeys(p for row in rows if row.command in commands for p in row.basis))


def latest(found: Iterable[Due | None]) -> Due | None:
    """The latest of them; none where one is not known, or there are none."""
    days = list(found)
    known = [each for each in days if each is not None]
    if not known or len(known) < len(days):
        return None
    return max(known, key=lambda each: (each.day, each.provisional))


def _last(span: Span) -> Due | None:
    return Due(day=span.last_day, provisional=span.provisional) if span.last_day else None
