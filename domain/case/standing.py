"""The standing of a case: who must act now, what runs, and what other streams have yet to learn of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from domain.actors import Role
from domain.bars import notes
from domain.case import contest, suspension, transition
from domain.case.joint_plan import unsigned
from domain.case.milestones import milestones
from domain.case.readiness import not_ready
from domain.case.selection import open_questions
from domain.case.state import CaseOutcome, CaseState, LinkKind, Stage
from domain.case.waits import (
    agency,
    applicant,
    deliveries,
    examination_waits,
    guidance_waits,
    license_waits,
    review_waits,
)
from domain.findings import Outcome
from domain.law import Law
from domain.model import local_day
from domain.position import Errand, Position, Wait
from domain.terms import deadlines
from domain.wording import summary

CLOSED = "closed"


def position(stream: str, version: int, state: CaseState, law: Law) -> Position:
    """The whole standing of the case, computed from its stream alone."""
    if not state.opened or state.stage is None:
        return Position(stream=stream, version=version)
    waits = () if state.closed else tuple(_based(wait, state, law) for wait in _all_waits(state))
    running = () if state.closed else deadlines(state.terms, law.calendar)
    stage = CLOSED if state.closed else state.stage
    return Position(
        stream=stream,
        version=version,
        stage=stage,
        closed=state.closed,
        outcome=state.outcome,
        regime=state.regime,
        provinces=state.file.provinces(),
        shift=state.shift,
        waits=waits,
        deadlines=running,
        milestones=tuple(milestones(state, law)),
        errands=tuple(_errands(state)),
        summary=summary(stage, state.outcome, waits, running),
    )


def awaited(state: CaseState) -> tuple[str, ...]:
    """The acts that the case waits for, by their names."""
    return tuple(dict.fromkeys(command for wait in _all_waits(state) for command in wait.commands))


def _all_waits(state: CaseState) -> Iterator[Wait]:
    """The stage's own waits, and beside them those of the remedies; of a suspended case, who can resume it."""
    yield from suspension.waits(state.suspension) if state.suspension else _waits(state)
    yield from contest.waits(state)
    if state.suspension is None:
        yield from transition.waits(state)


def _waits(state: CaseState) -> Iterator[Wait]:  # noqa: C901 - one row per stage
    """Whose act the case waits for; nobody's while only remedy terms run."""
    match state.stage:
        case Stage.INTAKE if state.intake.awaits_correction:
            yield applicant(state, "correct")
            if state.intake.correction_lapsed:
                yield agency(state, "refuse_acceptance")
        case Stage.INTAKE:
            yield agency(state, *_formal_check(state), "refuse_acceptance")
            yield from guidance_waits(state, "application")
        case Stage.PRELIMINARY_SELECTION:
            yield agency(state, *(("resolve_finding",) if open_questions(state) else ()), "decide_selection")
        case Stage.JOINT_PLAN:
            yield from _plan(state)
        case Stage.NATIONAL_DECISION:
            yield from _national(state)
        case Stage.LICENSING:
            yield from license_waits(state)
        case Stage.TECHNICAL_REVIEW:
            yield from deliveries(state)
            yield from review_waits(state)
        case Stage.CLOSING:
            yield from deliveries(state)
        case None:
            return
        case _:
            assert_never(state.stage)


def _national(state: CaseState) -> Iterator[Wait]:
    """NMPA decides on what the agency has found and drawn up."""
    if not_ready(state):
        yield from examination_waits(state)
    else:
        yield Wait(role=Role.NMPA, commands=("decide_as_nmpa",))


def _formal_check(state: CaseState) -> tuple[str, ...]:
    """Acceptance once no paper is missing; the one notice of what to correct while it has not been sent."""
    missing = any(finding.outcome is Outcome.CORRECT for finding in state.selection.findings)
    accept = () if missing else ("accept",)
    return accept if state.intake.correction_used else (*accept, "request_correction")


def _plan(state: CaseState) -> Iterator[Wait]:
    if state.plan.needs_new_version:
        yield agency(state, "propose_scheme")
        return
    missing = unsigned(state)
    for province in missing:
        yield Wait(role=Role.AGENCY, province=province, commands=("sign_scheme", "object_to_scheme"))
    if not missing:
        home = state.file.applicant_province()
        yield Wait(role=Role.GOVERNMENT, province=home, commands=("decide_as_government",))


def _errands(state: CaseState) -> Iterator[Errand]:
    """What other streams have to learn.

    The earlier case that it follows, or where that was turned away, the applicant; those who are barred; the
    supervision of the product, that licenses exist and how the registration ended.
    """
    if follows := state.follows:
        turned_away = f"journal/{state.file.applicant.name}"
        stream = turned_away if follows.turned_away else f"case/{follows.case}"
        yield Errand(stream=stream, command="note_link", about=state.number)
        if follows.kind is LinkKind.CHANGE:
            changed = f"supervision/{follows.case}"
            yield Errand(stream=changed, command="note_change_case", about=state.number)
            if state.outcome:
                said = f"{state.number}#{state.outcome}"
                yield Errand(stream=changed, command="note_change_outcome", about=said)
    yield from notes(f"case/{state.number}", state.bars, fallen=state.bars_fallen)
    supervision = f"supervision/{state.number}"
    if state.licensing.granted:
        yield Errand(stream=supervision, command="open_supervision")
    for file in state.licensing.granted:
        yield Errand(stream=supervision, command="note_license", about=file.licensee.id)
    if state.licensing.granted and state.outcome is CaseOutcome.APPROVED:
        yield Errand(stream=supervision, command="note_approval")


def _based(wait: Wait, state: CaseState, law: Law) -> Wait:
    """The wait with the articles that give these commands to this office."""
    if state.regime is None or state.submitted is None:
        return wait
    rows = law.on(local_day(state.submitted)).competence(state.regime)
    basis = {
        p: None for row in rows if row.command in wait.commands and row.role == wait.role for p in row.basis
    }
    return wait.model_copy(update={"basis": tuple(basis)})
