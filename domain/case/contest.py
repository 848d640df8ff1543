"""Remedies as part of the procedure: who may use and decide them, and what each fact makes of the file."""

from __future__ import annotations

from collections.abc import Iterator

from domain.actors import Actor
from domain.case import litigation, reconsideration
from domain.case.base import Answer, CaseCommand
from domain.case.overdue import owed
from domain.case.reconsideration import term_ended
from domain.case.remedies import claimants, contested_decision, is_office
from domain.case.remedy_file import Before, Contested, Remedies, Remedy, RemedyStep
from domain.case.remedy_messages import (
    COMMANDS,
    EVENTS,
    ActionBrought,
    ApplyForReconsideration,
    BringAction,
    CaseReopened,
    ReconsiderationApplied,
    RemedyCommand,
)
from domain.case.reopening import back, fallen_aside
from domain.case.state import CaseState
from domain.law.tables import Relation
from domain.moment import Moment
from domain.position import Wait
from domain.remedies.course import changes
from domain.remedies.messages import (
    FALLEN,
    JudgmentRecorded,
    ReconsiderationDecided,
    ReconsiderationDeclined,
    RemedyEvent,
)
from domain.terms import ProcedureEvent

__all__ = ["COMMANDS", "EVENTS", "RemedyCommand", "decide", "evolve", "stands", "term_ended", "waits"]


def decide(command: COMMANDS, state: CaseState, moment: Moment) -> Answer:
    """What follows from a command about a remedy."""
    if isinstance(command, litigation.Command):
        return litigation.decide(command, state, moment)
    return reconsideration.decide(command, state, moment)


def evolve(state: CaseState, event: ProcedureEvent) -> CaseState:
    """The case after a fact about a remedy."""
    if not isinstance(event, RemedyEvent):
        return state
    if isinstance(event, CaseReopened):
        state = back(state, event)
        for each in state.remedies.pending:
            if each.contested.against == "decision" and each.contested.about == event.about:
                over = state.remedies.with_remedy(each.number, step=RemedyStep.OVER)
                state = state.model_copy(update={"remedies": over})
        return state
    remedies = state.remedies
    match event:
        case ReconsiderationApplied(contested=contested, body=body, referred=referred):
            filed = Remedy(
                number=event.number,
                before=Before.RECONSIDERATION,
                contested=contested,
                body=body,
                referred=referred,
            )
            remedies = remedies.model_copy(update={"remedies": (*remedies.remedies, filed)})
        case ActionBrought(before=before, contested=contested, after=after):
            if after is not None:
                remedies = remedies.with_remedy(after, step=RemedyStep.OVER)
            filed = Remedy(number=event.number, before=before, contested=contested, step=RemedyStep.PENDING)
            remedies = remedies.model_copy(update={"remedies": (*remedies.remedies, filed)})
        case _:
            remedies = remedies.with_remedy(event.number, **changes(event))
    remedy = remedies.remedy(event.number)
    if remedy is None or remedy.contested.about is None:
        return state.model_copy(update={"remedies": remedies})
    used = state.model_copy(update={"remedies": _used(remedies, remedy.contested.about, event)})
    if isinstance(event, ReconsiderationDecided | JudgmentRecorded) and event.outcome in FALLEN:
        return fallen_aside(used, remedy.contested, bound=event.outcome == "changed")
    return used


def _used(remedies: Remedies, about: str, event: RemedyEvent) -> Remedies:
    """The remedies without the last days that this one has used up: after a reconsideration, that of the court too."""
    aside = remedies.aside(about)
    if aside is None:
        return remedies
    match event:
        case ReconsiderationApplied():
            return remedies.with_aside(aside.model_copy(update={"reconsideration_until": None}))
        case ActionBrought() | ReconsiderationDecided() | ReconsiderationDeclined():
            over = {"reconsideration_until": None, "court_until": None}
            return remedies.with_aside(aside.model_copy(update=over))
        case _:
            return remedies


def stands(relation: Relation, actor: Actor, command: CaseCommand, state: CaseState) -> bool:
    """Whether the actor is the one who contests, whose act is contested, or who reconsiders it."""
    remedy, contested = _about(command, state)
    match relation:
        case Relation.CLAIMANT:
            licensee = contested.licensee if contested else None
            return actor.organisation in claimants(state, licensee)
        case Relation.RESPONDENT:
            return contested is not None and is_office(contested.authority, actor)
        case Relation.RECONSIDERATION_BODY:
            return remedy is not None and remedy.body is not None and is_office(remedy.body, actor)
        case _:
            return False


def waits(state: CaseState) -> Iterator[Wait]:
    """The body that has to accept or decide; while a court has the case, the office that hands in its judgment."""
    for each in state.remedies.pending:
        office = each.body or each.contested.authority
        commands = _TO_ACCEPT if each.step is RemedyStep.APPLIED else _TO_DECIDE
        asked = commands if each.body else ("record_judgment",)
        yield Wait(role=office.role, province=office.province, commands=asked)


_TO_ACCEPT: tuple[str, ...] = ("accept_reconsideration", "decline_reconsideration")
_TO_DECIDE: tuple[str, ...] = ("decide_reconsideration",)


def _about(command: CaseCommand, state: CaseState) -> tuple[Remedy | None, Contested | None]:
    if isinstance(command, ApplyForReconsideration | BringAction):
        after = command.after if isinstance(command, BringAction) else None
        earlier = state.remedies.remedy(after) if after else None
        if earlier is not None:
            return None, earlier.contested
        if command.against == "decision":
            return None, contested_decision(state, command.about, command.actor.organisation)
        return None, owed(command.term, state)
    remedy = state.remedies.remedy(getattr(command, "number", 0))
    return remedy, remedy.contested if remedy else None
