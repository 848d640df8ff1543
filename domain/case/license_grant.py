"""The decision on a license: what has to be true before it is granted, and what it says."""

from __future__ import annotations

import re
from datetime import date

from domain.case.base import Answer, provisions
from domain.case.license_commands import DecideLicense, decision
from domain.case.license_events import LicenseGranted, LicenseRefused
from domain.case.remedies import remedies
from domain.case.state import CaseState, LicenseFile, LicenseStep
from domain.messages import Refusal
from domain.moment import Moment
from domain.refusals import refuse
from domain.terms import end, end_all, start

CLASSIFICATION = re.compile(r"(?:[ABC][hzsdyqtx]+|D[hzsdyqtx]*)+")
"""Capitals for the kind of enterprise, small letters for the kind of drug (Order 28 Art. 77)."""


def decide_license(command: DecideLicense, file: LicenseFile, state: CaseState, moment: Moment) -> Answer:
    """The license, or its refusal, which ends the case: without every license there is no chain."""
    if command.outcome == "refuse":
        ended = (*end_all(state.terms, "licensing."), *remedies(moment))
        basis = provisions("dal/42", "all/38")
        return (LicenseRefused(licensee=command.licensee, reason=command.reason, clock=ended, basis=basis),)
    number, classification = command.number or "", command.classification or ""
    if refusal := _conditions(command, file, state) or _form(number, classification, file, moment):
        return refusal
    return (
        LicenseGranted(
            licensee=command.licensee,
            kind=file.kind or "new",
            number=number,
            classification=classification,
            addresses=command.addresses,
            valid_until=_valid_until(command, file, moment),
            reason=command.reason,
            clock=end(state.terms, decision(command.licensee)),
        ),
    )


def _conditions(command: DecideLicense, file: LicenseFile, state: CaseState) -> Refusal | None:
    """Inspection, the papers of entrusted manufacturers, the licenses of the others, mirrored addresses."""
    if file.inspected == "fail":
        return refuse("inspection_failed", provisions("dal/42"), licensee=command.licensee)
    if lacking := _without_papers(file, state):
        return refuse("gmp_or_consent_missing", provisions("a132/cmo-papers"), manufacturers=lacking)
    if missing := [a for a in file.licensee.addresses if a not in command.addresses]:
        return refuse("address_not_mirrored", provisions("plan/licensing"), addresses="; ".join(missing))
    return None


def _without_papers(file: LicenseFile, state: CaseState) -> str:
    """The manufacturers whose papers this license still waits for: the applicant's waits for all of them."""
    if not file.licensee.is_applicant:
        return "" if file.gmp_notification and file.consent else file.licensee.id
    others = (each for each in state.licensing.files if not each.licensee.is_applicant)
    return ", ".join(each.licensee.id for each in others if each.step is not LicenseStep.GRANTED)


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
