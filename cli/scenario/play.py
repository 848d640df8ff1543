"""Play a scenario through the engine's own doors, from deadline to deadline, and compare with what must be true."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from pydantic import ValidationError

from cli.actors import DemoActor, UnknownActorError, actor
from cli.scenario.clocks import Clock
from cli.scenario.compare import FailedError, occurred, refusal, rules, standing
from cli.scenario.findings import findings, refused_by, rules_of
from cli.scenario.model import After, Rest, Scenario, Standing, Step
from domain.law import Law
from domain.messages import Command
from domain.model import SHANGHAI, local_day
from domain.position import Errand, Position
from domain.streams import CASE, COMMANDS, IDS, JOURNAL, SUPERVISION, errand_id
from gateway.client import Engine, PendingError, RefusedError
from gateway.persons import introduce, referred_in
from ledger import Envelope, Ledger

PATIENCE = timedelta(seconds=30)
SETTLES_WITHIN = 60.0
"""Seconds of real time in which the engine must have recorded a deadline that has passed."""

LOOK_EVERY = 0.01

NOWHERE = "NONE"
"""Stands in the number of a submission that no province can take."""


@dataclass(slots=True)
class Outcome:
    """How a scenario came out."""

    scenario: str
    number: str = ""
    failures: list[str] = field(default_factory=list)
    events: int = 0
    simulated_days: int = 0
    wall_seconds: float = 0.0
    timeline: list[Envelope] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        """Whether everything that must be true is true."""
        return not self.failures


class Player:
    """Plays one scenario. Playing it again on the same ledger goes on where it stopped."""

    def __init__(
        self,
        scenario: Scenario,
        *,
        engine: Engine,
        ledger: Ledger,
        stand: Callable[[str], Position],
        clock: Clock,
        actors: Mapping[str, DemoActor],
        watch: Callable[[Step, Outcome], None] = lambda step, outcome: None,  # noqa: ARG005
        rest: Rest | None = None,
    ) -> None:
        self.scenario = scenario
        self.outcome = Outcome(scenario.scenario)
        self._engine = engine
        self._ledger = ledger
        self._stand = stand
        self._clock = clock
        self._actors = actors
        self._watch = watch
        self._calendar = Law.load().calendar
        self._planned = scenario.start
        self._passed = 0
        self._rest = rest
        self._others: dict[str, str] = {}

    def case(self, of: str | None = None) -> str:
        """The stream of the first case, or of another one."""
        return CASE + self._number(of)

    def supervision(self, of: str | None = None) -> str:
        """The stream of its supervision."""
        return SUPERVISION + self._number(of)

    def number(self) -> str:
        """The number under which the case is opened: the same whenever it is asked for."""
        return self._allotted(1, None, self.scenario.start)

    def _number(self, of: str | None) -> str:
        """The number of a case; another one gets its own with its submission. Raises FailedError."""
        if of is None:
            return self.outcome.number
        if of not in self._others:
            raise FailedError(f"the case `{of}` has not been submitted yet")
        return self._others[of]

    def _allotted(self, n: int, of: str | None, start: datetime) -> str:
        home = self.scenario.dossier_of(of).applicant_province()
        letters = Law.load().divisions[home].mark if home else NOWHERE
        return self._ledger.allot(self._id(n), letters, start.astimezone(SHANGHAI).year)

    async def play(self) -> Outcome:
        """Play every step, or those up to the rest, then compare. Never raises for a scenario that fails."""
        began = time.monotonic()
        try:
            self.outcome.number = self.number()
            for n, step in enumerate(self.scenario.steps[: self._rest.after if self._rest else None], 1):
                await self._step(n, step)
                self._see()
                self._watch(step, self.outcome)
            await self._end()
        except FailedError as failure:
            self.outcome.failures.append(str(failure))
        self._see()
        self.outcome.wall_seconds = round(time.monotonic() - began, 2)
        return self.outcome

    async def _end(self) -> None:
        await self._carried("at the end")
        if self._rest:
            self._compare("at rest", self._rest.stands, self._stand(self.case()))
            if self._rest.supervision:
                self._compare("supervision at rest", self._rest.supervision, self._stand(self.supervision()))
            return
        expected = self.scenario.expect
        self._compare("at the end", expected, self._stand(self.case()))
        if expected.supervision:
            self._compare("supervision at the end", expected.supervision, self._stand(self.supervision()))
        for name, end in expected.others.items():
            self._compare(f"{name} at the end", end, self._stand(self.case(name)), of=name)
            if end.supervision:
                self._compare(f"supervision of {name}", end.supervision, self._stand(self.supervision(name)))
        if expected.refused_by is not None:
            refusal("at the end", expected.refused_by, refused_by(self._events()), exactly=True)
        occurred(expected.events, self._events())

    async def _step(self, n: int, step: Step) -> None:
        """One step. What an earlier run has done stands in the ledger, and is neither done nor looked at again."""
        where = f"step {n} ({step.title})"
        if step.do == "submit" and step.of and step.of not in self._others:
            self._others[step.of] = self._allotted(n, step.of, self._when(step))
        if step.until:
            done = await self._until(where, step.until)
        elif done := self._done(n):
            pass
        else:
            await self._act(n, where, step)
        if not done:
            self._compare(where, step.then, self._stand(self._stream(step)), of=step.of)

    def _stream(self, step: Step) -> str:
        return self.case(step.of) if step.stream == "case" else self.supervision(step.of)

    def _done(self, n: int) -> bool:
        """Whether the ledger holds an answer to this step; then the case stands at that answer."""
        stored = self._ledger.receipt(self._id(n))
        if stored is None:
            return False
        self._passed = stored.receipt.sequence
        self._planned = max(self._planned, stored.receipt.received)
        return True

    async def _act(self, n: int, where: str, step: Step) -> None:
        self._planned = self._when(step)
        if step.do != "submit" or n > 1:
            await self._advance(where, self._planned)
        command = self._nameless(await self._command(n, where, step))
        try:
            await self._engine.send(command, patience=PATIENCE)
        except RefusedError as refused:
            if refused.refusal.code != step.refused:
                raise FailedError(
                    f"{where}: refused as {refused.refusal.code}: {refused.refusal.en}"
                ) from refused
            refusal(where, step.refused_by, rules_of(refused.refusal.facts))
        except PendingError as pending:
            raise FailedError(f"{where}: {pending}") from pending
        else:
            if step.refused:
                raise FailedError(f"{where}: expected a refusal as {step.refused}, but it was done")
        await self._carried(where)
        if stored := self._ledger.receipt(command.command_id):
            self._passed = stored.receipt.sequence

    async def _command(self, n: int, where: str, step: Step) -> Command:
        model = COMMANDS[step.do or ""]
        content: dict[str, object] = {
            "command_id": self._id(n),
            "stream": self._stream(step),
            "occurred": self._planned,
            **step.with_,
        }
        try:
            content["actor"] = actor(self._actors, step.as_ or "").actor
            if step.do == "submit":
                content["dossier"] = self.scenario.dossier_of(step.of)
                if step.link:
                    content["linked"] = {"case": self.outcome.number, "as": step.link}
                content["shift"] = await self._clock.opening_shift(self._planned)
            if step.do == "correct":
                content.setdefault("dossier", self.scenario.dossier_of(step.of))
            return model.model_validate(content)
        except UnknownActorError as error:
            raise FailedError(f"{where}: {error}") from error
        except ValidationError as error:
            first = error.errors()[0]
            field_name = ".".join(str(part) for part in first["loc"]) or "with"
            raise FailedError(f"{where}: {field_name}: {first['msg']}") from error

    def _when(self, step: Step) -> datetime:
        if step.at:
            if step.at < self._planned:
                raise FailedError(f"`at: {step.at:%Y-%m-%d %H:%M}` lies before the step that precedes it")
            return step.at
        after = step.after or After(working_days=0, time=self._planned.astimezone(SHANGHAI).time())
        day = self._day_of(after.event) if after.event else local_day(self._planned)
        if after.working_days is not None:
            day = self._calendar.add_working_days(day, after.working_days).day if after.working_days else day
        else:
            day += timedelta(days=after.calendar_days or 0)
        return max(datetime.combine(day, after.time, SHANGHAI), self._planned)

    def _day_of(self, topic: str) -> date:
        for event in reversed(self._events()):
            if event.topic == topic:
                return local_day(event.metadata.received)
        raise FailedError(f"`after: {{event: {topic}}}`: there is no such event yet")

    async def _advance(self, where: str, to: datetime) -> None:
        """Let time pass up to that instant, and give the engine its turn at every deadline on the way."""
        while True:
            stood = self._positions()
            passing = [(p, p.next_timer) for p in stood if p.next_timer]
            due = min((d.due for _, d in passing), default=None)
            if due is None or due > to:
                break
            await self._clock.advance(due, *stood)
            for position, deadline in passing:
                if deadline.due == due:
                    await self._settled(where, position.stream, deadline.term, due)
        await self._clock.advance(to, *self._positions())

    async def _until(self, where: str, topic: str) -> bool:
        """Go from deadline to deadline until the engine has recorded the event. Whether it had done so before."""
        found = self._next(topic)
        done = found is not None
        while found is None:
            due = min((p.next_timer.due for p in self._positions() if p.next_timer), default=None)
            if due is None:
                raise FailedError(f"{where}: nothing runs that could lead to {topic}")
            await self._advance(where, due)
            found = self._next(topic)
        self._passed = found.sequence or self._passed
        self._planned = max(self._planned, found.metadata.received)
        return done

    def _next(self, topic: str) -> Envelope | None:
        """The first event of the topic after what has been passed."""
        later = (e for e in self._events() if e.topic == topic and (e.sequence or 0) > self._passed)
        return next(later, None)

    async def _settled(self, where: str, stream: str, term: str, due: datetime) -> None:
        until = time.monotonic() + SETTLES_WITHIN
        while any((d.term, d.due) == (term, due) for d in self._stand(stream).timers):
            if time.monotonic() > until:
                raise FailedError(
                    f"{where}: {term} was due {due.isoformat()}, and the engine did not report it"
                )
            await asyncio.sleep(LOOK_EVERY)

    async def _carried(self, where: str) -> None:
        """What a stream has to tell another takes a moment: the next step finds it told."""
        until = time.monotonic() + SETTLES_WITHIN
        while left := [each for p in self._positions() for each in p.errands if not self._told(each)]:
            if time.monotonic() > until:
                raise FailedError(f"{where}: {left[0].command} did not reach {left[0].stream}")
            await asyncio.sleep(LOOK_EVERY)

    def _told(self, errand: Errand) -> bool:
        return self._ledger.receipt(errand_id(errand)) is not None

    def _positions(self) -> tuple[Position, ...]:
        stood = (self._stand(stream) for of in self._known() for stream in self._streams(of))
        return tuple(position for position in stood if position.opened)

    def _known(self) -> tuple[str | None, ...]:
        """The cases that have a number: the first one, and the others so far."""
        return (None, *self._others)

    def _streams(self, of: str | None) -> tuple[str, str]:
        return self.case(of), self.supervision(of)

    def _compare(self, where: str, expected: Standing, position: Position, of: str | None = None) -> None:
        standing(where, expected, position)
        if expected.findings:
            mine = [each for each in self._events() if each.stream in self._streams(of)]
            dossier = self.scenario.dossier_of(of)
            rules(where, expected.findings, findings(mine, dossier, self.scenario.start))

    def _see(self) -> None:
        """Take what is new in both streams into the timeline."""
        events = self._events()
        self.outcome.timeline = events
        self.outcome.events = len(events)
        if events:
            span = events[-1].metadata.received - events[0].metadata.received
            self.outcome.simulated_days = span.days

    def _events(self) -> list[Envelope]:
        streams = [stream for of in self._known() for stream in self._streams(of)]
        read = [e for stream in streams for e in self._ledger.audit(stream) if isinstance(e, Envelope)]
        journals = [e for stream in self._journals() for e in self._ledger.audit(stream)]
        mine = {stream.partition("/")[2] for stream in streams}
        read += [e for e in journals if isinstance(e, Envelope) and self._concerns(e, mine)]
        return sorted(read, key=lambda event: event.sequence or 0)

    def _concerns(self, event: Envelope, numbers: set[str]) -> bool:
        """Whether an event of a journal belongs to the scenario: a step's own, or carried there from its cases."""
        meta = event.metadata
        carried = event.topic.startswith("journal.") and meta.case in numbers
        return carried or meta.command_id in self._ids()

    def _journals(self) -> set[str]:
        """Where refusals stand that belong to no case: with those who asked."""
        acting = {step.as_ for step in self.scenario.steps}
        return {JOURNAL + each.actor.organisation for key, each in self._actors.items() if key in acting}

    def _ids(self) -> set[UUID]:
        return {self._id(n) for n in range(1, len(self.scenario.steps) + 1)}

    def _nameless(self, command: Command) -> Command:
        """The command without names of persons: those go where they can be erased."""
        person = command.actor.person
        if known := next((each for each in self._actors.values() if each.actor.person == person), None):
            introduce(self._ledger, person, name_zh=known.name_zh, name_en=known.name_en)
        return referred_in(self._ledger, command)

    def _id(self, n: int) -> UUID:
        """The same step of the same scenario is the same command."""
        return uuid5(IDS, f"scenario/{self.scenario.scenario}/{n}")
