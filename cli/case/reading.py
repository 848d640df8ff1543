"""Cases and supervisions as the ledger has them: state, standing, and the lines of the read model."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cli.errors import NotSoError, Sentence, nearest, wrong
from domain.case import procedure as case
from domain.case import standing as case_standing
from domain.case.state import CaseState
from domain.law import Law
from domain.model import StreamId, local_day
from domain.position import Position
from domain.refusals import CommandRefused
from domain.streams import CASE, SUPERVISION
from domain.supervision import procedure as supervision
from domain.supervision import standing as supervision_standing
from domain.supervision.state import SupervisionState
from domain.terms import ProcedureEvent
from ledger import Envelope, Ledger
from ledger.projection import Summary
from ledger.views import CaseRow

if TYPE_CHECKING:
    from domain.messages import Event

NUMBER = re.compile(r"[A-Z0-9-]{1,40}")


@dataclass(frozen=True, slots=True)
class Case:
    """A case as it stands at a version of its stream."""

    stream: str
    version: int
    state: CaseState
    position: Position

    @property
    def number(self) -> str:
        """The number that people write."""
        return self.stream.removeprefix(CASE)


@dataclass(frozen=True, slots=True)
class Supervision:
    """A supervision as it stands at a version of its stream."""

    stream: str
    version: int
    state: SupervisionState
    position: Position


def number(given: str) -> str:
    """The number in `FD-2025-SH-0001`, `case/FD-2025-SH-0001` or `supervision/FD-2025-SH-0001`. Raises InputError."""
    found = given.strip().upper().removeprefix(CASE.upper()).removeprefix(SUPERVISION.upper())
    if not NUMBER.fullmatch(found):
        raise wrong("number", "NO", ("FD-2025-SH-0001", "case/FD-2025-SH-0001"), given=given)
    return found


def case_of(ledger: Ledger, law: Law, no: str) -> Case:
    """The case of that number. Raises NotSoError where there is none."""
    stream = CASE + no
    version, state = ledger.fold(stream, CaseState(), evolve_case)
    if not version:
        known = [each.removeprefix(CASE) for each, _ in ledger.streams(CASE)]
        key = "error.no_case_nearest" if known else "error.no_case"
        sentence = Sentence.of(key, no=no, nearest=nearest(no, known))
        raise NotSoError("unknown_case", sentence, field="NO")
    return Case(stream, version, state, case_standing.position(stream, version, state, law))


def supervision_of(ledger: Ledger, law: Law, no: str) -> Supervision | None:
    """The supervision of that case, or None while it has not been opened."""
    stream = SUPERVISION + no
    version, state = ledger.fold(stream, SupervisionState(), evolve_supervision)
    if not version:
        return None
    return Supervision(stream, version, state, supervision_standing.position(stream, version, state, law))


def standing(ledger: Ledger, law: Law, stream: str) -> Position:
    """Where a stream stands; a position that is not opened where there is no such stream."""
    no = stream.partition("/")[2]
    if stream.startswith(SUPERVISION):
        found = supervision_of(ledger, law, no)
        return found.position if found else Position(stream=stream)
    version, state = ledger.fold(stream, CaseState(), evolve_case)
    return case_standing.position(stream, version, state, law)


def evolve_case(state: CaseState, envelope: Envelope) -> CaseState:
    """The case after a recorded event; refusals change nothing."""
    event: Event = envelope.event
    return case.evolve(state, event) if isinstance(event, ProcedureEvent) else state


def evolve_supervision(state: SupervisionState, envelope: Envelope) -> SupervisionState:
    """The supervision after a recorded event; refusals change nothing."""
    event: Event = envelope.event
    return state if isinstance(event, CommandRefused) else supervision.evolve(state, event)


def _case_row(_: StreamId, state: CaseState) -> CaseRow | None:
    if not state.opened:
        return None
    dossier = state.file
    return CaseRow(
        number=state.number,
        kind="case",
        stage="closed" if state.closed else str(state.stage),
        regime=state.regime,
        applicant=dossier.applicant.name,
        product_zh=dossier.product.name_zh,
        product_en=dossier.product.name,
        provinces=dossier.provinces(),
        opened=local_day(state.submitted) if state.submitted else None,
        closed=state.closed,
        outcome=state.outcome,
    )


def _supervision_row(_: StreamId, state: SupervisionState) -> CaseRow | None:
    product = state.product
    if product is None:
        return None
    return CaseRow(
        number=product.case,
        kind="supervision",
        stage="closed" if state.closed else str(state.stage),
        regime=product.regime,
        applicant=product.holder,
        product_zh=product.product_zh,
        product_en=product.product,
        provinces=product.provinces,
        opened=state.opened_on,
        closed=state.closed,
    )


SUMMARIES: dict[str, Summary[Any]] = {
    "case": Summary(CaseState(), evolve_case, _case_row),
    "supervision": Summary(SupervisionState(), evolve_supervision, _supervision_row),
}
"""How the streams of each kind become lines of the read model."""
