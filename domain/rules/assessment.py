"""The assessment of a dossier: every rule of the regime, in order, and what they come to."""

from __future__ import annotations

from datetime import datetime

from domain.dossier import Dossier
from domain.findings import Assessment, Finding, Outcome, worst
from domain.law import Law, Regime
from domain.model import ProvisionId
from domain.rules.catalogue import N173, RULES
from domain.rules.rule import Question, Rule
from domain.rules.window import TAKES_NONE

TERM_OF_THE_PLAN = ProvisionId("plan/term")


def assess(
    dossier: Dossier,
    law: Law,
    *,
    submitted_at: datetime | None = None,
    regime: Regime | None = None,
) -> Assessment:
    """Every rule's finding under the regime of the submission, or under a named one.

    `submitted_at` stands for the dossier's own instant. Under a regime that takes no applications only the
    window (E01) is answered.
    """
    submitted = submitted_at or dossier.submitted_at
    chosen = regime or law.regime(submitted)
    question = Question(dossier, law, chosen, submitted, named=regime is not None or law.imposed is not None)
    asked = [
        each
        for each in RULES.values()
        if chosen in each.regimes and (chosen not in TAKES_NONE or each.id == "E01")
    ]
    findings = tuple(_ask(each, question) for each in asked)
    return Assessment(
        regime=chosen,
        outcome=worst(findings),
        findings=findings,
        law_digest=question.in_force.digest,
    )


def _ask(rule: Rule, question: Question) -> Finding:
    """A condition that Notice 173 takes from the Plan is answered as the readings have it; after the Plan, open."""
    finding = rule.ask(question)
    if not rule.by_reference or question.regime not in N173 or finding.outcome is Outcome.NOT_APPLICABLE:
        return finding
    if not plan_has_ended(question):
        return _by_reference(finding, question)
    reading = question.reading("plan_expired")
    if reading == "applies":
        return _by_reference(finding, question)
    if reading == "does_not_apply":
        return _set_aside(finding)
    return finding.model_copy(
        update={
            "outcome": Outcome.REFER,
            "recommendation": finding.outcome,
            "holds": None,
            "facts": {**finding.facts, "plan_expired": "yes"},
            "explanation_en": f"{finding.explanation_en} The Plan that this condition refers to has ended.",
            "explanation_zh": f"{finding.explanation_zh}该条件所援引的试点工作方案已经终止。",
            "todo_en": finding.todo_en
            or "The agency decides, with a reason, whether the condition still stands.",
            "todo_zh": finding.todo_zh or "由药品监管部门说明理由，决定该条件是否继续适用。",
        }
    )


def _by_reference(finding: Finding, question: Question) -> Finding:
    """A condition that the notice keeps only by reference: as answered, or as the other readings have it."""
    match question.reading("by_reference"):
        case "drop":
            return _set_aside(finding)
        case "reject" if finding.outcome is Outcome.REFER:
            return finding.model_copy(update={"outcome": Outcome.FAIL})
        case _:
            return finding


def _set_aside(finding: Finding) -> Finding:
    """The finding of a condition that is not asked for."""
    return finding.model_copy(
        update={
            "outcome": Outcome.NOT_APPLICABLE,
            "recommendation": None,
            "holds": None,
            "facts": {**finding.facts, "set_aside": "yes"},
            "todo_en": None,
            "todo_zh": None,
        }
    )


def plan_has_ended(question: Question) -> bool:
    """Whether the submission lies after the last day of the Plan."""
    last = question.law.provision(TERM_OF_THE_PLAN).in_force.to
    return last is not None and question.law_day > last
