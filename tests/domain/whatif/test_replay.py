from __future__ import annotations

from pathlib import Path

import pytest

from domain.law import Law, Regime
from domain.whatif import Comparison, compare, facts, recorded, replayed
from tests.domain.whatif.play import FILES, STREAM, played

LAW = Law.load()

every_scenario = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


def what_if(path: Path, regime: Regime | None = None, law: Law = LAW) -> Comparison:
    """The scenario's case under a rule book and a law."""
    known = facts(played(path))
    was = recorded(known, LAW, STREAM)
    return compare(known, was, replayed(known, law, regime or was.regime, STREAM))


class TestFacts:
    @every_scenario
    def test_rebuilt_to_the_byte(self, path: Path) -> None:
        """Each act is rebuilt from its events so that its digest is that of the command that was given."""
        known = [fact for fact in facts(played(path)) if not fact.by_engine and not fact.refused]

        assert [] == [fact.name for fact in known if not fact.exact]


class TestSameRuleBook:
    @every_scenario
    def test_no_difference(self, path: Path) -> None:
        """Under its own rule book and law a case comes out as it did."""
        if played(path) and played(path)[0].event.topic == "case.submitted":
            comparison = what_if(path)

            assert comparison.same, comparison
