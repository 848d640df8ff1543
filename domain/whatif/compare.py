"""Two courses over the same facts, held against each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import zip_longest

from domain.case.intake import DossierAssessed
from domain.case.path import path
from domain.findings import Finding, Outcome
from domain.model import local_day
from domain.rules import assess
from domain.terms import ProcedureEvent
from domain.whatif.course import Course, Step, TermRun
from domain.whatif.difference import (
    ActDifference,
    ClockDifference,
    Comparison,
    Due,
    End,
    FindingDifference,
    Judged,
    RunningDifference,
    TermDifference,
    Told,
)
from domain.whatif.facts import ENGINE, Fact
from domain.wording import sentence


def compare(facts: Sequence[Fact], was: Course, would_be: Course) -> Comparison:
    """What would have come out differently."""
    before = {step.fact: step for step in was.steps if step.fact is not None and step.name != ENGINE}
    after = {step.fact: step for step in would_be.steps if step.fact is not None and step.name != ENGINE}
    acts = [
        number
        for number, fact in enumerate(facts)
        if not (fact.by_engine or fact.refused or fact.of_the_clock)
    ]
    asked = acts if would_be.state.opened else acts[:1]
    pairs = [(before[number], after[number]) for number in asked]
    differing = [found for pair in pairs if (found := _act(*pair))]
    return Comparison(
        stream=was.stream,
        regime=was.regime,
        other=would_be.regime,
        last_day=max(local_day(fact.received) for fact in facts),
        acts=len(acts),
        taken=would_be.state.opened,
        refused=sum(fact.refused for fact in facts),
        inexact=tuple(facts[n].name for n in acts if facts[n].command is not None and not facts[n].exact),
        findings=_findings(was, would_be),
        act_differences=tuple(differing),
        clock_differences=_clock(was, would_be),
        terms=_terms(was, would_be),
        running=_running(was, would_be),
        was=_end(was),
        would_be=_end(would_be),
        other_articles=sum(_on_other_articles(*pair) for pair in pairs if _act(*pair) is None),
    )


def _act(was: Step, would_be: Step) -> ActDifference | None:
    before = _told(was)
    if would_be.left_out:
        return ActDifference(command=was.name, at=was.at, was=before, how="left_out")
    if refusal := would_be.refusal:
        return ActDifference(
            command=was.name,
            at=was.at,
            was=before,
            how="unknown" if would_be.unknown else "refused",
            code=refusal.code,
            en=refusal.en,
            zh=refusal.zh,
            basis=refusal.basis,
            stage=would_be.stage,
        )
    if [_content(each) for each in was.events] == [_content(each) for each in would_be.events]:
        return None
    return ActDifference(command=was.name, at=was.at, was=before, how="otherwise", would_be=_told(would_be))


def _told(step: Step) -> tuple[Told, ...]:
    return tuple(
        Told(topic=event.topic, en=sentence(event.topic, event, "en"), zh=sentence(event.topic, event, "zh"))
        for event in step.events
    )


APART = {"clock", "basis", "regime", "path"}
"""What is compared by itself: terms, articles, the rule book and its path."""


def _content(event: ProcedureEvent) -> tuple[str, dict[str, object]]:
    """What an event says; the findings on a dossier are compared by themselves."""
    if isinstance(event, DossierAssessed):
        return event.topic, {}
    return event.topic, event.model_dump(exclude=APART)


def _on_other_articles(was: Step, would_be: Step) -> bool:
    return [event.basis for event in was.events] != [event.basis for event in would_be.events]


def _clock(was: Course, would_be: Course) -> tuple[ClockDifference, ...]:
    """The engine's own steps: each by what it led to, those of the record first."""

    def steps(course: Course) -> dict[tuple[object, ...], Step]:
        return {
            (step.at, *(repr(_content(event)) for event in step.events)): step
            for step in course.steps
            if step.name == ENGINE
        }

    before, after = steps(was), steps(would_be)
    gone = [_passed(step, of_record=True) for key, step in before.items() if key not in after]
    new = [_passed(step, of_record=False) for key, step in after.items() if key not in before]
    return tuple(sorted((*gone, *new), key=lambda each: each.at))


def _passed(step: Step, *, of_record: bool) -> ClockDifference:
    told = _told(step)
    term = next((act.name for event in step.events for act in event.clock), "")
    return ClockDifference(
        term=term, at=step.at, was=told if of_record else (), would_be=() if of_record else told
    )


def _findings(was: Course, would_be: Course) -> tuple[FindingDifference, ...]:
    before = {each.rule: each for each in was.state.selection.findings}
    after = {each.rule: each for each in _assessed(was, would_be)}
    return tuple(
        FindingDifference(rule=rule, was=_judged(before.get(rule)), would_be=_judged(after.get(rule)))
        for rule in sorted({*before, *after} - ({WINDOW} if was.regime is not would_be.regime else set()))
        if _said(before.get(rule)) != _said(after.get(rule))
    )


WINDOW = "E01"
"""The rule on the day of the submission: under another rule book that day is what one looks away from."""


def _assessed(was: Course, would_be: Course) -> tuple[Finding, ...]:
    """The findings of the other path; also where it would not have taken the application."""
    dossier = was.state.dossier
    if would_be.state.opened or dossier is None:
        return would_be.state.selection.findings
    submitted = was.state.submitted
    return assess(dossier, would_be.law, submitted_at=submitted, regime=would_be.regime).findings


def _said(finding: Finding | None) -> tuple[Outcome, Outcome | None] | None:
    """What a rule says; one that does not apply and one that is not asked are the same."""
    if finding is None or finding.outcome is Outcome.NOT_APPLICABLE:
        return None
    return finding.outcome, finding.recommendation


def _judged(finding: Finding | None) -> Judged | None:
    if finding is None:
        return None
    return Judged(
        outcome=finding.outcome,
        recommendation=finding.recommendation,
        citations=finding.citations,
        explanation_en=finding.explanation_en,
        explanation_zh=finding.explanation_zh,
    )


def _terms(was: Course, would_be: Course) -> tuple[TermDifference, ...]:
    """Each run of each term, the first against the first, the second against the second."""
    runs: dict[str, tuple[list[TermRun], list[TermRun]]] = defaultdict(lambda: ([], []))
    for side, course in enumerate((was, would_be)):
        for run in course.terms:
            runs[run.name][side].append(run)
    return tuple(
        TermDifference(term=name, was=_due(old), would_be=_due(new))
        for name, (before, after) in runs.items()
        for old, new in zip_longest(before, after)
        if old is None or new is None or old[2:7] != new[2:7]
    )


def _running(was: Course, would_be: Course) -> tuple[RunningDifference, ...]:
    """The deadlines that run at the end: a newer calendar moves them, whatever was known when they began."""
    before = {each.term: each for each in was.position.deadlines}
    after = {each.term: each for each in would_be.position.deadlines}
    return tuple(
        RunningDifference(term=term, was=old, would_be=new)
        for term in dict.fromkeys((*before, *after))
        for old, new in [(before.get(term), after.get(term))]
        if (old and (old.due, old.provisional)) != (new and (new.due, new.provisional))
    )


def _due(run: TermRun | None) -> Due | None:
    if run is None:
        return None
    return Due(
        limit=run.limit,
        started=run.started,
        n=run.n,
        unit=run.unit,
        due=run.due,
        provisional=run.provisional,
        basis=run.basis,
    )


def _end(course: Course) -> End:
    position = course.position
    licenses = {file.licensee.id: str(file.step) for file in course.state.licensing.files}
    return End(
        stage=position.stage,
        outcome=position.outcome,
        closed=position.closed,
        path=path(course.state).stages,
        stages=tuple(course.stages),
        waits=position.waits,
        licenses=licenses,
    )
