"""What holds for every case, whoever does what in whatever order on whichever later day."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.case.base import TermEnded
from domain.case.closing import REMEDY_TERMS
from domain.case.procedure import decide, evolve
from domain.case.standing import position
from domain.case.state import CaseState
from domain.law import Law
from domain.messages import Refusal
from domain.model import SHANGHAI
from domain.moment import Moment
from domain.position import Position
from domain.streams import IDS, timer
from domain.terms import ProcedureEvent
from tests.domain.case.alphabet import ACTS, MAIN_PATH, NOTICE_PATH, Act
from tests.domain.case.given import ACTORS, READER, STREAM

LAW = Law.load()
PATHS = (
    (datetime(2025, 3, 3, 10, tzinfo=SHANGHAI), MAIN_PATH),
    (datetime(2026, 6, 10, 10, tzinfo=SHANGHAI), NOTICE_PATH),
)
"""When a case of the pilot begins, and one under Notice 173, and the acts of each that goes straight through."""

WITHOUT_ARTICLE = frozenset({"no_route"})
"""Before the Plan no text spoke of segmented manufacture: its refusal has no article, and says so."""

TRIES = st.lists(st.tuples(st.integers(0, 999), st.integers(0, 45), st.booleans()), max_size=25)
"""Which act, after how many days, and whether only acts that somebody waits for are looked at."""

Story = tuple[int, int, int, list[tuple[int, int, bool]], bool]
STORIES = st.tuples(
    st.sampled_from([0, 1]), st.integers(0, len(MAIN_PATH)), st.integers(0, 6), TRIES, st.booleans()
)
"""Which way the case takes, how far it goes straight, at which pace; what is tried then; whether timers are in time."""


class Play:
    """Plays acts on a case, with or without the timers in between, and looks at everything that follows."""

    def __init__(self, start: datetime, *, timers: bool) -> None:
        """Begin with nothing."""
        self.state = CaseState()
        self.events: list[ProcedureEvent] = []
        self.now = start
        self.timers = timers

    def chosen(self, which: int, *, awaited: bool) -> Act:
        """One act of the alphabet, or of those that somebody waits for."""
        wanted = {command for wait in self.standing.waits for command in wait.commands}
        acts = [act for act in ACTS if act.name in wanted] if awaited else []
        return (acts or ACTS)[which % len(acts or ACTS)]

    def act(self, act: Act, days: int) -> None:
        """Somebody acts, so many days later."""
        until = self.now + timedelta(days=days)
        while self.timers and (found := self.standing.next_timer) and found.due <= until:
            passed = timer(STREAM, found)
            assert isinstance(passed, TermEnded)
            ended = decide(passed, self.state, Moment(LAW, found.due, found.due))
            assert ended
            self.take(ended)
        self.now = until
        command = READER.validate_python(
            {
                "command_id": uuid5(IDS, f"{len(self.events)}"),
                "stream": STREAM,
                "actor": ACTORS[act.who],
                "name": act.name,
                **act.fields,
            }
        )
        answer = decide(command, self.state, Moment(LAW, until, until))
        assert answer, "an outside command is always answered"
        self.take(answer)

    def take(self, answer: tuple[ProcedureEvent, ...] | Refusal) -> None:
        """Look at an answer and, if it is events, carry it out."""
        if isinstance(answer, Refusal):
            assert answer.code in WITHOUT_ARTICLE or answer.basis
            assert all(LAW.provision(provision) for provision in answer.basis)
            return
        was_closed = self.state.closed
        for event in answer:
            assert event.basis
            assert all(LAW.provision(provision) for provision in event.basis)
            assert event == type(event).model_validate_json(event.model_dump_json())
            self.state = evolve(self.state, event)
            self.events.append(event)
        assert not was_closed, "nothing happens in a closed case"
        self.look()

    def look(self) -> None:
        """An open case waits for somebody or for a term; a closed one for nothing."""
        standing = self.standing
        assert standing.closed is self.state.closed
        assert standing.summary
        assert bool(standing.waits or standing.deadlines) is not standing.closed
        assert all(wait.basis for wait in standing.waits)
        if self.state.suspension:
            self.stands_still()

    def stands_still(self) -> None:
        """While a case is suspended no term of its procedure runs on, and a named office can resume it."""
        own = [each for each in self.standing.deadlines if not each.term.startswith(REMEDY_TERMS)]
        assert all(each.due <= self.now for each in own), "but one that ran out before"
        assert any("resume_case" in wait.commands for wait in self.standing.waits)

    @property
    def standing(self) -> Position:
        """Where the case stands."""
        return position(STREAM, len(self.events), self.state, LAW)


def played(story: Story) -> Play:
    """The case after all of that."""
    way, steps, pace, tries, timers = story
    start, path = PATHS[way]
    play = Play(start, timers=timers)
    for act in path[:steps]:
        play.act(act, pace)
    for which, days, awaited in tries:
        play.act(play.chosen(which, awaited=awaited), days)
    return play


@given(story=STORIES)
def test_any_story(story: Story) -> None:
    """Whatever is tried, every answer has its article, and an open case waits for somebody or something."""
    assert played(story).now >= PATHS[story[0]][0]


@given(story=STORIES)
def test_replay(story: Story) -> None:
    """The events alone make the same state again, also after they have been written and read."""
    play = played(story)
    state = CaseState()
    for event in play.events:
        state = evolve(state, type(event).model_validate_json(event.model_dump_json()))

    assert play.state == state


@pytest.mark.parametrize("timers", [True, False])
@pytest.mark.parametrize(("start", "path"), PATHS, ids=["pilot", "notice 173"])
def test_path_arrives(start: datetime, path: tuple[Act, ...], timers: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """The path itself arrives at an approval."""
    play = Play(start, timers=timers)
    for act in path:
        play.act(act, 1)

    assert "approved" == play.state.outcome
