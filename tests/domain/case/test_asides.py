"""Decisions beside which the case goes on: each application has remedies of its own, and what falls is that alone."""

from __future__ import annotations

from typing import Any

import pytest

from domain.actors import Actor
from domain.case.remedies import RemediesNotice
from domain.case.state import CaseOutcome, LicenseStep, ReviewStep, Stage
from domain.messages import Refusal
from tests.domain.case import given, notice
from tests.domain.case.given import ACTORS, Case, applied, code, filed, topics, with_papers

REFUSE = {"outcome": "refuse", "reason": "capacity"}
FALSE = {"document_no": "W-1", "reason": "the batch records were invented"}
GROUNDS = {"grounds": "the findings are wrong"}
RULING = {"document_no": "R-1", "reason": "as heard"}
UNFIT = {"ground": "not_in_form", "reason": "no seal"}
FILL = {
    "id": "fill",
    "name": "Example Fill",
    "name_zh": "示例灌装",
    "province": "330000",
}


@pytest.fixture
def fill(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """A second manufacturer, in Zhejiang, and those who act for it and decide on it."""
    office = {"person": "fill", "role": "manufacturer", "organisation": "Example Fill", "province": "330000"}
    monkeypatch.setitem(ACTORS, "fill", Actor.model_validate(office))
    government = {
        "person": "g",
        "role": "provincial_government",
        "organisation": "Zhejiang",
        "province": "330000",
    }
    monkeypatch.setitem(ACTORS, "zhejiang government", Actor.model_validate(government))
    data: Any = given.dossier().model_dump(mode="json", by_alias=True, exclude_none=True)
    evaluated = {"evaluated_applicant_on": "2025-01-02"}
    cmos = [{**data["cmos"][0], **evaluated}, {**data["cmos"][0], **evaluated, **FILL}]
    where = {
        "id": "hangzhou",
        "operator": "fill",
        "province": "330000",
        "address": "1 Example Road, Hangzhou",
    }
    sites = [*data["sites"], {**data["sites"][1], **where}]
    segments = [*data["segments"], {"stage": "packaging", "site": "hangzhou"}]
    return {"cmos": cmos, "sites": sites, "segments": segments}


def refused(story: Case, who: str, agency: str, day: str) -> Case:
    """The manufacturer applies, and its agency refuses on that day and delivers."""
    story = story.does(day, who, "apply_for_license", licensee=who, kind="new")
    story = story.does(day, agency, "accept_license_application", licensee=who)
    story = story.does(day, agency, "decide_license", licensee=who, **REFUSE)
    return story.does(day, agency, "deliver_license", licensee=who, receipt_no="1")


def ruled(story: Case, who: str, body: str, outcome: str, **about: object) -> Case:
    """Reconsideration asked for on 6 July, accepted, and decided on 20 July 2026."""
    story = story.does("2026-07-06", who, "apply_for_reconsideration", **about, **GROUNDS)
    number = len(story.state.remedies.remedies)
    story = story.does("2026-07-07", body, "accept_reconsideration", number=number)
    return story.does("2026-07-20", body, "decide_reconsideration", number=number, outcome=outcome, **RULING)


class TestTwoManufacturers:
    def test_each_has_its_terms(self, fill: dict[str, object]) -> None:
        """A second refusal leaves the days of the first as they were told."""
        story = refused(notice.planned(fill), "ds", "jiangsu", "2026-06-17")
        before = story.due["closing.ds.reconsideration"]
        story = refused(story, "fill", "zhejiang", "2026-06-24")

        assert before == story.due["closing.ds.reconsideration"] == "2026-08-17"
        assert "2026-08-24" == story.due["closing.fill.reconsideration"]

    @pytest.mark.parametrize(("who", "body"), [("ds", "jiangsu government"), ("fill", "zhejiang government")])
    def test_each_contests_its_own(self, fill: dict[str, object], who: str, body: str) -> None:
        """Each contests what concerns itself, before the government over its own agency; the other's stays."""
        story = refused(notice.planned(fill), "ds", "jiangsu", "2026-06-17")
        story = ruled(refused(story, "fill", "zhejiang", "2026-06-24"), who, body, "revoked")
        steps = {each.licensee.id: each.step for each in story.state.licensing.files}
        other = "fill" if who == "ds" else "ds"

        assert (LicenseStep.ACCEPTED, LicenseStep.NOT_GRANTED) == (steps[who], steps[other])
        assert f"closing.{other}.reconsideration" in story.due
        assert f"closing.{who}.litigation" not in story.due

    def test_binds_its_own_agency_alone(self, fill: dict[str, object]) -> None:
        """A refusal that was changed is not made again; that of another licensee is."""
        story = refused(notice.planned(fill), "ds", "jiangsu", "2026-06-17")
        story = ruled(story, "ds", "jiangsu government", "changed")
        again = story.when("2026-07-21", "jiangsu", "decide_license", licensee="ds", **REFUSE)
        other = story.when("2026-07-21", "shanghai", "decide_license", licensee="applicant", **REFUSE)

        assert "bound_by_remedy" == code(again)
        assert ["license.refused"] == topics(other)


class TestAppliedAgain:
    def test_still_contested(self) -> None:
        """A manufacturer that has applied again still contests the first refusal, in the term that it was told."""
        story = refused(notice.planned(), "ds", "jiangsu", "2026-06-17")
        story = story.does("2026-06-23", "ds", "apply_for_license", licensee="ds", kind="new")
        story = ruled(story, "ds", "jiangsu government", "revoked")

        assert "remedy.reconsideration_decided" == story.events[-1].topic
        assert "closing.ds.litigation" not in story.due


class TestFalseMaterials:
    def found(self) -> Case:
        """Jiangsu finds the application of its manufacturer false, on 18 June 2026."""
        story = notice.manufacturer_applied()
        return story.does("2026-06-18", "jiangsu", "find_false_materials", licensee="ds", **FALSE)

    def test_case_goes_on(self) -> None:
        """Under Notice 173 each province decides on its own party: it is refused and barred, the holder is held."""
        story = self.found()
        file = story.state.licensing.file("ds")

        assert file is not None
        assert (Stage.LICENSING, None, LicenseStep.NOT_GRANTED) == (
            story.state.stage,
            story.state.outcome,
            file.step,
        )
        assert "gmp_or_consent_missing" == code(
            story.when("2026-06-22", "shanghai", "decide_license", **given.grant("applicant"))
        )
        assert ["journal/Example Biologics"] == [
            each.stream for each in story.position.errands if each.command == "note_bar"
        ]

    def test_remedies(self) -> None:
        """It tells the government over the agency that found it, and the last days, which run beside the case."""
        story = self.found()

        told: RemediesNotice | None = getattr(story.events[-1], "remedies", None)
        assert told is not None
        assert ("provincial_government", "320000") == (told.body, told.province)
        assert {
            "licensing.applicant.decide",
            "closing.ds.reconsideration",
            "closing.ds.litigation",
        } == set(story.due)

    def test_applicant_ends_the_case(self) -> None:
        """What the applicant concealed ends the case, for it is the applicant's license that is asked for."""
        story = notice.planned().does("2026-06-18", "shanghai", "find_false_materials", **FALSE)

        assert CaseOutcome.REFUSED_FALSE_MATERIALS is story.state.outcome

    @pytest.mark.parametrize("day", ["2026-06-18", "2027-06-18"])
    def test_barred_in_its_own_case(self, day: str) -> None:
        """The bar holds in the case that it comes from at once, before any journal has it, through its last day."""
        again = {"licensee": "ds", "kind": "new"}

        assert "applicant_barred" == code(self.found().when(day, "ds", "apply_for_license", **again))
        assert ["license.applied"] == topics(
            self.found().when("2027-06-19", "ds", "apply_for_license", **again)
        )

    def test_bar_falls_alone(self) -> None:
        """The finding that falls lifts its own bar; the application is decided."""
        story = ruled(self.found(), "ds", "jiangsu government", "revoked")
        file = story.state.licensing.file("ds")

        assert file is not None
        assert LicenseStep.ACCEPTED is file.step
        assert ["note_bar", "lift_bar"] == [
            e.command for e in story.position.errands if "journal" in e.stream
        ]

    def test_bar_stays(self) -> None:
        """A later refusal of the holder's license that falls does not lift the manufacturer's bar."""
        story = self.found().does("2026-06-22", "shanghai", "decide_license", licensee="applicant", **REFUSE)
        story = story.does("2026-06-23", "shanghai", "deliver_license", licensee="applicant", receipt_no="1")
        story = ruled(story, "applicant", "shanghai government", "revoked")

        assert Stage.LICENSING is story.state.stage
        assert ["note_bar"] == [e.command for e in story.position.errands if "journal" in e.stream]

    def test_not_found_again(self) -> None:
        """A finding that a remedy has changed is not made again."""
        story = ruled(self.found(), "ds", "jiangsu government", "changed")

        assert "bound_by_remedy" == code(
            story.when("2026-07-21", "jiangsu", "find_false_materials", licensee="ds", **FALSE)
        )


class TestNotAccepted:
    def test_license(self) -> None:
        """A license application that is not accepted says who reconsiders and until when (ALL Art. 32, 38)."""
        story = applied().does("2025-03-13", "jiangsu", "refuse_license_acceptance", licensee="ds", **UNFIT)

        told = getattr(story.events[-1], "remedies", None)
        assert told is not None
        assert ("provincial_government", "320000", "2025-05-12", "2025-09-15") == (
            told.body,
            told.province,
            str(told.reconsideration_until),
            str(told.court_until),
        )

    @pytest.mark.parametrize(("day", "late"), [("2025-05-12", False), ("2025-05-13", True)])
    def test_last_day(self, day: str, *, late: bool) -> None:
        """It is contested up to the day that was told, and not after it."""
        story = applied().does("2025-03-13", "jiangsu", "refuse_license_acceptance", licensee="ds", **UNFIT)
        answer = story.when(day, "ds", "apply_for_reconsideration", **GROUNDS)

        assert late is isinstance(answer, Refusal)

    def test_upheld(self) -> None:
        """A reconsideration that leaves it standing is not asked for again; then a court is open for fifteen days."""
        story = applied().does("2025-03-13", "jiangsu", "refuse_license_acceptance", licensee="ds", **UNFIT)
        story = story.does("2025-03-14", "ds", "apply_for_reconsideration", **GROUNDS)
        story = story.does("2025-03-17", "jiangsu government", "accept_reconsideration", number=1)
        ruling = {"number": 1, "outcome": "upheld", **RULING}
        story = story.does("2025-03-24", "jiangsu government", "decide_reconsideration", **ruling)
        action = {"court": "Nanjing Court", **GROUNDS}

        assert "reconsideration_late" == code(
            story.when("2025-03-25", "ds", "apply_for_reconsideration", **GROUNDS)
        )
        assert "action_late" == code(story.when("2025-03-25", "ds", "bring_action", **action))
        assert "2025-04-08" == story.due["remedy.1.court"]
        assert ["remedy.action_brought"] == topics(
            story.when("2025-04-08", "ds", "bring_action", after=1, **action)
        )

    def test_filing(self) -> None:
        """A filing that is not accepted is reconsidered by NMPA, whose centre decided (ARL Art. 25)."""
        story = filed().does("2025-04-01", "cde", "refuse_registration_acceptance", reason="no seal")

        told = getattr(story.events[-1], "remedies", None)
        assert told is not None
        assert ("nmpa", None) == (told.body, told.province)

    def test_license_falls(self) -> None:
        """When that falls the application is received anew, and its formal check begins."""
        story = applied().does("2025-03-13", "jiangsu", "refuse_license_acceptance", licensee="ds", **UNFIT)
        story = story.does("2025-03-20", "ds", "apply_for_reconsideration", about="ds", **GROUNDS)
        story = story.does("2025-03-24", "jiangsu government", "accept_reconsideration", number=1)
        ruling = {"number": 1, "outcome": "act_anew", **RULING}
        story = story.does("2025-04-10", "jiangsu government", "decide_reconsideration", **ruling)
        file = story.state.licensing.file("ds")

        assert file is not None
        assert (LicenseStep.APPLIED, "2025-04-10") == (file.step, str(file.applied_on))
        assert "licensing.ds.accept" in story.due

    def test_filing_falls(self) -> None:
        """When that of a filing falls the centre checks it anew."""
        story = filed().does("2025-04-01", "cde", "refuse_registration_acceptance", reason="no seal")
        story = story.does(
            "2025-04-02", "applicant", "apply_for_reconsideration", about="registration", **GROUNDS
        )
        story = story.does("2025-04-03", "nmpa", "accept_reconsideration", number=1)
        story = story.does(
            "2025-04-10", "nmpa", "decide_reconsideration", number=1, outcome="revoked", **RULING
        )

        assert (Stage.TECHNICAL_REVIEW, ReviewStep.FILED) == (story.state.stage, story.state.review.step)
        assert "review.accept" in story.due

    def test_handed_in_again(self) -> None:
        """What was handed in again meanwhile goes on as it is, whatever becomes of the first one."""
        story = filed().does("2025-04-01", "cde", "refuse_registration_acceptance", reason="no seal")
        story = story.does("2025-04-02", "applicant", "apply_for_reconsideration", **GROUNDS)
        story = story.does("2025-04-03", "nmpa", "accept_reconsideration", number=1)
        story = story.does(
            "2025-04-03", "applicant", "file_registration", kind="marketing_application", track="reg.maa"
        )
        story = story.does("2025-04-07", "cde", "accept_registration", acceptance_no="1")
        story = story.does(
            "2025-04-10", "nmpa", "decide_reconsideration", number=1, outcome="revoked", **RULING
        )

        assert ReviewStep.REVIEWING is story.state.review.step
        assert "remedy.reconsideration_decided" == story.events[-1].topic


def test_bound_in_the_pilot() -> None:
    """In the pilot too a ruling binds the agency whose refusal it changed, and no other."""
    story = with_papers().does("2025-03-20", "jiangsu", "decide_license", licensee="ds", **REFUSE)
    story = story.does("2025-03-21", "jiangsu", "deliver_license", licensee="ds", receipt_no="1")
    story = story.does("2025-04-07", "ds", "apply_for_reconsideration", **GROUNDS)
    story = story.does("2025-04-10", "jiangsu government", "accept_reconsideration", number=1)
    ruling = {"number": 1, "outcome": "changed", **RULING}
    story = story.does("2025-05-15", "jiangsu government", "decide_reconsideration", **ruling)

    assert "bound_by_remedy" == code(
        story.when("2025-05-20", "jiangsu", "decide_license", licensee="ds", **REFUSE)
    )
    assert ["license.refused"] == topics(
        story.when("2025-05-20", "shanghai", "decide_license", licensee="applicant", **REFUSE)
    )
