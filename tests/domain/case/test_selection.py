"""Preliminary selection: what the rules found, what people made of it, and the decision."""

from __future__ import annotations

from domain.case.selection import NotSelected
from domain.case.state import CaseOutcome, Stage
from tests.domain.case.given import Case, accepted, before_nmpa, code, licensing, selected, topics

CO_DEVELOPED = {"product.origin": "co_developed"}
LICENSED_IN = {"product.origin": "licensed_in"}
CHEMICAL = {"product.registration_class": "chemical"}
NO_STUDY = {"segmentation_studies.transport": False}
YES = {"outcome": "selected", "reason": "meets the plan"}
NO = {"outcome": "not_selected", "reason": "does not meet the plan"}


def answered(case: Case, outcome: str, rule: str = "E06", day: str = "2025-03-05") -> Case:
    """The agency answers a finding."""
    return case.does(day, "shanghai", "resolve_finding", rule=rule, outcome=outcome, reason="as shown")


class TestSelection:
    def test_in_order(self) -> None:
        """A dossier in order is selected; no statutory term runs."""
        assert Stage.JOINT_PLAN == selected().state.stage
        assert {} == selected().due

    def test_other_agency(self) -> None:
        """Only the agency of the applicant's province selects."""
        assert "not_competent" == code(accepted().when("2025-03-05", "jiangsu", "decide_selection", **YES))

    def test_open_question(self) -> None:
        """An open question has to be answered by the agency before it selects."""
        case = accepted(CO_DEVELOPED)

        assert {"resolve_finding", "decide_selection"} == case.waits
        assert "finding_unresolved" == code(case.when("2025-03-05", "shanghai", "decide_selection", **YES))

    def test_answered_with_yes(self) -> None:
        """With the reasoned answer it can be selected; finding and answer both stay on record."""
        case = answered(accepted(CO_DEVELOPED), "PASS")

        assert {"decide_selection"} == case.waits
        assert ["case.selected"] == topics(case.when("2025-03-06", "shanghai", "decide_selection", **YES))
        assert "REFER" == next(f.outcome for f in case.state.selection.findings if f.rule == "E06")

    def test_answered_with_no(self) -> None:
        """What the agency answers with no stands against the dossier."""
        case = answered(accepted(CO_DEVELOPED), "FAIL")

        assert "finding_stands" == code(case.when("2025-03-06", "shanghai", "decide_selection", **YES))

    def test_second_thought(self) -> None:
        """The agency may answer again; the last answer counts."""
        case = answered(answered(accepted(CO_DEVELOPED), "FAIL"), "PASS")

        assert ["case.selected"] == topics(case.when("2025-03-06", "shanghai", "decide_selection", **YES))

    def test_no_question(self) -> None:
        """What the rules decide themselves is nobody's to answer."""
        answer = accepted(CHEMICAL).when(
            "2025-03-05", "shanghai", "resolve_finding", rule="E02", outcome="PASS", reason="please"
        )

        assert "finding_not_open" == code(answer)

    def test_failed_rule(self) -> None:
        """A failed hard rule stands against the dossier."""
        case = accepted(CHEMICAL)

        assert "finding_stands" == code(case.when("2025-03-05", "shanghai", "decide_selection", **YES))


class TestNotSelected:
    def test_remedies(self) -> None:
        """Not selected on 5 March: reconsideration ends after the May holidays, the court's term in September."""
        case = accepted(CHEMICAL).does("2025-03-05", "shanghai", "decide_selection", **NO)

        assert (Stage.CLOSING, CaseOutcome.NOT_SELECTED) == (case.state.stage, case.state.outcome)
        assert {"closing.reconsideration": "2025-05-06", "closing.litigation": "2025-09-05"} == case.due

    def test_reasons(self) -> None:
        """The decision names the rules against the dossier and cites their articles."""
        (event,) = accepted(CHEMICAL).does("2025-03-05", "shanghai", "decide_selection", **NO).events[-1:]

        assert isinstance(event, NotSelected)
        assert ("E02",) == event.rules
        assert {"plan/selection", "all/38"} < set(event.basis)

    def test_recommended(self) -> None:
        """A question that nobody answered counts as the rules recommend."""
        (event,) = accepted(LICENSED_IN).does("2025-03-05", "shanghai", "decide_selection", **NO).events[-1:]

        assert isinstance(event, NotSelected)
        assert ("E06",) == event.rules

    def test_not_recommended(self) -> None:
        """A question without a recommendation is not held against the dossier."""
        case = accepted(CO_DEVELOPED).does("2025-03-05", "shanghai", "decide_selection", **NO)
        (event,) = case.events[-1:]

        assert isinstance(event, NotSelected)
        assert () == event.rules


class TestHolds:
    def test_selected_all_the_same(self) -> None:
        """What only holds a later step back does not stand against the selection."""
        assert Stage.LICENSING == licensing(NO_STUDY).state.stage

    def test_lifted_later(self) -> None:
        """The agency lifts a hold at a later stage, when the paper has come."""
        case = answered(before_nmpa(NO_STUDY), "PASS", "E30", "2025-03-10")

        assert ["E30"] == [each.rule for each in case.state.selection.resolutions]

    def test_questions_are_over(self) -> None:
        """After the selection no open question is answered any more, only holds."""
        case = answered(accepted(CO_DEVELOPED), "PASS").does(
            "2025-03-06", "shanghai", "decide_selection", **YES
        )
        again = {"rule": "E06", "outcome": "FAIL", "reason": "changed our mind"}

        assert "finding_not_open" == code(case.when("2025-03-07", "shanghai", "resolve_finding", **again))
