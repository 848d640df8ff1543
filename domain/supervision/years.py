"""The years: each ends at 24:00 of 31 December, with what was done in it and whether that was enough (P16, E26)."""

from __future__ import annotations

from datetime import date

from domain.findings import Outcome
from domain.messages import Event
from domain.model import end_of_day
from domain.moment import Moment
from domain.position import Deadline
from domain.rules.case_rules import e26_annual_inspection
from domain.supervision.messages import AnnualInspectionMissed, YearClosed
from domain.supervision.state import SupervisionState, Year

ANNUAL = "gmp.inspection"


def year_end(year: int, moment: Moment) -> Deadline:
    """24:00 of 31 December: the plan counts inspections by calendar year."""
    limit = moment.in_force.limit(ANNUAL)
    due = end_of_day(date(year, 12, 31))
    return Deadline(term=f"year.{year}", limit=ANNUAL, due=due, basis=limit.basis)


def year_over(state: SupervisionState, moment: Moment) -> tuple[Event, ...]:
    """The year's record; before it what is missed, if the product was made in it and not inspected as often as due.

    That is the least of the law, or the number in the plan where it is higher.
    """
    year = state.year
    if year is None:
        return ()
    since = state.production_since
    in_production = since is not None and since.year <= year.year
    closed = YearClosed(
        year=year.year,
        in_production=in_production,
        inspections=len(year.inspected),
        samplings=len(year.sampled),
        audits=len(year.audited),
        next_year_end=year_end(year.year + 1, moment),
    )
    plan = state.supervised.plan
    least = moment.law.thresholds.on("inspection.per_year", date(year.year, 12, 31)).n
    least = max(least, plan.inspections_per_year if plan else 0)
    finding = e26_annual_inspection(year.year, len(year.inspected), least, pilot=state.supervised.pilot)
    if not in_production or finding.outcome is Outcome.PASS:
        return (closed,)
    responsible = state.supervised.holder_province
    return (AnnualInspectionMissed(year=year.year, responsible=responsible), closed)


def evolve(state: SupervisionState, event: Event) -> SupervisionState:
    """The next year begins; a missed inspection is owed until one is recorded."""
    match event:
        case AnnualInspectionMissed(year=year):
            return state.model_copy(update={"missed": (*state.missed, year)})
        case YearClosed():
            update: dict[str, object] = {
                "year": Year(year=event.year + 1),
                "year_end": event.next_year_end,
                "years_closed": state.years_closed + 1,
            }
            return state.model_copy(update=update)
        case _:
            return state
