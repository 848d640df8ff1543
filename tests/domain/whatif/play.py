"""A scenario's case played by the domain alone: no engine, no ledger, no clock but the scenario's own."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from uuid import uuid5

from cli.actors import load_actors
from cli.scenario.model import Scenario, Step, load_scenario
from domain.case import procedure
from domain.case.base import TermEnded
from domain.case.milestones import milestones
from domain.case.state import CaseState
from domain.law import Law
from domain.messages import Event, Refusal
from domain.model import SHANGHAI, local_day
from domain.moment import Moment
from domain.position import Deadline
from domain.refusals import refused
from domain.streams import COMMANDS, IDS, timer
from domain.terms import ProcedureEvent, deadlines
from domain.whatif import Happened

FILES = sorted((Path(__file__).parents[3] / "scenarios").glob("*.yaml"))
STREAM = "case/FD-2025-SH-0001"


class Player:
    """Plays the steps that concern the first case; a step that waits for the supervision ends the play."""

    def __init__(self, scenario: Scenario, law: Law) -> None:
        self._scenario = scenario
        self._law = law
        self.state = CaseState()
        self.happened: list[Happened] = []
        self._now = scenario.start

    def play(self) -> tuple[Happened, ...]:
        """Everything that would stand in the stream of the case."""
        for number, step in enumerate(self._scenario.steps, 1):
            if step.until:
                if not self._until(step.until):
                    break
            elif step.stream == "case" and step.of is None:
                at = self._when(step)
                if at is None:
                    break
                self._run_out(at)
                self._act(number, step, at)
        return tuple(self.happened)

    def _when(self, step: Step) -> datetime | None:
        if step.at:
            return step.at
        if step.after is None:
            return self._now
        after, day = step.after, local_day(self._now)
        if after.event:
            found = [each.received for each in self.happened if each.event.topic == after.event]
            if not found:
                return None
            day = local_day(found[-1])
        if after.working_days:
            day = self._law.calendar.add_working_days(day, after.working_days).day
        day += timedelta(days=after.calendar_days or 0)
        return max(datetime.combine(day, after.time, SHANGHAI), self._now)

    def _act(self, number: int, step: Step, at: datetime) -> None:
        model = COMMANDS[str(step.do)]
        content: dict[str, object] = {
            "command_id": uuid5(IDS, f"{self._scenario.scenario}/{number}"),
            "stream": STREAM,
            "occurred": at,
            "actor": load_actors()[str(step.as_)].actor,
            **step.with_,
        }
        if step.do in {"submit", "correct"}:
            content.setdefault("dossier", self._scenario.dossier)
        self._take(model.model_validate(content), at)

    def _until(self, topic: str) -> bool:
        while not any(each.event.topic == topic and each.received >= self._now for each in self.happened):
            due = min((each.due for each in self._running()), default=None)
            if due is None:
                return False
            self._run_out(due)
        return True

    def _run_out(self, until: datetime) -> None:
        while not self.state.closed:
            passed = [each for each in self._running() if each.due <= until]
            if not passed:
                break
            command = timer(STREAM, passed[0])
            assert isinstance(command, TermEnded)
            self._take(command, passed[0].due)
        self._now = max(self._now, until)

    def _running(self) -> list[Deadline]:
        running = (*deadlines(self.state.terms, self._law.calendar), *milestones(self.state, self._law))
        return sorted(running, key=lambda each: (each.due, each.term))

    def _take(self, command: object, at: datetime) -> None:
        answer = procedure.decide(command, self.state, Moment(self._law, at, at))  # type: ignore[arg-type]
        events: tuple[Event, ...] = (
            (refused(command.name, answer),) if isinstance(answer, Refusal) else tuple(answer or ())  # type: ignore[attr-defined]
        )
        for event in events:
            if isinstance(event, ProcedureEvent):
                self.state = procedure.evolve(self.state, event)
            self.happened.append(_happened(command, at, event))


def _happened(command: object, at: datetime, event: Event) -> Happened:
    return Happened(
        stream=command.stream,  # type: ignore[attr-defined]
        command_id=command.command_id,  # type: ignore[attr-defined]
        command=command.name,  # type: ignore[attr-defined]
        digest=command.digest(),  # type: ignore[attr-defined]
        actor=command.actor,  # type: ignore[attr-defined]
        occurred=command.occurred,  # type: ignore[attr-defined]
        received=at,
        reason=command.reason,  # type: ignore[attr-defined]
        event=event,
    )


@cache
def played(path: Path) -> tuple[Happened, ...]:
    """The stream of the scenario's case, under the packaged law."""
    return Player(load_scenario(path), Law.load()).play()
