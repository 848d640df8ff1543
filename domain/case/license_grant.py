"""The decision on a license: what has to be true before it is granted, what it says, and its delivery."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from domain.case.base import Answer, provisions
from domain.case.holds import held
from domain.case.license_commands import DecideLicense, DeliverLicense, decision, delivery
from domain.case.license_events import LicenseDelivered, LicenseGranted, LicenseRefused
from domain.case.path import Gate, path
from domain.case.readiness import not_ready
from domain.case.remedies import beside, notice, remedies
from domain.case.state import CaseOutcome, CaseState, LicenseFile, LicenseStep
from domain.case.substitutes import not_substitutable
from domain.dossier import Consent
from domain.dossier.dossier import STATED_ON_THE_HOLDERS_LICENSE
from domain.findings import Finding, Outcome
from domain.messages import Refusal
from domain.moment import Moment
from domain.refusals import refuse
from domain.rules.case_rules import e21_license_mirror, e22_cmo_papers
from domain.terms import ClockAct, Ended, end, end_all, start

CLASSIFICATION = re.compile(r"(?:[ABC][hzsdyqtx]+|D[hzsdyqtx]*)+")
"""Capitals for the kind of enterprise, small letters for the kind of drug (Order 28 Art. 77)."""


def decide_license(command: DecideLicense, file: LicenseFile, state: CaseState, moment: Moment) -> Answer:
    """The license, or its refusal."""
    licensee = command.licensee
    delivered = start(moment, delivery(licensee), "lic.deliver")
    if command.outcome == "refuse":
        return (_refused(command, state, moment, delivered),)
    number, classification = command.number or "", command.classification or ""
    if refusal := (
        _conditions(command, file, state)
        or not_substitutable(command, file, state)
        or _form(number, classification, file, moment)
    ):
        return refusal
    unlisted = tuple(each for each in file.licensee.addresses if each not in command.addresses)
    granted = LicenseGranted(
        licensee=licensee,
        kind=file.kind or "new",
        number=number,
        classification=classification,
        addresses=command.addresses,
        previous_addresses=command.previous_addresses,
        unlisted=unlisted,
        unlisted_reason=command.unlisted_reason if unlisted else None,
        substitutes=command.substitutes,
        valid_until=_valid_until(command, file, moment),
        reason=command.reason,
        on=moment.day,
        clock=(*end(state.terms, decision(licensee)), delivered),
    )
    return (granted,)


def _refused(command: DecideLicense, state: CaseState, moment: Moment, delivered: ClockAct) -> LicenseRefused:
    """A refused license ends the case, for without it there is no chain.

    Under Notice 173 each province decides for itself: what a manufacturer does not get holds the holder's license, and
    the manufacturer may apply again.
    """
    goes_on = beside(command.licensee, state) is not None
    own = end_all(state.terms, f"licensing.{command.licensee}.")
    return LicenseRefused(
        licensee=command.licensee,
        reason=command.reason,
        outcome=None if goes_on else CaseOutcome.LICENSE_REFUSED,
        on=moment.day,
        remedies=notice(state, CaseOutcome.LICENSE_REFUSED, moment, command.licensee, known=False),
        clock=(*(own if goes_on else all_but_delivery(state)), delivered),
        basis=provisions("dal/42", "all/38"),
    )


def deliver_license(command: DeliverLicense, file: LicenseFile, state: CaseState, moment: Moment) -> Answer:
    """The licensee has the decision. Against a refusal the remedies run from this day, on which it is known."""
    if file.delivered_on is not None:
        return refuse("nothing_to_deliver", provisions("all/44"))
    licensee, refused = command.licensee, file.step is LicenseStep.NOT_GRANTED
    told = notice(state, CaseOutcome.LICENSE_REFUSED, moment, licensee) if refused else None
    begun = remedies(moment, beside(licensee, state)) if refused else ()
    acts = (*end(state.terms, delivery(licensee)), *begun)
    delivered = LicenseDelivered(
        licensee=licensee, receipt_no=command.receipt_no, on=moment.day, remedies=told, clock=acts
    )
    return (delivered,)


def papers(file: LicenseFile, *, pilot: bool = True) -> Finding:
    """The finding on the GMP notification and the consent of a manufacturer's agency (E22)."""
    consent = Consent.REFUSED if file.consent_refused else Consent.PENDING
    return e22_cmo_papers(
        gmp_notification=file.gmp_notification is not None,
        consent=Consent.GRANTED if file.consent else consent,
        pilot=pilot,
    )


def all_but_delivery(state: CaseState) -> tuple[ClockAct, ...]:
    """Every licensing term ends with the case, except that what was decided has still to be delivered."""
    return tuple(
        Ended(name=name)
        for name in state.terms
        if name.startswith("licensing.") and not name.endswith(".deliver")
    )


def _conditions(command: DecideLicense, file: LicenseFile, state: CaseState) -> Refusal | None:
    """Inspection, the papers of entrusted manufacturers, the licenses of the others, mirrored addresses."""
    if file.inspected == "fail" or file.reinspection_due:
        return refuse("inspection_failed", provisions("dal/42"), licensee=command.licensee)
    others = tuple(each for each in state.licensing.files if not each.licensee.is_applicant)
    if file.licensee.is_applicant and (refusal := not_ready(state) or held(state, Gate.HOLDER_LICENSE)):
        return refusal
    if refusal := _papers(others if file.licensee.is_applicant else (file,), pilot=path(state).pilot):
        return refusal
    if file.licensee.is_applicant and (lacking := _names(e for e in others if _unlicensed(e))):
        return refuse("gmp_or_consent_missing", provisions("a132/cmo-papers"), manufacturers=lacking)
    return _mirror(command, file, state)


def _papers(files: Iterable[LicenseFile], *, pilot: bool) -> Refusal | None:
    found = [(file, papers(file, pilot=pilot)) for file in files]
    short = [(file, finding) for file, finding in found if finding.outcome is not Outcome.PASS]
    if not short:
        return None
    worst = next((each for each in short if each[0].consent_refused and not each[0].consent), short[0])
    finding, names = worst[1], _names(file for file, _ in short)
    facts = {"rule": finding.rule, "finding": finding.outcome, "holds": finding.holds}
    if worst[0].consent_refused and not worst[0].consent:
        return refuse("consent_refused", finding.citations, manufacturers=names, **facts)
    return refuse("gmp_or_consent_missing", finding.citations, manufacturers=names, **facts)


def _unlicensed(file: LicenseFile) -> bool:
    return file.step is not LicenseStep.GRANTED


def _names(files: Iterable[LicenseFile]) -> str:
    return ", ".join(file.licensee.id for file in files)


def _mirror(command: DecideLicense, file: LicenseFile, state: CaseState) -> Refusal | None:
    """The addresses of the chain (E21): of an intermediate site that it does not show the agency says why."""
    finding = e21_license_mirror(
        file.licensee.addresses,
        command.addresses,
        intermediate=_intermediate(file, state),
        pilot=path(state).pilot,
    )
    missing = "; ".join(each for each in file.licensee.addresses if each not in command.addresses)
    facts = {"rule": finding.rule, "finding": finding.outcome, "holds": finding.holds}
    if finding.outcome is Outcome.HOLD:
        return refuse("address_not_mirrored", finding.citations, addresses=missing, **facts)
    if finding.outcome is Outcome.REFER and command.unlisted_reason is None:
        return refuse("intermediate_site_not_listed", finding.citations, addresses=missing, **facts)
    return None


def _intermediate(file: LicenseFile, state: CaseState) -> frozenset[str]:
    """The addresses at which neither drug substance nor drug product is made."""
    dossier = state.file
    stated = {
        dossier.site(each.site).address
        for each in dossier.segments
        if each.stage in STATED_ON_THE_HOLDERS_LICENSE
    }
    return frozenset(file.licensee.addresses) - stated


def _form(number: str, classification: str, file: LicenseFile, moment: Moment) -> Refusal | None:
    """The number and class code that Order 28 Art. 77 gives a license."""
    division = moment.law.divisions[file.licensee.province]
    short = [mark for mark in (division.short, division.short_also) if mark]
    if not any(re.fullmatch(rf"{re.escape(mark)}[0-9]{{8}}", number) for mark in short):
        return refuse(
            "license_number_form", provisions("o28/77"), number=number or "—", short="/".join(short)
        )
    if not CLASSIFICATION.fullmatch(classification):
        return refuse("classification_form", provisions("o28/77"), classification=classification or "—")
    return None


def _valid_until(command: DecideLicense, file: LicenseFile, moment: Moment) -> date | None:
    """A new license is valid from its decision on; a change leaves the validity of the license as it was."""
    if file.kind == "change":
        return command.valid_until
    return start(moment, "license.validity", "lic.validity").due
