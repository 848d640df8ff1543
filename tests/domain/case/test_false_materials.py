"""False materials before the decision, and the bar that follows: who may find them, what ends, until which day."""

from __future__ import annotations

import pytest

from domain.bars import Bar, BarGround
from domain.case.base import Answer
from domain.case.elsewhere import Elsewhere
from domain.case.false_materials import FalseMaterialsFound
from domain.case.procedure import decide
from domain.case.state import CaseState
from domain.messages import Refusal
from domain.moment import Moment
from tests.domain.case.given import (
    ACTORS,
    LAW,
    READER,
    STREAM,
    Case,
    accepted,
    approved,
    code,
    dossier,
    instant,
    licensing,
    submitted,
)

FALSE = {"document_no": "SH-W-1", "reason": "the stability data were invented"}
BAR = Bar.model_validate(
    {
        "organisation": "Example Pharma",
        "ground": "false_materials",
        "since": "2025-03-04",
        "until": "2026-03-04",
        "found_in": "case/FD-2025-SH-0009",
        "document_no": "SH-W-1",
        "basis": ("all/78",),
    }
)


def found(case: Case, day: str, who: str = "shanghai", **more: object) -> FalseMaterialsFound:
    """The event of the finding."""
    answer = case.when(day, who, "find_false_materials", **FALSE, **more)
    assert isinstance(answer, tuple), answer
    (event,) = answer
    assert isinstance(event, FalseMaterialsFound)
    return event


class TestFound:
    @pytest.mark.parametrize(
        ("case", "outcome"), [(submitted, "not_accepted"), (accepted, "refused_false_materials")]
    )
    def test_ends_the_case(self, case: object, outcome: str) -> None:
        """At intake the application is not accepted, later it is refused; what is left are the remedies."""
        assert callable(case)
        before: Case = case()
        after = before.does("2025-03-10", "shanghai", "find_false_materials", **FALSE)

        assert (outcome, "closing") == (after.state.outcome, after.state.stage)
        assert {"closing.reconsideration", "closing.litigation"} == set(after.due)
        assert () == after.position.waits

    def test_bar(self) -> None:
        """The applicant is barred for a year, on the article of the general law, from the day of the decision."""
        bar = found(submitted(), "2025-03-10").bar

        assert ("Example Pharma", "2025-03-10", "2026-03-10", ("all/78",), ()) == (
            bar.organisation,
            str(bar.since),
            str(bar.until),
            bar.basis,
            bar.displaces,
        )

    def test_errand(self) -> None:
        """The bar is carried to the journal of the applicant."""
        after = submitted().does("2025-03-10", "shanghai", "find_false_materials", **FALSE)

        assert [("journal/Example Pharma", "note_bar", f"{STREAM}#0")] == [
            (each.stream, each.command, each.about) for each in after.position.errands
        ]

    def test_of_a_licensee(self) -> None:
        """A manufacturer's agency finds its license application false: it is barred, and the chain is broken."""
        case = licensing().does("2025-03-12", "ds", "apply_for_license", licensee="ds", kind="change")
        event = found(case, "2025-03-14", "jiangsu", licensee="ds")

        assert ("Example Biologics", "license_refused") == (event.organisation, event.outcome)
        assert event.bar.organisation == event.organisation

    def test_without_an_application(self) -> None:
        """A licensee that has not applied has deceived nobody with its application."""
        said = {**FALSE, "licensee": "ds"}

        assert "no_application_of" == code(
            licensing().when("2025-03-12", "jiangsu", "find_false_materials", **said)
        )

    @pytest.mark.parametrize("who", ["jiangsu", "applicant", "stranger", "shanghai government", "cde"])
    def test_competence(self, who: str) -> None:
        """The applicant's agency and NMPA find the application false, nobody else."""
        assert "not_competent" == code(submitted().when("2025-03-10", who, "find_false_materials", **FALSE))

    def test_not_by_the_home_agency_of_another(self) -> None:
        """A manufacturer's application is for its own agency, not for the applicant's."""
        case = licensing().does("2025-03-12", "ds", "apply_for_license", licensee="ds", kind="change")
        said = {**FALSE, "licensee": "ds"}

        assert "not_competent" == code(case.when("2025-03-14", "shanghai", "find_false_materials", **said))

    def test_after_the_decision(self) -> None:
        """Once the case is decided it is too late: then the license is revoked."""
        assert "wrong_stage" == code(approved().when("2025-07-14", "nmpa", "find_false_materials", **FALSE))


class TestFallen:
    @pytest.mark.parametrize(
        ("before", "back_at"), [(submitted, "intake"), (accepted, "preliminary_selection")]
    )
    def test_bar_falls_with_its_decision(self, before: object, back_at: str) -> None:
        """A finding that falls on reconsideration takes the case back to where it was, and lifts the bar."""
        assert callable(before)
        case: Case = before().does("2025-03-10", "shanghai", "find_false_materials", **FALSE)
        case = case.does("2025-04-07", "applicant", "apply_for_reconsideration", grounds="the data are real")
        case = case.does("2025-04-10", "shanghai government", "accept_reconsideration", number=1)
        standing = [each.command for each in case.position.errands]
        ruling = {"number": 1, "outcome": "revoked", "document_no": "R-1", "reason": "as heard"}
        fallen = case.does("2025-05-15", "shanghai government", "decide_reconsideration", **ruling)

        assert ["note_bar"] == standing
        assert (back_at, None) == (fallen.state.stage, fallen.state.outcome)
        assert ["note_bar", "lift_bar"] == [each.command for each in fallen.position.errands]


def apply(day: str, elsewhere: Elsewhere, **more: object) -> Answer | None:
    """What follows if Example Pharma submits on that day."""
    command = READER.validate_python(
        {
            "command_id": "6f0c1c52-5a0c-4df5-8a44-0d64a9f8f111",
            "stream": STREAM,
            "actor": ACTORS["applicant"],
            "name": "submit",
            "dossier": dossier(),
            **more,
        }
    )
    return decide(command, CaseState(), Moment(LAW, instant(day), instant(day)), elsewhere)


class TestBarred:
    @pytest.mark.parametrize("day", ["2025-03-04", "2025-12-31"])
    def test_while_it_runs(self, day: str) -> None:
        """While the bar runs, the day of the decision included, nothing is taken; the refusal names its last day."""
        answer = apply(day, Elsewhere(bars=(BAR,)))

        assert isinstance(answer, Refusal)
        assert ("applicant_barred", ("all/78",), "2026-03-04") == (
            answer.code,
            answer.basis,
            answer.facts["until"],
        )

    @pytest.mark.parametrize(("day", "barred"), [("2025-06-10T23:59", True), ("2025-06-11T00:00", False)])
    def test_last_day(self, day: str, barred: bool) -> None:  # noqa: FBT001 - a row of the table
        """On its last day the bar still holds, to its end; the day after it does not."""
        ends = BAR.model_copy(update={"until": instant("2025-06-10").date()})

        assert barred is isinstance(apply(day, Elsewhere(bars=(ends,))), Refusal)

    def test_before_it(self) -> None:
        """A day before the decision is not barred."""
        assert not isinstance(apply("2025-03-03", Elsewhere(bars=(BAR,))), Refusal)

    def test_the_longest(self) -> None:
        """Of several bars the one that lasts longest is named."""
        longer = BAR.model_copy(
            update={"ground": BarGround.FRAUD, "until": instant("2035-03-04").date(), "basis": ("dal/123",)}
        )
        answer = apply("2025-06-10", Elsewhere(bars=(BAR, longer, BAR)))

        assert isinstance(answer, Refusal)
        assert ("2035-03-04", ("dal/123",)) == (answer.facts["until"], answer.basis)

    def test_license(self) -> None:
        """A barred manufacturer cannot apply for its license either."""
        case = licensing()
        command = READER.validate_python(
            {
                "command_id": "6f0c1c52-5a0c-4df5-8a44-0d64a9f8f112",
                "stream": STREAM,
                "actor": ACTORS["ds"],
                "name": "apply_for_license",
                "licensee": "ds",
                "kind": "change",
            }
        )
        moment = Moment(LAW, instant("2025-03-12"), instant("2025-03-12"))
        barred = Elsewhere(bars=(BAR.model_copy(update={"organisation": "Example Biologics"}),))

        assert "applicant_barred" == code(decide(command, case.state, moment, barred))
        assert not isinstance(decide(command, case.state, moment), Refusal)
