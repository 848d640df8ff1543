"""What holds for every supervision, whoever records what in whatever order on whichever later day."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.law import Law
from domain.messages import Event, Refusal
from domain.supervision.procedure import evolve
from domain.supervision.state import SupervisionState
from tests.domain.case.given import approved
from tests.domain.supervision.given import INSPECTION, SET_UP, Supervision, first_license

LAW = Law.load()

SAMPLING: dict[str, object] = {"site": "wuxi", "report_no": "1", "result": "conforming"}
ACTS: tuple[tuple[str, str, dict[str, object]], ...] = (
    ("engine", "open_supervision", {}),
    ("engine", "note_approval", {}),
    ("applicant", "confirm_set_up", dict(SET_UP)),
    ("applicant", "confirm_set_up", {**SET_UP, "postings": ()}),
    ("jiangsu", "record_inspection", dict(INSPECTION)),
    ("shanghai", "record_inspection", {**INSPECTION, "site": "pudong", "result": "defects"}),
    ("zhejiang", "record_inspection", dict(INSPECTION)),
    ("jiangsu", "record_sampling", dict(SAMPLING)),
    ("applicant", "record_audit", {"site": "wuxi", "report_no": "1"}),
    ("shanghai", "end_supervision", {"reason": "made no more"}),
    ("engine", "move_supervision_clock", {"shift": timedelta(days=1)}),
)
WAYS = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 200)), max_size=20)


def looked_at(events: tuple[Event, ...]) -> None:
    """Every event has articles that exist, and can be written and read."""
    for event in events:
        assert event.basis
        assert all(LAW.provision(provision) for provision in event.basis)
        assert event == type(event).model_validate_json(event.model_dump_json())


@given(way=WAYS, decided=st.booleans())
def test_any_story(way: list[tuple[tuple[str, str, dict[str, object]], int]], decided: bool) -> None:  # noqa: FBT001
    """Whatever is tried, every answer has its article, and an open supervision has a year that runs."""
    story = Supervision(approved().state if decided else first_license().state)
    day = approved().state.submitted
    assert day is not None
    day += timedelta(days=180)
    for (who, name, fields), days in way:
        day += timedelta(days=days)
        answer = story.when(f"{day:%Y-%m-%dT%H:%M}", who, name, **fields)
        if isinstance(answer, Refusal):
            assert answer.basis
            assert all(LAW.provision(provision) for provision in answer.basis)
            continue
        assert not story.state.closed
        story = story.does(f"{day:%Y-%m-%dT%H:%M}", who, name, **fields)
        looked_at(story.events)
        assert bool(story.position.deadlines) is not story.state.closed

    state = SupervisionState()
    for event in story.events:
        state = evolve(state, event)

    assert replace(story, state=state) == story
