"""Certificates that stand in for material that is not applicable (N06; Notice 173, item 4)."""

from __future__ import annotations

from domain.case.base import provisions
from domain.case.license_commands import DecideLicense
from domain.case.path import path
from domain.case.state import CaseState, LicenseFile
from domain.dossier import Applicant, Cmo, Dossier, Site, in_mainland
from domain.messages import Refusal
from domain.refusals import refuse


def not_substitutable(command: DecideLicense, file: LicenseFile, state: CaseState) -> Refusal | None:
    """Why no certificate can stand in here: only where the scope of a license is widened, in a cross-border case."""
    if not command.substitutes:
        return None
    added = set(command.addresses) - set(command.previous_addresses)
    if not path(state).pilot and crosses_border(state.file) and file.kind == "change" and added:
        return None
    return refuse("substitute_not_open", provisions("n173/4"), licensee=command.licensee)


def crosses_border(dossier: Dossier) -> bool:
    """Whether the applicant or a site of the chain lies outside the mainland."""
    parties: tuple[Applicant | Cmo | Site, ...] = (dossier.applicant, *dossier.chain(), *dossier.used_sites())
    return any(not in_mainland(each.country, each.province) for each in parties)
