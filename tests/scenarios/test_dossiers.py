"""Dossiers that are there to be looked at with `fenduan check`."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.dossier import Dossier, read_dossier
from domain.findings import Finding, Outcome
from domain.law import Law
from domain.rules import assess

FOLDER = Path(__file__).parents[2] / "scenarios" / "dossiers"
WRONG = (Outcome.FAIL, Outcome.CORRECT, Outcome.REFER, Outcome.HOLD)


def dossier(name: str) -> Dossier:
    """A dossier of that folder."""
    return read_dossier((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def mistakes() -> tuple[Finding, ...]:
    """What is found in the dossier with eight mistakes."""
    findings = assess(dossier("eight_mistakes"), Law.load()).findings
    return tuple(each for each in findings if each.outcome in WRONG)


class TestEightMistakes:
    def test_all_in_one_run(self, mistakes: tuple[Finding, ...]) -> None:
        """Each of the eight mistakes is found by its rule, and nothing else."""
        found = {each.rule: each.outcome for each in mistakes}

        failed = dict.fromkeys(("E02", "E07", "E11", "E12", "E13P", "E15"), Outcome.FAIL)
        assert failed | {"E14": Outcome.CORRECT, "E28": Outcome.CORRECT} == found

    def test_each_says_what_to_do(self, mistakes: tuple[Finding, ...]) -> None:
        """Each finding has its own reason, its article, and what to do, in both languages."""
        for each in mistakes:
            assert each.citations
            assert each.todo_en
            assert each.todo_zh
        assert 8 == len({each.explanation_en for each in mistakes})
        assert 8 == len({each.explanation_zh for each in mistakes})
