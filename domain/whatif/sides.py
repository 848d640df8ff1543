"""One dossier under several rule books: rule by rule, what each of them answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.findings import Assessment, Finding
from domain.law import Regime
from domain.rules.catalogue import RULES

COMPARED = ("outcome", "recommendation", "holds")
"""What makes two findings differ; the same answer on other articles is the same answer."""


@dataclass(frozen=True, slots=True)
class RuleBeside:
    """A rule's finding under each rule book; None under one that does not ask it."""

    rule: str
    title: Mapping[str, str]
    findings: Mapping[Regime, Finding | None]

    @property
    def differs(self) -> tuple[str, ...]:
        """In what the rule books differ: `asked`, or what the findings say."""
        asked = [each for each in self.findings.values() if each is not None]
        found = [name for name in COMPARED if len({getattr(each, name) for each in asked}) > 1]
        return tuple(found) if len(asked) == len(self.findings) else ("asked", *found)


def beside_each_other(assessments: tuple[Assessment, ...]) -> tuple[RuleBeside, ...]:
    """Every rule that one of them asks, in the order of the handbook."""
    answers = {each.regime: {finding.rule: finding for finding in each.findings} for each in assessments}
    return tuple(
        RuleBeside(rule.id, rule.title, {regime: found.get(rule.id) for regime, found in answers.items()})
        for rule in RULES.values()
        if any(rule.id in found for found in answers.values())
    )
