"""Intake: submission, formal check with one correction notice, acceptance or refusal to accept.

Steps P02 and P03 of the pilot, N02 of Notice 173. In the pilot the five working days of the formal check are those
of the Administrative License Law Art. 32 by analogy: the selection is not itself a license, so silence raises an
alarm and accepts nothing. Under Notice 173 the application is one for a license, and silence accepts it.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated, ClassVar, Literal, assert_never

from pydantic import AwareDatetime, Field

from domain.actors import Role
from domain.case.base import (
    Answer,
    CaseCommand,
    DocumentNo,
    NotAcceptedGround,
    TermEnded,
    Text,
    provisions,
)
from domain.case.elsewhere import NOTHING, Elsewhere, barred, linked
from domain.case.holder_application import received_on, with_the_application
from domain.case.path import PATHS, Path, forward, path, path_at
from domain.case.remedies import RemediesNotice, notice, remedies
from domain.case.state import CaseOutcome, CaseState, Intake, Link, Linked, Stage
from domain.dossier import Dossier
from domain.findings import DossierOutcome, Finding, Outcome
from domain.law import Regime
from domain.messages import OpeningCommand, Refusal
from domain.model import Frozen, Province, local_day
from domain.moment import Moment
from domain.refusals import refuse
from domain.rules import assess
from domain.terms import ProcedureEvent, end, end_all, runs, start, until

CHECK, CORRECTION = "intake.check", "intake.correction"


class CounterEntry(Frozen):
    """An intake officer's record of a dossier that came in before it was entered."""

    channel: Literal["counter", "post", "portal"]
    received_at: AwareDatetime
    receipt_document: Annotated[str, DocumentNo]


class Submit(CaseCommand, OpeningCommand):
    """Submit a dossier. With `entry`, an intake officer states when and how it was received.

    `linked` names an earlier case that this one follows: as `re_entry`, or as the `change` of what was approved.
    """

    name: Literal["submit"] = "submit"
    stages: ClassVar[tuple[Stage, ...]] = ()
    dossier: Dossier
    entry: CounterEntry | None = None
    linked: Link | None = None


class RequestCorrection(CaseCommand):
    """Tell the applicant once, and all at once, what has to be corrected, and perhaps by which day."""

    name: Literal["request_correction"] = "request_correction"
    stages: ClassVar[tuple[Stage, ...]] = (Stage.INTAKE,)
    defects: Annotated[tuple[Annotated[str, Text], ...], Field(min_length=1)]
    answer_by: date | None = None


class Correct(CaseCommand):
    """Hand in the corrected dossier."""

    name: Literal["correct"] = "correct"
    stages: ClassVar[tuple[Stage, ...]] = (Stage.INTAKE,)
    dossier: Dossier


class Accept(CaseCommand):
    """Accept the dossier for selection."""

    name: Literal["accept"] = "accept"
    stages: ClassVar[tuple[Stage, ...]] = (Stage.INTAKE,)
    acceptance_no: Annotated[str, DocumentNo]


class RefuseAcceptance(CaseCommand):
    """Decline to accept a dossier, with the reason. Where it belongs elsewhere, `go_to` says to which office."""

    name: Literal["refuse_acceptance"] = "refuse_acceptance"
    stages: ClassVar[tuple[Stage, ...]] = (Stage.INTAKE,)
    ground: NotAcceptedGround | None = None
    go_to: Annotated[str, Text] | None = None
    reason: Annotated[str, Text]


class Submitted(ProcedureEvent):
    """A dossier was submitted; the rule book is fixed by the instant of its submission."""

    topic: ClassVar[str] = "case.submitted"
    number: str
    submitted: AwareDatetime
    regime: Regime
    applicant_province: Province
    provinces: tuple[Province, ...]
    dossier: Dossier
    entry: CounterEntry | None = None
    shift: timedelta = timedelta(0)
    path: tuple[Stage, ...] = ()
    follows: Linked | None = None


class DossierAssessed(ProcedureEvent):
    """The rules of the regime were applied to the dossier as it stands."""

    topic: ClassVar[str] = "case.dossier_assessed"
    outcome: DossierOutcome
    findings: tuple[Finding, ...]


class CorrectionRequested(ProcedureEvent):
    """The applicant was told everything that has to be corrected."""

    topic: ClassVar[str] = "case.correction_requested"
    defects: tuple[str, ...]
    answer_by: date | None = None


class CorrectionLapsed(ProcedureEvent):
    """The correction did not come by the day that the notice named; the agency may now decline the dossier."""

    topic: ClassVar[str] = "case.correction_lapsed"


class DossierCorrected(ProcedureEvent):
    """The applicant handed in a corrected dossier."""

    topic: ClassVar[str] = "case.dossier_corrected"
    dossier: Dossier


class Accepted(ProcedureEvent):
    """The dossier was accepted for selection."""

    topic: ClassVar[str] = "case.accepted"
    acceptance_no: str


class DeemedAccepted(ProcedureEvent):
    """The agency was silent for the term of the formal check: the application counts as accepted on receipt."""

    topic: ClassVar[str] = "case.deemed_accepted"
    received_on: date


class NotAccepted(ProcedureEvent):
    """The dossier was not accepted; the applicant is told where to go and of the remedies."""

    topic: ClassVar[str] = "case.not_accepted"
    reason: str
    ground: NotAcceptedGround | None = None
    go_to: str | None = None
    remedies: RemediesNotice | None = None


class FormalCheckOverdue(ProcedureEvent):
    """The formal check was not finished in its term. Nothing is accepted by that; the agency is reminded."""

    topic: ClassVar[str] = "case.formal_check_overdue"
    on: date | None = None


COMMANDS = Submit | RequestCorrection | Correct | Accept | RefuseAcceptance
EVENTS: tuple[type[ProcedureEvent], ...] = (
    Submitted,
    DossierAssessed,
    CorrectionRequested,
    CorrectionLapsed,
    DossierCorrected,
    Accepted,
    DeemedAccepted,
    NotAccepted,
    FormalCheckOverdue,
)


def decide(  # noqa: C901 - one row per command
    command: COMMANDS, state: CaseState, moment: Moment, elsewhere: Elsewhere = NOTHING
) -> Answer:
    """What follows from a command at intake."""
    if refusal := _accepted_by_silence(command, state, moment):
        return refusal
    match command:
        case Submit():
            return _submit(command, moment, elsewhere)
        case RequestCorrection(defects=defects, answer_by=by):
            if state.intake.correction_used:
                return refuse("correction_already_used", provisions("all/32"))
            if by is not None and by <= moment.day:
                return refuse("answer_day_passed", provisions("all/32"), answer_by=by)
            acts = (*end(state.terms, CHECK), *until(moment, CORRECTION, by, provisions("all/32")))
            return (CorrectionRequested(defects=defects, answer_by=by, clock=acts),)
        case Correct(dossier=dossier):
            return _correct(dossier, state, moment)
        case Accept(acceptance_no=number):
            if state.intake.awaits_correction:
                return refuse("correction_awaited", provisions("all/32"))
            if missing := _rules(state, Outcome.CORRECT):
                return refuse("papers_missing", provisions("all/32"), rules=missing)
            accepted = Accepted(acceptance_no=number, clock=end(state.terms, CHECK))
            return with_the_application(accepted, state, moment, received_on(state, CHECK))
        case RefuseAcceptance():
            return _not_accepted(command, state, moment)
        case _:
            assert_never(command)


def term_ended(command: TermEnded, state: CaseState, moment: Moment) -> Answer:
    """The formal check took longer than its term: an alarm; for a license application the acceptance (ALL Art. 32).

    Or the correction did not come by the day that was named.
    """
    if command.term == CORRECTION:
        return (CorrectionLapsed(clock=end(state.terms, CORRECTION)),)
    ended = end(state.terms, CHECK)
    if not path(state).applies_for_license:
        return (FormalCheckOverdue(on=command.last_day, clock=ended),)
    day = received_on(state, CHECK) or moment.day
    accepted = DeemedAccepted(received_on=day, basis=provisions("all/32"), clock=ended)
    return with_the_application(accepted, state, moment, day, by_silence=True)


def evolve(state: CaseState, event: ProcedureEvent) -> CaseState:
    """The case after an event of intake."""
    match event:
        case Submitted():
            return state.model_copy(
                update={
                    "number": event.number,
                    "stage": Stage.INTAKE,
                    "regime": event.regime,
                    "path": event.path,
                    "submitted": event.submitted,
                    "dossier": event.dossier,
                    "shift": event.shift,
                    "follows": event.follows,
                }
            )
        case DossierAssessed(findings=findings):
            return state.model_copy(update={"selection": state.selection.reassessed(findings)})
        case CorrectionRequested():
            return state.model_copy(update={"intake": Intake(correction_used=True, awaits_correction=True)})
        case CorrectionLapsed():
            intake = state.intake.model_copy(update={"correction_lapsed": True})
            return state.model_copy(update={"intake": intake})
        case DossierCorrected(dossier=dossier):
            return state.model_copy(update={"dossier": dossier, "intake": Intake(correction_used=True)})
        case Accepted() | DeemedAccepted():
            return forward(state)
        case NotAccepted():
            return state.model_copy(update={"stage": Stage.CLOSING, "outcome": CaseOutcome.NOT_ACCEPTED})
        case _:
            return state


def _accepted_by_silence(command: COMMANDS, state: CaseState, moment: Moment) -> Refusal | None:
    """After the last day of its check a license application is accepted, whether the timer has come or not."""
    answers = isinstance(command, RequestCorrection | Accept | RefuseAcceptance)
    if not answers or not path(state).applies_for_license or state.intake.awaits_correction:
        return None
    return None if runs(moment, state.terms, CHECK) else refuse("accepted_by_silence", provisions("all/32"))


def regime_of(command: Submit, moment: Moment) -> Regime:
    """The regime of a submission: that of its legal instant, which an officer's entry may put before today."""
    return moment.law.regime(submitted(command, moment))


def submitted(command: Submit, moment: Moment) -> datetime:
    """The legal instant of a submission: that of its receipt, where an officer enters it."""
    return command.entry.received_at if command.entry else moment.received


def _submit(command: Submit, moment: Moment, elsewhere: Elsewhere) -> Answer:
    entry, instant = command.entry, submitted(command, moment)
    regime = regime_of(command, moment)
    way = path_at(regime, moment.law.on(local_day(instant)))
    if refusal := _wrong_entry(command, PATHS.get(regime), moment):
        return refusal
    if refusal := barred(elsewhere, local_day(instant)):
        return refusal
    if way is None:
        return no_route(instant, moment)
    dossier = command.dossier
    province = dossier.applicant_province()
    if province is None or not dossier.licensees():
        rule = "E23" if province is None else None
        return refuse("no_mainland_applicant", way.submission, rule=rule)
    follows = linked(command.linked, dossier, elsewhere)
    if isinstance(follows, Refusal):
        return follows
    return (
        Submitted(
            number=command.stream.removeprefix("case/"),
            submitted=instant,
            regime=regime,
            applicant_province=province,
            provinces=dossier.provinces(),
            dossier=dossier,
            entry=entry,
            shift=command.shift,
            path=way.stages,
            follows=follows,
            clock=(start(moment, CHECK, way.check, local_day(instant)),),
        ),
        assessed(dossier, way, regime, instant, moment),
    )


def _not_accepted(command: RefuseAcceptance, state: CaseState, moment: Moment) -> Answer:
    if command.ground == "not_in_powers" and command.go_to is None:
        return refuse("where_to_go_missing", provisions("all/32"))
    if CORRECTION in state.terms and command.ground in {None, "correction_lapsed"}:
        return refuse("correction_awaited", provisions("all/32"))
    declined = NotAccepted(
        reason=command.reason,
        ground=command.ground,
        go_to=command.go_to,
        remedies=notice(state, CaseOutcome.NOT_ACCEPTED, moment),
        clock=(*end_all(state.terms, "intake."), *remedies(moment)),
    )
    return (declined,)


def _wrong_entry(command: Submit, way: Path | None, moment: Moment) -> Refusal | None:
    """An entry is an officer's, and of what has been received."""
    basis = way.submission if way else provisions("plan/submission")
    entry = command.entry
    if (entry is not None) is not (command.actor.role is Role.AGENCY):
        return refuse("entry_by_officer_only", basis, role=command.actor.role)
    if entry is not None and entry.received_at > moment.received:
        return refuse("receipt_in_the_future", basis, received_at=entry.received_at)
    return None


def no_route(instant: datetime, moment: Moment) -> Refusal:
    """The refusal of a submission on a day without intake, on those of the regime's articles that are in force.

    Before the Plan there is none: nothing forbade segmented manufacture, and nothing opened a way to it.
    """
    regime = moment.law.regime(instant)
    known = moment.in_force.epoch.provisions
    basis = tuple(each for each in moment.law.regimes[regime].basis if each in known)
    return refuse("no_route", basis, regime=regime, submitted=instant, rule="E01")


def _correct(dossier: Dossier, state: CaseState, moment: Moment) -> Answer:
    """The corrected dossier is checked and assessed anew; it may complete the case, not make it another."""
    way = path(state)
    if not state.intake.awaits_correction:
        return refuse("correction_not_requested", provisions("all/32"))
    if moved := _moved(state.file, dossier):
        return refuse("correction_changes_the_case", provisions("all/32"), field=moved)
    if not dossier.licensees():
        return refuse("no_mainland_applicant", way.submission)
    return (
        DossierCorrected(
            dossier=dossier, clock=(*end(state.terms, CORRECTION), start(moment, CHECK, way.check))
        ),
        assessed(dossier, way, state.regime, state.submitted, moment),
    )


def assessed(
    dossier: Dossier, way: Path, regime: Regime | None, instant: datetime | None, moment: Moment
) -> DossierAssessed:
    """The rules of the regime applied to the dossier as it now stands."""
    assessment = assess(dossier, moment.law, submitted_at=instant, regime=regime)
    unsettled = [f for f in assessment.findings if f.outcome not in {Outcome.PASS, Outcome.NOT_APPLICABLE}]
    cited = {citation: None for finding in unsettled for citation in finding.citations}
    basis = tuple(dict.fromkeys((*way.examination, *cited)))
    return DossierAssessed(outcome=assessment.outcome, findings=assessment.findings, basis=basis)


def _rules(state: CaseState, outcome: Outcome) -> str:
    return ", ".join(finding.rule for finding in state.selection.findings if finding.outcome is outcome)


def _moved(old: Dossier, new: Dossier) -> str | None:
    """A correction completes a dossier; another applicant or product is another case."""
    if (old.applicant.name, old.applicant_province()) != (new.applicant.name, new.applicant_province()):
        return "applicant"
    return "product.name" if old.product.name != new.product.name else None
