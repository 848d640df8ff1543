"""Licenses under Notice 173: each province for its own party, the holder's last, what holds it, and NMPA's reading."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from domain.case.base import TermEnded
from domain.case.procedure import OutsideCommand, decide
from domain.case.standing import position
from domain.case.state import CaseOutcome, LicenseStep, Stage
from domain.findings import Outcome
from domain.law import Law
from domain.law.loader import PACKAGED
from domain.messages import Refusal
from domain.moment import Moment
from domain.position import Position
from domain.terms import ProcedureEvent
from tests.domain.case.given import PLAN, SATISFIED, STREAM, Case, code, dossier, grant, topics
from tests.domain.case.notice import (
    IN_ORDER,
    accepted,
    licensed,
    manufacturer_applied,
    manufacturer_licensed,
    planned,
    submitted,
    with_papers,
)

OVERSEAS = {
    "applicant.country": "CH",
    "applicant.province": None,
    "applicant.domestic_agent": {
        "name": "Domestic Agent",
        "province": "310000",
        "role": "registration_agent",
    },
    "sites.1.country": "CH",
    "sites.1.province": None,
    "substitute_documents": [
        {
            "site": "pudong",
            "certificate": "GMP certificate",
            "authority": "Swissmedic",
            "valid_until": "2027-12-31",
        }
    ],
}
SUBSTITUTE = {
    "certificate": "GMP certificate",
    "authority": "Swissmedic",
    "replaces": "site plan approved in China",
    "reason": "the site lies abroad",
}
REFUSE = {"licensee": "ds", "outcome": "refuse", "reason": "capacity"}


class TestOrder:
    def test_all_licenses(self) -> None:
        """With the holder's license, the last, the case goes to the filing."""
        assert Stage.TECHNICAL_REVIEW == licensed().state.stage

    def test_holder_last(self) -> None:
        """The holder's license waits for the papers, then for the licenses, of the manufacturers."""
        refusal = manufacturer_applied().when(
            "2026-06-18", "shanghai", "decide_license", **grant("applicant")
        )
        papers = with_papers().when("2026-06-18", "shanghai", "decide_license", **grant("applicant"))

        assert ["gmp_or_consent_missing"] * 2 == [code(refusal), code(papers)]

    def test_each_its_own(self) -> None:
        """Neither agency decides on the other's party."""
        assert "not_competent" == code(
            with_papers().when("2026-06-18", "shanghai", "decide_license", **grant("ds"))
        )

    def test_beside_the_review(self) -> None:
        """A manufacturer need not wait for the review of the application: its agency works likewise."""
        assert ["license.applied"] == topics(
            accepted().when("2026-06-15", "ds", "apply_for_license", licensee="ds", kind="new")
        )

    def test_inspection_stops_the_term(self) -> None:
        """Inspection of the holder's own site is outside the thirty working days."""
        story = planned().does("2026-06-17", "shanghai", "start_license_inspection", licensee="applicant")

        assert "licensing.applicant.decide" not in story.due


class TestRefusedProvince:
    def test_consent_refused(self) -> None:
        """Without the consent of the manufacturer's agency the holder's license is held at N06 (E22)."""
        story = manufacturer_applied().does(
            "2026-06-18", "jiangsu", "refuse_consent", licensee="ds", opinion_no="1", reason="capacity"
        )
        refusal = story.when("2026-06-19", "shanghai", "decide_license", **grant("applicant"))

        assert isinstance(refusal, Refusal)
        assert ("consent_refused", "E22", "HOLD", "N06") == (
            refusal.code,
            refusal.facts["rule"],
            refusal.facts["finding"],
            refusal.facts["holds"],
        )

    def test_license_refused(self) -> None:
        """A manufacturer's license that is refused holds the holder's and does not end the case."""
        story = with_papers().does("2026-06-22", "jiangsu", "decide_license", **REFUSE)

        assert (Stage.LICENSING, None) == (story.state.stage, story.state.outcome)
        assert "gmp_or_consent_missing" == code(
            story.when("2026-06-23", "shanghai", "decide_license", **grant("applicant"))
        )
        assert {"licensing.ds.deliver", "licensing.applicant.decide"} == set(story.due)

    def test_applied_for_again(self) -> None:
        """The manufacturer may apply again, and its remedies run beside."""
        story = with_papers().does("2026-06-22", "jiangsu", "decide_license", **REFUSE)
        story = story.does("2026-06-22", "jiangsu", "deliver_license", licensee="ds", receipt_no="1")
        assert "apply_for_license" in story.waits
        story = story.does("2026-06-23", "ds", "apply_for_license", licensee="ds", kind="new")

        file = story.state.licensing.file("ds")
        assert file is not None
        assert (LicenseStep.APPLIED, None) == (file.step, file.delivered_on)
        assert "closing.ds.reconsideration" in story.due

    def test_holder_refused(self) -> None:
        """The holder's license refused ends the case, with its remedies from the delivery."""
        refuse = {"licensee": "applicant", "outcome": "refuse", "reason": "conditions of Order 28 not met"}
        story = manufacturer_licensed().does("2026-06-23", "shanghai", "decide_license", **refuse)

        assert (Stage.CLOSING, CaseOutcome.LICENSE_REFUSED) == (story.state.stage, story.state.outcome)


class TestHolds:
    def test_vaccine_consent(self) -> None:
        """NMPA's missing consent to entrusting a vaccine holds the holder's license (N06), not the manufacturer's."""
        vaccine = {"composition": "multivalent", "nmpa_consent": "pending", "own_capability": True}
        change = {"product.kind": "multivalent_vaccine", "vaccine": vaccine}
        story = manufacturer_licensed(change)

        refusal = story.when("2026-06-23", "shanghai", "decide_license", **grant("applicant"))
        assert ("step_held", "E05") == (code(refusal), getattr(refusal, "facts", {}).get("rules"))
        assert "resolve_finding" in story.waits
        story = story.does(
            "2026-06-23",
            "shanghai",
            "resolve_finding",
            rule="E05",
            outcome="PASS",
            reason="NMPA has consented",
        )
        assert "license.granted" in topics(
            story.when("2026-06-23", "shanghai", "decide_license", **grant("applicant"))
        )

    def test_studies(self) -> None:
        """Studies that are missing hold the filing (N07), not the license."""
        story = licensed({"segmentation_studies.transport": False})
        finding = next(each for each in story.state.selection.findings if each.rule == "E30")

        assert (Outcome.HOLD, "N07") == (finding.outcome, finding.holds)
        assert "step_held" == code(
            story.when(
                "2026-06-24", "applicant", "file_registration", kind="marketing_application", track="reg.maa"
            )
        )

    def test_staff(self) -> None:
        """Too few people dispatched hold the operation (N09), and neither license nor filing."""
        story = licensed({"dispatched_staff.1.knows_gmp": False})
        finding = next(each for each in story.state.selection.findings if each.rule == "E16")

        assert (Outcome.HOLD, "N09") == (finding.outcome, finding.holds)
        assert ["review.filed"] == topics(
            story.when(
                "2026-06-24", "applicant", "file_registration", kind="marketing_application", track="reg.maa"
            )
        )


class TestOverseas:
    def overseas(self) -> Case:
        """Submitted by the agent and accepted: the applicant needs no license of its own."""
        story = Case().does("2026-06-10", "agent", "submit", dossier=dossier({**IN_ORDER, **OVERSEAS}))
        return story.does("2026-06-12", "shanghai", "accept", acceptance_no="1")

    def test_without_an_own_license(self) -> None:
        """The case goes to the filing with the manufacturer's license, suitability and plan, whichever comes last."""
        story = self.overseas().does("2026-06-12", "ds", "apply_for_license", licensee="ds", kind="new")
        story = story.does("2026-06-15", "jiangsu", "accept_license_application", licensee="ds")
        story = story.does(
            "2026-06-15", "jiangsu", "notify_gmp", licensee="ds", notification_no="1", result="pass"
        )
        story = story.does("2026-06-15", "jiangsu", "consent_to_entrustment", licensee="ds", opinion_no="1")
        story = story.does("2026-06-16", "jiangsu", "decide_license", **grant("ds"))
        assert Stage.LICENSING == story.state.stage
        story = story.does("2026-06-16", "shanghai", "draw_up_supervision_plan", **PLAN)
        assert Stage.LICENSING == story.state.stage
        story = story.does(
            "2026-06-17", "shanghai", "decide_suitability", outcome="suitable", reason="meets the Plan"
        )

        assert Stage.TECHNICAL_REVIEW == story.state.stage

    def test_not_suitable(self) -> None:
        """Without an own license to refuse, the remedies run from the day of the decision."""
        story = self.overseas().does(
            "2026-06-15", "shanghai", "decide_suitability", outcome="not_suitable", reason="unfit"
        )

        assert {"closing.reconsideration", "closing.litigation"} == set(story.due)

    def test_substitute_certificate(self) -> None:
        """Where the scope of a license is widened in a cross-border case, a certificate may stand in (N06)."""
        story = self.overseas().does("2026-06-12", "ds", "apply_for_license", licensee="ds", kind="change")
        story = story.does("2026-06-15", "jiangsu", "accept_license_application", licensee="ds")
        story = story.does(
            "2026-06-15", "jiangsu", "notify_gmp", licensee="ds", notification_no="1", result="pass"
        )
        story = story.does("2026-06-15", "jiangsu", "consent_to_entrustment", licensee="ds", opinion_no="1")
        story = story.does(
            "2026-06-16", "jiangsu", "decide_license", **grant("ds", substitutes=(SUBSTITUTE,))
        )

        assert ["Swissmedic"] == [each.authority for each in getattr(story.events[-1], "substitutes", ())]

    @pytest.mark.parametrize("change", [{}, {"applicant.license_application": "change"}])
    def test_no_substitute_at_home(self, change: dict[str, object]) -> None:
        """At home no certificate replaces anything."""
        assert "substitute_not_open" == code(
            manufacturer_licensed(change).when(
                "2026-06-23", "shanghai", "decide_license", **grant("applicant", substitutes=(SUBSTITUTE,))
            )
        )


class Told(Case):
    """A case under another law: its readings may say otherwise than the packaged ones."""

    law = Law.load()

    def _decide(
        self, command: OutsideCommand | TermEnded, at: object
    ) -> tuple[ProcedureEvent, ...] | Refusal | None:
        return decide(command, self.state, Moment(self.law, at, at))  # type: ignore[arg-type]

    @property
    def position(self) -> Position:
        """Where the case stands under that law."""
        return position(STREAM, len(self.events), self.state, self.law)


@pytest.fixture(scope="module")
def with_nmpa(tmp_path_factory: pytest.TempPathFactory) -> type[Told]:
    """The law of a deployment that reads the Regulations as asking for NMPA's approval, from 15 May 2026 on."""
    root = tmp_path_factory.mktemp("law") / "law"
    shutil.copytree(PACKAGED, root, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    (root / "readings" / "nmpa-approval-2026-05-15.yaml").write_text(
        "in_force: {from: 2026-05-15}\nreplaces: 2026-04-01\n"
        "readings:\n"
        "  - key: nmpa_segment_approval_required\n"
        "    value: true\n"
        "    open: false\n"
        "    text: {zh: 须经批准。, en: Approval is required.}\n"
        "    source: test\n"
        "    basis: [regs-2026/segmented]\n",
        encoding="utf-8",
    )
    return type("Deployed", (Told,), {"law": Law.load(root)})


class TestNmpaApproval:
    ANSWER = {"reply_no": "1", "findings": SATISFIED, "reason": "as assessed"}

    def story(self, told: type[Told], day: str = "2026-06-10") -> Case:
        """Submitted and accepted under that law."""
        story = told().does(day, "applicant", "submit", dossier=dossier(IN_ORDER))
        return story.does(f"{day[:8]}12", "shanghai", "accept", acceptance_no="1")

    def reviewed(self, told: type[Told]) -> Case:
        """Found suitable, with its plan."""
        story = self.story(told).does(
            "2026-06-15", "shanghai", "decide_suitability", outcome="suitable", reason="fits"
        )
        return story.does("2026-06-16", "shanghai", "draw_up_supervision_plan", **PLAN)

    def test_packaged(self) -> None:
        """As packaged NMPA is not asked, and has no door here."""
        assert Stage.NATIONAL_DECISION not in submitted().state.path
        assert "wrong_stage" == code(
            accepted().when("2026-06-15", "nmpa", "decide_as_nmpa", outcome="approve", **self.ANSWER)
        )

    def test_from_its_day(self, with_nmpa: type[Told]) -> None:
        """A case submitted before the day of the reading takes the way without NMPA, one after it the other."""
        assert Stage.LICENSING == self.story(with_nmpa, "2026-05-06").state.stage
        assert Stage.NATIONAL_DECISION == self.story(with_nmpa).state.stage

    def test_after_review_and_plan(self, with_nmpa: type[Told]) -> None:
        """NMPA decides on what the agency has found and drawn up; then the licenses follow, from its approval."""
        story = self.story(with_nmpa)
        approve = {"outcome": "approve", **self.ANSWER}
        assert {"give_guidance", "decide_suitability", "draw_up_supervision_plan"} == story.waits
        assert "suitability_not_found" == code(story.when("2026-06-15", "nmpa", "decide_as_nmpa", **approve))

        story = self.reviewed(with_nmpa)
        assert {"decide_as_nmpa"} == story.waits
        story = story.does("2026-06-23", "nmpa", "decide_as_nmpa", **approve)
        assert Stage.LICENSING == story.state.stage
        assert {"licensing.applicant.decide": "2026-08-04"} == story.due

    def test_returned(self, with_nmpa: type[Told]) -> None:
        """What NMPA returns is reviewed anew, with a new version of the plan."""
        story = self.reviewed(with_nmpa).does(
            "2026-06-23", "nmpa", "decide_as_nmpa", outcome="return", **self.ANSWER
        )

        assert Stage.NATIONAL_DECISION == story.state.stage
        assert {"decide_suitability", "draw_up_supervision_plan"} <= story.waits

    def test_refused(self, with_nmpa: type[Told]) -> None:
        """NMPA's refusal ends the case."""
        story = self.reviewed(with_nmpa).does(
            "2026-06-23", "nmpa", "decide_as_nmpa", outcome="refuse", **self.ANSWER
        )

        assert (Stage.CLOSING, CaseOutcome.REFUSED_BY_NMPA) == (story.state.stage, story.state.outcome)

    def test_unsuitable(self, with_nmpa: type[Told]) -> None:
        """Before any license application there is none to refuse: the decision itself can be contested."""
        story = self.story(with_nmpa).does(
            "2026-06-15", "shanghai", "decide_suitability", outcome="not_suitable", reason="unfit"
        )

        assert {"closing.reconsideration", "closing.litigation"} == set(story.due)


def test_older_case_has_the_way_of_the_pilot() -> None:
    """A case recorded without its way, as the first releases did, goes the pilot's."""
    story = Case().does("2025-03-03", "applicant", "submit", dossier=dossier())
    older = replace(story, state=story.state.model_copy(update={"path": ()}))

    after = older.does("2025-03-04", "shanghai", "accept", acceptance_no="1")
    assert Stage.PRELIMINARY_SELECTION == after.state.stage
