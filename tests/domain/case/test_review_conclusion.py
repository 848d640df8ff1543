"""Explanation, extension, the points of the review, dissent and expert panel.

The review of 1 April 2025 is concluded on 1 July; July has 23 working days, August 21, September 23 (the 28th is one).
"""

from __future__ import annotations

from datetime import date

import pytest

from domain.dossier import Kind
from domain.law import Law
from domain.wording.tables import table
from tests.domain.case.given import CONCLUSION, Case, code, dossier, reviewing, topics, uninspected

POINTS = ("transport_validation", "received_intermediates", "lifecycle_management", "small_molecule")


def conjugate() -> Case:
    """A review of an antibody-drug conjugate."""
    case = uninspected()
    return Case(
        case.state.model_copy(update={"dossier": dossier({"product.kind": "adc"})}),
        case.events,
    )


def findings(*unmet: str) -> tuple[dict[str, object], ...]:
    """A finding on each point."""
    return tuple({"point": point, "satisfied": point not in unmet} for point in POINTS)


class TestExplanation:
    def asked(self) -> Case:
        """Asked on 6 May."""
        return uninspected().does("2025-05-06", "cde", "request_explanation", questions=("why?",))

    def test_clock(self) -> None:
        """The applicant has five working days, and the review goes on meanwhile."""
        assert {"review.clock": "2026-01-19", "review.explain": "2025-05-13"} == self.asked().due
        assert "answer_explanation" in self.asked().waits

    def test_answer(self) -> None:
        """With the answer its term ends."""
        case = self.asked().does("2025-05-09", "applicant", "answer_explanation", remark="because")

        assert {"review.clock": "2026-01-19"} == case.due
        assert "explanation_not_requested" == code(
            case.when("2025-05-12", "applicant", "answer_explanation", remark="and because")
        )

    @pytest.mark.parametrize("timers", [True, False])
    def test_late(self, timers: bool) -> None:  # noqa: FBT001 - a parameter of the test
        """After the term it is late, whether the timer has come or not, and the centre concludes without it."""
        tell = self.asked().when if timers else self.asked().without_timers

        assert "explanation_late" == code(tell("2025-05-14", "applicant", "answer_explanation", remark="so"))

    def test_conclusion_meanwhile(self) -> None:
        """While it is awaited the review is not concluded, and no other is asked for."""
        conclusion = {"conclusion": "approve", **CONCLUSION}

        assert "explanation_open" == code(
            self.asked().when("2025-05-07", "cde", "conclude_review", **conclusion)
        )
        assert "explanation_open" == code(
            self.asked().when("2025-05-07", "cde", "request_explanation", questions=("and?",))
        )
        assert ["review.concluded"] == topics(
            self.asked().when("2025-05-14", "cde", "conclude_review", **conclusion)
        )


class TestExtension:
    HOW = {"approved_by": "the head of the centre", "notice_no": "1", "reason": "a novel process"}

    def test_longer(self) -> None:
        """Twenty working days more, for the reports of the inspection too."""
        case = reviewing("reg.maa.rare").does(
            "2025-05-06", "cde", "notify_registration_inspection", notice_no="1"
        )
        case = case.does("2025-05-07", "cde", "extend_review", days=20, **self.HOW)

        assert {"review.clock": "2025-08-11", "review.inspection_report": "2025-06-16"} == case.due
        assert "already_extended" == code(case.when("2025-05-08", "cde", "extend_review", days=1, **self.HOW))

    def test_at_most_a_half(self) -> None:
        """A limit of seventy days grows by thirty-five at most."""
        case = uninspected("reg.maa.rare")
        answer = case.when("2025-05-07", "cde", "extend_review", days=36, **self.HOW)

        assert "extension_too_long" == code(answer)
        assert not isinstance(answer, tuple)
        assert "35" == answer.facts["most"]
        assert ["review.extended"] == topics(
            case.when("2025-05-07", "cde", "extend_review", days=35, **self.HOW)
        )

    def test_while_it_stands_still(self) -> None:
        """A review that stands still is extended too; its end is known when it goes on."""
        case = uninspected("reg.maa.rare").does("2025-05-07", "cde", "request_supplement", questions=("?",))
        case = case.does("2025-05-08", "cde", "extend_review", days=10, **self.HOW)

        assert "review.clock" not in case.due
        assert (
            "2025-08-25"
            == (
                case.does("2025-05-08", "applicant", "answer_supplement", remark="attached").due[
                    "review.clock"
                ]
            )
        )

    def test_over(self) -> None:
        """A review that is over is not extended."""
        case = uninspected("reg.maa.rare")

        assert "review_term_over" == code(case.when("2025-07-15", "cde", "extend_review", days=1, **self.HOW))


class TestPoints:
    def conclude(self, points: tuple[dict[str, object], ...], conclusion: str = "approve") -> object:
        """The centre concludes."""
        return conjugate().when(
            "2025-07-01", "cde", "conclude_review", conclusion=conclusion, points=points, **CONCLUSION
        )

    def test_all(self) -> None:
        """With a finding on every point the review of a conjugate is concluded."""
        assert isinstance(self.conclude(findings()), tuple)

    @pytest.mark.parametrize("points", [(), findings()[1:], (*findings(), *findings()[:1])])
    @pytest.mark.parametrize("conclusion", ["approve", "reject"])
    def test_incomplete(self, points: tuple[dict[str, object], ...], conclusion: str) -> None:
        """Each point has exactly one finding, whatever the conclusion, and each has its article."""
        answer = self.conclude(points, conclusion)

        assert "review_points_incomplete" == getattr(answer, "code", None)
        assert ("ade/transport", "ade/intermediates", "ade/lifecycle", "ade/small-molecule") == getattr(
            answer, "basis", None
        )

    def test_not_satisfied(self) -> None:
        """A point that is not satisfied rules out a positive conclusion, not a negative one."""
        unmet = findings("received_intermediates")

        assert "review_point_not_satisfied" == getattr(self.conclude(unmet), "code", None)
        assert ("ade/intermediates",) == getattr(self.conclude(unmet), "basis", None)
        assert isinstance(self.conclude(unmet, "reject"), tuple)

    def test_another_kind(self) -> None:
        """For a kind of which no list speaks there is nothing to find."""
        answer = uninspected().when(
            "2025-07-01", "cde", "conclude_review", conclusion="approve", points=findings(), **CONCLUSION
        )

        assert "review_points_incomplete" == code(answer)

    def test_list(self) -> None:
        """The list holds from its own day on, and every point has a word."""
        law = Law.load()

        points = [point for item in law.shelf.review_points for point in item.value.points]

        assert POINTS == tuple(point.key for point in law.review_points(Kind.ADC, date(2024, 11, 7)))
        assert () == law.review_points(Kind.ADC, date(2024, 11, 6))
        assert set() == {point.key for point in points} - set(table("glossary"))
