"""Who owes what: the law's table of duties, applied to one product, its plan, its years and its findings.

A year counts by the table in force when it begins; what the joint plan assigns goes before the table.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from domain import clock
from domain.actors import Role
from domain.case.scheme import Duty
from domain.law import DutyRow, Law, LawInForce, Occasion, Party, Scope, Since, Unit
from domain.law.calendar import Calendar, Due
from domain.law.texts import Bilingual
from domain.model import CalendarUnits, Frozen, Province, ProvisionId, WorkingDays
from domain.supervision.records import DutyAct, DutyOffice
from domain.supervision.state import SiteFinding, Source, SupervisedProduct, SupervisedSite, SupervisionState
from domain.term import CalendarTerm, WorkingDayTerm


class Step(Frozen):
    """One step of the escalation: who is told, so long after the one before. The first has no length."""

    to: DutyOffice
    n: int = 0
    unit: Unit = Unit.WORKING_DAYS


class Owed(Frozen):
    """A duty that somebody owes: of one year or one finding, at one site or of the product.

    `joined_by` are the agencies that must take part beside the one that owes; `after` is how many acts had been done
    before those that can fulfil it; `uncovered`: no agency had been given the site, so the first is told at once.
    """

    id: str
    key: str
    title: Bilingual
    year: int
    owed_by: DutyOffice
    since: date
    due: date
    provisional: bool = False
    times: int = 1
    site: str | None = None
    manufacturer: str | None = None
    finding: int | None = None
    joined_by: tuple[Province, ...] = ()
    acts: tuple[str, ...]
    ended_by: tuple[str, ...] = ()
    chain: tuple[Step, ...]
    basis: tuple[ProvisionId, ...]
    after: int = 0
    uncovered: bool = False

    @property
    def commands(self) -> tuple[str, ...]:
        """The commands that answer it."""
        return tuple(dict.fromkeys(act.partition(".")[0] for act in self.acts))

    def answered_by(self, act: DutyAct) -> bool:
        """Whether this is such an act, whenever it was done."""
        if not {*self.acts, *self.ended_by} & set(act.codes):
            return False
        owner = self.owed_by.province
        if self.finding is not None:
            return self.finding in act.findings and (
                "acknowledge_finding" not in self.acts or act.by == owner
            )
        if self.manufacturer is not None:
            return act.operator == self.manufacturer
        if self.site is None:
            return True
        there = set() if owner is None or self.uncovered else {owner, *self.joined_by}
        return act.site == self.site and there <= act.provinces


@dataclass(frozen=True, slots=True)
class _Given:
    """What one duty is about, before the table has said the rest."""

    since: date
    due: Due
    year: int
    site: str | None = None
    manufacturer: str | None = None
    finding: SiteFinding | None = None
    owner: DutyOffice | None = None
    joined_by: tuple[Province, ...] = ()
    times: int = 1
    after: int = 0
    uncovered: bool = False


def owed(state: SupervisionState, law: Law) -> tuple[Owed, ...]:
    """Every duty of every year so far and of every finding, fulfilled or not, the earliest last day first."""
    if state.product is None or state.opened_on is None or state.year is None:
        return ()
    found = [
        each
        for year in range(state.opened_on.year, state.year.year + 1)
        for each in _of_the_year(state.product, state.opened_on, state.production_since, year, law)
    ]
    found += [each for finding in state.findings for each in _of_the_finding(finding, state, law)]
    return tuple(sorted(found, key=lambda each: (each.due, each.id)))


def lasts(day: date, n: int, unit: Unit, calendar: Calendar) -> Due:
    """The last day of a length that begins the day after `day`."""
    term: WorkingDayTerm | CalendarTerm
    if unit is Unit.WORKING_DAYS:
        term = WorkingDayTerm(key="duty", n=WorkingDays(n), started=day, basis=())
    else:
        term = CalendarTerm(key="duty", n=CalendarUnits(n), unit=unit, started=day, basis=())
    due = clock.due(term, calendar)
    if due is None:
        raise LookupError("a term that was never stopped has a last day")
    return due


@lru_cache(maxsize=1024)  # a year's duties are asked for with every command of the years after it
def _of_the_year(
    product: SupervisedProduct, opened: date, produced: date | None, year: int, law: Law
) -> tuple[Owed, ...]:
    return tuple(_years(product, opened, produced, year, law))


def _years(
    product: SupervisedProduct, opened: date, produced: date | None, year: int, law: Law
) -> Iterator[Owed]:
    first = date(year, 1, 1)
    in_force = law.on(max(first, opened))
    for row in in_force.duties(product.regime):
        begun = opened if row.since is Since.LICENSE else produced
        if row.by is None or begun is None or begun > row.by.of(year):
            continue
        if row.about == "year_before" and begun.year >= year:
            continue
        if row.where == "several_provinces" and len(product.provinces) == 1:
            continue
        due = Due(day=row.by.of(year), provisional=False)
        given = _Given(since=max(first, begun), due=due, year=year, times=row.times)
        yield from (_made(row, each, product, in_force) for each in _each(row, given, product))


def _each(row: DutyRow, given: _Given, product: SupervisedProduct) -> Iterator[_Given]:
    """Of what there is one such duty each."""
    plan = product.plan
    assigned = [each for each in plan.duties if each.duty == row.plan] if plan else []
    if row.where == "planned" or (assigned and row.per is Scope.PRODUCT):
        for each in assigned:
            yield replace(given, site=each.site, owner=_agency(each.province))
        return
    match row.per:
        case Scope.PRODUCT:
            asked = plan.inspections_per_year if row.counted and plan else 0
            yield replace(given, times=max(row.times, asked))
        case Scope.MANUFACTURER:
            operators = dict.fromkeys(site.operator for site in product.sites if site.entrusted)
            yield from (replace(given, manufacturer=each) for each in operators)
        case Scope.MAINLAND_SITE:
            yield from (_at(site, row, given, product) for site in product.sites if site.province)
        case Scope.FINDING:
            return


def _at(site: SupervisedSite, row: DutyRow, given: _Given, product: SupervisedProduct) -> _Given:
    """The duty at one site: of the agency in charge, joined by others where the plan says so, or of the maker."""
    given = replace(given, site=site.id)
    if row.plan is None:
        return given
    plan, duty = product.plan, Duty(row.plan)
    if plan and plan.names(duty) and not plan.assigned(site.id, duty):
        return replace(given, owner=_agency(product.holder_province), uncovered=True)
    first, *others = product.responsible(site.id, duty)
    return replace(given, owner=_agency(first), joined_by=tuple(others))


def _of_the_finding(finding: SiteFinding, state: SupervisionState, law: Law) -> Iterator[Owed]:
    """What a finding brings about. One that older events opened says no day, and may have no date: then nothing."""
    product = state.supervised
    day = finding.opened_on or finding.correct_by
    if day is None:
        return
    for row in law.on(day).duties(product.regime):
        for begun, given in _occasions(row, finding, state):
            if begun is None and (row.occasion is not Occasion.FINDING or finding.correct_by is None):
                continue
            since = begun or day
            due = _last_day(row, finding, since, law)
            of_it = replace(
                given, since=since, due=due, year=due.day.year, site=finding.site, finding=finding
            )
            yield _made(row, of_it, product, law.on(since))


def _last_day(row: DutyRow, finding: SiteFinding, since: date, law: Law) -> Due:
    """The date that an act has set for the correction; else so long after the day on which the duty came about."""
    if row.occasion is Occasion.FINDING and finding.correct_by:
        return Due(day=finding.correct_by, provisional=False)
    if row.within is None:
        raise LookupError(f"{row.key} has no last day")
    return lasts(since, *law.on(since).length(row.within), law.calendar)


def _occasions(
    row: DutyRow, finding: SiteFinding, state: SupervisionState
) -> Iterator[tuple[date | None, _Given]]:
    """Whenever this finding brings that duty about: since which day."""
    day, blank = finding.opened_on, _Given(since=date.min, due=Due(day=date.min, provisional=False), year=0)
    match row.occasion:
        case Occasion.FINDING:
            yield day, replace(blank, after=finding.refused)
        case Occasion.SERIOUS_FINDING:
            if finding.serious and finding.source is not Source.AUDIT:
                yield day, blank
        case Occasion.NOTICE:
            yield from ((day, replace(blank, owner=_agency(province))) for province in finding.notified)
        case Occasion.REPORT:
            for n, act in enumerate(state.acts, 1):
                if "report_correction" in act.codes and finding.number in act.findings:
                    yield act.on, replace(blank, after=n)
        case Occasion.YEAR:
            return


def _made(row: DutyRow, given: _Given, product: SupervisedProduct, in_force: LawInForce) -> Owed:
    owner = given.owner or _office(row.whose, given, product)
    named = replace(given, owner=owner)
    steps: dict[DutyOffice, Step] = {}
    for rung in row.chain:
        to = _office(rung.to, named, product)
        n, unit = in_force.length(rung.after) if rung.after else (0, Unit.WORKING_DAYS)
        steps.setdefault(to, Step(to=to, n=n if steps else 0, unit=unit))
    finding = given.finding.number if given.finding else None
    what = finding or given.site or given.manufacturer or "product"
    when = given.due.day if finding else given.year
    told = f".{owner.province}" if row.occasion is Occasion.NOTICE else ""
    return Owed(
        id=f"{row.key}.{what}.{when}{told}",
        key=row.key,
        title=row.title,
        year=given.year,
        owed_by=owner,
        since=given.since,
        due=given.due.day,
        provisional=given.due.provisional,
        times=given.times,
        site=given.site,
        manufacturer=given.manufacturer,
        finding=finding,
        joined_by=given.joined_by,
        acts=row.acts,
        ended_by=row.ended_by,
        chain=tuple(steps.values()),
        basis=row.basis,
        after=given.after,
        uncovered=given.uncovered,
    )


def _office(party: Party, given: _Given, product: SupervisedProduct) -> DutyOffice:
    """The office that the table means, for this product, site or finding."""
    own = given.finding is not None and given.finding.source is Source.AUDIT
    site = product.site(given.site)
    match party:
        case Party.MAKER if site and site.entrusted:
            return DutyOffice(role=Role.MANUFACTURER, organisation=product.maker(site.id))
        case Party.MAKER | Party.HOLDER:
            return _holder(product)
        case Party.FINDER if own:
            return _holder(product)
        case Party.HOLDER_AGENCY:
            return _agency(product.holder_province)
        case Party.NATIONAL:
            return DutyOffice(role=Role.NMPA)
        case Party.SITE_AGENCY | Party.FINDER | Party.NOTIFIED_AGENCY:
            return _site_agency(party, given, product)


def _site_agency(party: Party, given: _Given, product: SupervisedProduct) -> DutyOffice:
    """The agency that acts at the site: that to which the duty was given, else the one in charge there."""
    owner = given.owner
    if owner is not None and (party is Party.NOTIFIED_AGENCY or not given.finding):
        return owner if owner.role is Role.AGENCY else _agency(product.in_charge(given.site))
    if party is Party.FINDER and given.site is not None:
        return _agency(product.responsible(given.site, Duty.CORRECTION_FOLLOW_UP)[0])
    return _agency(product.in_charge(given.site))


def _holder(product: SupervisedProduct) -> DutyOffice:
    return DutyOffice(role=Role.APPLICANT, organisation=product.represented_by)


def _agency(province: Province) -> DutyOffice:
    return DutyOffice(role=Role.AGENCY, province=province)
