"""Renewal of a license: applied for six months before it expires, decided by then, or deemed granted (ALL Art. 50).

A renewal that was not applied for ends with the license: it expires, nothing may be made on it, and its agency
cancels it. An application that comes later than the last day is on record and may be decided, but silence does not
grant it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import assert_never

from domain import clock
from domain.case.base import province_of, provisions
from domain.case.state import CaseState
from domain.messages import Event, Refusal
from domain.model import end_of_day
from domain.moment import Moment
from domain.position import Deadline
from domain.refusals import refuse
from domain.supervision.base import Answer, passed
from domain.supervision.held import HeldLicense, LicenseStanding
from domain.supervision.remedies import remedies
from domain.supervision.renewal_messages import (
    ApplyForRenewal,
    DecideRenewal,
    LicenseExpired,
    LicenseNoted,
    LicenseRenewed,
    NoteLicense,
    RenewalAppliedFor,
    RenewalNotAppliedFor,
    RenewalRefused,
    StateValidity,
    ValidityStated,
)
from domain.supervision.state import SupervisionState

RENEWAL = provisions("o28/19", "all/50")
EXPIRY = provisions("all/70", "o28/20", "dal/41")
APPLY_BEFORE, VALIDITY = "lic.renew.apply_before", "lic.validity"

COMMANDS = NoteLicense | StateValidity | ApplyForRenewal | DecideRenewal
EVENTS: tuple[type[Event], ...] = (
    LicenseNoted,
    ValidityStated,
    RenewalAppliedFor,
    RenewalNotAppliedFor,
    LicenseRenewed,
    RenewalRefused,
    LicenseExpired,
)


def decide(command: COMMANDS, state: SupervisionState, case: CaseState, moment: Moment) -> Answer:
    """What follows from a command about a license and its renewal."""
    if isinstance(command, NoteLicense):
        return _note(command, case, moment)
    held = known_license(command.licensee, state)
    if isinstance(held, Refusal):
        return held
    if isinstance(command, StateValidity):
        return _stated(command, held, moment)
    if not (held.valid or held.undecided_anew) or held.valid_until is None:
        return refuse(
            "license_not_renewable",
            RENEWAL,
            number=held.number,
            standing=held.standing,
            until=held.valid_until,
        )
    match command:
        case ApplyForRenewal():
            if held.applied_on is not None:
                return refuse("renewal_applied_for", RENEWAL, number=held.number, on=held.applied_on)
            in_time = held.apply_by is not None and moment.day <= held.apply_by
            return (
                RenewalAppliedFor(
                    licensee=held.licensee,
                    number=held.number,
                    on=moment.day,
                    in_time=in_time,
                    valid_until=held.valid_until,
                ),
            )
        case DecideRenewal():
            return _decided(command, held, held.valid_until, state, moment)
        case _:
            assert_never(command)


def term_ended(term: str, state: SupervisionState, moment: Moment) -> tuple[Event, ...]:
    """The last day to apply has passed, or the license has come to its end: renewed by silence, or expired."""
    _, licensee, which = split(term)
    held = next(each for each in state.licenses if each.licensee == licensee)
    if held.valid_until is None:
        raise LookupError(f"the term {term} runs for a license without an end")
    if which == "renew":
        return (
            RenewalNotAppliedFor(
                licensee=licensee, holder=held.holder, number=held.number, valid_until=held.valid_until
            ),
        )
    if held.renewal_pending and held.in_time:
        return (_renewed(held, held.valid_until, moment, deemed=True),)
    return (
        LicenseExpired(
            licensee=licensee, holder=held.holder, number=held.number, province=held.province, basis=EXPIRY
        ),
    )


def evolve(state: SupervisionState, event: Event) -> SupervisionState:
    """The supervision after an event about a license."""
    match event:
        case LicenseNoted():
            given = {name: getattr(event, name) for name in HeldLicense.model_fields if hasattr(event, name)}
            others = tuple(each for each in state.licenses if each.licensee != event.licensee)
            return state.model_copy(update={"licenses": (*others, HeldLicense.model_validate(given))})
        case ValidityStated(licensee=licensee, valid_until=until, apply_by=by):
            return state.with_license(licensee, valid_until=until, apply_by=by, reminded=False)
        case RenewalAppliedFor(licensee=licensee, on=on, in_time=in_time):
            return state.with_license(licensee, applied_on=on, in_time=in_time)
        case RenewalNotAppliedFor(licensee=licensee):
            return state.with_license(licensee, reminded=True)
        case LicenseRenewed(licensee=licensee, valid_until=until, apply_by=by):
            fresh = {"applied_on": None, "in_time": False, "reminded": False, "expired": False}
            state = state.with_license(licensee, standing=LicenseStanding.VALID, **fresh)
            return state.with_license(licensee, valid_until=until, apply_by=by)
        case RenewalRefused(licensee=licensee):
            return state.with_license(licensee, applied_on=None, in_time=False, reminded=True)
        case LicenseExpired(licensee=licensee):
            return state.with_license(
                licensee, standing=LicenseStanding.EXPIRED, expired=True, applied_on=None
            )
        case _:
            return state


def deadlines(state: SupervisionState) -> Iterator[Deadline]:
    """The last day to apply, counted backwards, until it has passed or is used; and the end of each license."""
    for held in state.licenses:
        if not held.valid or held.valid_until is None:
            continue
        if held.apply_by is not None and held.applied_on is None and not held.reminded:
            due = end_of_day(held.apply_by)
            term = f"license.{held.licensee}.renew"
            yield Deadline(term=term, limit=APPLY_BEFORE, due=due, basis=RENEWAL)
        due, term = end_of_day(held.valid_until), f"license.{held.licensee}.expiry"
        yield Deadline(term=term, limit=VALIDITY, due=due, basis=RENEWAL)


def known_license(licensee: str, state: SupervisionState) -> HeldLicense | Refusal:
    """The license of that licensee, or the refusal that names those there are."""
    found = state.license(licensee)
    if found is None:
        known = ", ".join(each.licensee for each in state.licenses) or "—"
        return refuse("license_unknown", EXPIRY, licensee=licensee, known=known)
    return found


def split(term: str) -> tuple[str, str, str]:
    """The three parts of a term's name, such as `license`, `cmo-1` and `renew`."""
    owner, _, rest = term.partition(".")
    which, _, last = rest.rpartition(".")
    return owner, which, last


def _note(command: NoteLicense, case: CaseState, moment: Moment) -> Answer:
    file = next((each for each in case.licensing.granted if each.licensee.id == command.licensee), None)
    if file is None:
        return refuse("no_license_yet", provisions("plan/licensing"), case=case.number)
    until = file.valid_until
    return (
        LicenseNoted(
            licensee=file.licensee.id,
            holder=file.licensee.name,
            province=file.licensee.province,
            number=file.number or "",
            addresses=file.addresses,
            valid_until=until,
            apply_by=_apply_by(until, moment) if until else None,
        ),
    )


def _stated(command: StateValidity, held: HeldLicense, moment: Moment) -> Answer:
    """Only what nobody has stated yet: a validity that is known changes by renewal alone."""
    if held.valid_until is not None:
        return refuse("validity_known", RENEWAL, number=held.number, until=held.valid_until)
    stated = ValidityStated(
        licensee=held.licensee,
        number=held.number,
        valid_until=command.valid_until,
        apply_by=_apply_by(command.valid_until, moment),
        document_no=command.document_no,
    )
    return passed(command.valid_until, moment) or (stated,)


def _decided(
    command: DecideRenewal, held: HeldLicense, until: date, state: SupervisionState, moment: Moment
) -> Answer:
    if held.applied_on is None:
        return refuse("renewal_not_applied_for", RENEWAL, number=held.number)
    if command.outcome == "refuse":
        notice, acts = remedies(province_of(command), state, moment)
        return (
            RenewalRefused(
                licensee=held.licensee,
                number=held.number,
                document_no=command.document_no,
                reason=command.reason,
                valid_until=until,
                remedies=notice,
                clock=acts,
                basis=provisions("o28/19", "all/38"),
            ),
        )
    renewed = _renewed(held, until, moment, deemed=False)
    return (renewed.model_copy(update={"document_no": command.document_no, "reason": command.reason}),)


def _renewed(held: HeldLicense, until: date, moment: Moment, *, deemed: bool) -> LicenseRenewed:
    """Valid for another term from the end of the last one."""
    due = clock.due(clock.start(moment.in_force.limit(VALIDITY), until), moment.calendar)
    if due is None:
        raise clock.TermNotRunningError(VALIDITY)
    return LicenseRenewed(
        licensee=held.licensee,
        number=held.number,
        deemed=deemed,
        valid_until=due.day,
        apply_by=_apply_by(due.day, moment),
        basis=provisions("all/50") if deemed else RENEWAL,
    )


def _apply_by(until: date, moment: Moment) -> date:
    return clock.latest(moment.in_force.limit(APPLY_BEFORE), until, moment.calendar).day
