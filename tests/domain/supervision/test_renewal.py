"""Renewal: counted backwards from the expiry, decided, deemed, refused, or not applied for; each with what follows."""

from __future__ import annotations

from functools import cache

import pytest

from domain.explain import answers
from domain.messages import Refusal
from domain.supervision.renewal_messages import LicenseExpired, LicenseRenewed, RenewalAppliedFor
from tests.domain.case.given import code, topics
from tests.domain.supervision.given import Supervision, producing
from tests.domain.supervision.test_operation import BATCH, audited

DECISION = {"licensee": "applicant", "document_no": "SH-R-1", "reason": "the conditions are met"}


@cache
def noted() -> Supervision:
    """Both licenses are on record: the holder's ends on 28 March 2030, the manufacturer's end nobody stated."""
    story = audited().does("2025-09-10", "engine", "note_license", licensee="applicant")
    return story.does("2025-09-10", "engine", "note_license", licensee="ds")


@cache
def applied() -> Supervision:
    """The holder applied on the last day, 28 September 2029."""
    return noted().does("2029-09-28", "applicant", "apply_for_renewal", licensee="applicant")


@cache
def late() -> Supervision:
    """The holder applied a day late."""
    return noted().does("2029-09-29", "applicant", "apply_for_renewal", licensee="applicant")


def commands(story: Supervision) -> set[str]:
    """What the supervision waits for."""
    return {command for wait in story.position.waits for command in wait.commands}


class TestNoted:
    def test_backwards(self) -> None:
        """The last day to apply lies six months before the expiry; both run as terms."""
        assert ("2029-09-28", "2030-03-28") == (
            noted().due["license.applicant.renew"],
            noted().due["license.applicant.expiry"],
        )

    def test_unknown_end(self) -> None:
        """A license whose change left its validity unsaid has no term until its agency states the last day."""
        stated = noted().does(
            "2025-09-11",
            "jiangsu",
            "state_validity",
            licensee="ds",
            valid_until="2026-08-31",
            document_no="JS-1",
        )

        assert not [term for term in noted().due if term.startswith("license.ds.")]
        assert "2026-02-28" == stated.due["license.ds.renew"]
        again = {"licensee": "ds", "valid_until": "2027-08-31", "document_no": "JS-2"}
        assert "validity_known" == code(stated.when("2025-09-12", "jiangsu", "state_validity", **again))

    def test_not_granted(self) -> None:
        """Only a license that the case granted can be noted."""
        assert "no_license_yet" == code(
            producing().when("2025-09-10", "engine", "note_license", licensee="nobody")
        )

    @pytest.mark.parametrize("who", ["applicant", "shanghai", "nmpa"])
    def test_by_the_engine_only(self, who: str) -> None:
        """Nobody but the engine notes a license."""
        assert "not_competent" == code(producing().when("2025-09-10", who, "note_license", licensee="ds"))


class TestApplication:
    @pytest.mark.parametrize(("day", "in_time"), [("2029-09-28", True), ("2029-09-29", False)])
    def test_last_day(self, day: str, in_time: bool) -> None:  # noqa: FBT001 - a row of the table
        """On the last day it is in time; on the day after it is on record as late."""
        answer = noted().when(day, "applicant", "apply_for_renewal", licensee="applicant")

        assert isinstance(answer, tuple)
        assert isinstance(answer[0], RenewalAppliedFor)
        assert in_time is answer[0].in_time

    def test_reminded(self) -> None:
        """When the last day has passed, the licensee is reminded and waited for."""
        story = noted().waits_until("2029-09-29")

        assert "supervision.renewal_not_applied_for" == story.events[-1].topic
        assert "apply_for_renewal" in commands(story)
        assert "license.applicant.renew" not in story.due

    def test_twice(self) -> None:
        """One application at a time, by the licensee alone, for a license that is there."""
        apply = {"licensee": "applicant"}
        assert "renewal_applied_for" == code(
            applied().when("2029-10-01", "applicant", "apply_for_renewal", **apply)
        )
        assert "not_competent" == code(noted().when("2029-09-01", "ds", "apply_for_renewal", **apply))
        assert "license_unknown" == code(
            noted().when("2029-09-01", "applicant", "apply_for_renewal", licensee="other")
        )

    def test_agency_is_waited_for(self) -> None:
        """The agency that issued the license is asked to decide, until the expiry."""
        (wait,) = (each for each in applied().position.waits if "decide_renewal" in each.commands)

        assert "310000" == wait.province
        assert answers(wait, None, "license.applicant.expiry", applied().state)
        assert not answers(wait, None, "license.ds.expiry", applied().state)


class TestDecision:
    def test_renewed(self) -> None:
        """Renewed for five years from the old expiry, under the same number."""
        story = applied().does("2029-12-03", "shanghai", "decide_renewal", outcome="renew", **DECISION)
        held = story.state.license("applicant")

        assert held is not None
        assert ("2035-03-28", "沪20250009") == (str(held.valid_until), held.number)
        assert "2034-09-28" == story.due["license.applicant.renew"]

    def test_deemed(self) -> None:
        """Silence until the expiry renews what was applied for in time, and says why."""
        story = applied().waits_until("2030-03-29")
        (renewed,) = (each for each in story.events if isinstance(each, LicenseRenewed))

        assert renewed.deemed
        assert ("all/50",) == renewed.basis
        assert ("2035-03-28", "沪20250009") == (str(renewed.valid_until), renewed.number)
        assert not isinstance(story.when("2030-04-02", "ds", "start_batch", **BATCH), Refusal)

    @pytest.mark.parametrize("story", [noted, late], ids=["not applied for", "too late"])
    def test_expired(self, story: object) -> None:
        """Without an application in time silence ends the license: production is held, the agency has to cancel."""
        assert callable(story)
        after: Supervision = story().waits_until("2030-03-29")

        assert any(isinstance(each, LicenseExpired) for each in after.events)
        assert "cancel_license" in commands(after)
        assert "supervision.batch_start_held" == after.events[-1].topic
        assert "no_valid_license" == code(after.when("2030-04-02", "ds", "start_batch", **BATCH))

    def test_refused(self) -> None:
        """A refusal tells its remedies and starts their terms; at the expiry the license ends."""
        story = applied().does("2029-12-03", "shanghai", "decide_renewal", outcome="refuse", **DECISION)

        assert ("2030-02-01", "2030-06-03") == (
            story.due["remedy.1.reconsideration"],
            story.due["remedy.1.litigation"],
        )
        assert any(isinstance(each, LicenseExpired) for each in story.waits_until("2030-03-29").events)

    def test_by_its_own_agency(self) -> None:
        """The agency that issued the license decides, after an application."""
        said = {"outcome": "renew", **DECISION}
        assert "not_competent" == code(applied().when("2029-12-03", "jiangsu", "decide_renewal", **said))
        assert "renewal_not_applied_for" == code(
            noted().when("2029-06-01", "shanghai", "decide_renewal", **said)
        )
        assert "license_not_renewable" == code(
            noted().when("2029-06-01", "jiangsu", "decide_renewal", **{**said, "licensee": "ds"})
        )

    def test_remedies_end(self) -> None:
        """Remedies that nobody uses end by themselves, one by one."""
        story = applied().does("2029-12-03", "shanghai", "decide_renewal", outcome="refuse", **DECISION)
        ended = [each for each in story.waits_until("2030-06-04").events if "remedy" in each.topic]

        assert ["supervision.remedy_ended", "supervision.remedy_ended"] == topics(tuple(ended))
