"""National decision: five findings, then approval, return to the plan, or refusal."""

from __future__ import annotations

from domain.case.state import CaseOutcome, LicenseStep, Stage
from domain.messages import Refusal
from domain.terms import ProcedureEvent
from tests.domain.case.given import PLAN, SATISFIED, before_nmpa, code, licensing, topics

DAY = "2025-03-11"


def decided(
    outcome: str, findings: object = SATISFIED, who: str = "nmpa"
) -> tuple[ProcedureEvent, ...] | Refusal:
    """What follows from NMPA's decision."""
    return before_nmpa().when(
        DAY, who, "decide_as_nmpa", outcome=outcome, reply_no="1", findings=findings, reason="as assessed"
    )


class TestDecision:
    def test_approval(self) -> None:
        """Approval opens a license file for each licensee."""
        case = licensing()

        assert Stage.LICENSING == case.state.stage
        assert [("applicant", LicenseStep.AWAITED), ("ds", LicenseStep.AWAITED)] == [
            (file.licensee.id, file.step) for file in case.state.licensing.files
        ]

    def test_scope(self) -> None:
        """The reply covers variety, holder, manufacturers, stages and sites of the dossier."""
        reply = licensing().state.reply

        assert reply is not None
        assert reply.scope is not None
        assert ("1", "Examplimab", "Example Pharma", ("Example Biologics",), ("wuxi", "pudong")) == (
            reply.reply_no,
            reply.scope.variety,
            reply.scope.holder,
            reply.scope.manufacturers,
            reply.scope.sites,
        )
        assert ("drug_substance", "drug_product") == reply.scope.stages

    def test_somebody_else(self) -> None:
        """Nobody decides for NMPA."""
        assert "not_competent" == code(decided("approve", who="shanghai government"))

    def test_missing_subject(self) -> None:
        """Each of the five subjects has its finding."""
        answer = decided("approve", SATISFIED[1:])

        assert "subjects_incomplete" == code(answer)
        assert isinstance(answer, Refusal)
        assert "scheme" == answer.facts["missing"]

    def test_subject_twice(self) -> None:
        """No subject has two findings."""
        assert "subjects_incomplete" == code(decided("approve", (*SATISFIED, SATISFIED[0])))

    def test_unsatisfied_subject(self) -> None:
        """What is not satisfied is not approved."""
        assert "subject_not_satisfied" == code(
            decided("approve", (*SATISFIED[:-1], {"subject": "variety", "satisfied": False}))
        )

    def test_return(self) -> None:
        """A return goes back to the joint plan for a new version."""
        case = before_nmpa().does(
            DAY,
            "nmpa",
            "decide_as_nmpa",
            outcome="return",
            reply_no="1",
            findings=SATISFIED,
            reason="unclear",
        )

        assert Stage.JOINT_PLAN == case.state.stage
        assert {"propose_scheme"} == case.waits
        assert 2 == len(case.does("2025-03-12", "shanghai", "propose_scheme", **PLAN).state.plan.versions)

    def test_refusal(self) -> None:
        """A refusal ends the procedure and opens the remedies."""
        assert ["case.national_refused"] == topics(decided("refuse"))

        case = before_nmpa().does(
            DAY,
            "nmpa",
            "decide_as_nmpa",
            outcome="refuse",
            reply_no="1",
            findings=SATISFIED,
            reason="no need",
        )

        assert (Stage.CLOSING, CaseOutcome.REFUSED_BY_NMPA) == (case.state.stage, case.state.outcome)
        assert {"closing.reconsideration": "2025-05-12", "closing.litigation": "2025-09-11"} == case.due
