"""Whom licensing and technical review wait for: the office or the company, and the acts that would answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from domain.actors import Role
from domain.case.holds import holding
from domain.case.license_hearing import OPEN as HEARINGS
from domain.case.path import Gate, path, under_examination
from domain.case.registration_inspection import can_be_called
from domain.case.review_commands import CLOCK
from domain.case.review_questions import can_be_asked
from domain.case.selection import open_questions
from domain.case.state import CaseState, HearingStep, LicenseFile, LicenseStep, ReviewStep, Stage
from domain.position import Wait


def applicant(state: CaseState, *commands: str) -> Wait:
    """The applicant, or for an overseas one the enterprise that acts for it."""
    found = state.file.applicant
    acting = found.domestic_agent.name if found.domestic_agent else found.name
    return Wait(role=Role.APPLICANT, organisation=acting, commands=commands)


def agency(state: CaseState, *commands: str) -> Wait:
    """The agency of the applicant's province."""
    return Wait(role=Role.AGENCY, province=state.file.applicant_province(), commands=commands)


def license_waits(state: CaseState) -> Iterator[Wait]:
    """What the agency owes to the application as a whole, then every file for itself."""
    yield from examination_waits(state)
    if not under_examination(state) and any(
        holding(state, gate) for gate in (Gate.CMO_LICENSE, Gate.HOLDER_LICENSE)
    ):
        yield agency(state, "resolve_finding")
    yield from file_waits(state)


def guidance_waits(state: CaseState, subject: str) -> Iterator[Wait]:
    """The guidance on this subject, where it is a duty of the agency that has not been met."""
    if path(state).applies_for_license and subject not in state.suitability.guided:
        yield agency(state, "give_guidance")


def examination_waits(state: CaseState) -> Iterator[Wait]:
    """Guidance, answers, confirmation, suitability and supervision plan: nothing where another stage has done it."""
    if not path(state).applies_for_license:
        return
    if under_examination(state):
        yield from guidance_waits(state, "application")
        claimed = state.file.announcement_134_item is not None and state.suitability.confirmed is None
        commands = (
            *(("resolve_finding",) if open_questions(state) else ()),
            *(("confirm_experience",) if claimed and not state.file.written_confirmation else ()),
            "decide_suitability",
        )
        yield agency(state, *commands)
    if state.plan.needs_new_version:
        yield agency(state, "draw_up_supervision_plan")


def file_waits(state: CaseState) -> Iterator[Wait]:
    """Every license file; those of the manufacturers wait for the agency while a finding holds them back."""
    held = bool(holding(state, Gate.CMO_LICENSE))
    for file in state.licensing.files:
        if not (held and file.step is LicenseStep.AWAITED and not file.licensee.is_applicant):
            yield from _license(file)
    yield from deliveries(state)


def deliveries(state: CaseState) -> Iterator[Wait]:
    """Decisions that those concerned do not have yet."""
    for file in state.licensing.files:
        if file.awaits_delivery:
            yield Wait(role=Role.AGENCY, province=file.licensee.province, commands=("deliver_license",))
    if state.stage is Stage.CLOSING and state.review.awaits_delivery:
        yield Wait(role=Role.NMPA, commands=("deliver_registration",))


def review_waits(state: CaseState) -> Iterator[Wait]:  # noqa: C901 - one row per step
    """The review's own next step, and beside it whatever inspection, testing and explanation wait for."""
    review = state.review
    match review.step:
        case ReviewStep.AWAITED if holding(state, Gate.FILING):
            yield agency(state, "resolve_finding")
            yield from guidance_waits(state, "filing")
        case ReviewStep.AWAITED:
            yield from guidance_waits(state, "filing")
            yield applicant(state, "file_registration")
        case ReviewStep.FILED:
            correction = () if review.correction_used else ("request_registration_correction",)
            commands = ("accept_registration", *correction, "refuse_registration_acceptance")
            yield Wait(role=Role.REVIEW_CENTRE, commands=commands)
        case ReviewStep.CORRECTING:
            yield applicant(state, "correct_registration")
            if review.correction_lapsed:
                yield Wait(role=Role.REVIEW_CENTRE, commands=("refuse_registration_acceptance",))
        case ReviewStep.REVIEWING:
            yield from _of_the_centre(*_to_conclude(state), *_to_call(state))
            yield from _beside(state)
        case ReviewStep.SUPPLEMENT:
            yield applicant(state, "answer_supplement")
            yield from _of_the_centre(*_to_call(state))
            yield from _beside(state)
        case ReviewStep.DISSENT_OPEN:
            yield applicant(state, "dissent_from_conclusion")
        case ReviewStep.EXPERT_PANEL:
            yield Wait(role=Role.REVIEW_CENTRE, commands=("decide_dissent",))
        case ReviewStep.CONCLUDED:
            yield Wait(role=Role.NMPA, commands=("decide_registration",))
        case _:
            assert_never(review.step)


def _license(file: LicenseFile) -> Iterator[Wait]:  # noqa: C901 - one row per step
    match file.step:
        case LicenseStep.AWAITED | LicenseStep.NOT_GRANTED:
            yield _licensee(file, "apply_for_license")
        case LicenseStep.CORRECTING:
            yield _licensee(file, "correct_license_application")
            if file.correction_lapsed:
                yield _its_agency(file, "refuse_license_acceptance")
        case LicenseStep.APPLIED:
            correction = () if file.correction_used else ("request_license_correction",)
            yield _its_agency(file, "accept_license_application", *correction, "refuse_license_acceptance")
        case LicenseStep.INSPECTING:
            yield _its_agency(file, "report_license_inspection")
        case LicenseStep.ASSESSING:
            yield _its_agency(file, "assess_license_inspection")
        case LicenseStep.RECTIFYING:
            yield _licensee(file, "report_license_rectification")
        case LicenseStep.ACCEPTED if file.hearing in HEARINGS:
            yield _hearing(file)
        case LicenseStep.ACCEPTED:
            yield _its_agency(file, *_before_the_license(file))
        case LicenseStep.GRANTED:
            return
        case _:
            assert_never(file.step)


def _hearing(file: LicenseFile) -> Wait:
    """Who comes next on the way to the hearing."""
    if file.hearing is HearingStep.TOLD:
        return _licensee(file, "request_hearing", "waive_hearing")
    return _its_agency(file, "notify_hearing" if file.hearing is HearingStep.REQUESTED else "hold_hearing")


def _before_the_license(file: LicenseFile) -> tuple[str, ...]:
    """What is still to do on an accepted application: inspection, the manufacturer's papers, the decision."""
    inspected = file.inspected == "pass" and not file.reinspection_due
    commands = [] if inspected else ["start_license_inspection"]
    if not file.licensee.is_applicant:
        commands += [] if file.gmp_notification or file.reinspection_due else ["notify_gmp"]
        commands += [] if file.consent else ["consent_to_entrustment", "refuse_consent"]
    return (*commands, "decide_license")


def _of_the_centre(*commands: str) -> Iterator[Wait]:
    if commands:
        yield Wait(role=Role.REVIEW_CENTRE, commands=commands)


def _to_conclude(state: CaseState) -> tuple[str, ...]:
    """Not while an explanation is awaited; data are asked for only while the review term runs."""
    review = state.review
    conclusion = () if review.explanation == "awaited" else ("conclude_review",)
    asked = can_be_asked(review) and CLOCK in state.terms
    return (*conclusion, "request_supplement") if asked else conclusion


def _to_call(state: CaseState) -> tuple[str, ...]:
    if not can_be_called(state.review):
        return ()
    return ("notify_registration_inspection", "waive_registration_inspection")


def _beside(state: CaseState) -> Iterator[Wait]:
    """Explanation, inspection, rectification and testing go on beside the review."""
    review, inspection = state.review, state.review.inspection
    if review.explanation == "awaited":
        yield applicant(state, "answer_explanation")
    if any(each.rectifying for each in inspection.sites):
        yield applicant(state, "report_registration_rectification")
    abroad = not inspection.abroad and any(each.overseas for each in inspection.unreported)
    again = any(each.rectified for each in inspection.sites)
    tested = inspection.testing is None or inspection.test_result is not None
    commands = (
        *(("start_overseas_inspection",) if abroad else ()),
        *(("report_registration_inspection",) if inspection.unreported or again else ()),
        *(() if tested else ("report_registration_test",)),
    )
    if commands:
        yield Wait(role=Role.INSPECTION_CENTRE, commands=commands)


def _its_agency(file: LicenseFile, *commands: str) -> Wait:
    return Wait(role=Role.AGENCY, province=file.licensee.province, commands=commands)


def _licensee(file: LicenseFile, *commands: str) -> Wait:
    role = Role.APPLICANT if file.licensee.is_applicant else Role.MANUFACTURER
    return Wait(role=role, organisation=file.licensee.name, commands=commands)
