"""Remedies against an act of a supervision: by whom, before whom, until when, and what the court has to do with it."""

from __future__ import annotations

import pytest

from domain.explain import answers
from domain.messages import Refusal
from tests.domain.case.given import code, topics
from tests.domain.supervision.contest_stories import (
    GROUNDS,
    RULING,
    SUIT,
    annulled,
    contested,
    pending,
    revoked,
    ruled,
    upheld,
)
from tests.domain.supervision.given import Supervision
from tests.domain.supervision.test_renewal import commands


def remedies(story: Supervision) -> dict[str, str]:
    """The last days of the terms of remedies."""
    return {term: day for term, day in story.due.items() if term.partition(".")[0] in {"remedy", "contest"}}


class TestApplication:
    @pytest.mark.parametrize("who", ["applicant", "stranger", "agent"])
    def test_others(self, who: str) -> None:
        """A license is contested by the licensee, whom it concerns, and by nobody else."""
        assert "not_competent" == code(revoked().when("2025-11-10", who, "contest_act", **GROUNDS))

    def test_holder(self) -> None:
        """What concerns the holder's own license the holder contests, and not its manufacturer."""
        said = {"licensee": "applicant", "evidence_no": "E-2", "document_no": "SH-D-1", "reason": "as filed"}
        story = revoked().does("2025-11-04", "shanghai", "revoke_license", ground="ultra_vires", **said)
        second = {**GROUNDS, "act": 2}

        assert "not_competent" == code(story.when("2025-11-10", "ds", "contest_act", **second))
        (event,) = story.does("2025-11-10", "applicant", "contest_act", **second).events[-1:]
        assert "supervision.act_contested" == event.topic
        assert ("arl/20",) == event.basis

    def test_unknown(self) -> None:
        """An act that is not there is named as such, with those that are."""
        answer = revoked().when("2025-11-10", "ds", "contest_act", **{**GROUNDS, "act": 2})

        assert isinstance(answer, Refusal)
        assert ("act_unknown", "1") == (answer.code, answer.facts["known"])

    @pytest.mark.parametrize(("day", "late"), [("2026-01-04T23:59", False), ("2026-01-05T00:00", True)])
    def test_last_day(self, day: str, *, late: bool) -> None:
        """Sixty days after the act, moved on from the New Year holiday, the last day is over at its midnight."""
        answer = revoked().when(day, "ds", "contest_act", **GROUNDS)

        assert ("reconsideration_late" == code(answer)) if late else not isinstance(answer, Refusal)

    def test_once(self) -> None:
        """One remedy at a time against one act; a court has to wait."""
        assert "remedy_pending" == code(contested().when("2025-11-11", "ds", "contest_act", **GROUNDS))
        assert "remedy_pending" == code(contested().when("2025-11-11", "ds", "sue_over_act", **SUIT))

    def test_holds_meanwhile(self) -> None:
        """What is contested goes on holding."""
        batch = {"site": "wuxi", "batch_no": "DS-001"}

        assert "no_valid_license" == code(pending().when("2025-11-17", "ds", "start_batch", **batch))


class TestBody:
    def test_waited_for(self) -> None:
        """The government of the agency's province is asked to accept or not, then to decide."""
        assert {"accept_contest", "decline_contest"} <= contested().asked("jiangsu government")
        assert {"decide_contest"} <= pending().asked("jiangsu government")
        assert not contested().asked("shanghai government")

    def test_duty(self) -> None:
        """The term of each decision is answered by the government that has to make it."""
        said = {"what": "suspend_sale", "document_no": "SH-1", "reason": "sterility"}
        story = pending().does("2025-11-17", "shanghai", "restrict_product", **said)
        story = story.does("2025-11-18", "applicant", "contest_act", **{**GROUNDS, "act": 2})
        story = story.does("2025-11-19", "shanghai government", "accept_contest", number=2)
        asked = {
            str(each.province): each for each in story.position.waits if "decide_contest" in each.commands
        }

        for term, province in (("contest.1.decide", "320000"), ("contest.2.decide", "310000")):
            assert [province] == [p for p, wait in asked.items() if answers(wait, None, term, story.state)]
            assert ("arl/24", "arl/62") == asked[province].basis

    @pytest.mark.parametrize("who", ["shanghai government", "jiangsu", "nmpa", "ds"])
    def test_others(self, who: str) -> None:
        """No other office reconsiders."""
        assert "not_competent" == code(contested().when("2025-11-14", who, "accept_contest", number=1))

    def test_terms(self) -> None:
        """Sixty days for the decision from the acceptance, thirty more once; the direct action stays open."""
        longer = pending().does(
            "2026-01-13", "jiangsu government", "extend_contest", number=1, reason="complex"
        )

        assert {"contest.1.decide": "2026-01-13", "remedy.1.litigation": "2026-05-06"} == remedies(pending())
        assert "2026-02-12" == remedies(longer)["contest.1.decide"]
        again = {"number": 1, "reason": "complex"}
        assert "already_extended" == code(
            longer.when("2026-01-14", "jiangsu government", "extend_contest", **again)
        )
        assert "reconsideration_term_over" == code(
            pending().when("2026-01-14", "jiangsu government", "extend_contest", **again)
        )

    def test_out_of_turn(self) -> None:
        """Nothing is decided before it was accepted, nor twice."""
        said = {"outcome": "upheld", **RULING}

        assert "remedy_out_of_turn" == code(
            contested().when("2025-11-12", "jiangsu government", "decide_contest", **said)
        )
        assert "remedy_out_of_turn" == code(
            upheld().when("2025-12-16", "jiangsu government", "decide_contest", **said)
        )
        assert "remedy_unknown" == code(
            upheld().when("2025-12-16", "jiangsu government", "accept_contest", number=2)
        )

    def test_not_an_omission(self) -> None:
        """An act was made: nothing is ordered to be done."""
        said = {"outcome": "ordered_to_act", **RULING}

        assert "ruling_does_not_fit" == code(
            pending().when("2025-12-15", "jiangsu government", "decide_contest", **said)
        )

    def test_declined(self) -> None:
        """What is not accepted can be taken to court for fifteen days, and no longer directly."""
        story = contested().does(
            "2025-11-14", "jiangsu government", "decline_contest", number=1, reason="not in form"
        )

        assert {"contest.1.court": "2025-12-01"} == remedies(story)
        assert "action_late" == code(story.when("2025-11-20", "ds", "sue_over_act", **SUIT))
        assert "supervision.suit_brought" in topics(
            story.when("2025-11-20", "ds", "sue_over_act", **SUIT, after=1)
        )

    def test_withdrawn(self) -> None:
        """What is withdrawn leaves the direct action open, and no second reconsideration."""
        story = pending().does("2025-11-20", "ds", "withdraw_contest", number=1, reason="settled")

        assert {"remedy.1.litigation": "2026-05-06"} == remedies(story)
        assert "reconsideration_late" == code(story.when("2025-11-21", "ds", "contest_act", **GROUNDS))
        assert not isinstance(story.when("2025-11-21", "ds", "sue_over_act", **SUIT), Refusal)

    def test_overdue(self) -> None:
        """A decision that does not come opens the court for fifteen days from the last day; it is still owed."""
        story = pending().waits_until("2026-01-14")

        assert "remedy.reconsideration_overdue" in topics(story.events)
        assert "2026-01-28" == remedies(story)["contest.1.court"]
        assert {"decide_contest"} <= story.asked("jiangsu government")
        late = ruled(story, "2026-01-20", "revoked")
        assert {} == remedies(late)


class TestCourt:
    @pytest.mark.parametrize(("day", "late"), [("2025-12-30T23:59", False), ("2025-12-31T00:00", True)])
    def test_after_reconsideration(self, day: str, *, late: bool) -> None:
        """Fifteen days after the result, and not an instant longer."""
        answer = upheld().when(day, "ds", "sue_over_act", **SUIT, after=1)

        assert {"contest.1.court": "2025-12-30"} == remedies(upheld())
        assert ("action_late" == code(answer)) if late else not isinstance(answer, Refusal)

    @pytest.mark.parametrize(("day", "late"), [("2026-05-06T23:59", False), ("2026-05-07T00:00", True)])
    def test_directly(self, day: str, *, late: bool) -> None:
        """Without a reconsideration, six months after the act."""
        answer = revoked().when(day, "ds", "sue_over_act", **SUIT)

        assert ("action_late" == code(answer)) if late else not isinstance(answer, Refusal)

    def test_brought(self) -> None:
        """A court ends the other ways; the agency is asked for the judgment, a party may bring it."""
        story = revoked().does("2025-11-20", "ds", "sue_over_act", **SUIT)

        assert {} == remedies(story)
        assert {"record_act_judgment"} <= story.asked("jiangsu")
        assert "reconsideration_late" == code(
            story.does("2025-11-25", "ds", "withdraw_suit", number=1, reason="settled").when(
                "2025-11-26", "ds", "contest_act", **GROUNDS
            )
        )

    @pytest.mark.parametrize("who", ["ds", "jiangsu"])
    def test_judgment(self, who: str) -> None:
        """A judgment that revokes the act takes it away, whoever of the two hands it in."""
        story = upheld().does("2025-12-22", "ds", "sue_over_act", **SUIT, after=1)
        judged = {**RULING, "number": 2, "outcome": "revoked"}
        story = story.does("2026-06-10", who, "record_act_judgment", **judged)

        assert "supervision.act_fell" in topics(story.events)
        assert {} == remedies(story)

    @pytest.mark.parametrize("who", ["shanghai", "applicant", "jiangsu government"])
    def test_no_party(self, who: str) -> None:
        """Who is no party hands in no judgment."""
        story = revoked().does("2025-11-20", "ds", "sue_over_act", **SUIT)
        judged = {**RULING, "outcome": "upheld"}

        assert "not_competent" == code(story.when("2026-06-10", who, "record_act_judgment", **judged))

    def test_dismissed(self) -> None:
        """A judgment that upholds the act ends the remedies."""
        story = revoked().does("2025-11-20", "ds", "sue_over_act", **SUIT)
        story = story.does("2026-06-10", "jiangsu", "record_act_judgment", outcome="upheld", **RULING)

        assert {} == remedies(story)
        assert "action_late" == code(story.when("2026-06-11", "ds", "sue_over_act", **SUIT))
        assert "remedy_unknown" == code(
            story.when("2026-06-11", "ds", "withdraw_contest", number=1, reason="too late")
        )

    def test_fallen(self) -> None:
        """What has fallen is contested no more."""
        assert "act_fallen" == code(annulled().when("2025-12-16", "ds", "sue_over_act", **SUIT))
        assert "act_fallen" == code(annulled().when("2025-12-16", "ds", "contest_act", **GROUNDS))


class TestEnd:
    def test_not_meanwhile(self) -> None:
        """A supervision does not end while an act is contested, or can be; with the last term it may."""
        said = {"reason": "made no more"}

        for story in (revoked(), contested(), pending(), upheld()):
            answer = story.when("2025-12-20", "shanghai", "end_supervision", **said)
            assert isinstance(answer, Refusal)
            assert ("remedies_open", "1") == (answer.code, answer.facts["acts"])
        assert "supervision.ended" in topics(
            upheld().when("2025-12-31", "shanghai", "end_supervision", **said)
        )
        assert "supervision.ended" in topics(
            annulled().when("2025-12-16", "shanghai", "end_supervision", **said)
        )

    def test_unused(self) -> None:
        """A court that nobody asks ends by itself, on record."""
        ended = [each for each in upheld().waits_until("2025-12-31").events if "remedy_ended" in each.topic]

        assert ["supervision.remedy_ended"] == topics(tuple(ended))

    def test_nothing_left(self) -> None:
        """When the act has fallen nobody is waited for on its account."""
        assert not {"decide_contest", "record_act_judgment", "cancel_license"} & commands(annulled())
