"""Nothing inspected twice: who may inspect a site that is another's, or that was inspected in the year already."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from domain.case.base import provisions
from domain.case.scheme import Duty
from domain.messages import Refusal
from domain.model import Province
from domain.refusals import refuse
from domain.supervision.records import DutyAct
from domain.supervision.state import SupervisionState

if TYPE_CHECKING:
    from domain.supervision.inspections import RecordInspection

OWN_SITES = provisions("o28/49", "o28/50", "plan/joint-scheme")


def twice(command: RecordInspection, by: Province, on: date, state: SupervisionState) -> Refusal | None:
    """Why this agency cannot record that inspection so, or None.

    Another province's site is inspected jointly with its agency, or for cause; a site that another province has
    inspected in the year is inspected again jointly or for cause too. Both say why.
    """
    product = state.supervised
    if strange := sorted({*command.joint_with} - {*product.provinces} | ({*command.joint_with} & {by})):
        known = ", ".join(each for each in product.provinces if each != by) or "—"
        return refuse("joint_with_unknown", OWN_SITES, provinces=", ".join(strange), known=known)
    if command.kind == "for_cause":
        return None if command.cause else refuse("inspection_needs_cause", OWN_SITES, site=command.site)
    assigned = product.responsible(command.site, Duty.COMPREHENSIVE_INSPECTION)
    if not {by, *command.joint_with} & {*assigned, product.in_charge(command.site)}:
        return refuse("inspection_not_assigned", OWN_SITES, site=command.site, provinces=", ".join(assigned))
    earlier = _earlier(command.site, by, on, state)
    if earlier is None or (command.joint_with and command.cause):
        return None
    return refuse(
        "already_inspected",
        OWN_SITES,
        site=command.site,
        year=on.year,
        provinces=", ".join(sorted(earlier.provinces)),
        on=earlier.on,
        report_no=earlier.report_no,
    )


def _earlier(site: str, by: Province, on: date, state: SupervisionState) -> DutyAct | None:
    """The inspection by others of that site in that year; an agency may come back to a site that it inspected."""
    return next(
        (
            act
            for act in state.acts
            if "record_inspection" in act.codes
            and act.site == site
            and act.on is not None
            and act.on.year == on.year
            and by not in act.provinces
        ),
        None,
    )
