"""What is in the way of a stream's next step: open findings, missing signatures, missing papers, measures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, assert_never

from domain.case.joint_plan import unsigned
from domain.case.path import path, under_examination
from domain.case.state import CaseState, LicenseFile, LicenseStep, Review, ReviewStep, Stage
from domain.findings import Finding, Outcome
from domain.model import Frozen, Province
from domain.supervision.state import SupervisionState


class Block(Frozen):
    """What is in the way. `subject` is the rule, the version, the paper, the ground or the number of what it names.

    `reason` is what was said against it; `finding` a rule's answer.
    """

    kind: Literal[
        "finding", "signature", "version", "paper", "hold", "suspension", "suspended", "site_finding"
    ]
    subject: str
    province: Province | None = None
    licensee: str | None = None
    company: str | None = None
    site: str | None = None
    reason: str | None = None
    finding: Finding | None = None


def blocks(state: CaseState | SupervisionState) -> Iterator[Block]:
    """Everything that is in the way of the stream now; of a suspended case, that it is suspended."""
    if state.closed:
        return
    if isinstance(state, SupervisionState):
        yield from _supervision(state)
        return
    if held := state.suspension:
        yield Block(kind="suspended", subject=held.ground, province=held.by.province, reason=held.reason)
        return
    yield from (
        Block(kind="finding", subject=finding.rule, finding=finding)
        for finding in state.selection.findings
        if _in_the_way(finding, state)
    )
    match state.stage:
        case Stage.JOINT_PLAN:
            yield from _plan(state)
        case Stage.NATIONAL_DECISION:
            yield from _examination(state)
        case Stage.LICENSING:
            yield from _examination(state)
            for file in state.licensing.files:
                yield from (_paper(paper, file) for paper in _missing(file))
        case Stage.TECHNICAL_REVIEW:
            yield from _review(state.review)
        case _:
            return


def _supervision(state: SupervisionState) -> Iterator[Block]:
    """Conditions of production that are not met, production suspended, findings that are not closed."""
    for hold in state.holds:
        yield Block(kind="hold", subject=hold.ground, site=hold.site)
    for suspension in state.suspensions:
        if not suspension.lifted:
            yield Block(
                kind="suspension",
                subject=str(suspension.number),
                site=suspension.site,
                province=suspension.province,
            )
    for finding in state.open_findings:
        yield Block(kind="site_finding", subject=str(finding.number), site=finding.site, reason=finding.grade)


def _in_the_way(finding: Finding, state: CaseState) -> bool:
    """A hold until it is lifted; what is against the dossier or open in it until the selection is decided."""
    if state.stage in {Stage.CLOSING, None}:
        return False
    answers = [each.outcome for each in state.selection.resolutions if each.rule == finding.rule]
    match finding.outcome:
        case Outcome.HOLD:
            return Outcome.PASS not in answers
        case Outcome.CORRECT | Outcome.FAIL | Outcome.REFER:
            open_yet = state.stage is Stage.INTAKE or under_examination(state)
            return open_yet and answers[-1:] != [Outcome.PASS]
        case _:
            return False


def _plan(state: CaseState) -> Iterator[Block]:
    plan = state.plan
    if not plan.needs_new_version:
        for province in unsigned(state):
            yield Block(kind="signature", subject=str(len(plan.versions)), province=province)
        return
    number = len(plan.versions)
    objection = next((each for each in reversed(plan.objections) if each.version == number), None)
    returned = next((each for each in reversed(plan.returns) if each.version == number), None)
    against = returned or objection
    yield Block(
        kind="version",
        subject=str(number + 1),
        province=objection.province if objection and not returned else None,
        reason=against.reason if against else None,
    )


def _examination(state: CaseState) -> Iterator[Block]:
    """What the agency still owes to the application as a whole, where that is its way."""
    if not path(state).applies_for_license:
        return
    if under_examination(state):
        yield Block(kind="paper", subject="suitability")
    if state.plan.needs_new_version:
        yield Block(kind="paper", subject="supervision_plan")


def _missing(file: LicenseFile) -> Iterator[str]:
    """The papers that a license file still lacks."""
    match file.step:
        case LicenseStep.GRANTED:
            return
        case LicenseStep.AWAITED | LicenseStep.NOT_GRANTED:
            yield "application"
        case LicenseStep.CORRECTING:
            yield "correction"
        case LicenseStep.RECTIFYING:
            yield "rectification"
        case LicenseStep.APPLIED | LicenseStep.ACCEPTED | LicenseStep.INSPECTING | LicenseStep.ASSESSING:
            yield from () if file.inspected == "pass" and not file.reinspection_due else ("inspection",)
            if not file.licensee.is_applicant:
                yield from () if file.gmp_notification else ("gmp_notification",)
                yield from () if file.consent else ("consent",)
            yield "license"
        case _:
            assert_never(file.step)


def _review(review: Review) -> Iterator[Block]:
    """What the review waits for: data, explanation, inspection reports, rectification, the test."""
    inspection = review.inspection
    if review.step is ReviewStep.SUPPLEMENT:
        yield Block(kind="paper", subject="supplementary_data")
    if review.explanation == "awaited":
        yield Block(kind="paper", subject="explanation")
    for site in inspection.unreported:
        yield Block(kind="paper", subject="registration_inspection", site=site.site)
    for site in inspection.sites:
        if site.rectifying:
            yield Block(kind="paper", subject="rectification", site=site.site)
    if inspection.testing is not None and inspection.test_result is None:
        yield Block(kind="paper", subject="test_report")


def _paper(paper: str, file: LicenseFile) -> Block:
    licensee = file.licensee
    return Block(
        kind="paper",
        subject=paper,
        licensee=licensee.id,
        company=licensee.name,
        province=licensee.province,
    )
