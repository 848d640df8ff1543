"""Termination: on which grounds a pending case is ended, what is told, and what a remedy makes of it."""

from __future__ import annotations

import pytest

from domain.actors import Role
from domain.case.remedies import LITIGATION, RECONSIDERATION
from domain.case.state import CaseOutcome, Stage
from domain.case.termination import CaseTerminated
from tests.domain.case.given import (
    Case,
    agreed,
    before_nmpa,
    code,
    dossier,
    proposed,
    reviewing,
    submitted,
    taken,
)
from tests.domain.case.notice import IN_ORDER

ENDED = {"ground": "applicant_ended", "document_no": "T-1", "reason": "the company was struck off"}
DECLINED = {"ground": "scheme_declined", "document_no": "T-1", "reason": "Jiangsu stays with its no"}
ANEW = {"document_no": "1", "reason": "it has a successor"}


def terminated() -> Case:
    """A case in licensing, ended on 17 March because its applicant has ended."""
    return taken().does("2025-03-17", "shanghai", "terminate_case", **ENDED)


class TestTerminate:
    @pytest.mark.parametrize(
        ("story", "who", "body", "province"),
        [
            (submitted(), "shanghai", Role.GOVERNMENT, "310000"),
            (before_nmpa(), "nmpa", Role.NMPA, None),
            (taken(), "shanghai", Role.GOVERNMENT, "310000"),
            (reviewing(), "cde", Role.NMPA, None),
        ],
        ids=["intake", "nmpa", "licensing", "review"],
    )
    def test_by_the_office_that_has_the_case(
        self, story: Case, who: str, body: Role, province: str | None
    ) -> None:
        """The office that has the case ends it, with its reason, and tells who hears a reconsideration until when."""
        ended = story.does("2025-04-02", who, "terminate_case", **ENDED)
        event = ended.events[-1]

        assert isinstance(event, CaseTerminated)
        assert event.remedies is not None
        assert (body, province) == (event.remedies.body, event.remedies.province)
        assert (CaseOutcome.TERMINATED, Stage.CLOSING) == (ended.state.outcome, ended.state.stage)
        assert {RECONSIDERATION, LITIGATION} == set(ended.due)

    def test_by_another_office(self) -> None:
        """An office that does not have the case cannot end it."""
        assert "not_competent" == code(taken().when("2025-03-17", "jiangsu", "terminate_case", **ENDED))

    def test_while_suspended(self) -> None:
        """Given a suspended case, when it is ended, then nothing is suspended any more."""
        other = {"ground": "other_matter", "document_no": "S-1", "reason": "who succeeds is in court"}
        story = taken().does("2025-03-17", "shanghai", "suspend_case", **other)
        story = story.does("2025-06-02", "shanghai", "terminate_case", **ENDED)

        assert story.state.suspension is None
        assert {RECONSIDERATION, LITIGATION} == set(story.due)

    def test_under_notice_173(self) -> None:
        """Under Notice 173 the applicant's agency ends the case likewise."""
        story = Case().does("2026-06-10", "applicant", "submit", dossier=dossier(IN_ORDER))
        story = story.does("2026-06-11", "shanghai", "terminate_case", **ENDED)

        assert CaseOutcome.TERMINATED is story.state.outcome

    def test_it_closes_with_its_remedies(self) -> None:
        """When no remedy was used in its term, the case is closed as terminated."""
        story = terminated().waits_until("2025-10-01")

        assert (True, "terminated") == (story.position.closed, story.position.outcome)


class TestAProvinceThatDeclines:
    def test_objected(self) -> None:
        """Given an objection to the current version, when the agency ends the case for it, then it is over."""
        story = proposed().does("2025-03-07", "jiangsu", "object_to_scheme", version=1, reason="no capacity")
        story = story.does("2025-03-10", "shanghai", "terminate_case", **DECLINED)

        assert CaseOutcome.TERMINATED is story.state.outcome
        assert ("plan/joint-scheme", "all/38") == story.events[-1].basis

    def test_everybody_signed(self) -> None:
        """Given that all have signed, then no province declines."""
        assert "no_province_declines" == code(
            agreed().when("2025-03-10", "shanghai", "terminate_case", **DECLINED)
        )


class TestRemedy:
    def test_act_anew(self) -> None:
        """Given that the termination falls, then the case is back where it was, and its terms begin anew."""
        story = _decided("act_anew")

        assert (Stage.LICENSING, None) == (story.state.stage, story.state.outcome)
        assert {"licensing.ds.decide", "licensing.applicant.decide"} <= set(story.due)

    def test_changed(self) -> None:
        """Given that it was changed, then it is not terminated again."""
        story = _decided("changed")

        assert "bound_by_remedy" == code(story.when("2025-05-06", "shanghai", "terminate_case", **ENDED))


def _decided(outcome: str) -> Case:
    """The termination contested before the government of Shanghai, which decides so."""
    story = terminated().does("2025-04-01", "applicant", "apply_for_reconsideration", grounds="a successor")
    story = story.does("2025-04-03", "shanghai government", "accept_reconsideration", number=1)
    return story.does(
        "2025-05-06", "shanghai government", "decide_reconsideration", number=1, outcome=outcome, **ANEW
    )
