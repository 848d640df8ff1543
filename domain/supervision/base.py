"""What every subject of the supervision shares: the shape of an answer, and the questions that all ask."""

from __future__ import annotations

from datetime import date

from domain.case.base import provisions
from domain.messages import Event, Refusal
from domain.model import local_day
from domain.moment import Moment
from domain.refusals import refuse
from domain.supervision.messages import SupervisionCommand
from domain.supervision.state import SiteFinding, SupervisedSite, SupervisionState

Answer = tuple[Event, ...] | Refusal
"""What a decision answers: what is now true, or why not."""

SUPERVISION = provisions("plan/supervision")
HOLDER = provisions("plan/4")


def happened(command: SupervisionCommand, moment: Moment) -> date:
    """The day on which the act took place: as the actor says, else today."""
    return local_day(command.occurred or moment.received)


def known_site(site: str, state: SupervisionState) -> SupervisedSite | Refusal:
    """The site of the chain, or the refusal that names those there are."""
    found = state.supervised.site(site)
    if found is None:
        known = ", ".join(each.id for each in state.supervised.sites)
        return refuse("unknown_site", SUPERVISION, site=site, known=known)
    return found


def open_finding(number: int, state: SupervisionState) -> SiteFinding | Refusal:
    """The finding that is still open, or the refusal that names those there are."""
    found = state.finding(number)
    if found is None or found.closed:
        known = ", ".join(str(each.number) for each in state.open_findings) or "—"
        return refuse("finding_unknown", SUPERVISION, finding=number, known=known)
    return found


def passed(day: date | None, moment: Moment) -> Refusal | None:
    """A date that an office or a party sets lies ahead, today included."""
    if day is None or day >= moment.day:
        return None
    return refuse("date_passed", provisions("plan/supervision", "dal/7"), day=day, today=moment.day)
