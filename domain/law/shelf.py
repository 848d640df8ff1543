"""The law files put together and checked: every thing in its versions, in the order of time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from domain.law import checks
from domain.law.calendar import CalendarYear
from domain.law.document import Written
from domain.law.duties import DutyFile
from domain.law.limits import Limit, Share
from domain.law.lists import FormFamily, ReviewPointFile
from domain.law.loader import LawFile, LawFolder
from domain.law.regime import RegimeSpan
from domain.law.tables import AreaFile, CompetenceFile, DivisionFile, Reading
from domain.law.texts import Instrument, Provision, Span
from domain.law.thresholds import ThresholdText
from domain.law.versions import Version, in_order, version

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Shelf:
    """Every version of every thing, each tuple without two versions of one key on one day."""

    instruments: tuple[Version[Instrument], ...]
    provisions: tuple[Version[Provision], ...]
    limits: tuple[Version[Limit], ...]
    shares: tuple[Version[Share], ...]
    readings: tuple[Version[Reading], ...]
    competence: tuple[Version[CompetenceFile], ...]
    duties: tuple[Version[DutyFile], ...]
    areas: tuple[Version[AreaFile], ...]
    divisions: tuple[Version[DivisionFile], ...]
    thresholds: tuple[Version[ThresholdText], ...]
    forms: tuple[Version[FormFamily], ...]
    review_points: tuple[Version[ReviewPointFile], ...]
    calendars: tuple[Version[CalendarYear], ...]
    regimes: tuple[Version[RegimeSpan], ...]

    def spans(self) -> Iterator[tuple[Span, str, str]]:
        """Of every version: when it holds, its file, and the SHA-256 of that file."""
        for item in self.versions():
            yield item.span, item.file.path, item.file.sha256

    def versions(self) -> Iterator[Version[object]]:
        """Every version of everything but single provisions, which their instruments hold."""
        for versions in (
            self.instruments, self.limits, self.shares, self.readings, self.competence,
            self.duties, self.areas, self.divisions, self.thresholds, self.forms, self.review_points,
            self.calendars, self.regimes,
        ):  # fmt: skip
            yield from versions

    def turning_days(self) -> tuple[date, ...]:
        """The days on which the law changes, the beginning of time first."""
        days = {date.min}
        for span, _, _ in self.spans():
            days.add(span.from_)
            if span.to is not None:
                days.add(span.to + timedelta(days=1))
        return tuple(sorted(days))


def put_together(folder: LawFolder) -> Shelf:
    """The files of a folder as one law. Raises `LawFileError` where they do not fit each other."""
    checks.check_instruments(folder)
    instruments = _ordered(version(file.value.id, file.value, file, "id") for file in folder.instruments)
    provisions = tuple(provision for item in instruments for provision in _provisions(item))
    checks.check_citations(folder, {provision.value.id for provision in provisions})
    readings = _ordered(
        version(reading.key, reading, file, "readings", i, "key")
        for file in folder.readings
        for i, reading in enumerate(file.value.readings)
    )
    divisions = _ordered(version("divisions", file.value, file, "in_force") for file in folder.divisions)
    checks.check_divisions(folder)
    checks.check_areas(folder, {division.code for item in divisions for division in item.value.divisions})
    checks.check_readings(readings)
    checks.check_roundings(folder, readings)
    checks.check_years(folder.calendars)
    checks.check_regimes(folder.regimes)
    limits, shares = _limits(folder), _shares(folder)
    checks.check_in_force((*limits, *shares), provisions)
    checks.check_kept(limits)
    checks.check_duties(folder, limits, readings)
    shelf = Shelf(
        instruments=instruments,
        provisions=provisions,
        limits=limits,
        shares=shares,
        readings=readings,
        competence=_ordered(
            version(file.subject, file.value, file, "in_force") for file in folder.competence
        ),
        duties=_ordered(version(file.subject, file.value, file, "in_force") for file in folder.duties),
        areas=_ordered(version("areas", file.value, file, "in_force") for file in folder.areas),
        divisions=divisions,
        thresholds=_ordered(
            version(threshold.key, threshold, file, "thresholds", i, "key")
            for file in folder.thresholds
            for i, threshold in enumerate(file.value.thresholds)
        ),
        forms=_ordered(version(file.value.family, file.value, file, "family") for file in folder.forms),
        review_points=_ordered(
            version(file.value.kind, file.value, file, "kind") for file in folder.review_points
        ),
        calendars=tuple(
            _since(file.value.published, str(file.value.year), file.value, file) for file in folder.calendars
        ),
        regimes=tuple(
            _since(file.value.submitted.from_ or date.min, file.value.id, file.value, file)
            for file in folder.regimes
        ),
    )
    checks.check_replaced(shelf.versions())
    return shelf


def _ordered(versions: Iterator[Version[T]]) -> tuple[Version[T], ...]:
    return tuple(item for items in in_order(versions).values() for item in items)


def _since(day: date, key: str, value: T, file: LawFile[Written]) -> Version[T]:
    return Version(key, Span(from_=day), value, file, (), None)


def _provisions(item: Version[Instrument]) -> Iterator[Version[Provision]]:
    instrument = item.value
    for text in instrument.provisions:
        provision = Provision(
            id=text.id,
            instrument=instrument.id,
            title=instrument.title,
            number=instrument.number,
            cite=text.cite,
            summary=text.summary,
            label=text.label,
            in_force=item.span,
        )
        yield item.with_value(provision)


def _limits(folder: LawFolder) -> tuple[Version[Limit], ...]:
    texts = _ordered(
        version(text.key, text, file, "limits", i, "key")
        for file in folder.limits
        for i, text in enumerate(file.value.limits)
    )
    return tuple(item.with_value(Limit(**dict(item.value), in_force=item.span)) for item in texts)


def _shares(folder: LawFolder) -> tuple[Version[Share], ...]:
    texts = _ordered(
        version(text.key, text, file, "shares", i, "key")
        for file in folder.limits
        for i, text in enumerate(file.value.shares)
    )
    return tuple(item.with_value(Share(**dict(item.value), in_force=item.span)) for item in texts)
