from __future__ import annotations

import pytest

from domain.findings import Outcome
from domain.law import Regime
from domain.rules.catalogue import RULES
from domain.rules.columns import unmet
from tests.domain.rules.conftest import Judged
from tests.domain.rules.test_rows import COLUMNS, PAIRS, named

ASIDE = {Outcome.PASS, Outcome.NOT_APPLICABLE}


class TestColumns:
    @pytest.mark.parametrize(("row", "column"), [named(*pair) for pair in PAIRS])
    def test_says_what_comes(self, row: dict[str, object], column: str, judged: Judged) -> None:
        """No rule answers anything that its column does not name."""
        regime = COLUMNS[column]
        findings = judged(row["change"], regime).findings

        assert [] == [each for each in findings if each.outcome not in ASIDE | set(unmet(each.rule, regime))]

    @pytest.mark.parametrize("regime", [Regime.PILOT, Regime.N173])
    def test_every_rule(self, regime: Regime) -> None:
        """Every rule of the regime has an answer against a dossier, but for the one that only widens another."""
        asked = {rule.id for rule in RULES.values() if regime in rule.regimes}

        assert asked - {"E13X"} == {rule for rule in RULES if unmet(rule, regime)}
