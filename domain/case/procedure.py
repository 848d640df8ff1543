"""The approval procedure as a whole: `decide` and `evolve` of every stage, composed.

Every command passes the same gates in the same order: does the case exist, is the actor competent, is it open, does
its stage know the act. Only then does the stage decide.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Annotated, assert_never, get_args

from pydantic import Field

from domain.actors import Actor, Role
from domain.case import (
    anytime,
    asides,
    closing,
    contest,
    false_materials,
    intake,
    joint_plan,
    license_turned_away,
    licensing,
    link,
    milestones,
    national_decision,
    selection,
    suitability,
    supervision_plan,
    suspension,
    technical_review,
    termination,
    transition,
)
from domain.case.base import Answer, CaseCommand, TermEnded, provisions, running
from domain.case.elsewhere import NOTHING, Elsewhere, barred, licenses_lost
from domain.case.false_materials import FalseMaterialsFound
from domain.case.license_events import LicenseEvent
from domain.case.licensing import LicenseCommand
from domain.case.overdue import note
from domain.case.path import path
from domain.case.plan_messages import DecideAsGovernment
from domain.case.remedies import in_charge, is_office
from domain.case.remedy_file import FILING, Bound
from domain.case.standing import awaited
from domain.case.state import CaseOutcome, CaseState, Stage, applicant_names
from domain.competence import competent
from domain.law import Regime
from domain.law.tables import CompetenceRow, Relation
from domain.messages import Refusal
from domain.model import ProvisionId
from domain.moment import Moment
from domain.refusals import refuse
from domain.terms import ProcedureEvent, after, dues_after

OutsideCommand = (
    intake.COMMANDS
    | selection.COMMANDS
    | suitability.COMMANDS
    | supervision_plan.COMMANDS
    | joint_plan.COMMANDS
    | national_decision.COMMANDS
    | licensing.COMMANDS
    | technical_review.COMMANDS
    | anytime.COMMANDS
    | contest.COMMANDS
    | false_materials.COMMANDS
    | link.COMMANDS
    | transition.COMMANDS
    | suspension.COMMANDS
    | termination.COMMANDS
)
"""What somebody outside the engine may send to a case."""

AnyCaseCommand = Annotated[OutsideCommand | TermEnded, Field(discriminator="name")]

COMMANDS: dict[str, type[CaseCommand]] = {
    model.model_fields["name"].default: model for model in get_args(OutsideCommand)
}
"""Every outside command by its name."""

EVENTS: tuple[type[ProcedureEvent], ...] = (
    *intake.EVENTS,
    *selection.EVENTS,
    *suitability.EVENTS,
    *supervision_plan.EVENTS,
    *joint_plan.EVENTS,
    *national_decision.EVENTS,
    *licensing.EVENTS,
    *technical_review.EVENTS,
    *anytime.EVENTS,
    *false_materials.EVENTS,
    *link.EVENTS,
    *closing.EVENTS,
    *contest.EVENTS,
    *transition.EVENTS,
    *suspension.EVENTS,
    *termination.EVENTS,
    *milestones.EVENTS,
)
"""Every event that a case can hold."""

_BEGINNING = provisions("dal/41")
"""Every way begins with an application; which article opens it depends on the day."""
_RECORD = provisions("dal/7")
"""The record is true and complete: one case is opened once."""

_OWNERS: dict[type[ProcedureEvent], Callable[[CaseState, ProcedureEvent], CaseState]] = {
    **dict.fromkeys(intake.EVENTS, intake.evolve),
    **dict.fromkeys(selection.EVENTS, selection.evolve),
    **dict.fromkeys(suitability.EVENTS, suitability.evolve),
    **dict.fromkeys(supervision_plan.EVENTS, supervision_plan.evolve),
    **dict.fromkeys(joint_plan.EVENTS, joint_plan.evolve),
    **dict.fromkeys(national_decision.EVENTS, national_decision.evolve),
    **dict.fromkeys(licensing.EVENTS, licensing.evolve),
    **dict.fromkeys(technical_review.EVENTS, technical_review.evolve),
    **dict.fromkeys(anytime.EVENTS, anytime.evolve),
    **dict.fromkeys(false_materials.EVENTS, false_materials.evolve),
    **dict.fromkeys(link.EVENTS, link.evolve),
    **dict.fromkeys(closing.EVENTS, closing.evolve),
    **dict.fromkeys(contest.EVENTS, contest.evolve),
    **dict.fromkeys(transition.EVENTS, transition.evolve),
    **dict.fromkeys(suspension.EVENTS, suspension.evolve),
    **dict.fromkeys(termination.EVENTS, termination.evolve),
    **dict.fromkeys(milestones.EVENTS, milestones.evolve),
}


def decide(
    command: OutsideCommand | TermEnded, state: CaseState, moment: Moment, elsewhere: Elsewhere = NOTHING
) -> Answer | None:
    """What is now true, or why not; None for a timer that does not apply, or not yet.

    `elsewhere` is what other streams say of this command; most commands ask nothing of them.
    """
    if isinstance(command, TermEnded):
        return _term_ended(command, state, moment)
    row = _competent(command, state, moment)
    if isinstance(row, Refusal):
        return row
    if refusal := _out_of_place(command, state, row.basis):
        return refusal
    if command.occurred is not None and command.occurred > moment.received:
        return refuse("occurred_in_future", row.basis, occurred=command.occurred, received=moment.received)
    if bound := _bound(command, state):
        return refuse("bound_by_remedy", provisions("arl/62"), outcome=bound.outcome)
    answer = _decide(command, state, moment, elsewhere)
    return (
        answer
        if isinstance(answer, Refusal)
        else _held(_based(_to_the_end(answer, state), row.basis), state, moment)
    )


def evolve(state: CaseState, event: ProcedureEvent) -> CaseState:
    """The case after an event: the slice of its stage, and the clock."""
    new = asides.note(note(_OWNERS[type(event)](state, event), event), state, event)
    if new.stage is Stage.CLOSING and state.stage is not Stage.CLOSING:
        new = _ended(new, state, event)
    elif state.stage is Stage.CLOSING and new.stage is not Stage.CLOSING:
        kept = {*new.bars_fallen, *(each.bar for each in new.remedies.asides)}
        fallen = tuple(n for n in range(len(new.bars)) if n not in kept)
        new = new.model_copy(update={"bars_fallen": (*new.bars_fallen, *fallen)})
    if not event.clock:
        return new
    acts = event.clock
    return new.model_copy(update={"terms": after(state.terms, acts), "dues": dues_after(state.dues, acts)})


def _ended(new: CaseState, before: CaseState, event: ProcedureEvent) -> CaseState:
    """Which stage's decision ended the case, and about which license: what a remedy takes it back to."""
    licensee = event.licensee if isinstance(event, LicenseEvent | FalseMaterialsFound) else None
    update = {"ended_at": before.stage, "licensee": licensee, "bound": ()}
    return new.model_copy(update={"remedies": new.remedies.model_copy(update=update), "suspension": None})


def stands(relation: Relation, actor: Actor, command: CaseCommand, state: CaseState) -> bool:
    """Whether the actor stands in this relation to the case."""
    dossier = state.file
    match relation:
        case Relation.APPLICANT:
            return actor.organisation in applicant_names(dossier)
        case Relation.APPLICANT_AGENCY | Relation.APPLICANT_GOVERNMENT:
            return actor.province is not None and actor.province == dossier.applicant_province()
        case Relation.CONCERNED_AGENCY:
            return actor.province in dossier.provinces()
        case Relation.LICENSEE | Relation.LICENSEE_AGENCY | Relation.SITE_AGENCY:
            named = _licensee(command)
            return named is not None and _licensing(relation, actor, named, command, state)
        case Relation.STAGE_AUTHORITY:
            return is_office(in_charge(state), actor) and _licensee(command) is None
        case Relation.CLAIMANT | Relation.RESPONDENT | Relation.RECONSIDERATION_BODY:
            return contest.stands(relation, actor, command, state)
        case Relation.NATIONAL:
            return True
        case Relation.ENGINE:
            return actor.role is Role.SYSTEM
        case _:
            assert_never(relation)


def _licensee(command: CaseCommand) -> str | None:
    """The licensee whose file the command is about, if it is about one."""
    known = isinstance(command, LicenseCommand | false_materials.COMMANDS)
    return getattr(command, "licensee", None) if known else None


def _licensing(relation: Relation, actor: Actor, named: str, command: CaseCommand, state: CaseState) -> bool:
    licensee = next((each for each in state.file.licensees() if each.id == named), None)
    if licensee is None:
        return False
    if relation is Relation.LICENSEE:
        by_applicant = licensee.is_applicant and stands(Relation.APPLICANT, actor, command, state)
        return by_applicant or actor.organisation == licensee.name
    return actor.province == licensee.province


def _competent(command: OutsideCommand, state: CaseState, moment: Moment) -> CompetenceRow | Refusal:
    """The gate of existence and the gate of competence; a submission is judged by the dossier that it brings."""
    if isinstance(command, intake.Submit):
        if state.opened:
            return refuse("already_open", _RECORD, stream=command.stream)
        state = state.model_copy(update={"dossier": command.dossier})
    elif not state.opened:
        return refuse("unknown_case", _BEGINNING, stream=command.stream)
    regime = state.regime or (
        intake.regime_of(command, moment) if isinstance(command, intake.Submit) else Regime.PILOT
    )
    if isinstance(command, LicenseCommand) and (unlisted := _unlisted(command, state)):
        return unlisted
    rows = moment.in_force.competence(regime)
    if isinstance(command, intake.Submit) and not rows:
        return intake.no_route(intake.submitted(command, moment), moment)
    rows = tuple(row for row in rows if row.command == command.name)
    if not rows:
        basis = (*moment.law.regimes[regime].basis, *path(state).licensing)
        return refuse("not_in_this_procedure", basis, command=command.name, regime=regime)
    return competent(command, rows, lambda relation: stands(relation, command.actor, command, state))


def _unlisted(command: LicenseCommand, state: CaseState) -> Refusal | None:
    known = [licensee.id for licensee in state.file.licensees()]
    if command.licensee in known:
        return None
    return refuse(
        "unknown_licensee", path(state).licensing, licensee=command.licensee, known=", ".join(known)
    )


def _out_of_place(
    command: OutsideCommand, state: CaseState, basis: tuple[ProvisionId, ...]
) -> Refusal | None:
    if isinstance(command, intake.Submit | link.COMMANDS):
        return None
    if state.closed:
        return refuse("case_closed", basis, command=command.name, outcome=state.outcome)
    if state.stage not in command.stages:
        stages = ", ".join(command.stages)
        return refuse("wrong_stage", basis, command=command.name, stage=state.stage, stages=stages)
    return suspension.suspended(command, state)


def _decide(  # noqa: C901, PLR0912 - one row per subject
    command: OutsideCommand, state: CaseState, moment: Moment, elsewhere: Elsewhere
) -> Answer:
    if isinstance(command, intake.COMMANDS):
        return intake.decide(command, state, moment, elsewhere)
    if isinstance(command, selection.COMMANDS):
        return selection.decide(command, state, moment)
    if isinstance(command, suitability.COMMANDS):
        return suitability.decide(command, state, moment)
    if isinstance(command, supervision_plan.COMMANDS):
        return supervision_plan.decide(command, state, moment)
    if isinstance(command, joint_plan.COMMANDS):
        return joint_plan.decide(command, state, moment)
    if isinstance(command, national_decision.COMMANDS):
        return national_decision.decide(command, state, moment)
    if _rests_on_licenses(command) and (refusal := licenses_lost(elsewhere)):
        return refusal
    if isinstance(command, licensing.ApplyForLicense):
        own = false_materials.bars_on(command.licensee, state)
        if refusal := barred(elsewhere, moment.day, own):
            return refusal
    if isinstance(command, licensing.COMMANDS):
        return licensing.decide(command, state, moment)
    if isinstance(command, technical_review.COMMANDS):
        return technical_review.decide(command, state, moment)
    if isinstance(command, contest.COMMANDS):
        return contest.decide(command, state, moment)
    if isinstance(command, false_materials.COMMANDS):
        return false_materials.decide(command, state, moment)
    if isinstance(command, link.COMMANDS):
        return link.decide(command, state, elsewhere)
    if isinstance(command, transition.COMMANDS):
        return transition.decide(command, state)
    if isinstance(command, suspension.COMMANDS):
        return suspension.decide(command, state, moment)
    if isinstance(command, termination.COMMANDS):
        return termination.decide(command, state, moment)
    return anytime.decide(command, state, moment)


def _rests_on_licenses(command: OutsideCommand) -> bool:
    """Whether the act needs the licenses that the case has granted: filing, approval, another license of the chain."""
    match command:
        case technical_review.FileRegistration():
            return True
        case technical_review.DecideRegistration(outcome=outcome):
            return outcome == "approve"
        case licensing.DecideLicense(outcome=outcome):
            return outcome == "grant"
        case _:
            return False


def _bound(command: OutsideCommand, state: CaseState) -> Bound | None:
    """The decision that the command would make again although a remedy has changed it; each licensee for itself."""
    outcome, licensee = _outcome(command, state), _licensee(command)
    about = FILING if isinstance(command, technical_review.RefuseRegistrationAcceptance) else licensee
    same = (each for each in state.remedies.bound if each.outcome is outcome and each.about == about)
    return next(same, None)


def _outcome(command: OutsideCommand, state: CaseState) -> CaseOutcome | None:
    """The decision against the application that the command would make, if it is one."""
    match command:
        case false_materials.FindFalseMaterials(licensee=licensee):
            return false_materials.outcome_of(state, licensee)
        case (
            intake.RefuseAcceptance()
            | license_turned_away.RefuseLicenseAcceptance()
            | technical_review.RefuseRegistrationAcceptance()
        ):
            return CaseOutcome.NOT_ACCEPTED
        case selection.DecideSelection(outcome="not_selected"):
            return CaseOutcome.NOT_SELECTED
        case suitability.DecideSuitability(outcome="not_suitable"):
            return CaseOutcome.NOT_SUITABLE
        case DecideAsGovernment(outcome="refuse"):
            return CaseOutcome.REFUSED_BY_GOVERNMENT
        case national_decision.DecideAsNmpa(outcome="refuse"):
            return CaseOutcome.REFUSED_BY_NMPA
        case licensing.DecideLicense(outcome="refuse"):
            return CaseOutcome.LICENSE_REFUSED
        case technical_review.DecideRegistration(outcome="refuse"):
            return CaseOutcome.REGISTRATION_REFUSED
        case termination.TerminateCase():
            return CaseOutcome.TERMINATED
        case _:
            return None


def _term_ended(command: TermEnded, state: CaseState, moment: Moment) -> Answer | None:
    """A timer applies only if that very term is running to that very instant, and the clock says it is over."""
    known = (*running(state, moment), *milestones.milestones(state, moment.law))
    found = next((d for d in known if (d.term, d.due) == (command.term, command.due)), None)
    if found is None or moment.clock < found.due:
        return None
    owner = command.term.partition(".")[0]
    match owner:
        case "intake":
            answer = intake.term_ended(command, state, moment)
        case "licensing":
            answer = licensing.term_ended(command, state, moment)
        case "review":
            answer = technical_review.term_ended(command, state, moment)
        case "milestone":
            answer = milestones.reached(command, state, awaited(state), moment)
        case "remedy":
            answer = contest.term_ended(command, state, moment)
        case _:
            answer = closing.term_ended(command, state)
    if isinstance(answer, Refusal):
        return answer
    return _held(_based(_to_the_end(answer, state), found.basis), state, moment)


def _held(events: tuple[ProcedureEvent, ...], state: CaseState, moment: Moment) -> tuple[ProcedureEvent, ...]:
    """While the case is suspended, what an event sets running stands still at once."""
    if state.suspension is None or not events:
        return events
    for event in events:
        state = evolve(state, event)
    if state.suspension is None:
        return events
    *before, last = events
    clock = (*last.clock, *suspension.stops(state.suspension, state.terms, moment))
    return (*before, last.model_copy(update={"clock": clock}))


def _to_the_end(events: tuple[ProcedureEvent, ...], state: CaseState) -> tuple[ProcedureEvent, ...]:
    """With whatever came last of a decided case, be it a remedy or a delivery, the case is closed."""
    return (*events, *closing.closed(reduce(evolve, events, state)))


def _based(events: tuple[ProcedureEvent, ...], basis: tuple[ProvisionId, ...]) -> tuple[ProcedureEvent, ...]:
    """Every event names its article: its own, or that of the competence to act."""
    return tuple(event if event.basis else event.model_copy(update={"basis": basis}) for event in events)
