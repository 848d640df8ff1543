"""The standing of a supervision: what the year still lacks, who owes it, and when the year ends."""

from __future__ import annotations

from collections.abc import Iterator

from domain.actors import Role
from domain.law import Law
from domain.position import Position, Wait
from domain.supervision.state import SupervisionStage, SupervisionState
from domain.wording import summary

CLOSED = "closed"


def position(stream: str, version: int, state: SupervisionState, law: Law) -> Position:
    """The whole standing of the supervision, computed from its stream alone."""
    if state.product is None:
        return Position(stream=stream, version=version)
    stage = CLOSED if state.closed else state.stage
    waits = () if state.closed else tuple(_waits(state, law))
    running = (state.year_end,) if state.year_end else ()
    return Position(
        stream=stream,
        version=version,
        stage=stage,
        closed=state.closed,
        regime=state.product.regime,
        provinces=state.product.provinces,
        shift=state.shift,
        waits=waits,
        deadlines=running,
        summary=summary(stage, None, waits, running),
    )


def _waits(state: SupervisionState, law: Law) -> Iterator[Wait]:
    product = state.supervised
    if state.stage is SupervisionStage.SET_UP and state.opened_on:
        rows = law.on(state.opened_on).competence(product.regime)
        given = {
            provision: None for row in rows if row.command == "confirm_set_up" for provision in row.basis
        }
        asked = ("confirm_set_up",)
        yield Wait(role=Role.APPLICANT, organisation=product.holder, commands=asked, basis=tuple(given))
    if state.stage is not SupervisionStage.PRODUCTION or state.year is None:
        return
    basis = state.year_end.basis if state.year_end else ()
    if not state.year.inspected:
        for province in sorted({site.province for site in product.sites if site.province}):
            yield Wait(role=Role.AGENCY, province=province, commands=("record_inspection",), basis=basis)
