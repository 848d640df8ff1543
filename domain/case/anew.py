"""The terms of a stage that begins anew: after a decision has fallen, each duty has its whole term again.

No text that was read says how much of a term is left then: the reading `term_after_remedy` lets it begin anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from domain.case.license_commands import acceptance, assessment, decision, inspection
from domain.case.license_inspection import NOT_COUNTED
from domain.case.license_terms import decision_limit
from domain.case.path import path
from domain.case.registration_inspection import can_be_called
from domain.case.review_clock import follow
from domain.case.review_commands import (
    ACCEPT,
    CLOCK,
    DECISION,
    DISSENT,
    INSPECTION_NOTICE,
    PANEL,
    SUPPLEMENT,
)
from domain.case.stages import Stage
from domain.case.state import CaseState, LicenseFile, LicenseStep, ReviewStep
from domain.moment import Moment
from domain.terms import ClockAct, Stopped, after, start


def anew(state: CaseState, moment: Moment, licensee: str | None = None) -> tuple[ClockAct, ...]:
    """The terms of a case that stands so, each from today; of one licensee's file only, where the rest went on."""
    match state.stage:
        case Stage.INTAKE if not state.intake.awaits_correction:
            return (start(moment, "intake.check", path(state).check),)
        case Stage.LICENSING:
            files = [each for each in state.licensing.files if licensee in {None, each.licensee.id}]
            return tuple(act for file in files for act in _license(file, moment))
        case Stage.TECHNICAL_REVIEW:
            return _review(state, moment)
        case _:
            return ()


def _license(file: LicenseFile, moment: Moment) -> Iterator[ClockAct]:
    licensee, step = file.licensee.id, file.step
    match step:
        case LicenseStep.APPLIED:
            yield start(moment, acceptance(licensee), "lic.accept")
            if file.kind == "change":
                yield start(moment, decision(licensee), decision_limit(file.kind, moment))
        case LicenseStep.ACCEPTED:
            yield start(moment, decision(licensee), decision_limit(file.kind, moment))
        case LicenseStep.INSPECTING | LicenseStep.ASSESSING | LicenseStep.RECTIFYING:
            name = decision(licensee)
            yield start(moment, name, decision_limit(file.kind, moment))
            ground = "rectification" if step is LicenseStep.RECTIFYING else "on_site_inspection"
            yield Stopped(name=name, on=moment.day, ground=ground, basis=NOT_COUNTED)
            if step is LicenseStep.INSPECTING:
                yield start(moment, inspection(licensee), "lic.inspect")
            elif step is LicenseStep.ASSESSING:
                yield start(moment, assessment(licensee), "lic.assess")
        case LicenseStep.AWAITED | LicenseStep.CORRECTING | LicenseStep.GRANTED | LicenseStep.NOT_GRANTED:
            return
        case _:
            assert_never(step)


def _review(state: CaseState, moment: Moment) -> tuple[ClockAct, ...]:
    review = state.review
    clock = start(moment, CLOCK, review.track or "reg.maa")
    match review.step:
        case ReviewStep.AWAITED | ReviewStep.CORRECTING:
            return ()
        case ReviewStep.FILED:
            return (start(moment, ACCEPT, "reg.accept"),)
        case ReviewStep.CONCLUDED:
            return (start(moment, DECISION, "reg.decide"),)
        case ReviewStep.REVIEWING:
            called = can_be_called(review)
            begun = (clock, *((start(moment, INSPECTION_NOTICE, "reg.inspect.notify"),) if called else ()))
        case ReviewStep.SUPPLEMENT:
            begun = (clock, start(moment, SUPPLEMENT, "reg.supplement"))
        case ReviewStep.DISSENT_OPEN:
            begun = (clock, start(moment, DISSENT, "reg.dissent"))
        case ReviewStep.EXPERT_PANEL:
            begun = (clock, start(moment, PANEL, "reg.expert"))
        case _:
            assert_never(review.step)
    return (*begun, *follow(moment, after({}, begun), review))
