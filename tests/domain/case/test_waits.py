"""A wait names only what its party can do: an act that would be refused is not asked for."""

from __future__ import annotations

from tests.domain.case.given import Case, applied, dossier, submitted, uninspected

SHORT = {"applicant.primary_responsibility": None}
ASKED = {"defects": ("a signature",)}


def explained() -> Case:
    """The centre has asked for an explanation, on 2 June 2025."""
    questions = {"questions": ("Why two sites?",)}
    return uninspected().does("2025-06-02", "cde", "request_explanation", **questions)


class TestIntake:
    def test_paper_missing(self) -> None:
        """While a paper is missing nobody is asked to accept."""
        assert {"request_correction", "refuse_acceptance"} == submitted(SHORT).waits

    def test_second_correction(self) -> None:
        """A correction is asked for once."""
        case = submitted().does("2025-03-04", "shanghai", "request_correction", **ASKED)
        case = case.does("2025-03-05", "applicant", "correct", dossier=dossier())

        assert {"accept", "refuse_acceptance"} == case.waits


class TestLicense:
    def test_second_correction(self) -> None:
        """A license application is sent back for correction once."""
        asked = applied().does("2025-03-14", "jiangsu", "request_license_correction", licensee="ds", **ASKED)
        case = asked.does("2025-03-17", "ds", "correct_license_application", licensee="ds", remark="signed")
        jiangsu = [wait.commands for wait in case.position.waits if wait.province == "320000"]

        assert [("accept_license_application", "refuse_license_acceptance")] == jiangsu


class TestReview:
    def test_explanation_awaited(self) -> None:
        """The centre does not conclude while it awaits an explanation."""
        assert "answer_explanation" in explained().waits
        assert "conclude_review" not in explained().waits

    def test_explanation_given(self) -> None:
        """With the answer it may."""
        case = explained().does("2025-06-04", "applicant", "answer_explanation", remark="two stages")

        assert "conclude_review" in case.waits
