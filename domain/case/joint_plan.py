"""Joint plan (P05, P06): the "one product, one policy" scheme with its supervision plan.

Every provincial agency concerned signs the same version or objects with a reason; then the government of the
applicant's province decides. A new version voids the signatures to the old one.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, assert_never

from pydantic import Field

from domain.case.base import Answer, CaseCommand, DocumentNo, Text, province_of, provisions
from domain.case.remedies import remedies
from domain.case.state import CaseOutcome, CaseState, JointPlan, Objection, SchemeVersion, Stage
from domain.messages import Refusal
from domain.model import Province
from domain.moment import Moment
from domain.refusals import refuse
from domain.rules.thresholds import thresholds
from domain.terms import ProcedureEvent


class ProposeScheme(CaseCommand):
    """Propose a version of the scheme and supervision plan to all agencies concerned."""

    name: Literal["propose_scheme"] = "propose_scheme"
    stages: ClassVar[tuple[Stage, ...]] = (Stage.JOINT_PLAN,)
    summary: Annotated[str, Text]
    inspections_per_year: Annotated[int, Field(ge=0, le=52)]
    sampling: Annotated[str, Text]
    document: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None


class SignScheme(CaseCommand):
    """Sign the current version for one's province."""

    name: Literal["sign_scheme"] = "sign_scheme"
    stages: ClassVar[tuple[Stage, ...]] = (Stage.JOINT_PLAN,)
    version: Annotated[int, Field(ge=1)]


class ObjectToScheme(CaseCommand):
    """Object to the current version for one's province, with the reason."""

    name: Literal["object_to_scheme"] = "object_to_scheme"
    stages: ClassVar[tuple[Stage, ...]] = (Stage.JOINT_PLAN,)
    version: Annotated[int, Field(ge=1)]
    reason: Annotated[str, Text]


class DecideAsGovernment(CaseCommand):
    """The provincial government approves the signed version, returns it for change, or refuses it."""

    name: Literal["decide_as_government"] = "decide_as_government"
    stages: ClassVar[tuple[Stage, ...]] = (Stage.JOINT_PLAN,)
    outcome: Literal["approve", "return", "refuse"]
    document_no: Annotated[str, DocumentNo]
    reason: Annotated[str, Text]


class SchemeProposed(ProcedureEvent):
    """A version of the scheme and supervision plan was proposed."""

    topic: ClassVar[str] = "case.scheme_proposed"
    version: SchemeVersion


class SchemeSigned(ProcedureEvent):
    """A province signed the version."""

    topic: ClassVar[str] = "case.scheme_signed"
    version: int
    province: Province


class SchemeObjected(ProcedureEvent):
    """A province objected to the version."""

    topic: ClassVar[str] = "case.scheme_objected"
    version: int
    province: Province
    reason: str


class SchemeAgreed(ProcedureEvent):
    """Every province concerned has signed the same version."""

    topic: ClassVar[str] = "case.scheme_agreed"
    version: int
    provinces: tuple[Province, ...]


class GovernmentApproved(ProcedureEvent):
    """The government of the applicant's province approved scheme and plan."""

    topic: ClassVar[str] = "case.government_approved"
    version: int
    document_no: str
    reason: str


class GovernmentReturned(ProcedureEvent):
    """The government wants the scheme changed; a new version is needed."""

    topic: ClassVar[str] = "case.government_returned"
    version: int
    document_no: str
    reason: str


class GovernmentRefused(ProcedureEvent):
    """The government refused; the procedure ends."""

    topic: ClassVar[str] = "case.government_refused"
    version: int
    document_no: str
    reason: str


COMMANDS = ProposeScheme | SignScheme | ObjectToScheme | DecideAsGovernment
EVENTS: tuple[type[ProcedureEvent], ...] = (
    SchemeProposed,
    SchemeSigned,
    SchemeObjected,
    SchemeAgreed,
    GovernmentApproved,
    GovernmentReturned,
    GovernmentRefused,
)

JOINT = provisions("plan/joint-scheme")


def decide(command: COMMANDS, state: CaseState, moment: Moment) -> Answer:
    """What follows from a command at the joint plan."""
    match command:
        case ProposeScheme():
            return _propose(command, state, moment)
        case SignScheme(version=version):
            return _sign(version, province_of(command), state)
        case ObjectToScheme(version=version, reason=reason):
            if refusal := _not_current(version, state):
                return refusal
            return (SchemeObjected(version=version, province=province_of(command), reason=reason),)
        case DecideAsGovernment():
            return _government(command, state, moment)
        case _:
            assert_never(command)


def evolve(state: CaseState, event: ProcedureEvent) -> CaseState:
    """The case after an event of the joint plan."""
    plan = state.plan
    match event:
        case SchemeProposed(version=version):
            plan = JointPlan(versions=(*plan.versions, version), needs_new_version=False)
        case SchemeSigned(province=province):
            plan = plan.model_copy(update={"signed": (*plan.signed, province)})
        case SchemeObjected(province=province, version=version, reason=reason):
            objection = Objection(province=province, version=version, reason=reason)
            plan = plan.model_copy(
                update={
                    "objections": (*plan.objections, objection),
                    "signed": tuple(p for p in plan.signed if p != province),
                    "needs_new_version": True,
                }
            )
        case GovernmentApproved():
            return state.model_copy(update={"stage": Stage.NATIONAL_DECISION})
        case GovernmentReturned():
            plan = reopened(plan)
        case GovernmentRefused():
            return state.model_copy(
                update={"stage": Stage.CLOSING, "outcome": CaseOutcome.REFUSED_BY_GOVERNMENT}
            )
        case _:
            return state
    return state.model_copy(update={"plan": plan})


def reopened(plan: JointPlan) -> JointPlan:
    """The plan after it came back: its versions stay on record, a new one is needed."""
    return plan.model_copy(update={"signed": (), "needs_new_version": True})


def unsigned(state: CaseState) -> tuple[Province, ...]:
    """The provinces whose signature to the current version is missing."""
    return tuple(p for p in state.file.provinces() if p not in state.plan.signed)


def _propose(command: ProposeScheme, state: CaseState, moment: Moment) -> Answer:
    if not state.plan.needs_new_version and not state.plan.signed:
        return refuse("version_pending", JOINT, version=state.plan.versions[-1].number)
    least = thresholds().on("inspection.per_year", moment.day)
    if command.inspections_per_year < least.n:
        return refuse("plan_below_minimum", least.basis, asked=command.inspections_per_year, least=least.n)
    version = SchemeVersion(
        number=len(state.plan.versions) + 1,
        proposed_by=province_of(command),
        summary=command.summary,
        inspections_per_year=command.inspections_per_year,
        sampling=command.sampling,
        document=command.document,
    )
    return (SchemeProposed(version=version),)


def _sign(version: int, province: Province, state: CaseState) -> Answer:
    if refusal := _not_current(version, state):
        return refusal
    if province in state.plan.signed:
        return refuse("already_signed", JOINT, province=province, version=version)
    signed = SchemeSigned(version=version, province=province)
    left = tuple(p for p in unsigned(state) if p != province)
    if left:
        return (signed,)
    return (signed, SchemeAgreed(version=version, provinces=state.file.provinces()))


def _not_current(version: int, state: CaseState) -> Refusal | None:
    current = state.plan.current
    if current is None or state.plan.needs_new_version:
        return refuse("no_version_open", JOINT)
    if current.number != version:
        return refuse("version_outdated", JOINT, version=version, current=current.number)
    return None


def _government(command: DecideAsGovernment, state: CaseState, moment: Moment) -> Answer:
    current = state.plan.current
    missing = unsigned(state)
    if current is None or state.plan.needs_new_version or missing:
        return refuse("scheme_not_agreed", JOINT, provinces=",".join(missing or state.file.provinces()))
    answer = {"version": current.number, "document_no": command.document_no, "reason": command.reason}
    match command.outcome:
        case "approve":
            return (GovernmentApproved.model_validate(answer),)
        case "return":
            return (GovernmentReturned.model_validate(answer),)
        case "refuse":
            return (GovernmentRefused.model_validate({**answer, "clock": remedies(moment)}),)
        case _:
            assert_never(command.outcome)
