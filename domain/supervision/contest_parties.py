"""Who may contest an act of a supervision, who decides on that, and whose act is awaited meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from domain.actors import Actor, Role
from domain.case.remedy_file import Before, RemedyStep
from domain.case.state import CaseState, applicant_names
from domain.dossier import APPLICANT
from domain.law.tables import Relation
from domain.position import Wait
from domain.remedies.course import Course
from domain.supervision.contest_file import ActKind, Contest, ToldAct
from domain.supervision.contest_messages import (
    ContestAct,
    ContestCommand,
    DropAct,
    SueOverAct,
    WithdrawContest,
    WithdrawSuit,
)
from domain.supervision.duty_acts import MEASURES
from domain.supervision.state import SupervisionState

_ABOUT_A_LICENSE = ("revoke_license", "reduce_scope", "impose_fine", "drop_act")
ANEW: Mapping[ActKind, tuple[str, ...]] = {
    ActKind.REVOCATION: _ABOUT_A_LICENSE,
    ActKind.SCOPE: _ABOUT_A_LICENSE,
    ActKind.FINE: _ABOUT_A_LICENSE,
    ActKind.CANCELLATION: ("cancel_license", "drop_act"),
    ActKind.RESTRICTION: ("restrict_product", "drop_act"),
    ActKind.SUSPENSION: (*MEASURES, "drop_act"),
}
"""How an agency decides anew; a refused renewal is undecided again, and needs nothing more."""


def open_(state: SupervisionState) -> tuple[str, ...]:
    """The numbers of the acts that are contested, or still can be."""
    pending = [each.act for each in state.contests.pending]
    running = [int(name.split(".")[1]) for name in state.terms if name.startswith("remedy.")]
    after = [each.act for each in state.contests.filed if as_course(each).court in state.terms]
    return tuple(str(number) for number in sorted({*pending, *running, *after}))


def stands(
    relation: Relation, actor: Actor, command: ContestCommand, state: SupervisionState, case: CaseState
) -> bool:
    """Whether the actor is one whom the act concerns, its agency, or who reconsiders; the unknown is refused later."""
    act = _act(command, state)
    match relation:
        case Relation.CLAIMANT:
            return actor.organisation in (_asked(command, state, case) or concerned(act, state, case))
        case Relation.RESPONDENT | Relation.RECONSIDERATION_BODY:
            return actor.province in ({act.province} if act else {*state.supervised.provinces})
        case _:
            return False


def _asked(command: ContestCommand, state: SupervisionState, case: CaseState) -> frozenset[str]:
    """Who may withdraw a remedy: who asked for it, the holder under each of its names; nobody else's affair."""
    if not isinstance(command, WithdrawContest | WithdrawSuit):
        return frozenset()
    found = state.contests.contest(command.number)
    if found is None:
        return frozenset()
    holder = holder_names(state, case)
    return holder if found.by in holder else frozenset({found.by})


def holder_names(state: SupervisionState, case: CaseState) -> frozenset[str]:
    """The holder of the product, by each name under which it acts."""
    product = state.supervised
    return frozenset({product.holder, product.represented_by, *applicant_names(case.file)})


def concerned(act: ToldAct | None, state: SupervisionState, case: CaseState) -> frozenset[str]:
    """Whom an act concerns: the licensee, or the holder of the product and who makes it at the site."""
    product = state.supervised
    holder = holder_names(state, case)
    if act is None:
        return frozenset({*holder, *product.manufacturers})
    if act.licensee is not None:
        own = holder if act.licensee == APPLICANT else frozenset[str]()
        return frozenset({*own, *((act.held.holder,) if act.held else ())})
    return frozenset({*holder, *((product.maker(act.site),) if act.site else ())})


def waits(state: SupervisionState) -> Iterator[Wait]:
    """The government that has to accept or decide, the agency that hands in a judgment, or decides anew."""
    for each in state.contests.pending:
        act = state.contests.act(each.act)
        province = act.province if act else None
        if each.before is Before.COURT:
            yield Wait(role=Role.AGENCY, province=province, commands=("record_act_judgment",))
        else:
            applied = each.step is RemedyStep.APPLIED
            asked = ("accept_contest", "decline_contest") if applied else ("decide_contest",)
            yield Wait(role=Role.GOVERNMENT, province=province, commands=asked)
    for act in state.contests.acts:
        if act.anew:
            yield Wait(role=Role.AGENCY, province=act.province, commands=ANEW[act.kind])


def as_course(contest: Contest) -> Course:
    """The remedy with the names of its terms, and of those of the act."""
    return Course(
        number=contest.number,
        step=contest.step,
        extended=contest.extended,
        decide=f"contest.{contest.number}.decide",
        court=f"contest.{contest.number}.court",
        direct=direct(contest.act),
    )


def direct(act: int) -> tuple[str, str]:
    """The names of the terms in which an act itself is contested: for reconsideration, and before a court."""
    return f"remedy.{act}.reconsideration", f"remedy.{act}.litigation"


def _act(command: ContestCommand, state: SupervisionState) -> ToldAct | None:
    if isinstance(command, ContestAct | SueOverAct | DropAct):
        return state.contests.act(command.act)
    found = state.contests.contest(getattr(command, "number", 0))
    return state.contests.act(found.act) if found else None
