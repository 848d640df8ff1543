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


def scenario(name: str) -> Path:
    """The packaged scenario of that name."""
    return next(path for path in FILES if path.stem == name)


class TestNotice173:
    """A case of the pilot under Notice 173, which has no selection, no joint plan and no decision of NMPA."""

    FOUND = what_if(scenario("single_province_antibody"), Regime.N173)

    def test_stages(self) -> None:
        """The stages of the pilot's own are not asked for, and nothing comes in their place."""
        assert ("preliminary_selection", "joint_plan", "national_decision") == self.FOUND.stages_not_asked
        assert () == self.FOUND.stages_added

    def test_acts_that_it_does_not_know(self) -> None:
        """The acts of those stages are named as unknown to the other path, not as errors."""
        unknown = {act.command for act in self.FOUND.act_differences if act.how == "unknown"}

        assert {"decide_selection", "propose_scheme", "sign_scheme", "decide_as_government"} <= unknown

    def test_acts_that_it_asks_for(self) -> None:
        """What Notice 173 asks for and nobody did is named, with whose act it is; it is not invented."""
        asked = {command for wait in self.FOUND.asked_in_addition for command in wait.commands}

        assert {"decide_suitability", "draw_up_supervision_plan"} <= asked
        assert "licensing" == self.FOUND.would_be.stage

    def test_findings(self) -> None:
        """Rules that only one of the two asks are named; the rule on the day of the submission is looked away from."""
        found = {each.rule: (each.was, each.would_be) for each in self.FOUND.findings}

        assert None is found["E13P"][1]
        assert None is found["E13N"][0]
        assert "E01" not in found

    def test_the_law_of_its_first_day(self) -> None:
        """Before its own first day the other rule book is taken as its first day has it, with its limits."""
        [term] = [each for each in self.FOUND.terms if each.term == "licensing.applicant.decide"]

        assert term.would_be is not None
        assert (30, "working_days") == (term.would_be.n, term.would_be.unit)

    def test_and_back(self) -> None:
        """A case of Notice 173 under the pilot waits for the selection that nobody decided."""
        found = what_if(scenario("notice_173_single_province"), Regime.PILOT)

        assert "preliminary_selection" == found.would_be.stage
        assert "decide_suitability" in {act.command for act in found.act_differences if act.how == "unknown"}
