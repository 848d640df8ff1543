"""The targeted supervision plan of a product (N04 of Notice 173), drawn up by the agency of the applicant.

The agencies of the manufacturers are informed; nobody signs, and neither a government nor NMPA approves it. What it
must hold is what a plan of the pilot must hold: every site of the chain, its inspections, nothing from outside.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from domain.case.base import Answer, province_of
from domain.case.path import path
from domain.case.plan_content import deficient, version_of
from domain.case.plan_messages import PlanContent
from domain.case.readiness import completed
from domain.case.scheme import SchemeVersion
from domain.case.state import CaseState, Stage
from domain.model import Province
from domain.moment import Moment
from domain.terms import ProcedureEvent


class DrawUpSupervisionPlan(PlanContent):
    """Draw up the supervision plan of the product, or a new version of it before the licenses are there."""

    name: Literal["draw_up_supervision_plan"] = "draw_up_supervision_plan"
    stages: ClassVar[tuple[Stage, ...]] = (Stage.NATIONAL_DECISION, Stage.LICENSING)


class SupervisionPlanDrawnUp(ProcedureEvent):
    """The agency drew up the plan; `informed` are the other provinces concerned."""

    topic: ClassVar[str] = "case.supervision_plan_drawn_up"
    version: SchemeVersion
    informed: tuple[Province, ...]


COMMANDS = DrawUpSupervisionPlan
EVENTS: tuple[type[ProcedureEvent], ...] = (SupervisionPlanDrawnUp,)


def decide(command: COMMANDS, state: CaseState, moment: Moment) -> Answer:
    """The plan, or why its content cannot stand."""
    if refusal := deficient(command, state.plan, state.file, moment, path(state).plan):
        return refusal
    here = province_of(command)
    version = version_of(command, here, state.plan, state.file, moment)
    others = tuple(each for each in state.file.provinces() if each != here)
    return (SupervisionPlanDrawnUp(version=version, informed=others),)


def evolve(state: CaseState, event: ProcedureEvent) -> CaseState:
    """The case with the newest version of the plan."""
    if not isinstance(event, SupervisionPlanDrawnUp):
        return state
    versions = (*state.plan.versions, event.version)
    plan = state.plan.model_copy(update={"versions": versions, "needs_new_version": False})
    return completed(state.model_copy(update={"plan": plan}))
