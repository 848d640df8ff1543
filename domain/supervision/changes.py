"""Changes after approval (P17): reported, classified, approved or filed, carried out; or an offence.

Major ones are approved before they are carried out, in a case of their own that names this one; moderate ones are
filed, minor ones reported once a year (DAL Art. 79). Where holder and agency differ about the class the stricter of
the two ways is taken (post-approval changes Art. 21).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from domain.actors import Role
from domain.case.base import provisions
from domain.case.elsewhere import Elsewhere
from domain.case.state import CaseOutcome, LinkKind
from domain.messages import Event, Refusal
from domain.moment import Moment
from domain.position import Wait
from domain.refusals import refuse
from domain.supervision.base import Answer, happened, known_site
from domain.supervision.change_messages import (
    ChangeApproved,
    ChangeCaseOpened,
    ChangeClassReplied,
    ChangeClassSettled,
    ChangeCommand,
    ChangeFiled,
    ChangeFilingConcluded,
    ChangeFilingPublished,
    ChangeImplemented,
    ChangeNotApproved,
    ChangeOffence,
    ChangeReported,
    ChangeTermOverdue,
    ConcludeChangeFiling,
    FileChange,
    ImplementChange,
    NoteChangeCase,
    NoteChangeOutcome,
    PublishChangeFiling,
    RecordUnapprovedChange,
    ReplyChangeClass,
    ReportChange,
    SettleChangeClass,
)
from domain.supervision.changed import ALLOWED, FIRST, SEGMENTED, ChangeClass, ChangeStep, ProductChange
from domain.supervision.corrections import ReportedFinding, opened
from domain.supervision.state import Source, SupervisedSite, SupervisionState
from domain.terms import end, start

CLASSES = provisions("dal/79", "pac/21")
SITES = provisions("pac/13", "pac/14")
FILING = provisions("pac/26")
OFFENCE = provisions("dal/124", "dal/125")

COMMANDS = (
    ReportChange
    | ReplyChangeClass
    | SettleChangeClass
    | FileChange
    | PublishChangeFiling
    | ConcludeChangeFiling
    | ImplementChange
    | RecordUnapprovedChange
    | NoteChangeCase
    | NoteChangeOutcome
)
EVENTS: tuple[type[Event], ...] = (
    ChangeReported,
    ChangeClassReplied,
    ChangeClassSettled,
    ChangeCaseOpened,
    ChangeApproved,
    ChangeNotApproved,
    ChangeFiled,
    ChangeFilingPublished,
    ChangeFilingConcluded,
    ChangeImplemented,
    ChangeOffence,
    ChangeTermOverdue,
)

POSSIBLE: dict[type[ChangeCommand], tuple[ChangeStep, ...]] = {
    ReplyChangeClass: (ChangeStep.ASKED,),
    SettleChangeClass: (ChangeStep.ANSWERED,),
    FileChange: (ChangeStep.FILING_AWAITED,),
    PublishChangeFiling: (ChangeStep.FILED, ChangeStep.CONFIRMED),
    ConcludeChangeFiling: (ChangeStep.FILED,),
    ImplementChange: tuple(each for each in ChangeStep if each is not ChangeStep.IMPLEMENTED),
}
"""At which step of a change a command is possible."""


WAITING: dict[ChangeStep, tuple[Role, str]] = {
    ChangeStep.ASKED: (Role.AGENCY, "reply_change_class"),
    ChangeStep.ANSWERED: (Role.APPLICANT, "settle_change_class"),
    ChangeStep.CASE_AWAITED: (Role.APPLICANT, "submit"),
    ChangeStep.FILING_AWAITED: (Role.APPLICANT, "file_change"),
    ChangeStep.APPROVED: (Role.APPLICANT, "implement_change"),
    ChangeStep.FILED: (Role.AGENCY, "conclude_change_filing"),
}
"""Whose act a change waits for at each step, and by which command."""


def decide(command: COMMANDS, state: SupervisionState, moment: Moment, elsewhere: Elsewhere) -> Answer:
    """What follows from a command about a change."""
    match command:
        case ReportChange():
            return _reported(command, state, moment)
        case RecordUnapprovedChange(site=site, description=description, evidence_no=no):
            return _offence(site, description, state, evidence_no=no)
        case NoteChangeCase() | NoteChangeOutcome():
            return _noted(command, state, moment, elsewhere)
        case _:
            change = state.change(command.change)
            if change is None or change.step not in POSSIBLE[type(command)]:
                step = change.step if change else None
                return refuse("change_out_of_turn", CLASSES, change=command.change, step=step)
            return _about(command, change, state, moment)


def term_ended(term: str, state: SupervisionState) -> tuple[Event, ...]:
    """A term about a change has passed: what it was for is still owed."""
    number = int(term.split(".")[1])
    return (ChangeTermOverdue(term=term, change=number, clock=end(state.terms, term)),)


def evolve(state: SupervisionState, event: Event) -> SupervisionState:  # noqa: C901 - one row per event
    """The supervision after an event about a change."""
    match event:
        case ChangeReported(change=number, kind=kind, site=site, change_class=found):
            step = FIRST[found] if found else ChangeStep.ASKED
            what = event.description
            new = ProductChange(
                number=number, kind=kind, step=step, description=what, site=site, class_=found
            )
            return state.model_copy(update={"changes": (*state.changes, new)})
        case ChangeClassReplied(change=number, change_class=found):
            return state.with_change(number, step=ChangeStep.ANSWERED, replied=found)
        case ChangeClassSettled(change=number, change_class=found):
            return state.with_change(number, step=FIRST[found], class_=found)
        case ChangeCaseOpened(change=number, case=case):
            return state.with_change(number, step=ChangeStep.CASE_OPEN, case=case)
        case ChangeApproved(change=number, on=on):
            return state.with_change(number, step=ChangeStep.APPROVED, approved_on=on)
        case ChangeNotApproved(change=number):
            return state.with_change(number, step=ChangeStep.REFUSED)
        case ChangeFiled(change=number):
            return state.with_change(number, step=ChangeStep.FILED)
        case ChangeFilingPublished(change=number):
            return state.with_change(number, published=True)
        case ChangeFilingConcluded(change=number, outcome=outcome):
            confirmed = outcome == "filing_confirmed"
            return state.with_change(number, step=ChangeStep.CONFIRMED if confirmed else ChangeStep.REFUSED)
        case ChangeImplemented(change=number):
            return state.with_change(number, step=ChangeStep.IMPLEMENTED)
        case _:
            return state


def waits(state: SupervisionState) -> Iterator[Wait]:
    """Whose act the changes wait for."""
    for change in state.changes:
        if change.step in WAITING:
            yield _wait(state, *WAITING[change.step])
        if change.step in {ChangeStep.FILED, ChangeStep.CONFIRMED} and not change.published:
            yield _wait(state, Role.AGENCY, "publish_change_filing")


def _wait(state: SupervisionState, role: Role, command: str) -> Wait:
    """The holder's act, its agency's, or for an overseas holder the review centre's answer."""
    product = state.supervised
    if role is Role.APPLICANT:
        return Wait(role=role, organisation=product.represented_by, commands=(command,))
    if command == "reply_change_class" and product.acting:
        return Wait(role=Role.REVIEW_CENTRE, commands=(command,))
    return Wait(role=role, province=product.holder_province, commands=(command,))


def _reported(command: ReportChange, state: SupervisionState, moment: Moment) -> Answer:
    """The class as the holder states it; one below what is read for the chain itself needs the agency's answer."""
    if command.site is not None and isinstance(site := known_site(command.site, state), Refusal):
        return site
    if command.kind in SEGMENTED and command.change_class not in {None, ChangeClass.MAJOR}:
        return refuse("change_class_too_low", SITES, kind=command.kind, given=command.change_class)
    number = len(state.changes) + 1
    asked = () if command.change_class else (start(moment, f"change.{number}.reply", "chg.class.reply"),)
    return (
        ChangeReported(
            change=number,
            kind=command.kind,
            description=command.description,
            site=command.site,
            change_class=command.change_class,
            clock=asked,
            basis=(*CLASSES, *(SITES if command.kind in SEGMENTED else ())),
        ),
    )


def _about(
    command: ReplyChangeClass
    | SettleChangeClass
    | FileChange
    | PublishChangeFiling
    | ConcludeChangeFiling
    | ImplementChange,
    change: ProductChange,
    state: SupervisionState,
    moment: Moment,
) -> Answer:
    number, prefix = change.number, f"change.{change.number}"
    match command:
        case ReplyChangeClass(change_class=found, document_no=no, reason=reason):
            ended = end(state.terms, f"{prefix}.reply")
            return (
                ChangeClassReplied(
                    change=number, change_class=found, document_no=no, reason=reason, clock=ended
                ),
            )
        case SettleChangeClass(change_class=own):
            replied = change.replied or own
            stricter = min(own, replied, key=lambda each: each.rank)
            return (ChangeClassSettled(change=number, change_class=stricter, agreed=own is replied),)
        case FileChange(filing_no=no):
            terms = (
                start(moment, f"{prefix}.publish", "chg.filing.publish"),
                start(moment, f"{prefix}.check", "chg.filing.check"),
            )
            return (ChangeFiled(change=number, filing_no=no, clock=terms),)
        case PublishChangeFiling(document_no=no):
            if change.published:
                return refuse("change_out_of_turn", FILING, change=number, step=change.step)
            ended = end(state.terms, f"{prefix}.publish")
            return (ChangeFilingPublished(change=number, document_no=no, clock=ended),)
        case ConcludeChangeFiling(outcome=outcome, document_no=no, reason=reason):
            ended = end(state.terms, f"{prefix}.check")
            concluded = ChangeFilingConcluded(
                change=number, outcome=outcome, document_no=no, reason=reason, clock=ended
            )
            return (concluded,)
        case ImplementChange():
            if change.step not in ALLOWED:
                site = change.site or state.supervised.sites[0].id
                return _offence(site, change.description, state, change=number)
            ended = end(state.terms, f"{prefix}.implement")
            found, on = change.class_ or ChangeClass.MAJOR, happened(command, moment)
            return (ChangeImplemented(change=number, change_class=found, on=on, clock=ended),)
        case _:
            assert_never(command)


def _offence(
    site: str,
    description: str,
    state: SupervisionState,
    *,
    change: int | None = None,
    evidence_no: str | None = None,
) -> Answer:
    """The offence, and a serious finding that the agency has to answer with a measure."""
    known = known_site(site, state)
    if not isinstance(known, SupervisedSite):
        return known
    offence = ChangeOffence(
        change=change,
        site=site,
        province=state.supervised.in_charge(site),
        description=description,
        evidence_no=evidence_no,
        basis=OFFENCE,
    )
    stated = (ReportedFinding(text=description),)
    found = opened(state, site, Source.UNAPPROVED_CHANGE, stated, report_no=evidence_no, serious=True)
    return (offence, *found)


def _noted(
    command: NoteChangeCase | NoteChangeOutcome,
    state: SupervisionState,
    moment: Moment,
    elsewhere: Elsewhere,
) -> Answer:
    """What the case that applies for the change says of itself."""
    later = elsewhere.later
    change = state.change(later.change or 0) if later and later.kind is LinkKind.CHANGE else None
    case = elsewhere.later_number or ""
    if later is None or change is None or later.case != state.supervised.case:
        return refuse("no_such_link", CLASSES, case=case)
    number = change.number
    if isinstance(command, NoteChangeCase):
        if change.step is not ChangeStep.CASE_AWAITED:
            return refuse("change_out_of_turn", CLASSES, change=number, step=change.step)
        return (ChangeCaseOpened(change=number, case=case),)
    if elsewhere.later_outcome is None or change.case != case:
        return refuse("change_out_of_turn", CLASSES, change=number, step=change.step)
    if elsewhere.later_outcome is not CaseOutcome.APPROVED:
        return (ChangeNotApproved(change=number, case=case, outcome=elsewhere.later_outcome),)
    on = elsewhere.later_decided_on or moment.day
    term = start(moment, f"change.{number}.implement", "chg.implement", on)
    return (ChangeApproved(change=number, case=case, on=on, clock=(term,)),)
