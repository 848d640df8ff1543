"""Recorded events as the domain folds and reasons about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.case import procedure as case
from domain.case.state import CaseState
from domain.explain import Fact
from domain.refusals import CommandRefused
from domain.supervision import procedure as supervision
from domain.supervision.state import SupervisionState
from domain.terms import ProcedureEvent
from ledger import Envelope

if TYPE_CHECKING:
    from domain.messages import Event


def fact(row: Envelope) -> Fact:
    """An event as the domain reasons about it."""
    meta = row.metadata
    return Fact(row.version, row.event, meta.command, meta.actor, meta.received, meta.basis)


def evolve_case(state: CaseState, envelope: Envelope) -> CaseState:
    """The case after a recorded event; refusals change nothing."""
    event: Event = envelope.event
    return case.evolve(state, event) if isinstance(event, ProcedureEvent) else state


def evolve_supervision(state: SupervisionState, envelope: Envelope) -> SupervisionState:
    """The supervision after a recorded event; refusals change nothing."""
    event: Event = envelope.event
    return state if isinstance(event, CommandRefused) else supervision.evolve(state, event)
