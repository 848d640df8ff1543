"""What holds for every supervision, whoever records what in whatever order on whichever later day."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.law import Law
from domain.messages import Event, Refusal
from domain.supervision.duty_ledger import next_alarm, unfulfilled
from domain.supervision.procedure import evolve
from domain.supervision.state import SupervisionState
from tests.domain.case.given import approved
from tests.domain.supervision.given import INSPECTION, SET_UP, Supervision, first_license, posted

LAW = Law.load()

SAMPLING: dict[str, object] = {"site": "wuxi", "report_no": "1", "result": "conforming"}
FAILED: dict[str, object] = {
    **INSPECTION,
    "result": "not_compliant",
    "findings": ({"text": "no barrier", "grade": "critical", "correct_by": "2027-06-30"}, "a gap in the log"),
}
VERIFIED: dict[str, object] = {"report_no": "1", "reason": "seen on site"}
MEASURE: dict[str, object] = {"site": "wuxi", "document_no": "1", "reason": "risk"}
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
    ("applicant", "record_audit", {"site": "wuxi", "report_no": "2", "kind": "spot_check"}),
    ("applicant", "report_refused_audit", {"site": "wuxi", "reason": "gate closed"}),
    ("applicant", "confirm_set_up", {**SET_UP, "compensation_valid_until": "2027-03-01"}),
    ("applicant", "post_staff", {"postings": posted("T-3")}),
    ("applicant", "end_posting", {"person": "T-1", "site": "wuxi", "reason": "left"}),
    ("applicant", "renew_compensation", {"policy_no": "2", "valid_until": "2027-01-01"}),
    ("ds", "start_batch", {"site": "wuxi", "batch_no": "1"}),
    ("jiangsu", "record_inspection", FAILED),
    ("jiangsu", "record_sampling", {**SAMPLING, "result": "not_conforming"}),
    ("ds", "hand_in_corrective_plan", {"finding": 1, "plan": "mend it"}),
    ("jiangsu", "verify_correction", {"finding": 1, "outcome": "corrected", **VERIFIED}),
    ("jiangsu", "verify_correction", {"finding": 1, "outcome": "not_corrected", **VERIFIED}),
    ("jiangsu", "admonish", MEASURE),
    ("jiangsu", "hold_talk", MEASURE),
    ("jiangsu", "order_rectification", {**MEASURE, "rectify_by": "2027-06-30"}),
    ("jiangsu", "suspend_production", MEASURE),
    ("jiangsu", "lift_suspension", {"suspension": 1, "document_no": "2", "reason": "rectified"}),
    ("ds", "report_correction", {"finding": 1, "report_no": "1", "remark": "mended"}),
    ("ds", "report_self_inspection", {"site": "wuxi", "report_no": "1"}),
    ("applicant", "file_annual_report", {"year": 2024, "report_no": "1"}),
    ("shanghai", "acknowledge_finding", {"finding": 1}),
    ("shanghai", "acknowledge_alarm", {"alarm": 1, "fulfil_by": "2027-06-30", "answer": "soon"}),
    ("jiangsu", "record_inspection", {**INSPECTION, "joint_with": ("310000",), "cause": "together"}),
    ("shanghai", "record_inspection", {**INSPECTION, "kind": "for_cause", "cause": "a complaint"}),
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
        assert all(next_alarm(line, LAW.calendar) or line.alarms for line in unfulfilled(story.state, LAW))
        assert all(
            wait.basis and (wait.province or wait.organisation or wait.role == "nmpa")
            for wait in story.position.waits
        )

    state = SupervisionState()
    for event in story.events:
        state = evolve(state, event)

    assert replace(story, state=state) == story
