"""What a rule answers, and what the answers together mean for a dossier."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from domain.law import Regime
from domain.model import Frozen, ProvisionId


class Outcome(StrEnum):
    """What a rule says about a dossier."""

    PASS = "PASS"  # noqa: S105, no password
    FAIL = "FAIL"
    CORRECT = "CORRECT"
    REFER = "REFER"
    HOLD = "HOLD"
    NOT_APPLICABLE = "NOT_APPLICABLE"


class DossierOutcome(StrEnum):
    """What the findings together say, from the worst to the best."""

    NO_ROUTE = "NO_ROUTE"
    REFUSE = "REFUSE"
    REFER = "REFER"
    CORRECT = "CORRECT"
    HOLD = "HOLD"
    PROCEED = "PROCEED"


class Finding(Frozen):
    """One rule's answer: why, with the facts it used and its articles, and what to do about it.

    `recommendation` is the result that is recorded if a referred question is not decided with a reason;
    `holds` is the step that cannot be entered.
    """

    rule: str
    outcome: Outcome
    recommendation: Outcome | None = None
    holds: str | None = None
    facts: dict[str, str] = {}
    citations: tuple[ProvisionId, ...] = ()
    explanation_en: str
    explanation_zh: str
    todo_en: str | None = None
    todo_zh: str | None = None


class Assessment(Frozen):
    """Every rule's finding on a dossier under one regime, and the digest of the law that was used."""

    regime: Regime
    outcome: DossierOutcome
    findings: tuple[Finding, ...]
    law_digest: str


NO_ROUTE = "no_route"
"""The fact by which the finding on the window says that no regime takes applications on that day."""

_WORST_FIRST = (
    (Outcome.FAIL, DossierOutcome.REFUSE),
    (Outcome.REFER, DossierOutcome.REFER),
    (Outcome.CORRECT, DossierOutcome.CORRECT),
    (Outcome.HOLD, DossierOutcome.HOLD),
)


def worst(findings: Iterable[Finding]) -> DossierOutcome:
    """The outcome of a dossier: that of its worst finding."""
    found = tuple(findings)
    if any(each.outcome is Outcome.FAIL and NO_ROUTE in each.facts for each in found):
        return DossierOutcome.NO_ROUTE
    seen = {each.outcome for each in found}
    return next((result for outcome, result in _WORST_FIRST if outcome in seen), DossierOutcome.PROCEED)
