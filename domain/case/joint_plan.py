"""Joint plan (P05, P06): the "one product, one policy" scheme with its supervision plan.

Every provincial agency concerned signs the same version or objects with a reason; then the government of the
applicant's province decides. A new version voids the signatures to the old one, and until the government has
decided a signature can be taken back.
"""

from __future__ import annotations

from typing import assert_never

from domain.case.base import Answer, province_of
from domain.case.path import forward, path
from domain.case.plan_content import JOINT, deficient, version_of
from domain.case.plan_messages import (
    DecideAsGovernment,
    GovernmentApproved,
    GovernmentRefused,
    GovernmentReturned,
    ObjectToScheme,
    ProposeScheme,
    SchemeAgreed,
    SchemeObjected,
    SchemeProposed,
    SchemeSigned,
    SignatureWithdrawn,
    SignScheme,
    WithdrawSignature,
)
from domain.case.remedies import notice, remedies
from domain.case.scheme import JointPlan, Objection, Returned, TakenBack
from domain.case.state import CaseOutcome, CaseState, Stage
from domain.findings import Outcome
from domain.messages import Refusal
from domain.model import Province
from domain.moment import Moment
from domain.refusals import refuse
from domain.rules.case_rules import e18_joint_scheme
from domain.terms import ProcedureEvent

COMMANDS = ProposeScheme | SignScheme | ObjectToScheme | WithdrawSignature | DecideAsGovernment
EVENTS: tuple[type[ProcedureEvent], ...] = (
    SchemeProposed,
    SchemeSigned,
    SchemeObjected,
    SignatureWithdrawn,
    SchemeAgreed,
    GovernmentApproved,
    GovernmentReturned,
    GovernmentRefused,
)


def decide(command: COMMANDS, state: CaseState, moment: Moment) -> Answer:
    """What follows from a command at the joint plan."""
    match command:
        case ProposeScheme():
            return _propose(command, state, moment)
        case SignScheme(version=version):
            return _sign(version, province_of(command), state)
        case ObjectToScheme():
            return _object(command, state)
        case WithdrawSignature():
            return _take_back(command, state)
        case DecideAsGovernment():
            return _government(command, state, moment)
        case _:
            assert_never(command)


def evolve(state: CaseState, event: ProcedureEvent) -> CaseState:
    """The case after an event of the joint plan."""
    plan = state.plan
    match event:
        case SchemeProposed(version=version):
            update: dict[str, object] = {"versions": (*plan.versions, version), "signed": ()}
            plan = plan.model_copy(update={**update, "needs_new_version": False})
        case SchemeSigned(province=province):
            plan = plan.model_copy(update={"signed": (*plan.signed, province)})
        case SchemeObjected(province=province, version=version, reason=reason):
            objection = Objection(province=province, version=version, reason=reason)
            update = {"objections": (*plan.objections, objection), "signed": _without(province, plan)}
            plan = plan.model_copy(update={**update, "needs_new_version": True})
        case SignatureWithdrawn(province=province, version=version, reason=reason):
            back = TakenBack(province=province, version=version, reason=reason)
            update = {"taken_back": (*plan.taken_back, back), "signed": _without(province, plan)}
            plan = plan.model_copy(update=update)
        case GovernmentApproved():
            return forward(state)
        case GovernmentReturned(version=version, document_no=no, reason=reason):
            came = Returned(by="provincial_government", version=version, document_no=no, reason=reason)
            plan = reopened(plan, came)
        case GovernmentRefused():
            return state.model_copy(
                update={"stage": Stage.CLOSING, "outcome": CaseOutcome.REFUSED_BY_GOVERNMENT}
            )
        case _:
            return state
    return state.model_copy(update={"plan": plan})


def reopened(plan: JointPlan, returned: Returned) -> JointPlan:
    """The plan after it came back: its versions stay on record, a new one is needed."""
    update: dict[str, object] = {"signed": (), "needs_new_version": True}
    return plan.model_copy(update={**update, "returns": (*plan.returns, returned)})


def unsigned(state: CaseState) -> tuple[Province, ...]:
    """The provinces whose signature to the current version is missing; none where the way of the case asks for none."""
    if Stage.JOINT_PLAN not in path(state).stages:
        return ()
    return tuple(p for p in state.file.provinces() if p not in state.plan.signed)


def _without(province: Province, plan: JointPlan) -> tuple[Province, ...]:
    return tuple(each for each in plan.signed if each != province)


def _propose(command: ProposeScheme, state: CaseState, moment: Moment) -> Answer:
    plan = state.plan
    if not plan.needs_new_version and not plan.answered:
        return refuse("version_pending", JOINT, version=plan.versions[-1].number)
    if refusal := deficient(command, plan, state.file, moment):
        return refusal
    version = version_of(command, province_of(command), plan, state.file, moment)
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


def _object(command: ObjectToScheme, state: CaseState) -> Answer:
    """Every agency may put its own objection on record, also when another has objected before."""
    plan, province = state.plan, province_of(command)
    if refusal := _not_current(command.version, state, or_objected=True):
        return refusal
    if province in plan.objectors:
        return refuse("already_objected", JOINT, province=province, version=command.version)
    return (SchemeObjected(version=command.version, province=province, reason=command.reason),)


def _take_back(command: WithdrawSignature, state: CaseState) -> Answer:
    """A signature to an earlier version is void already; one to the current version counts until taken back."""
    province = province_of(command)
    if refusal := _not_current(command.version, state, or_objected=True):
        return refusal
    if province not in state.plan.signed:
        return refuse("not_signed", JOINT, province=province, version=command.version)
    return (SignatureWithdrawn(version=command.version, province=province, reason=command.reason),)


def _not_current(version: int, state: CaseState, *, or_objected: bool = False) -> Refusal | None:
    current = state.plan.current
    objected = or_objected and state.plan.objectors
    if current is None or (state.plan.needs_new_version and not objected):
        return refuse("no_version_open", JOINT)
    if current.number != version:
        return refuse("version_outdated", JOINT, version=version, current=current.number)
    return None


def _government(command: DecideAsGovernment, state: CaseState, moment: Moment) -> Answer:
    current = state.plan.current
    finding = e18_joint_scheme(state.file.provinces(), state.plan.signed)
    if current is None or state.plan.needs_new_version or finding.outcome is not Outcome.PASS:
        missing = ",".join(unsigned(state) or state.file.provinces())
        return refuse("scheme_not_agreed", finding.citations, provinces=missing)
    answer = {"version": current.number, "document_no": command.document_no, "reason": command.reason}
    match command.outcome:
        case "approve":
            return (GovernmentApproved.model_validate(answer),)
        case "return":
            return (GovernmentReturned.model_validate(answer),)
        case "refuse":
            told = notice(state, CaseOutcome.REFUSED_BY_GOVERNMENT, moment)
            said = {**answer, "remedies": told, "clock": remedies(moment)}
            return (GovernmentRefused.model_validate(said),)
        case _:
            assert_never(command.outcome)
