"""Joint plan: versions, signatures, objections, and the government of the applicant's province."""

from __future__ import annotations

import pytest

from domain.case.state import CaseOutcome, Stage
from tests.domain.case.given import PLAN, Case, agreed, before_nmpa, code, dossier, proposed, selected, topics

ANSWER = {"document_no": "1", "reason": "as decided"}


def government(case: Case, day: str, outcome: str) -> Case:
    """The government of Shanghai decides."""
    return case.does(day, "shanghai government", "decide_as_government", outcome=outcome, **ANSWER)


class TestProposal:
    def test_first(self) -> None:
        """The applicant's agency proposes; both agencies are waited for."""
        assert {"propose_scheme"} == selected().waits
        assert {"310000", "320000"} == {wait.province for wait in proposed().position.waits}

    def test_by_the_other_agency(self) -> None:
        """Only the applicant's agency proposes."""
        assert "not_competent" == code(selected().when("2025-03-06", "jiangsu", "propose_scheme", **PLAN))

    def test_too_few_inspections(self) -> None:
        """No plan has fewer inspections than the law demands."""
        none_at_all = {**PLAN, "inspections_per_year": 0}

        assert "plan_below_minimum" == code(
            selected().when("2025-03-06", "shanghai", "propose_scheme", **none_at_all)
        )

    def test_nobody_answered(self) -> None:
        """A version that nobody has answered is not replaced."""
        assert "version_pending" == code(proposed().when("2025-03-07", "shanghai", "propose_scheme", **PLAN))

    def test_new_version(self) -> None:
        """A new version voids the signatures to the old one."""
        signed = proposed().does("2025-03-07", "shanghai", "sign_scheme", version=1)
        again = signed.does("2025-03-10", "shanghai", "propose_scheme", **PLAN)

        assert (2, ()) == (len(again.state.plan.versions), again.state.plan.signed)


class TestSignatures:
    def test_last(self) -> None:
        """The last signature makes the scheme agreed, and it is the government's turn."""
        assert ["case.scheme_signed", "case.scheme_signed", "case.scheme_agreed"] == topics(
            agreed().events[-3:]
        )
        assert {"decide_as_government"} == agreed().waits

    def test_twice(self) -> None:
        """A province signs a version once."""
        signed = proposed().does("2025-03-07", "jiangsu", "sign_scheme", version=1)

        assert "already_signed" == code(signed.when("2025-03-10", "jiangsu", "sign_scheme", version=1))

    @pytest.mark.parametrize(
        ("who", "expected"), [("zhejiang", "not_competent"), ("shanghai government", "not_competent")]
    )
    def test_unconcerned(self, who: str, expected: str) -> None:
        """Nobody signs but the agencies of the provinces concerned."""
        assert expected == code(proposed().when("2025-03-07", who, "sign_scheme", version=1))

    def test_before_a_version(self) -> None:
        """Without a version there is nothing to sign or object to."""
        assert "no_version_open" == code(selected().when("2025-03-07", "jiangsu", "sign_scheme", version=1))

    def test_outdated(self) -> None:
        """Neither signature nor objection goes to an old version."""
        signed = proposed().does("2025-03-07", "shanghai", "sign_scheme", version=1)
        again = signed.does("2025-03-10", "shanghai", "propose_scheme", **PLAN)

        assert "version_outdated" == code(again.when("2025-03-11", "jiangsu", "sign_scheme", version=1))
        assert "version_outdated" == code(
            again.when("2025-03-11", "jiangsu", "object_to_scheme", version=1, reason="unclear")
        )

    def test_one_province(self) -> None:
        """With one province concerned its own signature is enough."""
        alone = dossier({"cmos.0.province": "310000", "sites.0.province": "310000"})
        case = Case().does("2025-03-03", "applicant", "submit", dossier=alone)
        case = case.does("2025-03-04", "shanghai", "accept", acceptance_no="1")
        case = case.does("2025-03-05", "shanghai", "decide_selection", outcome="selected", reason="fits")
        case = case.does("2025-03-06", "shanghai", "propose_scheme", **PLAN)

        answer = case.when("2025-03-07", "shanghai", "sign_scheme", version=1)

        assert ["case.scheme_signed", "case.scheme_agreed"] == topics(answer)


class TestObjections:
    def objected(self) -> Case:
        """Shanghai has signed, Jiangsu objects on 10 March."""
        signed = proposed().does("2025-03-07", "shanghai", "sign_scheme", version=1)
        return signed.does(
            "2025-03-10", "jiangsu", "object_to_scheme", version=1, reason="transport is unclear"
        )

    def test_new_version_needed(self) -> None:
        """An objection with its reason asks for a new version."""
        assert {"propose_scheme"} == self.objected().waits
        assert ["transport is unclear"] == [each.reason for each in self.objected().state.plan.objections]

    def test_signing_it_all_the_same(self) -> None:
        """A version that was objected to is not signed any more."""
        assert "no_version_open" == code(
            self.objected().when("2025-03-11", "jiangsu", "sign_scheme", version=1)
        )

    def test_after_signing(self) -> None:
        """A province that has signed may still object until the government has decided."""
        case = agreed().does("2025-03-10", "jiangsu", "object_to_scheme", version=1, reason="second thoughts")

        assert ("310000",) == case.state.plan.signed
        assert {"propose_scheme"} == case.waits

    def test_everybody_objects(self) -> None:
        """Another province may put its own objection on record before the new version, each once."""
        both = self.objected().does(
            "2025-03-11", "shanghai", "object_to_scheme", version=1, reason="sampling is unclear"
        )

        assert ("320000", "310000") == both.state.plan.objectors
        assert () == both.state.plan.signed
        assert "already_objected" == code(
            both.when("2025-03-12", "jiangsu", "object_to_scheme", version=1, reason="still unclear")
        )

    def test_on_record(self) -> None:
        """The next version does not wipe out why the one before failed."""
        case = self.objected().does("2025-03-11", "shanghai", "propose_scheme", **PLAN)

        assert [("320000", 1)] == [(each.province, each.version) for each in case.state.plan.objections]
        assert () == case.state.plan.objectors

    def test_second_round(self) -> None:
        """The second version goes its own round, with both signatures."""
        case = self.objected().does("2025-03-11", "shanghai", "propose_scheme", **PLAN)
        case = case.does("2025-03-12", "jiangsu", "sign_scheme", version=2)

        assert ["case.scheme_signed", "case.scheme_agreed"] == topics(
            case.when("2025-03-13", "shanghai", "sign_scheme", version=2)
        )


class TestTakenBack:
    def taken_back(self) -> Case:
        """Jiangsu takes its signature back on 10 March, after both had signed."""
        return agreed().does(
            "2025-03-10", "jiangsu", "withdraw_signature", version=1, reason="new facts on the transport"
        )

    def test_before_the_government(self) -> None:
        """A signature taken back is missing again, and the government waits."""
        case = self.taken_back()

        assert ("310000",) == case.state.plan.signed
        assert {"sign_scheme", "object_to_scheme"} == case.waits
        assert "scheme_not_agreed" == code(
            case.when(
                "2025-03-11", "shanghai government", "decide_as_government", outcome="approve", **ANSWER
            )
        )

    def test_signed_again(self) -> None:
        """It can be given again, and the scheme is agreed again."""
        assert ["case.scheme_signed", "case.scheme_agreed"] == topics(
            self.taken_back().when("2025-03-11", "jiangsu", "sign_scheme", version=1)
        )

    def test_new_version(self) -> None:
        """The reason can be met by a new version, even if nobody else has answered."""
        case = proposed().does("2025-03-07", "jiangsu", "sign_scheme", version=1)
        case = case.does("2025-03-10", "jiangsu", "withdraw_signature", version=1, reason="an error")

        assert ["case.scheme_proposed"] == topics(
            case.when("2025-03-11", "shanghai", "propose_scheme", **PLAN)
        )

    def test_not_given(self) -> None:
        """What was not signed is not taken back; nor is it twice."""
        assert "not_signed" == code(
            proposed().when("2025-03-07", "jiangsu", "withdraw_signature", version=1, reason="none")
        )
        assert "not_signed" == code(
            self.taken_back().when("2025-03-11", "jiangsu", "withdraw_signature", version=1, reason="again")
        )

    def test_to_an_old_version(self) -> None:
        """A new version has voided the signatures to the old one already."""
        signed = proposed().does("2025-03-07", "jiangsu", "sign_scheme", version=1)
        again = signed.does("2025-03-10", "shanghai", "propose_scheme", **PLAN)

        assert "version_outdated" == code(
            again.when("2025-03-11", "jiangsu", "withdraw_signature", version=1, reason="late")
        )

    def test_after_the_government(self) -> None:
        """Once the government has decided it is too late."""
        assert "wrong_stage" == code(
            before_nmpa().when("2025-03-11", "jiangsu", "withdraw_signature", version=1, reason="late")
        )


class TestGovernment:
    def test_too_early(self) -> None:
        """Before everybody has signed the government cannot decide."""
        assert "scheme_not_agreed" == code(
            proposed().when(
                "2025-03-10", "shanghai government", "decide_as_government", outcome="approve", **ANSWER
            )
        )

    def test_another_government(self) -> None:
        """It is the government of the applicant's province that decides."""
        assert "not_competent" == code(
            agreed().when(
                "2025-03-10", "jiangsu government", "decide_as_government", outcome="approve", **ANSWER
            )
        )

    def test_approval(self) -> None:
        """Its approval opens the national decision; no statutory term runs."""
        assert Stage.NATIONAL_DECISION == before_nmpa().state.stage
        assert {} == before_nmpa().due

    def test_return(self) -> None:
        """A return keeps the versions and asks for a new one, signed by all again."""
        case = government(agreed(), "2025-03-10", "return")

        assert {"propose_scheme"} == case.waits
        assert (1, ()) == (len(case.state.plan.versions), case.state.plan.signed)
        assert [("provincial_government", 1)] == [(each.by, each.version) for each in case.state.plan.returns]

    def test_refusal(self) -> None:
        """Its refusal ends the procedure and opens the remedies."""
        case = government(agreed(), "2025-03-10", "refuse")

        assert (Stage.CLOSING, CaseOutcome.REFUSED_BY_GOVERNMENT) == (case.state.stage, case.state.outcome)
        assert {"closing.reconsideration": "2025-05-09", "closing.litigation": "2025-09-10"} == case.due
