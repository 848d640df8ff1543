"""What is in the way of a case's next step: open findings, missing signatures, missing papers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from domain.case.joint_plan import unsigned
from domain.case.state import CaseState, LicenseFile, LicenseStep, ReviewStep, Stage
from domain.findings import Finding, Outcome
from domain.model import Frozen, Province

BEFORE_THE_PLAN = (Stage.INTAKE, Stage.PRELIMINARY_SELECTION)
DECIDED = frozenset({"granted", "not_granted"})
"""Steps of a license file at which nothing is in its way any more."""


class Block(Frozen):
    """What is in the way. `subject` is the rule, the version, or the paper; `reason` what was said against it."""

    kind: Literal["finding", "signature", "version", "paper"]
    subject: str
    province: Province | None = None
    licensee: str | None = None
    company: str | None = None
    reason: str | None = None
    finding: Finding | None = None


def blocks(state: CaseState) -> Iterator[Block]:
    """Everything that is in the way of the case now."""
    yield from (
        Block(kind="finding", subject=finding.rule, finding=finding)
        for finding in state.selection.findings
        if _in_the_way(finding, state)
    )
    match state.stage:
        case Stage.JOINT_PLAN:
            yield from _plan(state)
        case Stage.LICENSING:
            for file in state.licensing.files:
                yield from (_paper(paper, file) for paper in _missing(file))
        case Stage.TECHNICAL_REVIEW if state.review.step is ReviewStep.SUPPLEMENT:
            yield Block(kind="paper", subject="supplementary_data")
        case _:
            return


def _in_the_way(finding: Finding, state: CaseState) -> bool:
    """A hold until it is lifted; what is against the dossier or open in it until the selection is decided."""
    if state.stage in {Stage.CLOSING, None}:
        return False
    answers = [each.outcome for each in state.selection.resolutions if each.rule == finding.rule]
    match finding.outcome:
        case Outcome.HOLD:
            return Outcome.PASS not in answers
        case Outcome.CORRECT:
            return state.stage is Stage.INTAKE
        case Outcome.FAIL | Outcome.REFER:
            return state.stage in BEFORE_THE_PLAN and answers[-1:] != [Outcome.PASS]
        case _:
            return False


def _plan(state: CaseState) -> Iterator[Block]:
    plan = state.plan
    if plan.needs_new_version:
        last = plan.objections[-1] if plan.objections else None
        current = plan.current is not None and last is not None and last.version == plan.current.number
        yield Block(
            kind="version",
            subject=str(len(plan.versions) + 1),
            province=last.province if last and current else None,
            reason=last.reason if last and current else None,
        )
        return
    for province in unsigned(state):
        yield Block(kind="signature", subject=str(len(plan.versions)), province=province)


def _missing(file: LicenseFile) -> Iterator[str]:
    match file.step:
        case _ if file.step in DECIDED:
            return
        case LicenseStep.AWAITED:
            yield "application"
        case LicenseStep.CORRECTING:
            yield "correction"
        case _:
            if file.inspected != "pass":
                yield "inspection"
            if not file.licensee.is_applicant:
                yield from () if file.gmp_notification else ("gmp_notification",)
                yield from () if file.consent else ("consent",)
            yield "license"


def _paper(paper: str, file: LicenseFile) -> Block:
    licensee = file.licensee
    return Block(
        kind="paper",
        subject=paper,
        licensee=licensee.id,
        company=licensee.name,
        province=licensee.province,
    )
