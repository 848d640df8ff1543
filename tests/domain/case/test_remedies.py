"""Remedies: reconsideration and litigation, in time and before the right body, and what becomes of the decision."""

from __future__ import annotations

from datetime import date

import pytest

from domain.actors import Role
from domain.case.license_events import LicenseDelivered, LicenseRefused
from domain.case.remedies import RemediesNotice
from domain.case.state import CaseOutcome, LicenseStep, Stage
from domain.wording import sentence
from tests.domain.case import notice
from tests.domain.case.given import (
    Case,
    agreed,
    code,
    grant,
    submitted,
    taken,
    topics,
    with_papers,
)
from tests.domain.case.remedy_stories import (
    GROUNDS,
    RULING,
    contested,
    not_selected,
    pending,
    refused_license,
    upheld,
)


class TestNotice:
    def test_of_a_decision_that_is_known(self) -> None:
        """A refusal names the body that reconsiders and the last days of both remedies."""
        event = not_selected().events[-1]

        assert RemediesNotice(
            body=Role.GOVERNMENT,
            province="310000",
            reviewable="refer",
            reconsideration_until=date(2025, 5, 6),
            court_until=date(2025, 9, 5),
        ) == getattr(event, "remedies", None)

    def test_of_a_license(self) -> None:
        """A refused license says that the terms begin with its delivery; the delivery says when they end."""
        told = [
            e.remedies for e in refused_license().events if isinstance(e, LicenseRefused | LicenseDelivered)
        ]

        assert [None, date(2025, 5, 20)] == [each.reconsideration_until for each in told if each]

    def test_provisional(self) -> None:
        """A last day beyond the published calendar says so, in both languages; one within it does not."""
        story = notice.guided().does(
            "2026-07-02", "shanghai", "find_false_materials", document_no="W-1", reason="invented"
        )
        event = story.events[-1]
        told = getattr(event, "remedies", None)

        assert told is not None
        assert (False, True) == (told.reconsideration_provisional, told.court_provisional)
        assert "2027-01-04（暂定" in sentence(event.topic, event, "zh")
        assert "until 2026-08-31, or court action until 2027-01-04 (provisional" in sentence(
            event.topic, event, "en"
        )

    def test_where_to_go(self) -> None:
        """What another office has to decide is not accepted without saying which office that is."""
        answer = submitted().when(
            "2025-03-04", "shanghai", "refuse_acceptance", ground="not_in_powers", reason="not ours"
        )
        told = submitted().does(
            "2025-03-04",
            "shanghai",
            "refuse_acceptance",
            ground="not_in_powers",
            go_to="Jiangsu MPA",
            reason="not ours",
        )

        assert "where_to_go_missing" == code(answer)
        assert "Jiangsu MPA" == getattr(told.events[-1], "go_to", None)


class TestReconsideration:
    def test_body(self) -> None:
        """Over a provincial agency its own government reconsiders; while it does, the case waits for it."""
        (wait,) = contested().position.waits

        assert ("provincial_government", "320000") == (wait.role, wait.province)
        assert {"accept_reconsideration", "decline_reconsideration"} == set(wait.commands)

    @pytest.mark.parametrize("who", ["shanghai government", "nmpa", "jiangsu"])
    def test_of_another_body(self, who: str) -> None:
        """No other body accepts it."""
        assert "not_competent" == code(
            contested().when("2025-04-10", who, "accept_reconsideration", number=1)
        )

    @pytest.mark.parametrize("who", ["applicant", "stranger"])
    def test_by_another_company(self, who: str) -> None:
        """A license is contested by its licensee."""
        assert "not_competent" == code(
            refused_license().when("2025-04-07", who, "apply_for_reconsideration", **GROUNDS)
        )

    def test_sixty_days(self) -> None:
        """From acceptance the decision has sixty calendar days; the sixtieth is a Monday."""
        assert "2025-06-09" == pending().due["remedy.1.decide"]

    def test_last_day_rolls(self) -> None:
        """A sixtieth day on a day of rest moves to the next working day."""
        case = contested().does("2025-04-08", "jiangsu government", "accept_reconsideration", number=1)

        assert "2025-06-09" == case.due["remedy.1.decide"]

    def test_too_late(self) -> None:
        """After sixty calendar days nobody asks any more."""
        assert "reconsideration_late" == code(
            refused_license().when("2025-05-21", "ds", "apply_for_reconsideration", **GROUNDS)
        )

    def test_before_the_delivery(self) -> None:
        """What has not been delivered is not known, and its terms do not run."""
        story = with_papers().does(
            "2025-03-20", "jiangsu", "decide_license", licensee="ds", outcome="refuse", reason="unfit"
        )

        assert "reconsideration_late" == code(
            story.when("2025-03-20", "ds", "apply_for_reconsideration", **GROUNDS)
        )

    def test_twice(self) -> None:
        """One matter is reconsidered once at a time."""
        assert "remedy_pending" == code(
            contested().when("2025-04-08", "ds", "apply_for_reconsideration", **GROUNDS)
        )

    def test_nothing_to_contest(self) -> None:
        """Before a decision there is nothing to contest."""
        assert "nothing_to_contest" == code(
            taken().when("2025-03-14", "applicant", "apply_for_reconsideration", **GROUNDS)
        )

    def test_extended_once(self) -> None:
        """The time is extended once, by thirty calendar days."""
        case = pending().does(
            "2025-06-01", "jiangsu government", "extend_reconsideration", number=1, reason="complex"
        )

        assert "2025-07-09" == case.due["remedy.1.decide"]
        assert "already_extended" == code(
            case.when("2025-06-02", "jiangsu government", "extend_reconsideration", number=1, reason="again")
        )

    def test_overdue(self) -> None:
        """A decision that does not come in time is still owed, and a court is open for fifteen days."""
        case = pending().waits_until("2025-06-10T00:00")

        assert "remedy.reconsideration_overdue" == case.events[-1].topic
        assert {"decide_reconsideration"} == case.waits
        assert "2025-06-24" == case.due["remedy.1.court"]

    def test_upheld(self) -> None:
        """A refusal that is upheld goes to court within fifteen days, and no longer directly."""
        assert {"remedy.1.court": "2025-05-30"} == upheld().due

    def test_the_end(self) -> None:
        """When the fifteen days are over and nothing is pending, the case closes."""
        case = upheld().waits_until("2025-06-01")

        assert (True, CaseOutcome.LICENSE_REFUSED) == (case.state.closed, case.state.outcome)

    def test_not_closed_while_pending(self) -> None:
        """The direct term to sue may run out meanwhile: what is pending keeps the case open."""
        case = pending().waits_until("2025-12-01")

        assert not case.state.closed
        assert {"decide_reconsideration"} == case.waits

    def test_withdrawn(self) -> None:
        """A withdrawn reconsideration leaves what is left of the time to sue."""
        case = pending().does("2025-05-15", "ds", "withdraw_reconsideration", number=1, reason="settled")

        assert {"closing.litigation": "2025-09-22"} == case.due

    def test_changed(self) -> None:
        """A refusal that is changed puts the case back to licensing, with the term anew, and binds the agency."""
        case = pending().does(
            "2025-05-15",
            "jiangsu government",
            "decide_reconsideration",
            number=1,
            outcome="changed",
            **RULING,
        )
        file = case.state.licensing.file("ds")

        assert ["remedy.reconsideration_decided", "case.reopened"] == topics(case.events[-2:])
        assert (Stage.LICENSING, None) == (case.state.stage, case.state.outcome)
        assert file is not None
        assert (LicenseStep.ACCEPTED, None) == (file.step, file.delivered_on)
        assert {"licensing.ds.decide": "2025-06-06", "licensing.applicant.decide": "2025-06-27"} == case.due
        assert "bound_by_remedy" == code(
            case.when("2025-05-16", "jiangsu", "decide_license", licensee="ds", outcome="refuse", reason="no")
        )
        assert "license.granted" in topics(
            case.when("2025-05-16", "jiangsu", "decide_license", **grant("ds"))
        )

    def test_revoked_leaves_free(self) -> None:
        """A refusal that is only revoked may be made again, for other reasons."""
        case = pending().does(
            "2025-05-15",
            "jiangsu government",
            "decide_reconsideration",
            number=1,
            outcome="revoked",
            **RULING,
        )
        answer = case.when(
            "2025-05-16", "jiangsu", "decide_license", licensee="ds", outcome="refuse", reason="other"
        )

        assert ["license.refused"] == topics(answer)

    def test_ruling_that_does_not_fit(self) -> None:
        """No act is ordered where a decision is contested."""
        assert "ruling_does_not_fit" == code(
            pending().when(
                "2025-05-15",
                "jiangsu government",
                "decide_reconsideration",
                number=1,
                outcome="ordered_to_act",
                **RULING,
            )
        )


class TestOpenQuestion:
    """Whether the acts of the selection can be reviewed is open (P04, P06, P07): the body says why."""

    def applied(self) -> Case:
        """The applicant contests that it was not selected."""
        return not_selected().does("2025-03-20", "applicant", "apply_for_reconsideration", **GROUNDS)

    def test_with_a_reason(self) -> None:
        """The government accepts with the reason why the act can be reviewed, never without."""
        case, accept = self.applied(), {"number": 1}

        assert "admissibility_unexplained" == code(
            case.when("2025-03-25", "shanghai government", "accept_reconsideration", **accept)
        )
        answer = case.when(
            "2025-03-25",
            "shanghai government",
            "accept_reconsideration",
            **accept,
            admissible="it ends the procedure",
        )
        assert ["remedy.reconsideration_accepted"] == topics(answer)

    def test_declined(self) -> None:
        """Not accepted: fifteen days for a court, and then the case closes."""
        case = self.applied().does(
            "2025-03-25", "shanghai government", "decline_reconsideration", number=1, reason="not reviewable"
        )

        assert {"remedy.1.court": "2025-04-09"} == case.due
        assert case.waits_until("2025-04-11").state.closed

    def test_of_a_government(self) -> None:
        """A government reconsiders its own refusal; once revoked, it decides on the signed scheme again."""
        refused = agreed().does(
            "2025-03-10",
            "shanghai government",
            "decide_as_government",
            outcome="refuse",
            document_no="1",
            reason="no need",
        )
        story = refused.does("2025-03-20", "applicant", "apply_for_reconsideration", **GROUNDS)
        story = story.does(
            "2025-03-25", "shanghai government", "accept_reconsideration", number=1, admissible="its own act"
        )
        case = story.does(
            "2025-04-25",
            "shanghai government",
            "decide_reconsideration",
            number=1,
            outcome="act_anew",
            **RULING,
        )

        assert (Stage.JOINT_PLAN, {"decide_as_government"}) == (case.state.stage, case.waits)


class TestInaction:
    def overdue(self) -> Case:
        """The decision on the manufacturer's change was due on 2 April 2025."""
        return with_papers().waits_until("2025-04-10")

    def contested(self) -> Case:
        """The manufacturer asks that the agency act, and the government accepts."""
        story = self.overdue().does(
            "2025-04-10",
            "ds",
            "apply_for_reconsideration",
            against="inaction",
            term="licensing.ds.decide",
            grounds="no answer",
        )
        return story.does("2025-04-11", "jiangsu government", "accept_reconsideration", number=1)

    def test_court_comes_later(self) -> None:
        """Inaction is reconsidered before a court hears of it."""
        answer = self.overdue().when(
            "2025-04-10",
            "ds",
            "bring_action",
            against="inaction",
            term="licensing.ds.decide",
            court="a court",
            **GROUNDS,
        )

        assert "reconsideration_first" == code(answer)

    def test_the_case_goes_on(self) -> None:
        """Beside the reconsideration the license can still be decided."""
        case = self.contested()

        assert {"decide_reconsideration", "decide_license"} <= case.waits

    def test_ordered_to_act(self) -> None:
        """The agency is ordered to act; the case stays where it is."""
        case = self.contested().does(
            "2025-05-11",
            "jiangsu government",
            "decide_reconsideration",
            number=1,
            outcome="ordered_to_act",
            act_by="2025-05-30",
            **RULING,
        )

        assert (Stage.LICENSING, None) == (case.state.stage, case.state.outcome)
        assert "2025-05-26" == case.due["remedy.1.court"]

    def test_done_meanwhile(self) -> None:
        """What has been done is no longer overdue."""
        story = self.overdue().does("2025-04-10", "jiangsu", "decide_license", **grant("ds"))
        asked = {"against": "inaction", "term": "licensing.ds.decide", **GROUNDS}

        assert "nothing_overdue" == code(
            story.when("2025-04-11", "applicant", "apply_for_reconsideration", **asked)
        )
