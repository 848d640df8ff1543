from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml
from _pytest.mark import ParameterSet

from domain.findings import Finding, Outcome
from domain.law import Regime
from tests.domain.rules.conftest import Judged

ROWS: list[dict[str, object]] = yaml.safe_load((Path(__file__).parent / "rows.yaml").read_text())
COLUMNS = {"pilot": Regime.PILOT, "n173": Regime.N173}
PAIRS = [(row, column) for row in ROWS for column in COLUMNS]
DECIDES = {"REFUSE": Outcome.FAIL, "REFER": Outcome.REFER, "CORRECT": Outcome.CORRECT, "HOLD": Outcome.HOLD}


def said(row: Mapping[str, object], name: str, column: str) -> object:
    """What the row says for that column: one value for both, or one for each."""
    value = row.get(name)
    return value.get(column) if isinstance(value, dict) else value


def decided(row: Mapping[str, object], column: str) -> bool:
    """Whether some rule decides the row in that column."""
    return said(row, "rule", column) is not None


def named(row: dict[str, object], column: str) -> ParameterSet:
    """A test of the row in that column, by the row's name."""
    return pytest.param(row, column, id=f"{row['row']} ({column})".replace(" ", "-"))


def deciding(findings: tuple[Finding, ...]) -> list[str]:
    """The rules that neither pass nor stand aside."""
    return [each.rule for each in findings if each.outcome not in (Outcome.PASS, Outcome.NOT_APPLICABLE)]


class TestRows:
    @pytest.mark.parametrize(("row", "column"), [named(*pair) for pair in PAIRS])
    def test_outcome(self, row: dict[str, object], column: str, judged: Judged) -> None:
        """The dossier comes to the outcome of the handbook's table, by the rule that it names."""
        assessment = judged(row["change"], COLUMNS[column])
        rule = said(row, "rule", column)

        assert row[column] == assessment.outcome, deciding(assessment.findings)
        assert ([rule] if rule else []) == deciding(assessment.findings)

    @pytest.mark.parametrize(("row", "column"), [named(*pair) for pair in PAIRS if decided(*pair)])
    def test_deciding_finding(self, row: dict[str, object], column: str, judged: Judged) -> None:
        """The deciding finding carries the row's own outcome, recommendation and step, and says what to do."""
        findings = {each.rule: each for each in judged(row["change"], COLUMNS[column]).findings}
        finding = findings[str(said(row, "rule", column))]
        outcome = str(row[column])

        assert DECIDES[outcome] == finding.outcome
        assert said(row, "recommendation", column) == finding.recommendation
        assert said(row, "holds", column) == finding.holds
        assert finding.todo_en
        assert finding.todo_zh
        assert finding.citations
