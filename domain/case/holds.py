"""Findings that hold a step back: nothing against the application, but that step cannot be entered yet.

A hold is lifted when the applicant's agency answers the finding: the paper has come, or the condition is met.
"""

from __future__ import annotations

from domain.case.path import Gate, path
from domain.case.state import CaseState
from domain.findings import Finding, Outcome
from domain.messages import Refusal
from domain.refusals import refuse


def holding(state: CaseState, gate: Gate) -> tuple[Finding, ...]:
    """The findings that still hold this step, by whatever number the regime of the case gives it."""
    steps = path(state).holds[gate]
    lifted = {each.rule for each in state.selection.resolutions if each.outcome is Outcome.PASS}
    return tuple(
        finding
        for finding in state.selection.findings
        if finding.outcome is Outcome.HOLD and finding.holds in steps and finding.rule not in lifted
    )


def held(state: CaseState, gate: Gate) -> Refusal | None:
    """The refusal to enter the step, with the articles of what holds it; None if nothing does."""
    findings = holding(state, gate)
    if not findings:
        return None
    cited = {citation: None for finding in findings for citation in finding.citations}
    rules = ", ".join(finding.rule for finding in findings)
    return refuse("step_held", cited or path(state).examination, rules=rules)
