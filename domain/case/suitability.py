"""Guidance and suitability review inside the license procedure (N01, N03, N03a of Notice 173).

The agency of the applicant's place of registration guides early, answers what the rules leave open, confirms the
widened experience where it is claimed, and finds the dossier suitable or refuses the license in writing.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal, assert_never

from domain.case.base import Answer, CaseCommand, DocumentNo, Text, province_of, provisions
from domain.case.intake import assessed
from domain.case.license_commands import delivery
from domain.case.license_events import LicenseRefused
from domain.case.license_grant import all_but_delivery
from domain.case.path import path, under_examination
from domain.case.readiness import completed
from domain.case.remedies import RemediesNotice, notice, remedies
from domain.case.selection import against_it, names, open_questions
from domain.case.state import CaseOutcome, CaseState, Stage, Suitability
from domain.dossier import APPLICANT
from domain.messages import Refusal
from domain.model import Province
from domain.moment import Moment
from domain.refusals import refuse
from domain.terms import ProcedureEvent, start

WIDENED = "experience.widened_by_items"
EXAMINATION = (Stage.NATIONAL_DECISION, Stage.LICENSING)
Subject = Literal["application", "filing"]


class GiveGuidance(CaseCommand):
    """Guide the applicant: early on its application, later on the filing at the review centre."""

    name: Literal["give_guidance"] = "give_guidance"
    stages: ClassVar[tuple[Stage, ...]] = (Stage.INTAKE, *EXAMINATION, Stage.TECHNICAL_REVIEW)
    subject: Subject = "application"
    advice: Annotated[str, Text]
    held_on: date | None = None


class ConfirmExperience(CaseCommand):
    """Confirm in writing, or not, that the widened experience of Announcement 134 Art. 17 applies."""

    name: Literal["confirm_experience"] = "confirm_experience"
    stages: ClassVar[tuple[Stage, ...]] = EXAMINATION
    outcome: Literal["confirmed", "not_confirmed"]
    document_no: Annotated[str, DocumentNo]
    reason: Annotated[str, Text]


class DecideSuitability(CaseCommand):
    """Find that the application meets Regulations and Plan, or refuse the license in writing."""

    name: Literal["decide_suitability"] = "decide_suitability"
    stages: ClassVar[tuple[Stage, ...]] = EXAMINATION
    outcome: Literal["suitable", "not_suitable"]
    reason: Annotated[str, Text]


class GuidanceGiven(ProcedureEvent):
    """The agency guided the applicant."""

    topic: ClassVar[str] = "case.guidance_given"
    subject: Subject
    province: Province
    advice: str
    on: date


class ExperienceConfirmed(ProcedureEvent):
    """The agency confirmed the widened experience in writing."""

    topic: ClassVar[str] = "case.experience_confirmed"
    item: int
    document_no: str
    reason: str


class ExperienceNotConfirmed(ProcedureEvent):
    """The agency did not confirm the widened experience; the ordinary rule applies."""

    topic: ClassVar[str] = "case.experience_not_confirmed"
    item: int
    document_no: str
    reason: str


class FoundSuitable(ProcedureEvent):
    """The agency found that the application meets Regulations and Plan."""

    topic: ClassVar[str] = "case.found_suitable"
    reason: str


class FoundUnsuitable(ProcedureEvent):
    """The agency found that the application does not meet them; `rules` are the findings against it."""

    topic: ClassVar[str] = "case.found_unsuitable"
    rules: tuple[str, ...]
    reason: str
    remedies: RemediesNotice | None = None


COMMANDS = GiveGuidance | ConfirmExperience | DecideSuitability
EVENTS: tuple[type[ProcedureEvent], ...] = (
    GuidanceGiven,
    ExperienceConfirmed,
    ExperienceNotConfirmed,
    FoundSuitable,
    FoundUnsuitable,
)


def decide(command: COMMANDS, state: CaseState, moment: Moment) -> Answer:
    """What follows from a command of guidance or review."""
    match command:
        case GiveGuidance():
            return _guide(command, moment)
        case ConfirmExperience():
            return _examined(state) or _confirm(command, state, moment)
        case DecideSuitability(outcome="suitable"):
            return _examined(state) or _suitable(command, state)
        case DecideSuitability():
            return _examined(state) or _unsuitable(command, state, moment)
        case _:
            assert_never(command)


def evolve(state: CaseState, event: ProcedureEvent) -> CaseState:
    """The case after such an event."""
    review = state.suitability
    match event:
        case GuidanceGiven(subject=subject):
            return _with(state, guided=tuple(dict.fromkeys((*review.guided, subject))))
        case ExperienceConfirmed():
            return _with(state, confirmed=True)
        case ExperienceNotConfirmed():
            return _with(state, confirmed=False)
        case FoundSuitable():
            return completed(_with(state, found=True))
        case FoundUnsuitable():
            return state.model_copy(update={"stage": Stage.CLOSING, "outcome": CaseOutcome.NOT_SUITABLE})
        case _:
            return state


def claims_widening(state: CaseState, moment: Moment) -> bool:
    """Whether the dossier claims one of the items by which the experience asked for is widened."""
    return state.file.announcement_134_item in moment.law.thresholds.on(WIDENED, moment.day).items


def _with(state: CaseState, **change: object) -> CaseState:
    suitability: Suitability = state.suitability.model_copy(update=change)
    return state.model_copy(update={"suitability": suitability})


def _guide(command: GiveGuidance, moment: Moment) -> Answer:
    on = command.held_on or moment.day
    if on > moment.day:
        return refuse("guidance_in_the_future", provisions("n173/1"), held_on=on)
    return (
        GuidanceGiven(subject=command.subject, province=province_of(command), advice=command.advice, on=on),
    )


def _examined(state: CaseState) -> Refusal | None:
    return None if under_examination(state) else refuse("already_found_suitable", path(state).examination)


def _confirm(command: ConfirmExperience, state: CaseState, moment: Moment) -> Answer:
    """The confirmation changes what the rules of experience ask, so the dossier is assessed with it."""
    item = state.file.announcement_134_item
    if item is None or not claims_widening(state, moment):
        items = ", ".join(map(str, moment.law.thresholds.on(WIDENED, moment.day).items))
        return refuse("widening_not_claimed", provisions("n173/2"), item=item or "—", items=items)
    if state.suitability.confirmed is not None:
        return refuse("widening_answered", provisions("n173/2"), item=item)
    confirmed = command.outcome == "confirmed"
    said = {"item": item, "document_no": command.document_no, "reason": command.reason}
    event = ExperienceConfirmed if confirmed else ExperienceNotConfirmed
    dossier = state.file.model_copy(update={"written_confirmation": confirmed})
    again = assessed(dossier, path(state), state.regime, state.submitted, moment)
    return (event.model_validate(said), again)


def _suitable(command: DecideSuitability, state: CaseState) -> Answer:
    if against := against_it(state):
        return refuse("unsuitable_finding_stands", against[0].citations, rules=names(against))
    if left := open_questions(state):
        return refuse("suitability_unresolved", left[0].citations, rules=names(left))
    return (FoundSuitable(reason=command.reason),)


def _unsuitable(command: DecideSuitability, state: CaseState, moment: Moment) -> Answer:
    """The refusal of the applicant's license, with reasons and remedies (ALL Art. 38); without a license, of all."""
    against = against_it(state, or_recommended=True)
    cited = {citation: None for finding in against for citation in finding.citations}
    basis = tuple(dict.fromkeys((*path(state).examination, *provisions("all/38"), *cited)))
    rules, over = tuple(finding.rule for finding in against), all_but_delivery(state)
    held = state.licensing.file(APPLICANT) is not None
    told = notice(state, CaseOutcome.NOT_SUITABLE, moment, known=not held)
    found = FoundUnsuitable(
        rules=rules,
        reason=command.reason,
        remedies=told,
        basis=basis,
        clock=over if held else (*over, *remedies(moment)),
    )
    if not held:
        return (found,)
    refused = LicenseRefused(
        licensee=APPLICANT,
        reason=command.reason,
        outcome=CaseOutcome.NOT_SUITABLE,
        on=moment.day,
        remedies=told,
        clock=(start(moment, delivery(APPLICANT), "lic.deliver"),),
        basis=basis,
    )
    return (found, refused)
