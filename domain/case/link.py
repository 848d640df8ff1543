"""Linked cases: an application that follows an earlier one, and what the earlier one learns of it.

A case that was refused, withdrawn or turned away comes again as a new application; a change of an approved product
that needs approval is a case of its own. Nothing is taken over but the number of the earlier case.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from domain.case.base import Answer, CaseCommand, provisions
from domain.case.elsewhere import Elsewhere
from domain.case.state import CaseState, Linked, LinkKind, Stage
from domain.refusals import refuse
from domain.terms import ProcedureEvent

RECORD = provisions("dal/7")


class NoteLink(CaseCommand):
    """Note in the earlier case that a later one names it. The engine sends it; the later case proves it."""

    name: Literal["note_link"] = "note_link"
    stages: ClassVar[tuple[Stage, ...]] = tuple(Stage)
    case: str


class CaseLinked(ProcedureEvent):
    """A later application names this case."""

    topic: ClassVar[str] = "case.linked"
    case: str
    kind: LinkKind


COMMANDS = NoteLink
EVENTS: tuple[type[ProcedureEvent], ...] = (CaseLinked,)


def decide(command: COMMANDS, state: CaseState, elsewhere: Elsewhere) -> Answer:
    """The later case names this one, and this one does not know it yet."""
    named = elsewhere.later
    if named is None or named.case != state.number:
        return refuse("no_such_link", RECORD, case=command.case)
    return (CaseLinked(case=command.case, kind=named.kind),)


def evolve(state: CaseState, event: ProcedureEvent) -> CaseState:
    """The earlier case with the later one that follows it; it stays as closed as it was."""
    match event:
        case CaseLinked(case=case, kind=kind):
            return state.model_copy(
                update={"followed_by": (*state.followed_by, Linked(case=case, kind=kind))}
            )
        case _:
            return state
