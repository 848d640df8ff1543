"""Set-up (P14): what has to be in place before the first commercial batch, confirmed by the holder."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated, ClassVar, Literal

from domain.case.base import DocumentNo, provisions
from domain.case.route import Leg, legs
from domain.case.state import CaseState
from domain.dossier import APPLICANT, DispatchedStaff, Site
from domain.findings import Finding, Outcome
from domain.messages import Event
from domain.model import Frozen, ProvisionId
from domain.moment import Moment
from domain.refusals import refuse
from domain.rules.case_rules import e16_staff
from domain.rules.staff import least_staff
from domain.supervision.base import HOLDER, Answer
from domain.supervision.messages import SupervisionCommand
from domain.supervision.permission import lost_for
from domain.supervision.state import Ground, Posting, SupervisionStage, SupervisionState

DocNo = Annotated[str, DocumentNo]


class TransportValidation(Frozen):
    """The validation of one transport between two sites of the chain."""

    from_site: str
    to_site: str
    report_no: DocNo


class ConfirmSetUp(SupervisionCommand):
    """The holder confirms that everything is in place for the first batch.

    A quality system without a date is confirmed as live today, a policy without an end as open-ended; a single
    transport number stands for the chain's only transport, and where there are more each is named.
    """

    name: Literal["confirm_set_up"] = "confirm_set_up"
    stages: ClassVar[tuple[SupervisionStage, ...]] = (SupervisionStage.SET_UP,)
    postings: tuple[Posting, ...] = ()
    quality_system_version: DocNo | None = None
    quality_system_effective_on: date | None = None
    compensation_policy_no: DocNo | None = None
    compensation_valid_from: date | None = None
    compensation_valid_until: date | None = None
    transport_validation_no: DocNo | None = None
    transport_validations: tuple[TransportValidation, ...] = ()


class ProductionStarted(Event):
    """Everything is in place and confirmed: commercial production may start."""

    topic: ClassVar[str] = "supervision.production_started"
    on: date
    postings: tuple[Posting, ...]
    quality_system_version: str
    compensation_policy_no: str
    transport_validation_no: str
    quality_system_effective_on: date | None = None
    compensation_valid_from: date | None = None
    compensation_valid_until: date | None = None
    transport_validations: tuple[TransportValidation, ...] = ()


COMMANDS = ConfirmSetUp
EVENTS: tuple[type[Event], ...] = (ProductionStarted,)

COUNTED_PER = "dispatched_staff_per"
"""The reading that says whether posted people are counted at each entrusted site or in total."""

CITED = {
    Ground.QUALITY_SYSTEM: provisions("plan/2-2"),
    Ground.COMPENSATION: HOLDER,
    Ground.TRANSPORT: provisions("plan/no-adverse-effect", "cfdi/transport"),
}


def decide(command: COMMANDS, state: SupervisionState, case: CaseState, moment: Moment) -> Answer:
    """Production may start, or everything that is still missing in one answer."""
    route = legs(case.file)
    if strange := _strangers(command, state, route):
        known = ", ".join([*(site.id for site in state.supervised.sites), *map(str, route)])
        return refuse("unknown_site", HOLDER, site=", ".join(strange), known=known)
    if stopped := [each.number for each in state.suspensions if each.stops(None)]:
        numbers = ", ".join(map(str, stopped))
        return refuse("production_suspended", provisions("dal/99"), suspensions=numbers)
    if lost := next((lost for site in state.supervised.sites if (lost := lost_for(site, state, case))), None):
        return lost
    staff = staffing(command.postings, entrusted_sites(case), moment, pilot=state.supervised.pilot)
    unvalidated = _unvalidated(command, route)
    missing = [
        *([] if staff.outcome is not Outcome.HOLD else [Ground.STAFF]),
        *([] if _live(command, moment.day) else [Ground.QUALITY_SYSTEM]),
        *([] if _covered(command, moment.day) else [Ground.COMPENSATION]),
        *([] if not unvalidated else [Ground.TRANSPORT]),
    ]
    if missing:
        posted = ", ".join(f"{site}: {count}" for site, count in staff.facts.items())
        return refuse(
            "set_up_incomplete",
            _cited(missing, staff),
            missing=", ".join(missing),
            posted=posted if Ground.STAFF in missing else None,
            transports=", ".join(map(str, unvalidated)) or None,
        )
    reports = dict.fromkeys(each.report_no for each in command.transport_validations)
    given = {
        name: getattr(command, name) for name in ProductionStarted.model_fields if hasattr(command, name)
    }
    single = command.transport_validation_no or ", ".join(reports) or "—"
    return (ProductionStarted.model_validate({**given, "on": moment.day, "transport_validation_no": single}),)


def evolve(state: SupervisionState, event: Event) -> SupervisionState:
    """The supervision once production may start."""
    match event:
        case ProductionStarted():
            update: dict[str, object] = {
                "stage": SupervisionStage.PRODUCTION,
                "production_since": event.on,
                "postings": tuple({(each.person, each.site): each for each in event.postings}.values()),
                "compensation_until": event.compensation_valid_until,
            }
            return state.model_copy(update=update)
        case _:
            return state


def entrusted_sites(case: CaseState) -> tuple[Site, ...]:
    """The sites of the chain that somebody other than the holder operates."""
    return tuple(site for site in case.file.used_sites() if site.operator != APPLICANT)


def staffing(
    postings: Iterable[Posting], sites: Iterable[Site], moment: Moment, *, pilot: bool = True
) -> Finding:
    """E16 on that day: enough qualified people at each of these sites."""
    staff = [
        DispatchedStaff(
            name=each.person,
            site=each.site,
            knows_process=each.knows_process,
            knows_gmp=each.knows_gmp,
            mandate=each.mandate,
        )
        for each in postings
        if each.covers(moment.day)
    ]
    asked = least_staff(
        moment.law.thresholds.on("staff.per_site", moment.day).n, moment.in_force.reading(COUNTED_PER).value
    )
    return e16_staff(sites, staff, asked, pilot=pilot)


def counted_with(site: Site, case: CaseState, moment: Moment) -> tuple[Site, ...]:
    """The sites whose people count for that one: its own, or, where the total counts, those of every entrusted site."""
    return entrusted_sites(case) if moment.in_force.reading(COUNTED_PER).value == "total" else (site,)


def _strangers(command: ConfirmSetUp, state: SupervisionState, route: tuple[Leg, ...]) -> tuple[str, ...]:
    sites = {site.id for site in state.supervised.sites}
    named = [each.site for each in command.postings if each.site not in sites]
    transports = [Leg(from_site=t.from_site, to_site=t.to_site) for t in command.transport_validations]
    return tuple(dict.fromkeys([*named, *(str(leg) for leg in transports if leg not in route)]))


def _live(command: ConfirmSetUp, day: date) -> bool:
    since = command.quality_system_effective_on
    return command.quality_system_version is not None and (since is None or since <= day)


def _covered(command: ConfirmSetUp, day: date) -> bool:
    since, until = command.compensation_valid_from, command.compensation_valid_until
    valid = (since is None or since <= day) and (until is None or day <= until)
    return command.compensation_policy_no is not None and valid


def _unvalidated(command: ConfirmSetUp, route: tuple[Leg, ...]) -> tuple[Leg, ...]:
    """The transports without a validation. One number for all says nothing of several transports."""
    if len(route) == 1 and command.transport_validation_no:
        return ()
    named = {(each.from_site, each.to_site) for each in command.transport_validations}
    return tuple(leg for leg in route if (leg.from_site, leg.to_site) not in named)


def _cited(missing: Iterable[Ground], staff: Finding) -> tuple[ProvisionId, ...]:
    cited = [each for ground in missing for each in CITED.get(ground, staff.citations)]
    return tuple(dict.fromkeys(cited))
