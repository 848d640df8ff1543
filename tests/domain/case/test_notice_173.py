"""The way of a case under Notice 173: intake with guidance, review inside the license procedure, supervision plan."""

from __future__ import annotations

from typing import Any

import pytest

from domain.case.state import CaseOutcome, LicenseStep, Stage
from domain.findings import Outcome
from domain.law import Regime
from domain.messages import Refusal
from tests.domain.case.given import PLAN, Case, code, dossier, grant, topics
from tests.domain.case.notice import IN_ORDER, accepted, approved, found_suitable, guided, planned, submitted

WIDENED = {"cmos.0.experience.0.basis": "rd", "announcement_134_item": 2}
CONFIRMED = {"outcome": "confirmed", "document_no": "沪药监函1号", "reason": "as claimed"}


def outcome(story: Case, rule: str) -> Outcome:
    """What a rule says about the dossier as it stands."""
    return next(each.outcome for each in story.state.selection.findings if each.rule == rule)


class TestSubmission:
    @pytest.mark.parametrize(
        ("day", "regime"),
        [
            ("2026-04-01", Regime.N173_PRE_REGS),
            ("2026-05-14T23:59", Regime.N173_PRE_REGS),
            ("2026-05-15T00:00", Regime.N173),
            ("2027-01-04", Regime.N173),
        ],
    )
    def test_regime(self, day: str, regime: Regime) -> None:
        """The day of the submission fixes the rule book, and with it the way: no government, no pilot decision."""
        state = submitted(day=day).state

        assert regime == state.regime
        assert (Stage.INTAKE, Stage.LICENSING, Stage.TECHNICAL_REVIEW, Stage.CLOSING) == state.path

    def test_waits(self) -> None:
        """The agency of the place of registration checks the application, and owes its guidance from the first day."""
        assert {"accept", "request_correction", "refuse_acceptance", "give_guidance"} == submitted().waits

    def test_a_pilot_dossier_entered_late(self) -> None:
        """What was received on the last day of the pilot is a pilot case, though it is entered afterwards."""
        entry = {"channel": "counter", "received_at": "2025-12-31T16:00+08:00", "receipt_document": "R-1"}
        story = Case().does("2026-04-02", "shanghai", "submit", dossier=dossier(), entry=entry)

        assert Regime.PILOT == story.state.regime

    def test_received_in_the_gap(self) -> None:
        """What was received while nothing was open stays refused when the notice has come into force."""
        entry = {"channel": "post", "received_at": "2026-03-31T16:00+08:00", "receipt_document": "R-1"}

        assert "no_route" == code(
            Case().when("2026-04-02", "shanghai", "submit", dossier=dossier(), entry=entry)
        )


class TestFormalCheck:
    def test_acceptance_is_of_the_license_application(self) -> None:
        """One application: accepted, it is the holder's own for a new license, decided in thirty working days."""
        story = accepted()
        file = story.state.licensing.file("applicant")

        assert Stage.LICENSING == story.state.stage
        assert file is not None
        assert (LicenseStep.ACCEPTED, "new") == (file.step, file.kind)
        assert {"licensing.applicant.decide": "2026-07-27"} == story.due

    def test_change(self) -> None:
        """A change of a license is decided in fifteen working days from the receipt of the application."""
        assert {"licensing.applicant.decide": "2026-07-02"} == accepted(
            {"applicant.license_application": "change"}
        ).due

    def test_silence(self) -> None:
        """Five working days of silence accept, as of the receipt: the decision is due thirty days from then."""
        story = submitted().waits_until("2026-06-18")

        assert "case.deemed_accepted" in [event.topic for event in story.events]
        assert Stage.LICENSING == story.state.stage
        assert {"licensing.applicant.decide": "2026-07-23"} == story.due

    @pytest.mark.parametrize(
        ("name", "fields"),
        [
            ("accept", {"acceptance_no": "1"}),
            ("request_correction", {"defects": ("a signature",)}),
            ("refuse_acceptance", {"reason": "late"}),
        ],
    )
    def test_after_the_silence(self, name: str, fields: dict[str, Any]) -> None:
        """An answer that overtakes the timer comes too late all the same."""
        assert "accepted_by_silence" == code(
            submitted().without_timers("2026-06-18", "shanghai", name, **fields)
        )

    def test_correction(self) -> None:
        """One notice of everything; the corrected dossier is checked in five working days of its own, then as above."""
        story = submitted().does("2026-06-12", "shanghai", "request_correction", defects=("a signature",))
        story = story.does("2026-06-22", "applicant", "correct", dossier=dossier(IN_ORDER))

        assert {"intake.check": "2026-06-29"} == story.due
        assert "correction_already_used" == code(
            story.when("2026-06-23", "shanghai", "request_correction", defects=("another",))
        )
        assert Stage.LICENSING == story.waits_until("2026-06-30").state.stage

    def test_missing_paper_accepted_by_silence(self) -> None:
        """A paper that nobody asked for in time is a question of the review, and stands in its way until answered."""
        story = submitted({"applicant.primary_responsibility": None}).waits_until("2026-06-18")
        suitable = {"outcome": "suitable", "reason": "meets the Plan"}

        assert "suitability_unresolved" == code(
            story.when("2026-06-18", "shanghai", "decide_suitability", **suitable)
        )
        story = story.does(
            "2026-06-18", "shanghai", "resolve_finding", rule="E28", outcome="PASS", reason="handed in"
        )
        assert ["case.found_suitable"] == topics(
            story.when("2026-06-18", "shanghai", "decide_suitability", **suitable)
        )


class TestGuidance:
    def test_given(self) -> None:
        """Guidance is on record with its day and advice, and is then no longer owed."""
        assert "give_guidance" in accepted().waits
        assert "give_guidance" not in guided().waits

    def test_without_it(self) -> None:
        """That the agency has not guided never holds up the applicant."""
        assert ["case.found_suitable"] == topics(
            accepted().when("2026-06-15", "shanghai", "decide_suitability", outcome="suitable", reason="fits")
        )

    def test_in_the_future(self) -> None:
        """Nobody has guided on a day to come."""
        assert "guidance_in_the_future" == code(
            accepted().when("2026-06-15", "shanghai", "give_guidance", advice="…", held_on="2026-06-16")
        )

    def test_whose_duty(self) -> None:
        """The duty is that of the agency at the applicant's place of registration."""
        assert "not_competent" == code(accepted().when("2026-06-15", "jiangsu", "give_guidance", advice="…"))


class TestReview:
    def test_open_question(self) -> None:
        """What the rules leave to the agency is answered with a reason before the application is found suitable."""
        story = guided({"product.origin": "co_developed"})
        suitable = {"outcome": "suitable", "reason": "fits"}

        assert "suitability_unresolved" == code(
            story.when("2026-06-15", "shanghai", "decide_suitability", **suitable)
        )
        story = story.does(
            "2026-06-15", "shanghai", "resolve_finding", rule="E06", outcome="PASS", reason="own part shown"
        )
        story = story.does("2026-06-15", "shanghai", "decide_suitability", **suitable)
        assert story.state.suitability.found
        assert "finding_not_open" == code(
            story.when("2026-06-16", "shanghai", "resolve_finding", rule="E06", outcome="FAIL", reason="no")
        )

    def test_against(self) -> None:
        """What a hard rule says against it cannot be found suitable."""
        assert "unsuitable_finding_stands" == code(
            guided({"cmos.0.qa_system": False}).when(
                "2026-06-15", "shanghai", "decide_suitability", outcome="suitable", reason="fits"
            )
        )

    def test_not_suitable(self) -> None:
        """The review that ends against the applicant refuses its license: with rules, reasons and remedies."""
        story = guided({"cmos.0.qa_system": False}).does(
            "2026-06-15", "shanghai", "decide_suitability", outcome="not_suitable", reason="no sound system"
        )
        found = next(event for event in story.events if event.topic == "case.found_unsuitable")

        assert ("E12",) == getattr(found, "rules", None)
        assert "all/38" in found.basis
        assert (Stage.CLOSING, CaseOutcome.NOT_SUITABLE) == (story.state.stage, story.state.outcome)
        assert {"licensing.applicant.deliver": "2026-06-30"} == story.due
        story = story.does("2026-06-16", "shanghai", "deliver_license", licensee="applicant", receipt_no="1")
        assert {"closing.reconsideration": "2026-08-17", "closing.litigation": "2026-12-16"} == story.due

    def test_not_on_the_notice_alone(self) -> None:
        """A refusal rests on the Regulations, the Plan, Order 28 or the License Law, not on the notice alone."""
        story = guided({"cmos.0.experience.0.dosage_form": "tablet"}).does(
            "2026-06-15", "shanghai", "resolve_finding", rule="E13N", outcome="FAIL", reason="another form"
        )
        story = story.does(
            "2026-06-15", "shanghai", "decide_suitability", outcome="not_suitable", reason="no experience"
        )
        found = next(event for event in story.events if event.topic == "case.found_unsuitable")

        assert {"all/38", "o28/10", "n173/2"} <= set(found.basis)
        assert ("E13N",) == getattr(found, "rules", None)


class TestConfirmation:
    def test_confirmed(self) -> None:
        """The agency's written confirmation widens the experience, and the dossier is assessed with it."""
        story = guided(WIDENED)
        assert Outcome.REFER is outcome(story, "E13N")
        assert "confirm_experience" in story.waits

        story = story.does("2026-06-15", "shanghai", "confirm_experience", **CONFIRMED)

        assert (Outcome.NOT_APPLICABLE, Outcome.PASS) == (outcome(story, "E13N"), outcome(story, "E13X"))
        assert "confirm_experience" not in story.waits
        assert "widening_answered" == code(
            story.when("2026-06-16", "shanghai", "confirm_experience", **CONFIRMED)
        )

    def test_not_confirmed(self) -> None:
        """Without it the ordinary rule applies."""
        story = guided(WIDENED).does(
            "2026-06-15", "shanghai", "confirm_experience", **{**CONFIRMED, "outcome": "not_confirmed"}
        )

        assert Outcome.REFER is outcome(story, "E13N")
        assert "suitability_unresolved" == code(
            story.when("2026-06-16", "shanghai", "decide_suitability", outcome="suitable", reason="fits")
        )

    @pytest.mark.parametrize("item", [None, 1, 3])
    def test_other_items(self, item: int | None) -> None:
        """There is nothing to confirm unless item 2 or 4 is claimed."""
        story = guided({**WIDENED, "announcement_134_item": item})

        assert "widening_not_claimed" == code(
            story.when("2026-06-15", "shanghai", "confirm_experience", **CONFIRMED)
        )

    def test_answers_stay(self) -> None:
        """What the agency has answered before stays answered."""
        story = guided({**WIDENED, "product.origin": "co_developed"}).does(
            "2026-06-15", "shanghai", "resolve_finding", rule="E06", outcome="PASS", reason="own part shown"
        )
        story = story.does("2026-06-15", "shanghai", "confirm_experience", **CONFIRMED)

        assert ["E06"] == [each.rule for each in story.state.selection.resolutions]


class TestSupervisionPlan:
    def test_drawn_up(self) -> None:
        """One agency draws the plan up and informs the others; each inspects its own sites."""
        plan = planned().events[-1]

        assert ("320000",) == getattr(plan, "informed", None)
        assert {("wuxi", "320000"), ("pudong", "310000")} == {
            (duty.site, duty.province) for duty in planned().state.plan.versions[-1].duties
        }

    def test_again(self) -> None:
        """Until the licenses are there it can be drawn up anew, as another version."""
        story = planned().does("2026-06-17", "shanghai", "draw_up_supervision_plan", **PLAN)

        assert [1, 2] == [version.number for version in story.state.plan.versions]

    def test_below_the_minimum(self) -> None:
        """It has at least one comprehensive inspection a year, by reference to the Plan."""
        refusal = found_suitable().when(
            "2026-06-16", "shanghai", "draw_up_supervision_plan", **{**PLAN, "inspections_per_year": 0}
        )

        assert "plan_below_minimum" == code(refusal)

    def test_article(self) -> None:
        """What is wrong with it is said on the notice, not on the joint scheme of the pilot."""
        strange = {"site": "elsewhere", "province": "310000"}
        refusal = found_suitable().when(
            "2026-06-16", "shanghai", "draw_up_supervision_plan", **{**PLAN, "duties": (strange,)}
        )

        assert isinstance(refusal, Refusal)
        assert ("n173/1", "plan/supervision") == refusal.basis

    @pytest.mark.parametrize(
        ("who", "name", "fields"),
        [
            ("shanghai", "propose_scheme", PLAN),
            ("shanghai", "sign_scheme", {"version": 1}),
            ("shanghai", "decide_selection", {"outcome": "selected", "reason": "fits"}),
            (
                "shanghai government",
                "decide_as_government",
                {"outcome": "approve", "document_no": "1", "reason": "agreed"},
            ),
        ],
    )
    def test_acts_of_the_pilot(self, who: str, name: str, fields: dict[str, Any]) -> None:
        """The acts of the pilot are none of this procedure."""
        assert "not_in_this_procedure" == code(found_suitable().when("2026-06-16", who, name, **fields))

    def test_by_another_agency(self) -> None:
        """No other agency draws up the plan."""
        assert "not_competent" == code(
            found_suitable().when("2026-06-16", "jiangsu", "draw_up_supervision_plan", **PLAN)
        )


class TestPilot:
    def test_acts_of_the_notice(self) -> None:
        """In a pilot case the acts of the notice are none of its procedure."""
        story = Case().does("2025-03-03", "applicant", "submit", dossier=dossier())

        assert "not_in_this_procedure" == code(
            story.when("2025-03-04", "shanghai", "draw_up_supervision_plan", **PLAN)
        )


def test_to_the_end() -> None:
    """From the submission to NMPA's approval of the registration; the last remedy closes the case."""
    story = approved().does("2026-12-11", "nmpa", "deliver_registration", receipt_no="1")
    kinds = {event.topic for event in story.events}

    assert CaseOutcome.APPROVED == story.state.outcome
    assert set() == kinds & {
        "case.selected",
        "case.scheme_signed",
        "case.government_approved",
        "case.national_approved",
    }
    assert story.waits_until("2027-06-12").state.closed


def test_position_speaks_of_the_way() -> None:
    """The summary of a case says in both languages whom it waits for, by acts of the new way."""
    summary = accepted().position.summary

    assert "decide on suitability" in summary
    assert "制定监管方案" in summary


def test_grant_names_the_conditions() -> None:
    """The holder's license rests on suitability and plan; the refusal says which of them is missing."""
    before = guided().when("2026-06-15", "shanghai", "decide_license", **grant("applicant"))
    without = found_suitable().when("2026-06-15", "shanghai", "decide_license", **grant("applicant"))

    assert ["suitability_not_found", "supervision_plan_missing"] == [code(before), code(without)]
