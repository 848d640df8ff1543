"""Hearings, applications that are not taken up, corrections that do not come, and the general limit."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from domain.case.procedure import decide, evolve
from domain.case.state import LicenseStep
from domain.law import Law
from domain.law.loader import PACKAGED
from domain.messages import Refusal
from domain.moment import Moment
from tests.domain.case.given import (
    ACTORS,
    READER,
    STREAM,
    Case,
    applied,
    code,
    filed,
    grant,
    instant,
    licensing,
    reviewing,
    submitted,
    topics,
    with_papers,
)

TOLD = {"licensee": "ds", "ground": "intended_refusal", "reason": "the purification hall is too small"}
REFUSAL = {"licensee": "ds", "outcome": "refuse", "reason": "unfit"}


def told() -> Case:
    """On 17 March 2025 the agency tells the manufacturer that it intends to refuse."""
    return with_papers().does("2025-03-17", "jiangsu", "tell_of_hearing", **TOLD)


def requested() -> Case:
    """The manufacturer asks for a hearing on 19 March."""
    return told().does("2025-03-19", "ds", "request_hearing", licensee="ds")


def notified() -> Case:
    """On 20 March the hearing is notified for 3 April."""
    return requested().does(
        "2025-03-20", "jiangsu", "notify_hearing", licensee="ds", on="2025-04-03", place="Nanjing"
    )


class TestHearing:
    def test_told(self) -> None:
        """Within five working days one may ask; until then nothing is decided."""
        case = told()

        assert "2025-03-24" == case.due["licensing.ds.hearing_request"]
        assert "hearing_open" == code(case.when("2025-03-18", "jiangsu", "decide_license", **REFUSAL))

    def test_nobody_asks(self) -> None:
        """After five working days the agency may decide."""
        case = told().waits_until("2025-03-25")

        assert "license.hearing_lapsed" == case.events[-1].topic
        assert ["license.refused"] == topics(case.when("2025-03-25", "jiangsu", "decide_license", **REFUSAL))

    def test_waived(self) -> None:
        """Who wants none says so."""
        case = told().does("2025-03-18", "ds", "waive_hearing", licensee="ds")

        assert ["license.refused"] == topics(case.when("2025-03-18", "jiangsu", "decide_license", **REFUSAL))

    def test_too_late(self) -> None:
        """On the sixth working day nobody asks any more."""
        assert "hearing_out_of_turn" == code(
            told().when("2025-03-25", "ds", "request_hearing", licensee="ds")
        )
        assert "hearing_late" == code(
            told().without_timers("2025-03-25", "ds", "request_hearing", licensee="ds")
        )

    def test_not_counted(self) -> None:
        """From the request on the term of the decision stands still; the hearing is held within twenty days."""
        case = requested()

        assert "licensing.ds.decide" not in case.due
        assert "2025-04-17" == case.due["licensing.ds.hearing_hold"]

    def test_goes_on(self) -> None:
        """With the hearing held the term goes on: from 19 March to 3 April nothing was counted."""
        before = told().due["licensing.ds.decide"]
        case = notified().does(
            "2025-04-03", "jiangsu", "hold_hearing", licensee="ds", minutes_no="1", summary="heard"
        )

        assert ("2025-04-02", "2025-04-21") == (before, case.due["licensing.ds.decide"])
        assert ["license.granted"] == topics(
            case.when("2025-04-07", "jiangsu", "decide_license", **grant("ds"))
        )

    def test_notice(self) -> None:
        """Seven working days before: for 28 March, notice on 19 March is the last."""
        hearing = {"licensee": "ds", "place": "Nanjing"}

        assert "hearing_notice_late" == code(
            requested().when("2025-03-20", "jiangsu", "notify_hearing", on="2025-03-28", **hearing)
        )
        assert ["license.hearing_notified"] == topics(
            requested().when("2025-03-19", "jiangsu", "notify_hearing", on="2025-03-28", **hearing)
        )

    def test_before_its_day(self) -> None:
        """A hearing is recorded when it has been held."""
        assert "hearing_to_come" == code(
            notified().when(
                "2025-04-02", "jiangsu", "hold_hearing", licensee="ds", minutes_no="1", summary="heard"
            )
        )

    def test_by_others(self) -> None:
        """Others whose interests are touched ask through the agency, which names them."""
        assert ["license.hearing_requested"] == topics(
            told().when("2025-03-18", "jiangsu", "request_hearing", licensee="ds", by_others="a neighbour")
        )
        assert "hearing_by_others_by_agency" == code(
            told().when("2025-03-18", "ds", "request_hearing", licensee="ds", by_others="a neighbour")
        )

    def test_late(self) -> None:
        """A hearing that is not held in twenty working days is overdue, and still owed."""
        case = requested().waits_until("2025-04-18")

        assert "license.term_overdue" == case.events[-1].topic
        assert "notify_hearing" in case.waits

    @pytest.mark.parametrize("story", [told, requested, notified])
    def test_who_is_waited_for(self, story: object) -> None:
        """At every step somebody comes next."""
        assert callable(story)
        assert story().waits & {"request_hearing", "notify_hearing", "hold_hearing"}


class TestNotTakenUp:
    def test_at_once(self) -> None:
        """An application for which another office is competent is declined at once, and told where to go."""
        given = {"licensee": "ds", "ground": "not_in_powers", "reason": "the site is in Zhejiang"}

        assert "where_to_go_missing" == code(
            applied().when("2025-03-12", "jiangsu", "refuse_license_acceptance", **given)
        )
        case = applied().does(
            "2025-03-12", "jiangsu", "refuse_license_acceptance", **given, go_to="Zhejiang MPA"
        )
        file = case.state.licensing.file("ds")
        assert file is not None
        assert LicenseStep.AWAITED is file.step
        assert {"licensing.applicant.accept"} == set(case.due)

    def test_correction_that_does_not_come(self) -> None:
        """After the day that the notice named the agency may decline; before it, it may not."""
        asked = {"licensee": "ds", "defects": ("the floor plan",), "answer_by": "2025-03-31"}
        story = applied().does("2025-03-13", "jiangsu", "request_license_correction", **asked)
        decline = {"licensee": "ds", "ground": "correction_lapsed", "reason": "nothing came"}

        assert "correction_awaited" == code(
            story.when("2025-03-31", "jiangsu", "refuse_license_acceptance", **decline)
        )
        case = story.waits_until("2025-04-01")
        assert "license.correction_lapsed" == case.events[-1].topic
        assert ["license.application_not_accepted"] == topics(
            case.when("2025-04-01", "jiangsu", "refuse_license_acceptance", **decline)
        )
        assert ["license.application_corrected"] == topics(
            case.when("2025-04-01", "ds", "correct_license_application", licensee="ds", remark="attached")
        )

    def test_dossier(self) -> None:
        """The same of the dossier itself."""
        story = submitted().does(
            "2025-03-04", "shanghai", "request_correction", defects=("a seal",), answer_by="2025-03-20"
        )
        decline = {"ground": "correction_lapsed", "reason": "nothing came"}

        assert {"intake.correction": "2025-03-20"} == story.due
        assert "correction_awaited" == code(
            story.when("2025-03-20", "shanghai", "refuse_acceptance", **decline)
        )
        case = story.waits_until("2025-03-21")
        assert "case.correction_lapsed" == case.events[-1].topic
        assert {"correct", "refuse_acceptance"} == case.waits
        assert ["case.not_accepted"] == topics(
            case.when("2025-03-21", "shanghai", "refuse_acceptance", **decline)
        )

    def test_filing(self) -> None:
        """And of the filing at the review centre."""
        story = filed().does(
            "2025-04-01",
            "cde",
            "request_registration_correction",
            defects=("a seal",),
            answer_by="2025-04-15",
        )

        assert "correction_awaited" == code(
            story.when("2025-04-15", "cde", "refuse_registration_acceptance", reason="nothing came")
        )
        assert ["review.not_accepted"] == topics(
            story.when("2025-04-16", "cde", "refuse_registration_acceptance", reason="nothing came")
        )

    def test_day_in_the_past(self) -> None:
        """A day to correct by is after today."""
        assert "answer_day_passed" == code(
            submitted().when(
                "2025-03-04", "shanghai", "request_correction", defects=("a seal",), answer_by="2025-03-04"
            )
        )


class TestSecondSupplement:
    def asked_twice(self) -> Case:
        """A first request answered, a second one with its reason."""
        story = reviewing().does("2025-04-10", "cde", "request_supplement", questions=("transport",))
        story = story.does("2025-05-12", "applicant", "answer_supplement", remark="attached")
        return story.does(
            "2025-06-10", "cde", "request_supplement", questions=("stability",), again="new batches failed"
        )

    def test_only_with_a_reason(self) -> None:
        """Once in principle: a second request says why; there is no third."""
        story = reviewing().does("2025-04-10", "cde", "request_supplement", questions=("transport",))
        story = story.does("2025-05-12", "applicant", "answer_supplement", remark="attached")

        assert "second_supplement_unexplained" == code(
            story.when("2025-06-10", "cde", "request_supplement", questions=("stability",))
        )
        third = self.asked_twice().does("2025-07-10", "applicant", "answer_supplement", remark="attached")
        assert "supplement_already_requested" == code(
            third.when("2025-08-10", "cde", "request_supplement", questions=("x",), again="y")
        )

    def test_grows_once(self) -> None:
        """The review limit grows by a third with the first answer only."""
        story = self.asked_twice().does("2025-07-10", "applicant", "answer_supplement", remark="attached")

        assert 67 == story.state.terms["review.clock"].added


@dataclass(frozen=True)
class OtherLaw:
    """A law folder in which the special limit of a change of a license ends without another one."""

    law: Law

    def when(self, case: Case, day: str, who: str, name: str, **fields: object) -> object:
        """What follows under that law."""
        given = {"command_id": "00000000-0000-0000-0000-00000000000a", "stream": STREAM, "actor": ACTORS[who]}
        command = READER.validate_python({**given, "name": name, **fields})
        return decide(command, case.state, Moment(self.law, instant(day), instant(day)))


@pytest.fixture
def without_special_limit(tmp_path: Path) -> OtherLaw:
    """The packaged law, but for the limits of a change of a license."""
    root = tmp_path / "law"
    shutil.copytree(PACKAGED, root, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    for path in sorted((root / "limits").glob("*license-change.yaml")):
        read = yaml.safe_load(path.read_text("utf-8"))
        read["limits"] = [each for each in read["limits"] if each["key"] != "lic.change.decide"]
        path.write_text(yaml.safe_dump(read, allow_unicode=True), "utf-8")
    return OtherLaw(Law.load(root))


class TestGeneralLimit:
    def applied(self, law: OtherLaw) -> Case:
        """A change applied for on 12 March 2025 under that law, and accepted."""
        case = licensing()
        for day, who, name, fields in (
            ("2025-03-12", "ds", "apply_for_license", {"kind": "change"}),
            ("2025-03-13", "jiangsu", "accept_license_application", {}),
        ):
            answer = law.when(case, day, who, name, licensee="ds", **fields)
            assert isinstance(answer, tuple)
            state = case.state
            for event in answer:
                state = evolve(state, event)
            case = Case(state, (*case.events, *answer))
        return case

    def test_where_no_special_rule_applies(self, without_special_limit: OtherLaw) -> None:
        """Then the decision has twenty working days, and once ten more."""
        case = self.applied(without_special_limit)
        extension = {"licensee": "ds", "approved_by": "the head", "notice_no": "1", "reason": "complex"}

        assert ("lic.fallback", "2025-04-10") == (
            case.state.terms["licensing.ds.decide"].key,
            case.due["licensing.ds.decide"],
        )
        answer = without_special_limit.when(
            case, "2025-04-09", "jiangsu", "extend_license_decision", **extension
        )
        assert isinstance(answer, tuple)
        longer = Case(evolve(case.state, answer[0]), (*case.events, *answer))
        assert "2025-04-24" == longer.due["licensing.ds.decide"]
        again = without_special_limit.when(
            longer, "2025-04-10", "jiangsu", "extend_license_decision", **extension
        )
        assert isinstance(again, Refusal)
        assert "already_extended" == again.code

    def test_special_rule_first(self) -> None:
        """The special limit of Order 28 is not extended."""
        assert "no_general_limit" == code(
            with_papers().when(
                "2025-03-20",
                "jiangsu",
                "extend_license_decision",
                licensee="ds",
                approved_by="the head",
                notice_no="1",
                reason="complex",
            )
        )
