from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import ClassVar

import pytest

from domain.dossier import read_dossier
from domain.findings import DossierOutcome, Finding, Outcome, worst
from domain.law import Law, Regime
from domain.rules import RULES, Rule, assess
from tests.domain.rules.conftest import Changed, Found, Judged

SAMPLES = Path(__file__).parents[3] / "scenarios" / "dossiers"
EIGHT_MISTAKES = {
    "product.origin": "licensed_in",
    "applicant.capability.risk": None,
    "quality_system.sites": ["own"],
    "cmos.0.qa_system": False,
    "cmos.0.quality_agreement": None,
    "cmos.0.sub_entrusts_to": "Third Firm",
    "dispatched_staff": [],
    "applicant.primary_responsibility": False,
}


def finding(outcome: Outcome) -> Finding:
    """A finding of which only the outcome matters."""
    return Finding(rule="E02", outcome=outcome, explanation_en="why", explanation_zh="理由")


class TestWorst:
    @pytest.mark.parametrize(
        ("outcomes", "expected"),
        [
            ((), DossierOutcome.PROCEED),
            ((Outcome.PASS, Outcome.NOT_APPLICABLE), DossierOutcome.PROCEED),
            ((Outcome.PASS, Outcome.HOLD), DossierOutcome.HOLD),
            ((Outcome.HOLD, Outcome.CORRECT), DossierOutcome.CORRECT),
            ((Outcome.CORRECT, Outcome.REFER), DossierOutcome.REFER),
            ((Outcome.REFER, Outcome.FAIL), DossierOutcome.REFUSE),
        ],
    )
    def test_order(self, outcomes: tuple[Outcome, ...], expected: DossierOutcome) -> None:
        """The outcome of a dossier is that of its worst finding."""
        assert expected == worst(finding(each) for each in outcomes)


class TestEightMistakes:
    def test_one_run(self, judged: Judged) -> None:
        """Eight mistakes get eight findings in one run, each saying what to do in both languages."""
        findings = judged(EIGHT_MISTAKES).findings
        wrong = [each for each in findings if each.outcome not in (Outcome.PASS, Outcome.NOT_APPLICABLE)]

        assert ["E06", "E10", "E11", "E12", "E14", "E15", "E16", "E28"] == [each.rule for each in wrong]
        assert all(each.todo_en and each.todo_zh for each in wrong)


class TestEveryRule:
    @pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
    def test_articles(self, rule: Rule, law: Law) -> None:
        """Every article that a rule cites stands in a law file."""
        assert all(law.provision(each) for each in (*rule.cites, *rule.cites_n173))

    @pytest.mark.parametrize(
        ("regime", "submitted"),
        [
            (Regime.PILOT, "2025-06-10T10:00+08:00"),
            (Regime.N173_PRE_REGS, "2026-04-01T10:00+08:00"),
            (Regime.N173, "2026-06-10T10:00+08:00"),
        ],
    )
    def test_complete(self, regime: Regime, submitted: str, changed: Changed, law: Law) -> None:
        """Every rule of the regime answers, in order, with an article and a reason in both languages."""
        assessment = assess(changed(), law, submitted_at=datetime.fromisoformat(submitted))
        expected = [each.id for each in RULES.values() if regime in each.regimes]

        assert (regime, DossierOutcome.PROCEED) == (assessment.regime, assessment.outcome)
        assert expected == [each.rule for each in assessment.findings]
        assert all(
            each.citations and each.explanation_en and each.explanation_zh for each in assessment.findings
        )

    def test_articles_of_the_day(self, law: Law, changed: Changed) -> None:
        """A rule does not cite an article that came later."""
        findings = {
            each.rule: each
            for each in assess(
                changed(), law, submitted_at=datetime.fromisoformat("2025-01-08T10:00+08:00")
            ).findings
        }

        assert ("o28/42",) == findings["E15"].citations


class TestScenarioDossiers:
    @pytest.mark.parametrize(
        ("name", "expected", "rule"),
        [
            ("cross_province_enzyme", DossierOutcome.REFER, "E06"),
            ("synthetic_glp1", DossierOutcome.REFUSE, "E02"),
            ("withdrawn_antibody", DossierOutcome.PROCEED, None),
            ("cross_border_antibody", DossierOutcome.PROCEED, None),
            ("cross_border_adc", DossierOutcome.PROCEED, None),
            ("three_province_adc", DossierOutcome.REFER, "E13P"),
            ("multivalent_vaccine", DossierOutcome.PROCEED, None),
            ("single_province_antibody", DossierOutcome.PROCEED, None),
        ],
    )
    def test_outcome(self, name: str, expected: DossierOutcome, rule: str | None, law: Law) -> None:
        """A dossier of the samples comes to the outcome that its case is about."""
        text = (SAMPLES / f"{name}.yaml").read_text()
        assessment = assess(read_dossier(text), law)
        decided = [each.rule for each in assessment.findings if each.outcome in (Outcome.FAIL, Outcome.REFER)]

        assert expected == assessment.outcome
        assert ([rule] if rule else []) == decided


class TestWhoIsConcerned:
    """What the findings say of a dossier without anybody in mainland China, and of names that mislead."""

    ABROAD: ClassVar[dict[str, object]] = {
        "applicant.country": "CH",
        "applicant.province": None,
        "sites.0": {"id": "own", "operator": "applicant", "country": "CH", "address": "1 Own Road"},
        "cmos.0.country": "US",
        "cmos.0.province": None,
        "sites.1": {"id": "fill", "operator": "dp", "country": "US", "address": "2 Fill Road"},
    }

    @pytest.mark.parametrize(
        ("rule", "said"),
        [
            ("E18", "No mainland province is concerned."),
            ("E21", "Nobody makes a stage in mainland China."),
        ],
    )
    def test_nobody_in_mainland_china(self, rule: str, said: str, found: Found) -> None:
        """Where nobody is concerned the finding says so, and leaves no name blank."""
        assert said == found(rule, self.ABROAD).explanation_en

    def test_an_agent_outside_mainland_china(self, found: Found) -> None:
        """An agent in Hong Kong is named as not in mainland China, and makes Hong Kong no province concerned."""
        change = {**self.ABROAD, "applicant.domestic_agent": {"name": "Agent", "province": "810000"}}

        assert "Agent is not in mainland China" in found("E23", change).explanation_en
        assert Outcome.NOT_APPLICABLE == found("E09", change).outcome

    def test_a_vaccine_is_listed_by_its_composition(self, found: Found) -> None:
        """A combination vaccine is of a listed kind, whether the dossier calls it so or a vaccine."""
        change = {
            "product.kind": "vaccine",
            "product.innovative": False,
            "vaccine": {"composition": "multivalent"},
        }

        assert "'combination or multivalent vaccine' is listed" in found("E03", change).explanation_en

    def test_stages_are_named_in_both_languages(self, found: Found) -> None:
        """The stages of a vaccine that are entrusted are said in words, in Chinese too."""
        change = {
            "product.kind": "multivalent_vaccine",
            "vaccine": {"nmpa_consent": True},
            "sites.0.operator": "dp",
        }
        finding = found("E05", change)

        assert "drug substance, drug product" in finding.explanation_en
        assert "原液、制剂" in finding.explanation_zh
