"""Revocation, cut scope and cancellation: each on its ground, with its articles, its remedies and what it stops."""

from __future__ import annotations

from functools import cache

import pytest

from domain.messages import Refusal
from domain.supervision.revocation import ARTICLES, FAULTS, LicenseRevoked, LossGround
from tests.domain.case.given import code, topics
from tests.domain.supervision.given import Supervision
from tests.domain.supervision.test_measures import FAILED
from tests.domain.supervision.test_operation import BATCH
from tests.domain.supervision.test_renewal import commands, noted

ACT = {"licensee": "ds", "evidence_no": "E-1", "document_no": "JS-D-1", "reason": "as the file shows"}
CANCEL = {"licensee": "ds", "document_no": "JS-C-1", "reason": "revoked"}


@cache
def breached() -> Supervision:
    """An inspection of Wuxi failed."""
    return noted().does("2025-10-20", "jiangsu", "record_inspection", **FAILED)


@cache
def fraud() -> Supervision:
    """The manufacturer's license turned out to be got by fraud."""
    return noted().does("2025-11-03", "jiangsu", "revoke_license", ground="fraud", **ACT)


def revoked(ground: str, **more: object) -> LicenseRevoked:
    """The event of a revocation in 2027, when the year of Announcement 134 is over."""
    answer = breached().when("2027-01-04", "jiangsu", "revoke_license", ground=ground, **{**ACT, **more})
    assert isinstance(answer, tuple), answer
    (event, *_) = answer
    assert isinstance(event, LicenseRevoked)
    return event


class TestGrounds:
    @pytest.mark.parametrize("ground", sorted(LossGround))
    def test_articles(self, ground: LossGround) -> None:
        """Each ground has its articles, its form, and compensation only where nobody deceived or is punished."""
        event = revoked(ground, findings=(1,))

        assert ARTICLES[ground] == event.basis
        assert ("rescinded" if ground in FAULTS else "punished") == event.form
        assert (ground in FAULTS and ground is not LossGround.FRAUD) is event.compensation
        assert (ground is LossGround.FRAUD) is (event.bar is not None)

    @pytest.mark.parametrize("ground", sorted(FAULTS))
    def test_great_public_harm(self, ground: LossGround) -> None:
        """What was wrongly granted stays where its end would do great harm to the public."""
        said = {**ACT, "ground": ground, "great_public_harm": True}

        assert "great_public_harm" == code(noted().when("2025-11-03", "jiangsu", "revoke_license", **said))

    def test_provisional(self) -> None:
        """Remedies that end beyond the published calendar say so."""
        told = revoked("unqualified_applicant").remedies

        assert (True, True) == (told.reconsideration_provisional, told.litigation_provisional)

    def test_breach(self) -> None:
        """A breach of GMP costs the license only where a finding shows it: grave, or not corrected."""
        said = {**ACT, "ground": "gmp_breach"}

        assert "breach_not_shown" == code(breached().when("2025-11-03", "jiangsu", "revoke_license", **said))
        assert "breach_not_shown" == code(
            breached().when("2025-11-03", "jiangsu", "revoke_license", **said, findings=(1, 9))
        )

    @pytest.mark.parametrize("day", ["2025-11-03", "2026-12-30"])
    def test_year_of_announcement_134(self, day: str) -> None:
        """Announcement 134 is no ground before it is issued, nor before its year is over."""
        said = {**ACT, "ground": "announcement_134"}

        assert "rectification_period_runs" == code(noted().when(day, "jiangsu", "revoke_license", **said))
        assert not isinstance(noted().when("2026-12-31", "jiangsu", "revoke_license", **said), Refusal)

    def test_competence(self) -> None:
        """Only the agency that issued the license takes it."""
        said = {**ACT, "ground": "fraud"}
        for who in ("shanghai", "nmpa", "applicant", "jiangsu government"):
            assert "not_competent" == code(noted().when("2025-11-03", who, "revoke_license", **said))


class TestFraud:
    def test_bar(self) -> None:
        """Fraud bars the licensee for ten years by the special law, which displaces the general three."""
        (found,) = fraud().state.bars

        assert ("Example Biologics", "2025-11-03", "2035-11-03") == (
            found.organisation,
            str(found.since),
            str(found.until),
        )
        assert (("dal/123",), ("all/79",)) == (found.basis, found.displaces)

    def test_errand(self) -> None:
        """The bar is carried to the journal of the organisation."""
        (told,) = fraud().position.errands

        assert ("journal/Example Biologics", "note_bar") == (told.stream, told.command)

    def test_production(self) -> None:
        """Production at the licensee's site is held, and goes on at no other's license."""
        assert "supervision.batch_start_held" == fraud().events[-1].topic
        assert "no_valid_license" == code(fraud().when("2025-11-04", "ds", "start_batch", **BATCH))

    def test_again(self) -> None:
        """What is taken cannot be taken twice, nor renewed."""
        said = {**ACT, "ground": "abuse_of_office"}

        assert "license_lost" == code(fraud().when("2025-11-04", "jiangsu", "revoke_license", **said))
        assert "license_not_renewable" == code(
            fraud().when("2025-11-04", "ds", "apply_for_renewal", licensee="ds")
        )

    def test_remedies(self) -> None:
        """The act tells its remedies: the government of the agency's province, and a court."""
        assert {"remedy.1.reconsideration": "2026-01-04", "remedy.1.litigation": "2026-05-06"} == {
            term: day for term, day in fraud().due.items() if term.startswith("remedy.")
        }


class TestCancellation:
    def test_after_revocation(self) -> None:
        """The agency is asked to cancel what was revoked; then nothing is left to do about it."""
        story = fraud().does("2025-11-10", "jiangsu", "cancel_license", ground="license_revoked", **CANCEL)

        assert "cancel_license" in commands(fraud())
        assert "cancel_license" not in commands(story)
        said = {**CANCEL, "ground": "license_revoked"}
        assert "license_lost" == code(story.when("2025-11-11", "jiangsu", "cancel_license", **said))

    @pytest.mark.parametrize("ground", ["license_expired", "license_revoked"])
    def test_ground(self, ground: str) -> None:
        """A license that is valid has neither expired nor been revoked."""
        said = {**CANCEL, "ground": ground}

        assert "cancellation_ground" == code(noted().when("2025-11-10", "jiangsu", "cancel_license", **said))

    def test_holder(self) -> None:
        """With the holder's license cancelled its agency is asked to end the supervision, once nothing is contested."""
        said = {"licensee": "applicant", "document_no": "SH-C-1", "reason": "dissolved"}
        story = noted().does("2025-11-10", "shanghai", "cancel_license", ground="entity_ended", **said)

        assert "end_supervision" not in commands(story.waits_until("2026-05-11"))
        assert "end_supervision" in commands(story.waits_until("2026-05-12"))
        assert "no_valid_license" == code(story.when("2025-11-11", "ds", "start_batch", **BATCH))


class TestScope:
    def test_cut(self) -> None:
        """An address off the license is a site where nothing is made; the license is valid for the rest."""
        said = {**ACT, "ground": "gmp_breach", "findings": (1,), "addresses": ("1 Example Road, Wuxi",)}
        story = breached().does("2025-11-03", "jiangsu", "reduce_scope", **said)
        held = story.state.license("ds")

        assert held is not None
        assert held.valid
        assert ["supervision.scope_reduced", "supervision.batch_start_held"] == topics(story.events[-2:])
        assert "no_valid_license" == code(story.when("2025-11-04", "ds", "start_batch", **BATCH))

    def test_unknown_address(self) -> None:
        """Only an address that the license shows can be taken off; and a faulty grant is rescinded, not cut."""
        said = {**ACT, "ground": "recall_refused", "addresses": ("elsewhere",)}
        assert "address_not_licensed" == code(
            breached().when("2025-11-03", "jiangsu", "reduce_scope", **said)
        )
        said = {**said, "ground": "fraud"}
        assert "ground_rescinds" == code(breached().when("2025-11-03", "jiangsu", "reduce_scope", **said))
