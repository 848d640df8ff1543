"""A supervision told as a test tells it: like a case, beside the case that it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID, uuid5

from pydantic import TypeAdapter

from domain.case.state import CaseState
from domain.law import Law
from domain.messages import Event, Refusal
from domain.model import local_day
from domain.moment import Moment
from domain.position import Deadline, Position
from domain.streams import IDS, timer
from domain.supervision.messages import YearEnded
from domain.supervision.procedure import AnySupervisionCommand, OutsideCommand, decide, evolve
from domain.supervision.standing import position
from domain.supervision.state import SupervisionState
from tests.domain.case.given import ACTORS, Case, approved, grant, instant, with_papers

STREAM = "supervision/FD-2025-SH-0001"
READER: TypeAdapter[OutsideCommand | YearEnded] = TypeAdapter(AnySupervisionCommand)


@dataclass(frozen=True)
class Supervision:
    """What has happened so far. Every step makes a new one."""

    case: CaseState
    state: SupervisionState = field(default_factory=SupervisionState)
    events: tuple[Event, ...] = ()
    fired: frozenset[UUID] = frozenset()

    def when(self, day: str, who: str, name: str, **fields: object) -> tuple[Event, ...] | Refusal:
        """What follows if this actor gives this command on that day, once every year before it is over."""
        before = self.waits_until(day)
        answer = before._decide(before._command(who, name, fields), instant(day))
        assert answer is not None
        return answer

    def does(self, day: str, who: str, name: str, **fields: object) -> Supervision:
        """The supervision after an act that is accepted."""
        before = self.waits_until(day)
        answer = before.when(day, who, name, **fields)
        assert not isinstance(answer, Refusal), answer
        return before._after(answer)

    def waits_until(self, day: str) -> Supervision:
        """The supervision once every term that ends by then is over. The ledger takes the same timer only once."""
        story, until = self, instant(day)
        while (found := story.position.next_timer) and found.due <= until:
            answer, id_ = story.times_out(found, found.due), timer(STREAM, found).command_id
            assert answer is not None
            assert id_ not in story.fired, f"{found.term} has been told already, and would never end"
            story = replace(story._after(answer), fired=story.fired | {id_})
        return story

    def times_out(self, deadline: Deadline, at: datetime) -> tuple[Event, ...] | None:
        """What follows if the timer of this deadline comes at that instant."""
        command = timer(STREAM, deadline)
        assert isinstance(command, YearEnded)
        answer = self._decide(command, at)
        assert not isinstance(answer, Refusal)
        return answer

    @property
    def position(self) -> Position:
        """Where the supervision stands."""
        return position(STREAM, len(self.events), self.state, Law.load())

    @property
    def due(self) -> dict[str, str]:
        """The last day of the year that runs, and the dates that acts have set."""
        return {term: day for term, day in self._ends.items() if not term.startswith("duties.")}

    @property
    def alarms_due(self) -> list[str]:
        """The days on which somebody would be told of a duty."""
        return [day for term, day in self._ends.items() if term.startswith("duties.")]

    def asked(self, who: str) -> set[str]:
        """The commands that this actor's office is waited for to give."""
        actor = ACTORS[who]
        return {
            command
            for wait in self.position.waits
            if wait.role == actor.role and actor.province == (wait.province or actor.province)
            if wait.organisation in {None, actor.organisation}
            for command in wait.commands
        }

    @property
    def _ends(self) -> dict[str, str]:
        last = timedelta(microseconds=1)
        return {each.term: f"{local_day(each.due - last)}" for each in self.position.deadlines}

    def _command(self, who: str, name: str, fields: Mapping[str, object]) -> OutsideCommand | YearEnded:
        given = {
            "command_id": uuid5(IDS, f"{len(self.events)}/{name}"),
            "stream": STREAM,
            "actor": ACTORS[who],
        }
        return READER.validate_python({**given, "name": name, **fields})

    def _decide(
        self, command: OutsideCommand | YearEnded, at: datetime
    ) -> tuple[Event, ...] | Refusal | None:
        return decide(command, self.state, self.case, Moment(Law.load(), at, at))

    def _after(self, events: tuple[Event, ...]) -> Supervision:
        state = self.state
        for event in events:
            state = evolve(state, event)
        return replace(self, state=state, events=(*self.events, *events))


def posted(*people: str) -> tuple[dict[str, object], ...]:
    """People posted at the entrusted site in Wuxi who know process and GMP."""
    return tuple({"person": one, "site": "wuxi", "knows_process": True, "knows_gmp": True} for one in people)


SET_UP: Mapping[str, object] = {
    "postings": posted("T-1", "T-2"),
    "quality_system_version": "1",
    "compensation_policy_no": "1",
    "transport_validation_no": "1",
}
INSPECTION: Mapping[str, object] = {"site": "wuxi", "report_no": "1", "result": "compliant"}


@cache
def first_license() -> Case:
    """A case with its first license, not yet decided."""
    return with_papers().does("2025-03-28", "jiangsu", "decide_license", **grant("ds"))


@cache
def opened() -> Supervision:
    """Opened on the day of the first license."""
    return Supervision(first_license().state).does("2025-03-28", "engine", "open_supervision")


@cache
def set_up() -> Supervision:
    """The registration is approved: the holder sets up production."""
    return replace(opened(), case=approved().state).does("2025-07-10", "engine", "note_approval")


@cache
def producing() -> Supervision:
    """In production since 1 September 2025."""
    return set_up().does("2025-09-01", "applicant", "confirm_set_up", **SET_UP)
