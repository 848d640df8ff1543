"""Operation (P15): who is posted where, what compensation covers, and whether a batch may be started."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal, assert_never

from pydantic import Field

from domain.case.base import DocumentNo, Text, provisions
from domain.case.state import CaseState
from domain.findings import Finding, Outcome
from domain.messages import Event
from domain.moment import Moment
from domain.refusals import refuse
from domain.rules.case_rules import e29_cmo_conduct
from domain.supervision.base import HOLDER, Answer, happened, known_site, passed
from domain.supervision.messages import SupervisionCommand
from domain.supervision.permission import lost_for, unlicensed
from domain.supervision.set_up import counted_with, entrusted_sites, staffing
from domain.supervision.state import Ground, Hold, Posting, SupervisedSite, SupervisionStage, SupervisionState

RULES = {Ground.STAFF: "E16", Ground.COMPENSATION: "E17", Ground.LICENSE: "E21"}


class OperationCommand(SupervisionCommand):
    """A command that is known while the product is made."""

    stages: ClassVar[tuple[SupervisionStage, ...]] = (SupervisionStage.PRODUCTION,)


class PostStaff(OperationCommand):
    """The holder posts more people to entrusted sites."""

    name: Literal["post_staff"] = "post_staff"
    postings: tuple[Posting, ...] = Field(min_length=1)


class EndPosting(OperationCommand):
    """The holder withdraws a posted person from a site."""

    name: Literal["end_posting"] = "end_posting"
    person: Annotated[str, Field(min_length=1, max_length=64)]
    site: str
    reason: Annotated[str, Text]


class RenewCompensation(OperationCommand):
    """The holder renews its cover for compensation. Without an end it is open-ended."""

    name: Literal["renew_compensation"] = "renew_compensation"
    policy_no: Annotated[str, DocumentNo]
    valid_until: date | None = None


class StartBatch(OperationCommand):
    """The operator of a site starts a commercial batch there."""

    name: Literal["start_batch"] = "start_batch"
    site: str
    batch_no: Annotated[str, DocumentNo]


class StaffPosted(Event):
    """More people are posted to entrusted sites."""

    topic: ClassVar[str] = "supervision.staff_posted"
    postings: tuple[Posting, ...]


class PostingEnded(Event):
    """A person is no longer posted to a site: withdrawn, or the posting's last day is over."""

    topic: ClassVar[str] = "supervision.posting_ended"
    person: str
    site: str
    on: date
    reason: str | None = None


class CompensationRenewed(Event):
    """The cover for compensation goes on."""

    topic: ClassVar[str] = "supervision.compensation_renewed"
    policy_no: str
    valid_until: date | None = None


class BatchStartHeld(Event):
    """No batch may be started, at a site or anywhere, until the one who owes it puts the condition right."""

    topic: ClassVar[str] = "supervision.batch_start_held"
    ground: Ground
    rule: str
    site: str | None = None
    owed_by: str


class BatchStartReleased(Event):
    """The condition is met again: batches may be started."""

    topic: ClassVar[str] = "supervision.batch_start_released"
    ground: Ground
    site: str | None = None


class BatchStarted(Event):
    """A commercial batch was started."""

    topic: ClassVar[str] = "supervision.batch_started"
    site: str
    batch_no: str
    on: date


COMMANDS = PostStaff | EndPosting | RenewCompensation | StartBatch
EVENTS: tuple[type[Event], ...] = (
    StaffPosted,
    PostingEnded,
    CompensationRenewed,
    BatchStartHeld,
    BatchStartReleased,
    BatchStarted,
)


def decide(command: COMMANDS, state: SupervisionState, case: CaseState, moment: Moment) -> Answer:
    """What follows from a command about operation."""
    match command:
        case PostStaff(postings=postings):
            known = {site.id for site in state.supervised.sites}
            if strange := sorted({each.site for each in postings} - known):
                sites = ", ".join(sorted(known))
                return refuse("unknown_site", HOLDER, site=", ".join(strange), known=sites)
            return _settled(StaffPosted(postings=postings), state, case, moment)
        case EndPosting(person=person, site=site, reason=reason):
            if not any((each.person, each.site) == (person, site) for each in state.postings):
                return refuse("not_posted", HOLDER, person=person, site=site)
            ended = PostingEnded(person=person, site=site, on=happened(command, moment), reason=reason)
            return _settled(ended, state, case, moment)
        case RenewCompensation(policy_no=no, valid_until=until):
            renewed = CompensationRenewed(policy_no=no, valid_until=until)
            return passed(until, moment) or _settled(renewed, state, case, moment)
        case StartBatch():
            return _start(command, state, case, moment)
        case _:
            assert_never(command)


def evolve(state: SupervisionState, event: Event) -> SupervisionState:
    """The supervision after an event of operation."""
    match event:
        case StaffPosted(postings=postings):
            named = {(each.person, each.site) for each in postings}
            others = tuple(each for each in state.postings if (each.person, each.site) not in named)
            return state.model_copy(update={"postings": (*others, *postings)})
        case PostingEnded(person=person, site=site):
            left = tuple(each for each in state.postings if (each.person, each.site) != (person, site))
            return state.model_copy(update={"postings": left})
        case CompensationRenewed(valid_until=until):
            return state.model_copy(update={"compensation_until": until})
        case BatchStartHeld(ground=ground, site=site):
            return state.model_copy(update={"holds": (*state.holds, Hold(ground=ground, site=site))})
        case BatchStartReleased(ground=ground, site=site):
            hold = Hold(ground=ground, site=site)
            return state.model_copy(update={"holds": tuple(each for each in state.holds if each != hold)})
        case _:
            return state


def posting_over(term: str, state: SupervisionState, case: CaseState, moment: Moment) -> tuple[Event, ...]:
    """What follows when the last day of a posting is over."""
    over = next(each for each in state.postings if posting_term(each) == term)
    ended = PostingEnded(person=over.person, site=over.site, on=over.until or moment.day)
    return _settled(ended, state, case, moment)


def cover_over(state: SupervisionState, case: CaseState, moment: Moment) -> tuple[Event, ...]:
    """What follows when the cover for compensation has run out."""
    return holds(state, case, moment)


def posting_term(posting: Posting) -> str:
    """The name of the term in which a posting runs."""
    return f"posting.{posting.site}.{posting.person}"


def _settled(event: Event, state: SupervisionState, case: CaseState, moment: Moment) -> tuple[Event, ...]:
    """The event with the holds that it brings about or lifts."""
    return (event, *holds(evolve(state, event), case, moment))


def holds(state: SupervisionState, case: CaseState, moment: Moment) -> tuple[Event, ...]:
    """The holds that begin and end as things stand today."""
    needed = {
        Hold(ground=Ground.STAFF, site=site.id)
        for site in entrusted_sites(case)
        if staffing(state.postings, counted_with(site, case, moment), moment).outcome is Outcome.HOLD
    }
    until = state.compensation_until
    needed |= {Hold(ground=Ground.COMPENSATION)} if until and until < moment.day else set()
    needed |= unlicensed(state, case)
    began = sorted(needed - set(state.holds), key=lambda hold: (hold.ground, hold.site or ""))
    return (
        *(BatchStartReleased(ground=h.ground, site=h.site) for h in state.holds if h not in needed),
        *(
            BatchStartHeld(
                ground=h.ground, rule=RULES[h.ground], site=h.site, owed_by=state.supervised.represented_by
            )
            for h in began
        ),
    )


def _start(command: StartBatch, state: SupervisionState, case: CaseState, moment: Moment) -> Answer:
    site = known_site(command.site, state)
    if not isinstance(site, SupervisedSite):
        return site
    if stopped := [each.number for each in state.suspensions if each.stops(site.id)]:
        numbers = ", ".join(map(str, stopped))
        return refuse("production_suspended", provisions("dal/99"), suspensions=numbers)
    if lost := lost_for(site, state, case):
        return lost
    against = _against(site, state, case, moment)
    if against:
        cited = {
            each: None for finding in against.values() for each in (finding.citations if finding else HOLDER)
        }
        return refuse("batch_held", cited, site=site.id, missing=", ".join(against))
    started = BatchStarted(site=site.id, batch_no=command.batch_no, on=happened(command, moment))
    return (*holds(state, case, moment), started)


def _against(
    site: SupervisedSite, state: SupervisionState, case: CaseState, moment: Moment
) -> dict[Ground, Finding | None]:
    """What keeps a batch at this site from being started, each with the rule's finding if a rule says so."""
    found: dict[Ground, Finding | None] = {}
    until = state.compensation_until
    if until is not None and until < moment.day:
        found[Ground.COMPENSATION] = None
    if not site.entrusted:
        return found
    here = [
        near
        for each in entrusted_sites(case)
        if each.id == site.id
        for near in counted_with(each, case, moment)
    ]
    staff = staffing(state.postings, here, moment, pilot=state.supervised.pilot)
    conduct = e29_cmo_conduct(
        audits=int(site.operator in state.audited),
        spot_checks=int(site.operator in state.spot_checked),
        pilot=state.supervised.pilot,
    )
    asked = {Ground.STAFF: staff, Ground.CONDUCT: conduct}
    return {**found, **{ground: each for ground, each in asked.items() if each.outcome is Outcome.HOLD}}
