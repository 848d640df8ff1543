"""Where nothing may be made for want of a license (DAL Art. 41): at the sites of its holder, or anywhere."""

from __future__ import annotations

from domain.case.base import provisions
from domain.case.state import CaseState
from domain.dossier import APPLICANT
from domain.messages import Refusal
from domain.refusals import refuse
from domain.supervision.held import HeldLicense
from domain.supervision.state import Ground, Hold, SupervisedSite, SupervisionState

WITHOUT = provisions("dal/41", "dal/115")


def unlicensed(state: SupervisionState, case: CaseState) -> frozenset[Hold]:
    """The holds that follow from licenses that are lost or cut, as they stand."""
    lost = {each.licensee for each in state.licenses if not each.valid}
    if APPLICANT in lost:
        return frozenset({Hold(ground=Ground.LICENSE)})
    return frozenset(
        Hold(ground=Ground.LICENSE, site=site.id)
        for site in state.supervised.sites
        if site.operator in lost or _cut(site, state, case)
    )


def lost_for(site: SupervisedSite, state: SupervisionState, case: CaseState) -> Refusal | None:
    """Why no batch may be made at that site: its maker's license, or the holder's, does not allow it any more."""
    concerned = (state.license(site.operator), state.license(APPLICANT))
    for held in concerned:
        if held is not None and (not held.valid or _removed(site, held, case)):
            standing = held.standing if not held.valid else "scope_cut"
            return refuse("no_valid_license", WITHOUT, site=site.id, number=held.number, standing=standing)
    return None


def _cut(site: SupervisedSite, state: SupervisionState, case: CaseState) -> bool:
    return any(_removed(site, held, case) for held in state.licenses)


def _removed(site: SupervisedSite, held: HeldLicense, case: CaseState) -> bool:
    """An address that is off the maker's license, or off the holder's, which shows the whole chain."""
    concerned = held.licensee in {site.operator, APPLICANT}
    return concerned and case.file.site(site.id).address in held.removed
