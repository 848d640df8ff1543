"""The standing of a case: who must act now, what runs, and what other streams have yet to learn of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from domain.actors import Role
from domain.case.holds import holding
from domain.case.joint_plan import unsigned
from domain.case.state import CaseOutcome, CaseState, LicenseFile, LicenseStep, ReviewStep, Stage
from domain.findings import Outcome
from domain.law import Law
from domain.model import local_day
from domain.position import Errand, Position, Wait
from domain.rules.rule import Step
from domain.terms import deadlines
from domain.wording import summary

CLOSED = "closed"


def position(stream: str, version: int, state: CaseState, law: Law) -> Position:
    """The whole standing of the case, computed from its stream alone."""
    if not state.opened or state.stage is None:
        return Position(stream=stream, version=version)
    waits = () if state.closed else tuple(_based(wait, state, law) for wait in _waits(state))
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
        errands=tuple(_errands(state)),
        summary=summary(stage, state.outcome, waits, running),
    )


def _waits(state: CaseState) -> Iterator[Wait]:
    """Whose act the case waits for; nobody's while only remedy terms run."""
    match state.stage:
        case Stage.INTAKE if state.intake.awaits_correction:
            yield _applicant(state, "correct")
        case Stage.INTAKE:
            yield _agency(state, "accept", "request_correction", "refuse_acceptance")
        case Stage.PRELIMINARY_SELECTION:
            yield _agency(state, *(("resolve_finding",) if _open_findings(state) else ()), "decide_selection")
        case Stage.JOINT_PLAN:
            yield from _plan(state)
        case Stage.NATIONAL_DECISION:
            yield Wait(role=Role.NMPA, commands=("decide_as_nmpa",))
        case Stage.LICENSING:
            yield from _licensing(state)
        case Stage.TECHNICAL_REVIEW:
            yield _review(state)
        case Stage.CLOSING | None:
            return
        case _:
            assert_never(state.stage)


def _plan(state: CaseState) -> Iterator[Wait]:
    if state.plan.needs_new_version:
        yield _agency(state, "propose_scheme")
        return
    missing = unsigned(state)
    for province in missing:
        yield Wait(role=Role.AGENCY, province=province, commands=("sign_scheme", "object_to_scheme"))
    if not missing:
        home = state.file.applicant_province()
        yield Wait(role=Role.GOVERNMENT, province=home, commands=("decide_as_government",))


def _licensing(state: CaseState) -> Iterator[Wait]:
    """Every file for itself; those of the manufacturers wait for the agency while a finding holds them back."""
    held = bool(holding(state, Step.CMO_LICENSE))
    if held:
        yield _agency(state, "resolve_finding")
    for file in state.licensing.files:
        if not (held and file.step is LicenseStep.AWAITED and not file.licensee.is_applicant):
            yield from _license(file)


def _license(file: LicenseFile) -> Iterator[Wait]:
    licensee = file.licensee
    match file.step:
        case LicenseStep.AWAITED:
            yield _licensee(file, "apply_for_license")
        case LicenseStep.CORRECTING:
            yield _licensee(file, "correct_license_application")
        case LicenseStep.APPLIED:
            commands = ("accept_license_application", "request_license_correction")
            yield Wait(role=Role.AGENCY, province=licensee.province, commands=commands)
        case LicenseStep.INSPECTING:
            yield Wait(role=Role.AGENCY, province=licensee.province, commands=("report_license_inspection",))
        case LicenseStep.ACCEPTED:
            yield Wait(role=Role.AGENCY, province=licensee.province, commands=_before_the_license(file))
        case LicenseStep.GRANTED:
            return
        case _:
            assert_never(file.step)


def _before_the_license(file: LicenseFile) -> tuple[str, ...]:
    """What is still to do on an accepted application: inspection, the manufacturer's papers, the decision."""
    commands = [] if file.inspected == "pass" else ["start_license_inspection"]
    if not file.licensee.is_applicant:
        commands += [] if file.gmp_notification else ["notify_gmp"]
        commands += [] if file.consent else ["consent_to_entrustment"]
    return (*commands, "decide_license")


def _review(state: CaseState) -> Wait:
    match state.review.step:
        case ReviewStep.AWAITED if holding(state, Step.FILING):
            return _agency(state, "resolve_finding")
        case ReviewStep.AWAITED:
            return _applicant(state, "file_registration")
        case ReviewStep.FILED:
            return Wait(role=Role.REVIEW_CENTRE, commands=("accept_registration",))
        case ReviewStep.REVIEWING:
            return Wait(role=Role.REVIEW_CENTRE, commands=("conclude_review", "request_supplement"))
        case ReviewStep.SUPPLEMENT:
            return _applicant(state, "answer_supplement")
        case ReviewStep.CONCLUDED:
            return Wait(role=Role.NMPA, commands=("decide_registration",))
        case _:
            assert_never(state.review.step)


def _errands(state: CaseState) -> Iterator[Errand]:
    """What the supervision of the product has to learn: that a license exists, and how the registration ended."""
    supervision = f"supervision/{state.number}"
    if state.licensing.granted:
        yield Errand(stream=supervision, command="open_supervision")
    if state.licensing.granted and state.outcome is CaseOutcome.APPROVED:
        yield Errand(stream=supervision, command="note_approval")


def _open_findings(state: CaseState) -> bool:
    answered = {resolution.rule for resolution in state.selection.resolutions}
    return any(f.outcome is Outcome.REFER and f.rule not in answered for f in state.selection.findings)


def _applicant(state: CaseState, *commands: str) -> Wait:
    applicant = state.file.applicant
    acting = applicant.domestic_agent.name if applicant.domestic_agent else applicant.name
    return Wait(role=Role.APPLICANT, organisation=acting, commands=commands)


def _agency(state: CaseState, *commands: str) -> Wait:
    return Wait(role=Role.AGENCY, province=state.file.applicant_province(), commands=commands)


def _licensee(file: LicenseFile, *commands: str) -> Wait:
    role = Role.APPLICANT if file.licensee.is_applicant else Role.MANUFACTURER
    return Wait(role=role, organisation=file.licensee.name, commands=commands)


def _based(wait: Wait, state: CaseState, law: Law) -> Wait:
    """The wait with the articles that give these commands to this office."""
    if state.regime is None or state.submitted is None:
        return wait
    rows = law.on(local_day(state.submitted)).competence(state.regime)
    basis = {
        p: None for row in rows if row.command in wait.commands and row.role == wait.role for p in row.basis
    }
    return wait.model_copy(update={"basis": tuple(basis)})
