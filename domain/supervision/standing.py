"""The standing of a supervision: what is owed, by whom, until when."""

from __future__ import annotations

from collections.abc import Iterator

from domain.actors import Role
from domain.case.scheme import Duty
from domain.law import Law
from domain.law.tables import CompetenceRow
from domain.model import Province
from domain.position import Position, Wait
from domain.supervision import afterwards
from domain.supervision.duty_ledger import DutyLine, unfulfilled
from domain.supervision.milestones import milestones
from domain.supervision.records import DutyOffice
from domain.supervision.state import Ground, SiteFinding, Source, SupervisionStage, SupervisionState
from domain.supervision.terms import running
from domain.wording import summary

CLOSED = "closed"
MEASURES = ("admonish", "hold_talk", "order_rectification", "suspend_production")


def position(stream: str, version: int, state: SupervisionState, law: Law) -> Position:
    """The whole standing of the supervision, computed from its stream alone."""
    if state.product is None:
        return Position(stream=stream, version=version)
    stage = CLOSED if state.closed else state.stage
    lines = () if state.closed else unfulfilled(state, law)
    waits = () if state.closed else _together(_waits(state, lines), _rows(state, law))
    deadlines = running(state, law, lines)
    return Position(
        stream=stream,
        version=version,
        stage=stage,
        closed=state.closed,
        regime=state.product.regime,
        provinces=state.product.provinces,
        shift=state.shift,
        waits=waits,
        deadlines=deadlines,
        milestones=tuple(milestones(state, law)),
        errands=tuple(afterwards.errands(stream, state)),
        summary=summary(stage, None, waits, deadlines),
    )


def _waits(state: SupervisionState, lines: tuple[DutyLine, ...]) -> Iterator[Wait]:
    if state.stage is SupervisionStage.SET_UP:
        yield _holder(state, "confirm_set_up")
    for hold in state.holds:
        if hold.ground is not Ground.LICENSE:
            yield _holder(state, "post_staff" if hold.ground is Ground.STAFF else "renew_compensation")
    yield from afterwards.waits(state)
    for finding in state.open_findings:
        yield from _finding(finding, state)
    asked = dict.fromkeys((line.duty.owed_by, line.duty.commands) for line in lines)
    yield from (_asked(office, *commands) for office, commands in asked)
    told = (line.alarms[-1] for line in lines if line.alarms)
    yield from (
        _asked(to, "acknowledge_alarm") for to in dict.fromkeys(a.to for a in told if not a.acknowledged)
    )
    for suspension in state.suspensions:
        if not suspension.lifted:
            yield _agency(suspension.province, "lift_suspension")


def _finding(finding: SiteFinding, state: SupervisionState) -> Iterator[Wait]:
    """Who owes what: the enterprise its plan, who found it the verification, the agency a measure."""
    product = state.supervised
    site = product.site(finding.site)
    agency = product.in_charge(finding.site)
    own = finding.source is Source.AUDIT
    if not finding.planned and site is not None and site.entrusted:
        maker = product.maker(finding.site)
        yield Wait(role=Role.MANUFACTURER, organisation=maker, commands=("hand_in_corrective_plan",))
    elif not finding.planned:
        yield _holder(state, "hand_in_corrective_plan")
    if finding.planned or finding.overdue:
        follower = product.responsible(finding.site, Duty.CORRECTION_FOLLOW_UP)[0]
        yield _holder(state, "verify_correction") if own else _agency(follower, "verify_correction")
    if not own and ((finding.serious and not finding.measured) or finding.overdue):
        yield _agency(agency, *MEASURES)


def _holder(state: SupervisionState, *commands: str) -> Wait:
    return Wait(role=Role.APPLICANT, organisation=state.supervised.represented_by, commands=commands)


def _asked(office: DutyOffice, *commands: str) -> Wait:
    return Wait(
        role=office.role, organisation=office.organisation, province=office.province, commands=commands
    )


def _agency(province: Province, *commands: str) -> Wait:
    return Wait(role=Role.AGENCY, province=province, commands=commands)


def _rows(state: SupervisionState, law: Law) -> tuple[CompetenceRow, ...]:
    return law.on(state.opened_on).competence(state.supervised.regime) if state.opened_on else ()


def _together(waits: Iterator[Wait], rows: tuple[CompetenceRow, ...]) -> tuple[Wait, ...]:
    """One wait for each who must act, with all that is awaited and the articles that give it to that office."""
    found: dict[tuple[str, str | None, Province | None], dict[str, None]] = {}
    for wait in waits:
        who = (wait.role, wait.organisation, wait.province)
        found.setdefault(who, {}).update(dict.fromkeys(wait.commands))
    return tuple(
        Wait(
            role=role,
            organisation=organisation,
            province=province,
            commands=tuple(commands),
            basis=tuple(
                dict.fromkeys(
                    p for row in rows if row.command in commands and row.role == role for p in row.basis
                )
            ),
        )
        for (role, organisation, province), commands in found.items()
    )
