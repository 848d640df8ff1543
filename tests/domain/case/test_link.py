"""Linked cases: which earlier case can be followed, in which way, and what it learns of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.case.base import Answer
from domain.case.elsewhere import NEGATIVE, Earlier, Elsewhere
from domain.case.intake import Submitted
from domain.case.link import CaseLinked
from domain.case.procedure import decide
from domain.case.state import CaseOutcome, Linked, LinkKind
from domain.messages import Refusal
from domain.moment import Moment
from tests.domain.case.given import (
    ACTORS,
    LAW,
    READER,
    STREAM,
    Case,
    code,
    instant,
    licensed,
    submitted,
    topics,
)
from tests.domain.case.test_false_materials import apply

OLD = "FD-2024-SH-0007"
EARLIER = Earlier(
    number=OLD, applicant="Example Pharma", product="Examplimab", outcome=CaseOutcome.NOT_SELECTED
)


def linked(kind: str, earlier: Earlier | None) -> Answer | None:
    """What follows if the application names that earlier case."""
    return apply("2025-06-10", Elsewhere(earlier=earlier), linked={"case": OLD, "as": kind})


def follows(answer: Answer | None) -> Linked | None:
    """The link as the submission records it."""
    assert isinstance(answer, tuple), answer
    assert isinstance(answer[0], Submitted)
    return answer[0].follows


class TestReEntry:
    @pytest.mark.parametrize("outcome", sorted(NEGATIVE))
    def test_after_a_negative_end(self, outcome: CaseOutcome) -> None:
        """Whatever ended without an approval can come again."""
        answer = linked("re_entry", EARLIER.model_copy(update={"outcome": outcome}))

        assert Linked(case=OLD, kind=LinkKind.RE_ENTRY) == follows(answer)

    @pytest.mark.parametrize("outcome", [None, CaseOutcome.APPROVED])
    def test_not_yet(self, outcome: CaseOutcome | None) -> None:
        """What is still open, or was approved, cannot."""
        assert "no_re_entry" == code(linked("re_entry", EARLIER.model_copy(update={"outcome": outcome})))

    def test_turned_away(self) -> None:
        """An application that came in the gap has no case; it comes again all the same, and that is on record."""
        link = follows(linked("re_entry", Earlier(number=OLD, turned_away=True)))

        assert link == Linked(case=OLD, kind=LinkKind.RE_ENTRY, turned_away=True)

    @pytest.mark.parametrize(("field", "value"), [("applicant", "Another"), ("product", "Another")])
    def test_of_another(self, field: str, value: str) -> None:
        """Another applicant's case, or another product's, is not followed."""
        assert "link_of_another" == code(linked("re_entry", EARLIER.model_copy(update={field: value})))

    def test_unknown(self) -> None:
        """A case that does not exist is not followed."""
        assert "link_unknown_case" == code(linked("re_entry", None))

    def test_without_a_link(self) -> None:
        """An application without a link follows nothing."""
        assert follows(apply("2025-06-10", Elsewhere())) is None


class TestChange:
    def test_open_change(self) -> None:
        """A change that needs an approval is followed by the case that applies for it."""
        approved = EARLIER.model_copy(update={"outcome": CaseOutcome.APPROVED, "changes": (2, 3)})

        assert Linked(case=OLD, kind=LinkKind.CHANGE, change=2) == follows(linked("change", approved))

    def test_none_reported(self) -> None:
        """Without a reported change there is nothing to apply for."""
        approved = EARLIER.model_copy(update={"outcome": CaseOutcome.APPROVED})

        assert "no_change_to_follow" == code(linked("change", approved))


def noted(case: Case, later: Linked | None) -> Answer | None:
    """What follows in the earlier case if the engine brings that link of a later one."""
    command = READER.validate_python(
        {
            "command_id": "6f0c1c52-5a0c-4df5-8a44-0d64a9f8f113",
            "stream": STREAM,
            "actor": ACTORS["engine"],
            "name": "note_link",
            "case": "FD-2026-SH-0001",
        }
    )
    now = instant("2026-04-01")
    return decide(command, case.state, Moment(LAW, now, now), Elsewhere(later=later))


class TestFiling:
    def test_supplemental(self) -> None:
        """A case that changes an approved product is filed as a supplemental application; any other as it likes."""
        link = Linked(case=OLD, kind=LinkKind.CHANGE, change=1)
        case = replace(licensed(), state=licensed().state.model_copy(update={"follows": link}))
        filed = {"kind": "marketing_application", "track": "reg.maa"}
        supplement = {"kind": "supplemental_application", "track": "reg.sa.inspection"}

        assert "change_needs_supplement" == code(
            case.when("2025-03-31", "applicant", "file_registration", **filed)
        )
        assert ["review.filed"] == topics(
            case.when("2025-03-31", "applicant", "file_registration", **supplement)
        )
        assert ["review.filed"] == topics(
            licensed().when("2025-03-31", "applicant", "file_registration", **filed)
        )


class TestBack:
    def test_the_earlier_case_learns_it(self) -> None:
        """The earlier case names the later one from then on, also when it has been closed."""
        case = submitted().does("2025-03-10", "applicant", "withdraw", reason="another chain")
        answer = noted(case, Linked(case="FD-2025-SH-0001", kind=LinkKind.RE_ENTRY))

        assert isinstance(answer, tuple)
        assert [CaseLinked] == [type(each) for each in answer]
        assert ("dal/7",) == answer[0].basis

    @pytest.mark.parametrize("later", [None, Linked(case="FD-2025-SH-0002", kind=LinkKind.RE_ENTRY)])
    def test_proof(self, later: Linked | None) -> None:
        """The later case itself proves the link: what it does not say is not noted."""
        assert "no_such_link" == code(noted(submitted(), later))

    def test_errands(self) -> None:
        """The later case tells the earlier one, or the applicant's journal where that was turned away."""
        told = []
        for earlier in (EARLIER, Earlier(number=OLD, turned_away=True)):
            answer = linked("re_entry", earlier)
            assert isinstance(answer, tuple)
            case = Case()._after(answer)
            told += [(each.stream, each.command, each.about) for each in case.position.errands]

        assert [
            (f"case/{OLD}", "note_link", "FD-2025-SH-0001"),
            ("journal/Example Pharma", "note_link", "FD-2025-SH-0001"),
        ] == told

    def test_only_the_engine(self) -> None:
        """Nobody else notes a link."""
        answer = submitted().when("2025-03-10", "shanghai", "note_link", case="FD-2026-SH-0001")

        assert isinstance(answer, Refusal)
        assert "not_competent" == answer.code
