"""How the one who acts stands to the supervision: each agency for its own sites, each enterprise for what it makes."""

from __future__ import annotations

from domain.actors import Actor, Role
from domain.case.scheme import Duty
from domain.case.state import CaseState, applicant_names
from domain.dossier import APPLICANT
from domain.law.tables import Relation
from domain.supervision import contest_parties
from domain.supervision.change_messages import ReplyChangeClass
from domain.supervision.contest_messages import ContestCommand
from domain.supervision.corrections import VerifyCorrection
from domain.supervision.measures import LiftSuspension
from domain.supervision.messages import SupervisionCommand
from domain.supervision.registrations import EntryCommand
from domain.supervision.renewal_messages import LicenseCommand
from domain.supervision.state import Source, SupervisionState

ASSIGNED = {
    "record_inspection": Duty.COMPREHENSIVE_INSPECTION,
    "record_sampling": Duty.SAMPLING_INSPECTION,
    "record_transport_check": Duty.TRANSPORT_CHECK,
}
"""Acts for which the joint plan may name another agency than the site's own."""


def stands(  # noqa: C901 - one row per relation
    relation: Relation,
    actor: Actor,
    command: SupervisionCommand,
    state: SupervisionState,
    case: CaseState,
) -> bool:
    """Whether the actor stands in this relation. What the command names and nobody knows is refused later."""
    product = state.product
    match relation:
        case Relation.ENGINE:
            return actor.role is Role.SYSTEM
        case Relation.NATIONAL if isinstance(command, ReplyChangeClass):
            return product is not None and product.acting is not None
        case Relation.NATIONAL:
            return True
        case _ if product is None:
            return False
        case Relation.APPLICANT:
            of_the_holder = actor.organisation in {product.holder, *applicant_names(case.file)}
            return of_the_holder and _audited(command, state) is not False
        case Relation.APPLICANT_AGENCY:
            asked_elsewhere = isinstance(command, ReplyChangeClass) and product.acting is not None
            return actor.province == product.holder_province and not asked_elsewhere
        case Relation.CONCERNED_AGENCY:
            return actor.province in product.provinces
        case Relation.SITE_AGENCY:
            return _in_charge(actor, command, state)
        case Relation.LICENSEE:
            return _makes(actor, command, state, case)
        case Relation.LICENSEE_AGENCY:
            return _licenses(actor, command, state)
        case _ if isinstance(command, ContestCommand):
            return contest_parties.stands(relation, actor, command, state, case)
        case _:
            return False  # the relations of a case alone


def _audited(command: SupervisionCommand, state: SupervisionState) -> bool | None:
    """Whether a finding that is to be verified is the holder's own; None where that is not the question."""
    if not isinstance(command, VerifyCorrection) or (found := state.finding(command.finding)) is None:
        return None
    return found.source is Source.AUDIT


def _in_charge(actor: Actor, command: SupervisionCommand, state: SupervisionState) -> bool:
    product = state.supervised
    if isinstance(command, LiftSuspension):
        suspension = state.suspension(command.suspension)
        return suspension is None or actor.province == suspension.province
    if isinstance(command, VerifyCorrection):
        found = state.finding(command.finding)
        if found is None:
            return True
        named = product.responsible(found.site, Duty.CORRECTION_FOLLOW_UP)
        return found.source is not Source.AUDIT and actor.province in {*named, product.in_charge(found.site)}
    site = getattr(command, "site", None)
    if site is not None and product.site(site) is None:
        return True
    if site is not None and (duty := ASSIGNED.get(command.name)) is not None:
        return actor.province in product.responsible(site, duty) or actor.province == product.in_charge(site)
    return actor.province == product.in_charge(site)


def _licenses(actor: Actor, command: SupervisionCommand, state: SupervisionState) -> bool:
    """The agency that issued the license; one that nobody holds is refused later."""
    if isinstance(command, EntryCommand):
        entry = state.entry(command.entry)
        return entry is None or actor.province == entry.province
    if not isinstance(command, LicenseCommand):
        return False
    held = state.license(command.licensee)
    return held is None or actor.province == held.province


def _makes(actor: Actor, command: SupervisionCommand, state: SupervisionState, case: CaseState) -> bool:
    product = state.supervised
    if isinstance(command, EntryCommand):
        entry = state.entry(command.entry)
        return entry is None or actor.organisation == entry.holder
    if isinstance(command, LicenseCommand) and (held := state.license(command.licensee)):
        own = applicant_names(case.file) if held.licensee == APPLICANT else frozenset[str]()
        return actor.organisation in {held.holder, *own}
    finding = state.finding(getattr(command, "finding", 0))
    site = product.site(finding.site if finding else getattr(command, "site", None))
    if site is None:
        return actor.organisation in {*product.manufacturers, product.holder, *applicant_names(case.file)}
    if site.entrusted:
        return actor.organisation == product.maker(site.id)
    return actor.organisation in {product.holder, *applicant_names(case.file)}
