"""How a license is lost before its end: revoked (撤销 or 吊销), cut in its scope, and then cancelled (注销).

What was granted by a fault of the authority or got by fraud is rescinded (ALL Art. 69, DAL Art. 123) unless that
would do great harm to the public; a grave breach is punished by revocation (DAL Art. 126 and 135, Announcement 134).
A revoked or expired license is cancelled afterwards: that takes it from the register and decides nothing new.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Literal, assert_never

from pydantic import Field

from domain import clock
from domain.bars import Bar, BarGround, bar
from domain.case.base import DocumentNo, Text, province_of, provisions
from domain.law.errors import UnknownLimitError
from domain.messages import Event, Refusal
from domain.model import Province, ProvisionId
from domain.moment import Moment
from domain.refusals import refuse
from domain.supervision.base import Answer
from domain.supervision.held import HeldLicense, LicenseStanding
from domain.supervision.remedies import ContestableEvent, remedies
from domain.supervision.renewal import EXPIRY, RENEWAL, known_license
from domain.supervision.renewal_messages import LicenseCommand
from domain.supervision.state import SupervisionState

RESCISSION = provisions("all/69")
RECTIFY = "ann134.rectify"


class LossGround(StrEnum):
    """Why a license is revoked or its scope cut."""

    ABUSE = "abuse_of_office"
    ULTRA_VIRES = "ultra_vires"
    PROCEDURE = "procedure_breach"
    UNQUALIFIED = "unqualified_applicant"
    FRAUD = "fraud"
    GMP = "gmp_breach"
    RECALL = "recall_refused"
    ANNOUNCEMENT_134 = "announcement_134"


ARTICLES: Mapping[LossGround, tuple[ProvisionId, ...]] = {
    LossGround.ABUSE: RESCISSION,
    LossGround.ULTRA_VIRES: RESCISSION,
    LossGround.PROCEDURE: RESCISSION,
    LossGround.UNQUALIFIED: RESCISSION,
    LossGround.FRAUD: provisions("dal/123", "all/69"),
    LossGround.GMP: provisions("dal/126"),
    LossGround.RECALL: provisions("dal/135"),
    LossGround.ANNOUNCEMENT_134: provisions("a134/rectification"),
}
FAULTS = frozenset(
    {LossGround.ABUSE, LossGround.ULTRA_VIRES, LossGround.PROCEDURE, LossGround.UNQUALIFIED, LossGround.FRAUD}
)
"""What makes the grant itself unlawful: the license is rescinded, not taken as a punishment."""


class LossCommand(LicenseCommand):
    """An act that takes a license or a part of it, on a document that shows the ground.

    `findings` are those of this supervision on which it rests, where it punishes a breach of GMP.
    """

    ground: LossGround
    evidence_no: Annotated[str, DocumentNo]
    document_no: Annotated[str, DocumentNo]
    reason: Annotated[str, Text]
    findings: tuple[Annotated[int, Field(ge=1)], ...] = ()


class RevokeLicense(LossCommand):
    """Revoke the license. `great_public_harm`: to rescind it would do great harm to the public, so it may not be."""

    name: Literal["revoke_license"] = "revoke_license"
    great_public_harm: bool = False


class ReduceScope(LossCommand):
    """Take addresses from the scope of the license, as a punishment."""

    name: Literal["reduce_scope"] = "reduce_scope"
    addresses: Annotated[tuple[Annotated[str, Text], ...], Field(min_length=1)]


class CancelLicense(LicenseCommand):
    """Cancel the license: expired, revoked, its enterprise at an end, or not to be used for force majeure."""

    name: Literal["cancel_license"] = "cancel_license"
    ground: Literal["license_expired", "license_revoked", "entity_ended", "force_majeure"]
    document_no: Annotated[str, DocumentNo]
    reason: Annotated[str, Text]


class LicenseRevoked(ContestableEvent):
    """The license was revoked. `compensation`: who relied on it in good faith is compensated; never after fraud."""

    topic: ClassVar[str] = "supervision.license_revoked"
    licensee: str
    holder: str
    number: str
    province: Province
    form: Literal["rescinded", "punished"]
    ground: LossGround
    evidence_no: str
    document_no: str
    reason: str
    findings: tuple[int, ...] = ()
    compensation: bool
    bar: Bar | None = None


class ScopeReduced(ContestableEvent):
    """Addresses were taken from the scope of the license."""

    topic: ClassVar[str] = "supervision.scope_reduced"
    licensee: str
    number: str
    province: Province
    ground: LossGround
    evidence_no: str
    document_no: str
    reason: str
    findings: tuple[int, ...] = ()
    addresses: tuple[str, ...]


class LicenseCancelled(ContestableEvent):
    """The license was cancelled and is off the register."""

    topic: ClassVar[str] = "supervision.license_cancelled"
    licensee: str
    number: str
    province: Province
    ground: Literal["license_expired", "license_revoked", "entity_ended", "force_majeure"]
    document_no: str
    reason: str


COMMANDS = RevokeLicense | ReduceScope | CancelLicense
EVENTS: tuple[type[Event], ...] = (LicenseRevoked, ScopeReduced, LicenseCancelled)


def decide(command: COMMANDS, state: SupervisionState, moment: Moment) -> Answer:
    """What follows from an act that takes a license."""
    held = known_license(command.licensee, state)
    if isinstance(held, Refusal):
        return held
    match command:
        case RevokeLicense() | ReduceScope():
            return (
                _lost(command, held)
                or _ground(command, state, moment)
                or _taken(command, held, state, moment)
            )
        case CancelLicense():
            return _cancelled(command, held, state, moment)
        case _:
            assert_never(command)


def evolve(state: SupervisionState, event: Event) -> SupervisionState:
    """The supervision after such an act."""
    match event:
        case LicenseRevoked(licensee=licensee, bar=found):
            bars = (*state.bars, found) if found else state.bars
            state = state.model_copy(update={"bars": bars})
            return state.with_license(licensee, standing=LicenseStanding.REVOKED, applied_on=None)
        case ScopeReduced(licensee=licensee, addresses=gone):
            held = state.license(licensee)
            return state.with_license(licensee, removed=(*(held.removed if held else ()), *gone))
        case LicenseCancelled(licensee=licensee):
            return state.with_license(licensee, standing=LicenseStanding.CANCELLED, applied_on=None)
        case _:
            return state


def _lost(command: LossCommand, held: HeldLicense) -> Refusal | None:
    """What is lost already cannot be taken; an expired license can still be found to have been got by fraud."""
    taken = held.standing in {LicenseStanding.REVOKED, LicenseStanding.CANCELLED}
    if taken or (not held.valid and command.ground is not LossGround.FRAUD):
        return refuse("license_lost", EXPIRY, number=held.number, standing=held.standing)
    return None


def _ground(command: RevokeLicense | ReduceScope, state: SupervisionState, moment: Moment) -> Refusal | None:
    """Whether the ground lets this be done, and whether it is shown."""
    basis = ARTICLES[command.ground]
    if isinstance(command, ReduceScope) and command.ground in FAULTS:
        return refuse("ground_rescinds", basis, ground=command.ground)
    if isinstance(command, RevokeLicense) and command.great_public_harm and command.ground in FAULTS:
        return refuse("great_public_harm", RESCISSION, ground=command.ground)
    if command.ground is LossGround.GMP and not _shown(command, state):
        known = ", ".join(str(each.number) for each in state.findings if each.serious or each.overdue) or "—"
        return refuse("breach_not_shown", basis, known=known)
    if command.ground is LossGround.ANNOUNCEMENT_134:
        last = _rectified_by(moment)
        if last is None or moment.day <= last:
            return refuse("rectification_period_runs", basis, until=last)
    return None


def _shown(command: LossCommand, state: SupervisionState) -> bool:
    """A breach is grave or was not corrected: the findings named are there, and one of them is of that kind."""
    found = [state.finding(number) for number in command.findings]
    return None not in found and any(each is not None and (each.serious or each.overdue) for each in found)


def _rectified_by(moment: Moment) -> date | None:
    """The last day of the year in which entrusted manufacture had to be put in order."""
    try:
        limit = moment.in_force.limit(RECTIFY)
    except UnknownLimitError:
        return None
    last = clock.due(clock.start(limit, limit.in_force.from_), moment.calendar)
    return last.day if last else None


def _taken(
    command: RevokeLicense | ReduceScope, held: HeldLicense, state: SupervisionState, moment: Moment
) -> Answer:
    province = province_of(command)
    notice, acts = remedies(province, state, moment)
    given = {
        "licensee": held.licensee,
        "number": held.number,
        "province": province,
        "ground": command.ground,
        "evidence_no": command.evidence_no,
        "document_no": command.document_no,
        "reason": command.reason,
        "findings": command.findings,
        "remedies": notice,
        "clock": acts,
        "basis": ARTICLES[command.ground],
    }
    if isinstance(command, ReduceScope):
        if strange := [each for each in command.addresses if each not in held.addresses]:
            return refuse("address_not_licensed", EXPIRY, addresses="; ".join(strange), number=held.number)
        return (ScopeReduced.model_validate({**given, "addresses": command.addresses}),)
    fraud = command.ground is LossGround.FRAUD
    barred = bar(
        held.holder,
        BarGround.FRAUD,
        found_in=command.stream,
        document_no=command.document_no,
        moment=moment,
    )
    return (
        LicenseRevoked.model_validate(
            {
                **given,
                "holder": held.holder,
                "form": "rescinded" if command.ground in FAULTS else "punished",
                "compensation": command.ground in FAULTS and not fraud,
                "bar": barred if fraud else None,
            }
        ),
    )


def _cancelled(command: CancelLicense, held: HeldLicense, state: SupervisionState, moment: Moment) -> Answer:
    """Only what has happened is a ground; expiry and revocation stand in this stream."""
    if held.standing is LicenseStanding.CANCELLED:
        return refuse("license_lost", EXPIRY, number=held.number, standing=held.standing)
    if held.undecided_anew:
        return refuse("renewal_undecided", RENEWAL, number=held.number)
    if command.ground.startswith("license_") and command.ground != f"{held.standing}":
        return refuse(
            "cancellation_ground", EXPIRY, number=held.number, ground=command.ground, standing=held.standing
        )
    province = province_of(command)
    notice, acts = remedies(province, state, moment)
    return (
        LicenseCancelled(
            licensee=held.licensee,
            number=held.number,
            province=province,
            ground=command.ground,
            document_no=command.document_no,
            reason=command.reason,
            remedies=notice,
            clock=acts,
        ),
    )
