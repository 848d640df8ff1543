"""False materials found before the decision (ALL Art. 78): not accepted or refused, a warning, and a bar of a year."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from domain.bars import Bar, BarGround, bar
from domain.case.anytime import BEFORE_DECISION
from domain.case.base import Answer, CaseCommand, DocumentNo, Text, provisions
from domain.case.closing import REMEDY_TERMS
from domain.case.remedies import RemediesNotice, beside, notice, remedies
from domain.case.state import CaseOutcome, CaseState, LicenseStep, Stage
from domain.dossier import APPLICANT
from domain.moment import Moment
from domain.refusals import refuse
from domain.terms import ClockAct, ProcedureEvent, end, end_all

FALSE = provisions("all/78")


class FindFalseMaterials(CaseCommand):
    """Find that something was concealed or false in the application, or in that of one licensee.

    `licensee` names the manufacturer whose own license application it is; without it the applicant deceived.
    """

    name: Literal["find_false_materials"] = "find_false_materials"
    stages: ClassVar[tuple[Stage, ...]] = BEFORE_DECISION
    licensee: str | None = None
    document_no: Annotated[str, DocumentNo]
    reason: Annotated[str, Text]


class FalseMaterialsFound(ProcedureEvent):
    """Something was concealed or false: the application is not accepted or refused, with a warning and a bar.

    Without `outcome` it is the application of one licensee alone, and the case goes on.
    """

    topic: ClassVar[str] = "case.false_materials_found"
    organisation: str
    licensee: str | None = None
    stage: Stage
    document_no: str
    reason: str
    outcome: CaseOutcome | None = None
    bar: Bar
    remedies: RemediesNotice | None = None


COMMANDS = FindFalseMaterials
EVENTS: tuple[type[ProcedureEvent], ...] = (FalseMaterialsFound,)


def decide(command: COMMANDS, state: CaseState, moment: Moment) -> Answer:
    """The application ends; nothing but the remedies runs on.

    One licensee's falsehood is the refusal of its license: it ends the case where any refusal does, and otherwise
    holds the holder's license.
    """
    stage = state.stage or Stage.INTAKE
    organisation = state.file.applicant.name
    if command.licensee not in {None, APPLICANT}:
        file = state.licensing.file(command.licensee or "")
        if (
            stage is not Stage.LICENSING
            or file is None
            or file.applied_on is None
            or file.decided_on is not None
        ):
            return refuse("no_application_of", FALSE, licensee=command.licensee)
        organisation = file.licensee.name
    found = bar(
        organisation,
        BarGround.FALSE_MATERIALS,
        found_in=command.stream,
        document_no=command.document_no,
        moment=moment,
    )
    aside = beside(command.licensee, state) if command.licensee else None
    refused = outcome_of(state, command.licensee)
    ended = end_all(state.terms, f"licensing.{aside}.") if aside else _but_remedies(state)
    return (
        FalseMaterialsFound(
            organisation=organisation,
            licensee=command.licensee,
            stage=stage,
            document_no=command.document_no,
            reason=command.reason,
            outcome=None if aside else refused,
            bar=found,
            remedies=notice(state, refused, moment, command.licensee),
            clock=(*ended, *remedies(moment, aside)),
            basis=FALSE,
        ),
    )


def evolve(state: CaseState, event: ProcedureEvent) -> CaseState:
    """The case at its end, or with that one application refused, and with the bar that it brought about."""
    match event:
        case FalseMaterialsFound(outcome=None, licensee=licensee, bar=found):
            known = {"decided_on": found.since, "delivered_on": found.since}
            files = tuple(
                file.model_copy(update={"step": LicenseStep.NOT_GRANTED, **known})
                if file.licensee.id == licensee
                else file
                for file in state.licensing.files
            )
            licensing = state.licensing.model_copy(update={"files": files})
            return state.model_copy(update={"licensing": licensing, "bars": (*state.bars, found)})
        case FalseMaterialsFound(outcome=outcome, bar=found):
            update = {"stage": Stage.CLOSING, "outcome": outcome, "bars": (*state.bars, found)}
            return state.model_copy(update=update)
        case _:
            return state


def bars_on(licensee: str, state: CaseState) -> tuple[Bar, ...]:
    """The bars that came with this case's own decisions, still stand, and fall on that licensee."""
    file = state.licensing.file(licensee)
    name = file.licensee.name if file else None
    standing = (found for n, found in enumerate(state.bars) if n not in state.bars_fallen)
    return tuple(found for found in standing if found.organisation == name)


def outcome_of(state: CaseState, licensee: str | None) -> CaseOutcome:
    """The decision that such a finding is: not accepted at intake, later a refusal."""
    if state.stage is Stage.INTAKE:
        return CaseOutcome.NOT_ACCEPTED
    return CaseOutcome.REFUSED_FALSE_MATERIALS if licensee is None else CaseOutcome.LICENSE_REFUSED


def _but_remedies(state: CaseState) -> tuple[ClockAct, ...]:
    """Every term ends with the case; what runs against earlier decisions runs on."""
    return end(state.terms, *(name for name in state.terms if not name.startswith(REMEDY_TERMS)))
