"""The applicant's own license application, where the submission is one (N02 of Notice 173): one procedure, one check.

What accepts the dossier accepts the license application with it; the term for the decision begins as for any other.
"""

from __future__ import annotations

from datetime import date

from domain.case.license_commands import decision
from domain.case.license_events import (
    LicenseApplicationAccepted,
    LicenseApplicationDeemedAccepted,
    LicenseApplied,
)
from domain.case.license_terms import decision_limit
from domain.case.path import path
from domain.case.state import CaseState, Stage
from domain.dossier import APPLICANT
from domain.moment import Moment
from domain.terms import ProcedureEvent, start


def received_on(state: CaseState, check: str) -> date | None:
    """The day on which the dossier, or its correction, was received: that from which the formal check counts."""
    return state.terms[check].started if check in state.terms else None


def with_the_application(
    event: ProcedureEvent,
    state: CaseState,
    moment: Moment,
    received: date | None,
    *,
    by_silence: bool = False,
) -> tuple[ProcedureEvent, ...]:
    """The event that takes the case on, and the applicant's license application where licensing is what follows.

    A new license is decided in a term from its acceptance, a change in one from its receipt; what silence accepts
    counts as accepted on receipt (ALL Art. 32).
    """
    way = path(state)
    follows = way.stages[way.stages.index(state.stage or Stage.INTAKE) + 1]
    needed = any(each.is_applicant for each in state.file.licensees())
    if not way.applies_for_license or follows is not Stage.LICENSING or not needed:
        return (event,)
    kind = state.file.applicant.license_application
    received = received or moment.day
    begins = received if by_silence or kind == "change" else moment.day
    accepted = LicenseApplicationDeemedAccepted if by_silence else LicenseApplicationAccepted
    clock = (start(moment, decision(APPLICANT), decision_limit(kind, moment), begins),)
    return (
        event,
        LicenseApplied(licensee=APPLICANT, kind=kind, on=received),
        accepted(licensee=APPLICANT, clock=clock),
    )
