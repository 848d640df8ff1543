"""Preliminary selection (P04): every rule's finding, the human answers to what is open, the agency's decision.

The answers are the same wherever the agency examines a dossier: at the selection of the pilot, or inside the license
procedure of Notice 173.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, assert_never

from domain.case.base import Answer, CaseCommand, Text, provisions
from domain.case.path import forward, path, under_examination
from domain.case.remedies import RemediesNotice, notice, remedies
from domain.case.state import CaseOutcome, CaseState, Resolution, Stage
from domain.findings import Finding, Outcome
from domain.moment import Moment
from domain.refusals import refuse
from domain.terms import ProcedureEvent


class ResolveFinding(CaseCommand):
    """Answer a finding that the rules leave to the competent agency, or one that holds a later step back."""

    name: Literal["resolve_finding"] = "resolve_finding"
    stages: ClassVar[tuple[Stage, ...]] = (
        Stage.PRELIMINARY_SELECTION,
        Stage.JOINT_PLAN,
        Stage.NATIONAL_DECISION,
        Stage.LICENSING,
        Stage.TECHNICAL_REVIEW,
    )
    rule: str
    outcome: Literal[Outcome.PASS, Outcome.FAIL]
    reason: Annotated[str, Text]


class DecideSelection(CaseCommand):
    """Select the enterprise and the product for the pilot, or not."""

    name: Literal["decide_selection"] = "decide_selection"
    stages: ClassVar[tuple[Stage, ...]] = (Stage.PRELIMINARY_SELECTION,)
    outcome: Literal["selected", "not_selected"]
    reason: Annotated[str, Text]


class FindingResolved(ProcedureEvent):
    """The agency answered an open finding; the finding itself stays on record."""

    topic: ClassVar[str] = "case.finding_resolved"
    rule: str
    finding: Outcome
    recommendation: Outcome | None
    outcome: Outcome
    reason: str
    by: str


class Selected(ProcedureEvent):
    """The agency selected the enterprise and the product."""

    topic: ClassVar[str] = "case.selected"
    reason: str


class NotSelected(ProcedureEvent):
    """The agency did not select; `rules` are the findings against the dossier."""

    topic: ClassVar[str] = "case.not_selected"
    rules: tuple[str, ...]
    reason: str
    remedies: RemediesNotice | None = None


COMMANDS = ResolveFinding | DecideSelection
QUESTIONS = frozenset({Outcome.REFER, Outcome.CORRECT})
HOLDS = frozenset({Outcome.HOLD})

EVENTS: tuple[type[ProcedureEvent], ...] = (FindingResolved, Selected, NotSelected)


def decide(command: COMMANDS, state: CaseState, moment: Moment) -> Answer:
    """What follows from a command at selection."""
    match command:
        case ResolveFinding():
            return _resolve(command, state)
        case DecideSelection(outcome="selected"):
            if against := against_it(state):
                return refuse("finding_stands", against[0].citations, rules=names(against))
            if left := open_questions(state):
                return refuse("finding_unresolved", left[0].citations, rules=names(left))
            return (Selected(reason=command.reason),)
        case DecideSelection():
            against = against_it(state, or_recommended=True)
            cited = {citation: None for finding in against for citation in finding.citations}
            return (
                NotSelected(
                    rules=tuple(finding.rule for finding in against),
                    reason=command.reason,
                    remedies=notice(state, CaseOutcome.NOT_SELECTED, moment),
                    basis=(*provisions("plan/selection", "all/38"), *cited),
                    clock=remedies(moment),
                ),
            )
        case _:
            assert_never(command)


def evolve(state: CaseState, event: ProcedureEvent) -> CaseState:
    """The case after an event of selection."""
    match event:
        case FindingResolved():
            resolution = Resolution(rule=event.rule, outcome=event.outcome, reason=event.reason, by=event.by)
            others = tuple(r for r in state.selection.resolutions if r.rule != event.rule)
            selection = state.selection.model_copy(update={"resolutions": (*others, resolution)})
            return state.model_copy(update={"selection": selection})
        case Selected():
            return forward(state)
        case NotSelected():
            return state.model_copy(update={"stage": Stage.CLOSING, "outcome": CaseOutcome.NOT_SELECTED})
        case _:
            return state


def _resolve(command: ResolveFinding, state: CaseState) -> Answer:
    """An open question is answered while the dossier is examined, a hold whenever the answer is there."""
    finding = next((f for f in state.selection.findings if f.rule == command.rule), None)
    asked = QUESTIONS if under_examination(state) else HOLDS
    if finding is None or finding.outcome not in asked | HOLDS:
        left = names(_unanswered(state, asked))
        return refuse("finding_not_open", path(state).examination, rule=command.rule, open=left)
    return (
        FindingResolved(
            rule=finding.rule,
            finding=finding.outcome,
            recommendation=finding.recommendation,
            outcome=command.outcome,
            reason=command.reason,
            by=command.actor.person,
            basis=finding.citations,
        ),
    )


def against_it(state: CaseState, *, or_recommended: bool = False) -> tuple[Finding, ...]:
    """Findings that stand against the dossier: failed ones, and open ones that the agency answered with no.

    An open question that nobody has answered stands as recommended, if the answer is asked for.
    """
    no = {r.rule for r in state.selection.resolutions if r.outcome is Outcome.FAIL}
    unanswered = open_questions(state) if or_recommended else ()
    no |= {finding.rule for finding in unanswered if finding.recommendation is Outcome.FAIL}
    return tuple(f for f in state.selection.findings if f.outcome is Outcome.FAIL or f.rule in no)


def open_questions(state: CaseState) -> tuple[Finding, ...]:
    """Questions that still need a human answer; also a paper that is missing from a dossier accepted by silence."""
    return _unanswered(state, QUESTIONS)


def _unanswered(state: CaseState, outcomes: frozenset[Outcome]) -> tuple[Finding, ...]:
    answered = {resolution.rule for resolution in state.selection.resolutions}
    return tuple(f for f in state.selection.findings if f.outcome in outcomes and f.rule not in answered)


def names(findings: tuple[Finding, ...]) -> str:
    """Their rules."""
    return ", ".join(finding.rule for finding in findings) or "—"
