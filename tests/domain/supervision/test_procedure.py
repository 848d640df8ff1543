"""Supervision: opened with the first license, set up after the approval, inspected every year of production."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.supervision.messages import AnnualInspectionMissed, YearClosed
from domain.supervision.state import SupervisionStage, SupervisionState
from tests.domain.case.given import code, instant, topics, with_papers
from tests.domain.supervision.given import (
    INSPECTION,
    SET_UP,
    Supervision,
    first_license,
    opened,
    posted,
    producing,
    set_up,
)


class TestOpening:
    def test_first_license(self) -> None:
        """With the first license the supervision opens, and its first year runs to the end of December."""
        assert {"year.2025": "2025-12-31"} == opened().due
        assert SupervisionStage.LICENSED == opened().state.stage

    def test_no_license(self) -> None:
        """Without a license there is nothing to supervise."""
        assert "no_license_yet" == code(
            Supervision(with_papers().state).when("2025-03-28", "engine", "open_supervision")
        )

    def test_by_a_person(self) -> None:
        """Only the engine opens it."""
        assert "not_competent" == code(
            Supervision(first_license().state).when("2025-03-28", "shanghai", "open_supervision")
        )

    def test_twice(self) -> None:
        """It opens once."""
        assert "already_open" == code(opened().when("2025-03-29", "engine", "open_supervision"))

    def test_before_it_exists(self) -> None:
        """Nothing is recorded in a supervision that has not opened."""
        assert "unknown_supervision" == code(
            Supervision(first_license().state).when(
                "2025-03-28", "jiangsu", "record_inspection", **INSPECTION
            )
        )


class TestApproval:
    def test_approved(self) -> None:
        """With the approval the holder is waited for."""
        assert SupervisionStage.SET_UP == set_up().state.stage
        (holder,) = [wait for wait in set_up().position.waits if "confirm_set_up" in wait.commands]

        assert "Example Pharma" == holder.organisation
        assert "plan/4" in holder.basis

    def test_not_approved(self) -> None:
        """An approval that the case does not hold is not noted."""
        assert "no_approval" == code(opened().when("2025-07-10", "engine", "note_approval"))

    def test_twice(self) -> None:
        """It is noted once."""
        assert "no_approval" == code(set_up().when("2025-07-11", "engine", "note_approval"))


class TestSetUp:
    def test_complete(self) -> None:
        """With two qualified people at the entrusted site production starts."""
        assert SupervisionStage.PRODUCTION == producing().state.stage

    @pytest.mark.parametrize(
        "postings",
        [
            posted("T-1"),
            posted("T-1", "T-1"),
            (*posted("T-1"), {**posted("T-2")[0], "knows_gmp": False}),
            (),
        ],
        ids=["one", "one twice", "one without GMP", "nobody"],
    )
    def test_too_few(self, postings: tuple[dict[str, object], ...]) -> None:
        """Fewer than two qualified people at a site hold production back."""
        assert "set_up_incomplete" == code(
            set_up().when("2025-09-01", "applicant", "confirm_set_up", **{**SET_UP, "postings": postings})
        )

    def test_unknown_site(self) -> None:
        """People are posted at sites of the chain."""
        elsewhere = ({**posted("T-1")[0], "site": "suzhou"},)

        assert "unknown_site" == code(
            set_up().when("2025-09-01", "applicant", "confirm_set_up", **{**SET_UP, "postings": elsewhere})
        )

    def test_before_the_approval(self) -> None:
        """Before the approval nothing is set up."""
        assert "wrong_stage" == code(opened().when("2025-06-01", "applicant", "confirm_set_up", **SET_UP))

    def test_by_the_manufacturer(self) -> None:
        """It is the holder who confirms."""
        assert "not_competent" == code(set_up().when("2025-09-01", "ds", "confirm_set_up", **SET_UP))

    def test_through_an_agent(self) -> None:
        """For an overseas holder its domestic agent confirms."""
        case = set_up().case
        assert case.dossier is not None
        change = {"domestic_agent": {"name": "Domestic Agent", "province": "310000"}}
        applicant = type(case.dossier.applicant).model_validate({**dict(case.dossier.applicant), **change})
        overseas = case.model_copy(
            update={"dossier": case.dossier.model_copy(update={"applicant": applicant})}
        )

        answer = replace(set_up(), case=overseas).when("2025-09-01", "agent", "confirm_set_up", **SET_UP)

        assert ["supervision.production_started"] == topics(answer)


class TestRecords:
    def test_inspection(self) -> None:
        """Every year in production each agency is waited for until it has inspected its own site."""
        before = producing()
        after = before.does("2025-10-20", "jiangsu", "record_inspection", **INSPECTION)

        assert {"record_inspection"} == before.asked("jiangsu")
        assert set() == after.asked("jiangsu")
        assert "record_inspection" in after.asked("shanghai")

    @pytest.mark.parametrize(
        ("who", "name", "refusal"),
        [
            ("shanghai", "record_inspection", "inspection_not_assigned"),
            ("zhejiang", "record_inspection", "not_competent"),
            ("shanghai", "record_sampling", "not_competent"),
        ],
    )
    def test_another_province(self, who: str, name: str, refusal: str) -> None:
        """An agency inspects the sites of its own province."""
        given = {**INSPECTION, "result": "compliant" if name == "record_inspection" else "conforming"}

        assert refusal == code(producing().when("2025-10-20", who, name, **given))

    def test_unknown_site(self) -> None:
        """What is no site of the chain is not inspected under it."""
        elsewhere = {**INSPECTION, "site": "suzhou"}

        assert "unknown_site" == code(
            producing().when("2025-10-20", "jiangsu", "record_inspection", **elsewhere)
        )

    def test_audit(self) -> None:
        """The holder records its audits."""
        case = producing().does("2025-10-20", "applicant", "record_audit", site="wuxi", report_no="1")

        assert case.state.year is not None
        assert ("wuxi",) == case.state.year.audited

    def test_from_the_future(self) -> None:
        """Nobody reports what has not happened yet."""
        tomorrow = {**INSPECTION, "occurred": instant("2025-10-21")}

        assert "occurred_in_future" == code(
            producing().when("2025-10-20", "jiangsu", "record_inspection", **tomorrow)
        )

    def test_of_last_year(self) -> None:
        """An inspection of last year that is recorded late counts for no other year."""
        late = {**INSPECTION, "occurred": instant("2025-12-30")}
        case = producing().does("2026-01-05", "jiangsu", "record_inspection", **late)

        assert case.state.year is not None
        assert () == case.state.year.inspected


class TestYears:
    def test_not_in_production(self) -> None:
        """A year without production needs no inspection."""
        case = opened().waits_until("2026-01-01T00:00")

        assert ["supervision.year_closed"] == topics(case.events[-1:])
        assert {"rectification.a134": "2026-12-30", "year.2026": "2026-12-31"} == case.due

    def test_inspected(self) -> None:
        """One comprehensive inspection in the year is enough."""
        case = producing().does("2025-10-20", "jiangsu", "record_inspection", **INSPECTION)
        *alarms, closed = case.waits_until("2026-01-01T00:00").events[len(case.events) :]

        begun = "supervision.rectification_year_begun"
        assert {"supervision.alarm_raised", begun} == set(topics(tuple(alarms)))
        assert isinstance(closed, YearClosed)
        assert (True, 1) == (closed.in_production, closed.inspections)

    def test_missed(self) -> None:
        """A year of production without one names the holder's province as responsible."""
        missed, closed = producing().waits_until("2026-01-01T00:00").events[-2:]

        assert isinstance(missed, AnnualInspectionMissed)
        assert isinstance(closed, YearClosed)
        assert (2025, "310000", ("plan/supervision", "o28/55")) == (
            missed.year,
            missed.responsible,
            missed.basis,
        )

    def test_every_year(self) -> None:
        """Last year's inspection does not count for this one."""
        case = producing().does("2025-10-20", "jiangsu", "record_inspection", **INSPECTION)

        assert ["supervision.annual_inspection_missed", "supervision.year_closed"] == topics(
            case.waits_until("2027-01-01T00:00").events[-2:]
        )

    def test_timer(self) -> None:
        """A year ends once, and not before its last day is over."""
        (year,) = [each for each in producing().position.deadlines if each.term.startswith("year.")]
        after = producing().waits_until("2026-01-01T00:00")

        assert None is producing().times_out(year, year.due - timedelta(microseconds=1))
        assert None is after.times_out(year, year.due)
        assert None is replace(producing(), state=SupervisionState()).times_out(year, year.due)


class TestEnd:
    def test_end(self) -> None:
        """The holder's agency ends the supervision; nothing runs and nothing follows."""
        case = producing().does("2026-02-02", "shanghai", "end_supervision", reason="made no more")

        assert (True, "closed", {}) == (case.state.closed, case.position.stage, case.due)
        assert "supervision_closed" == code(
            case.when("2026-02-03", "jiangsu", "record_inspection", **INSPECTION)
        )

    def test_another_agency(self) -> None:
        """Another province's agency does not end it."""
        assert "not_competent" == code(
            producing().when("2026-02-02", "jiangsu", "end_supervision", reason="made no more")
        )


class TestClockOfADemonstration:
    def test_forward(self) -> None:
        """The engine moves the clock forward, and only forward."""
        moved = opened().does("2025-04-01", "engine", "move_supervision_clock", shift=timedelta(days=9))
        again = moved.when("2025-04-02", "engine", "move_supervision_clock", shift=timedelta(days=9))

        assert timedelta(days=9) == moved.position.shift
        assert "clock_moves_forward_only" == code(again)
