"""What a version must hold before it is put to the provinces: every site, nothing from outside the chain."""

from __future__ import annotations

from domain.case.base import provisions
from domain.case.plan_messages import PlanContent
from domain.case.route import Leg, legs
from domain.case.scheme import Duty, JointPlan, SchemeDocument, SchemeVersion, SiteDuty
from domain.dossier import APPLICANT, Dossier, Site, in_mainland
from domain.messages import Refusal
from domain.model import Province, ProvisionId
from domain.moment import Moment
from domain.refusals import refuse

JOINT = provisions("plan/joint-scheme")
SUPERVISION = provisions("plan/supervision")
OWN_SITES = provisions("o28/49")


def deficient(
    command: PlanContent,
    plan: JointPlan,
    dossier: Dossier,
    moment: Moment,
    drawn_up: tuple[ProvisionId, ...] = JOINT,
) -> Refusal | None:
    """Why the content cannot stand, or None. `drawn_up` is the article under which the plan is drawn up."""
    least = moment.law.thresholds.on("inspection.per_year", moment.day)
    if command.inspections_per_year < least.n:
        return refuse("plan_below_minimum", least.basis, asked=command.inspections_per_year, least=least.n)
    if strange := _outside(command, dossier):
        return refuse(
            "plan_outside_chain", (*drawn_up, *SUPERVISION), items=", ".join(strange), known=_known(dossier)
        )
    if missing := _uncovered(duties(command, dossier, moment), dossier):
        basis = (*drawn_up, *SUPERVISION, *OWN_SITES)
        return refuse("plan_sites_uncovered", basis, sites=", ".join(missing))
    return _superseding_nothing(command, plan, drawn_up)


def version_of(
    command: PlanContent, province: Province, plan: JointPlan, dossier: Dossier, moment: Moment
) -> SchemeVersion:
    """The content as the next version."""
    return SchemeVersion(
        number=len(plan.versions) + 1,
        proposed_by=province,
        summary=command.summary,
        inspections_per_year=command.inspections_per_year,
        sampling=command.sampling,
        document=command.document,
        duties=duties(command, dossier, moment),
        transport=command.transport,
        documents=tuple(SchemeDocument(**dict(each)) for each in command.documents),
    )


def duties(command: PlanContent, dossier: Dossier, moment: Moment) -> tuple[SiteDuty, ...]:
    """The duties as proposed; where none are named, those of the configured reading on who inspects."""
    if command.duties:
        return command.duties
    reading = moment.in_force.reading("annual_inspection_agency").value
    here = dossier.applicant_province()
    found = []
    for site in dossier.used_sites():
        own = in_charge(site, dossier)
        agencies = {"applicant_agency": (own, here), "joint": dossier.provinces()}.get(str(reading), (own,))
        found += [SiteDuty(site=site.id, province=each) for each in dict.fromkeys(agencies) if each]
    return tuple(found)


def in_charge(site: Site, dossier: Dossier) -> Province | None:
    """The province whose agency inspects the site: its own, and for one abroad the applicant's."""
    inside = in_mainland(site.country, site.province)
    return Province(str(site.province)) if inside else dossier.applicant_province()


def _uncovered(proposed: tuple[SiteDuty, ...], dossier: Dossier) -> tuple[str, ...]:
    """The sites that no agency in charge of them would inspect."""
    inspected = {
        (each.site, each.province) for each in proposed if each.duty is Duty.COMPREHENSIVE_INSPECTION
    }
    return tuple(
        site.id for site in dossier.used_sites() if (site.id, in_charge(site, dossier)) not in inspected
    )


def _outside(command: PlanContent, dossier: Dossier) -> tuple[str, ...]:
    """Sites, provinces, parties and transports that the dossier does not know."""
    sites = {site.id for site in dossier.used_sites()}
    concerned = {*dossier.provinces(), None}
    parties = {APPLICANT, *(each.id for each in dossier.chain())}
    route = legs(dossier)
    named: list[str | None] = [
        *(each.site for each in command.duties if each.site not in sites),
        *(each.province for each in command.duties if each.province not in concerned),
    ]
    for each in command.transport:
        leg = Leg(from_site=each.from_site, to_site=each.to_site)
        named += [] if leg in route else [str(leg)]
        named += [] if each.responsible in parties else [each.responsible]
        named += [p for p in (each.dispatch_checked_by, each.receipt_checked_by) if p not in concerned]
    return tuple(dict.fromkeys(each for each in named if each))


def _known(dossier: Dossier) -> str:
    route = [str(leg) for leg in legs(dossier)]
    return ", ".join([*(site.id for site in dossier.used_sites()), *dossier.provinces(), *route])


def _superseding_nothing(
    command: PlanContent, plan: JointPlan, drawn_up: tuple[ProvisionId, ...]
) -> Refusal | None:
    """A document replaces one that an earlier version holds."""
    earlier = {each.sha256 for version in plan.versions for each in version.documents}
    earlier |= {version.document for version in plan.versions if version.document}
    for document in command.documents:
        if document.supersedes is not None and document.supersedes not in earlier:
            return refuse(
                "document_supersedes_unknown", drawn_up, document=document.name, digest=document.supersedes
            )
    return None
