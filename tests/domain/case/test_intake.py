"""Intake: who submits and when, the formal check with its one correction, acceptance or not."""

from __future__ import annotations

import pytest

from domain.case.state import CaseOutcome, Stage
from tests.domain.case.given import Case, accepted, code, dossier, instant, submitted, topics

UNSTUDIED = {"cmos.0.quality_agreement": None}


class TestSubmission:
    def test_in_time(self) -> None:
        """A submission opens the case, fixes its regime and begins the formal check of five working days."""
        case = submitted()

        assert ["case.submitted", "case.dossier_assessed"] == topics(case.events)
        assert "pilot" == case.state.regime
        assert {"intake.check": "2025-03-10"} == case.due
        assert {"accept", "request_correction", "refuse_acceptance"} == case.waits

    def test_last_day(self) -> None:
        """The last day of the pilot counts until midnight in China."""
        answer = Case().when("2025-12-31T23:59", "applicant", "submit", dossier=dossier())

        assert "case.submitted" in topics(answer)

    @pytest.mark.parametrize(
        ("day", "expected"),
        [
            ("2024-10-20", "no_route"),
            ("2026-01-01", "no_route"),
            ("2026-03-31", "no_route"),
        ],
        ids=["before the plan", "a day late", "in the gap"],
    )
    def test_without_intake(self, day: str, expected: str) -> None:
        """A submission on a day on which nothing is open is refused, and told why."""
        assert expected == code(Case().when(day, "applicant", "submit", dossier=dossier()))

    def test_articles_of_the_day(self) -> None:
        """A late submission is refused on an article in force that day, not on a notice yet to come."""
        refusal = Case().when("2026-01-01", "applicant", "submit", dossier=dossier())

        assert not isinstance(refusal, tuple)
        assert ("plan/submission",) == refusal.basis

    def test_twice(self) -> None:
        """A case is submitted once."""
        assert "already_open" == code(
            submitted().when("2025-03-04", "applicant", "submit", dossier=dossier())
        )

    def test_by_a_stranger(self) -> None:
        """Only the applicant of the dossier submits it."""
        assert "not_competent" == code(Case().when("2025-03-03", "stranger", "submit", dossier=dossier()))

    def test_through_an_agent(self) -> None:
        """An overseas applicant submits through its domestic agent, whose province takes the case."""
        overseas = {
            "applicant.country": "CH",
            "applicant.province": None,
            "applicant.domestic_agent": {"name": "Domestic Agent", "province": "310000"},
        }
        case = Case().does("2025-03-03", "agent", "submit", dossier=dossier(overseas))
        waiting = case.does("2025-03-04", "shanghai", "request_correction", defects=("a signature",))

        assert "Domestic Agent" == waiting.position.waits[0].organisation

    def test_without_a_mainland_applicant(self) -> None:
        """Without anybody in the mainland no province could take the case."""
        nobody = dossier({"applicant.country": "CH", "applicant.province": None})

        assert "no_mainland_applicant" == code(
            Case().when("2025-03-03", "applicant", "submit", dossier=nobody)
        )

    def test_before_it_exists(self) -> None:
        """Nothing can be done in a case that was never submitted."""
        assert "unknown_case" == code(Case().when("2025-03-03", "shanghai", "accept", acceptance_no="1"))

    def test_from_the_future(self) -> None:
        """Nobody reports what has not happened yet."""
        answer = Case().when(
            "2025-03-03", "applicant", "submit", dossier=dossier(), occurred=instant("2025-03-04")
        )

        assert "occurred_in_future" == code(answer)


class TestCounterEntry:
    def entry(self, received_at: str) -> dict[str, object]:
        """What an officer notes of a dossier that came over the counter."""
        return {"channel": "counter", "received_at": instant(received_at), "receipt_document": "R-1"}

    def test_by_an_officer(self) -> None:
        """What an officer enters counts from its receipt: the regime, and the formal check."""
        case = Case().does(
            "2026-01-05", "shanghai", "submit", dossier=dossier(), entry=self.entry("2025-12-31")
        )

        assert "pilot" == case.state.regime
        assert instant("2025-12-31") == case.state.submitted
        assert {"intake.check": "2026-01-08"} == case.due

    def test_by_the_applicant(self) -> None:
        """The applicant cannot say when its own dossier was received."""
        answer = Case().when(
            "2025-03-05", "applicant", "submit", dossier=dossier(), entry=self.entry("2025-03-03")
        )

        assert "entry_by_officer_only" == code(answer)

    def test_without_a_receipt(self) -> None:
        """An officer enters a dossier with its receipt or not at all."""
        assert "entry_by_officer_only" == code(
            Case().when("2025-03-05", "shanghai", "submit", dossier=dossier())
        )

    def test_by_another_province(self) -> None:
        """The officer is one of the applicant's province."""
        answer = Case().when(
            "2025-03-05", "jiangsu", "submit", dossier=dossier(), entry=self.entry("2025-03-03")
        )

        assert "not_competent" == code(answer)

    def test_ahead_of_time(self) -> None:
        """A receipt that is still to come is none."""
        answer = Case().when(
            "2025-03-05", "shanghai", "submit", dossier=dossier(), entry=self.entry("2025-03-06")
        )

        assert "receipt_in_the_future" == code(answer)


class TestFormalCheck:
    def test_acceptance(self) -> None:
        """Acceptance ends the check and opens the selection."""
        case = accepted()

        assert Stage.PRELIMINARY_SELECTION == case.state.stage
        assert {} == case.due

    def test_silence(self) -> None:
        """Silence accepts nothing: the agency is reminded once and still owes the check."""
        case = submitted().waits_until("2025-04-30")

        assert ["case.formal_check_overdue"] == topics(case.events[2:])
        assert Stage.INTAKE == case.state.stage
        assert "case.accepted" in topics(case.when("2025-04-30", "shanghai", "accept", acceptance_no="1"))

    def test_missing_papers(self) -> None:
        """A dossier whose papers are missing is not accepted."""
        assert "papers_missing" == code(
            submitted(UNSTUDIED).when("2025-03-04", "shanghai", "accept", acceptance_no="1")
        )

    def test_refusal(self) -> None:
        """A dossier that is not accepted goes to its remedy terms."""
        case = submitted().does("2025-03-05", "shanghai", "refuse_acceptance", reason="not for this agency")

        assert (Stage.CLOSING, CaseOutcome.NOT_ACCEPTED) == (case.state.stage, case.state.outcome)
        assert {"closing.reconsideration": "2025-05-06", "closing.litigation": "2025-09-05"} == case.due

    def test_another_province(self) -> None:
        """A neighbouring province accepts nothing, and is told who would."""
        answer = submitted().when("2025-03-04", "jiangsu", "accept", acceptance_no="1")

        assert "not_competent" == code(answer)
        assert not isinstance(answer, tuple)
        assert ("plan/selection", "all/32") == answer.basis

    def test_a_later_stage(self) -> None:
        """What belongs to a later stage is not known yet."""
        assert "wrong_stage" == code(submitted().when("2025-03-04", "shanghai", "sign_scheme", version=1))


class TestCorrection:
    def asked(self) -> Case:
        """A correction asked for on Wednesday 5 March."""
        return submitted(UNSTUDIED).does(
            "2025-03-05", "shanghai", "request_correction", defects=("quality agreement",)
        )

    def test_request(self) -> None:
        """The notice ends the check: no text sets the applicant a term for its answer."""
        assert {} == self.asked().due
        assert {"correct"} == self.asked().waits

    def test_answer(self) -> None:
        """The corrected dossier is assessed anew and checked in five more working days."""
        case = self.asked().does("2025-03-14", "applicant", "correct", dossier=dossier())

        assert ["case.dossier_corrected", "case.dossier_assessed"] == topics(case.events[3:])
        assert {"intake.check": "2025-03-21"} == case.due
        assert Stage.PRELIMINARY_SELECTION == (
            case.does("2025-03-17", "shanghai", "accept", acceptance_no="1").state.stage
        )

    def test_acceptance_meanwhile(self) -> None:
        """While a correction is awaited nothing is accepted."""
        assert "correction_awaited" == code(
            self.asked().when("2025-03-06", "shanghai", "accept", acceptance_no="1")
        )

    def test_only_one(self) -> None:
        """Everything is asked for once, before and after the answer."""
        answered = self.asked().does("2025-03-14", "applicant", "correct", dossier=dossier())
        again = {"defects": ("one thing more",)}

        assert "correction_already_used" == code(
            self.asked().when("2025-03-06", "shanghai", "request_correction", **again)
        )
        assert "correction_already_used" == code(
            answered.when("2025-03-17", "shanghai", "request_correction", **again)
        )

    def test_unasked(self) -> None:
        """Nobody corrects what was not asked for."""
        assert "correction_not_requested" == code(
            submitted().when("2025-03-04", "applicant", "correct", dossier=dossier())
        )

    @pytest.mark.parametrize("change", [{"product.name": "Another"}, {"applicant.province": "330000"}])
    def test_another_case(self, change: dict[str, object]) -> None:
        """A correction cannot make it the case of another product or province."""
        assert "correction_changes_the_case" == code(
            self.asked().when("2025-03-14", "applicant", "correct", dossier=dossier(change))
        )
