"""The law as a whole, and what of it is in force on a day."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from types import MappingProxyType

from domain.kind import Kind
from domain.law.calendar import Calendar
from domain.law.duties import DutyRow
from domain.law.errors import UnknownLimitError, UnknownProvisionError, UnknownReadingError
from domain.law.limits import Limit, Rounding, Share, Unit
from domain.law.lists import FormFamily, ReviewPoint
from domain.law.loader import LawFolder, folders_of, read_folder, setting_of_process
from domain.law.regime import Regime, RegimeSpan, submission_day
from domain.law.shelf import Shelf, put_together
from domain.law.tables import CompetenceRow, Division, PilotArea, Reading
from domain.law.texts import Bilingual, Instrument, Provision
from domain.law.thresholds import Thresholds
from domain.model import Province, ProvisionId, WorkingDays


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Epoch:
    """The law between two days on which it changes."""

    digest: str
    provisions: Mapping[ProvisionId, Provision]
    limits: Mapping[str, Limit]
    shares: Mapping[str, Share]
    readings: Mapping[str, Reading]
    competence: Mapping[Regime, tuple[CompetenceRow, ...]]
    duties: Mapping[Regime, tuple[DutyRow, ...]]
    pilot_areas: Mapping[Province, PilotArea]
    calendar: Calendar

    @classmethod
    def of(cls, shelf: Shelf, day: date) -> Epoch:
        """What holds on the day."""
        files = {(path, sha256) for span, path, sha256 in shelf.spans() if span.covers(day)}
        listed = "".join(f"{path} {sha256}\n" for path, sha256 in sorted(files))
        tables = [item.value for item in shelf.competence if item.span.covers(day)]
        owed = [item.value for item in shelf.duties if item.span.covers(day)]
        return cls(
            digest=hashlib.sha256(listed.encode()).hexdigest(),
            provisions={item.value.id: item.value for item in shelf.provisions if item.span.covers(day)},
            limits={item.key: item.value for item in shelf.limits if item.span.covers(day)},
            shares={item.key: item.value for item in shelf.shares if item.span.covers(day)},
            readings={item.key: item.value for item in shelf.readings if item.span.covers(day)},
            competence={
                regime: tuple(row for table in tables if regime in table.regimes for row in table.rows)
                for regime in Regime
            },
            duties={
                regime: tuple(row for table in owed if regime in table.regimes for row in table.duties)
                for regime in Regime
            },
            pilot_areas=MappingProxyType(
                {
                    area.province: area
                    for item in shelf.areas
                    if item.span.covers(day)
                    for area in item.value.areas
                }
            ),
            calendar=Calendar.of(*(item.value for item in shelf.calendars if item.span.covers(day))),
        )


@dataclass(frozen=True, slots=True)
class LawInForce:
    """What holds on one day."""

    day: date
    epoch: Epoch = field(repr=False)

    @property
    def digest(self) -> str:
        """SHA-256, in hexadecimal, over path and SHA-256 of every file in force, in the order of their paths."""
        return self.epoch.digest

    @property
    def calendar(self) -> Calendar:
        """The years whose arrangement had been published by this day."""
        return self.epoch.calendar

    @property
    def pilot_areas(self) -> Mapping[Province, PilotArea]:
        """The provinces that this deployment treats as pilot areas, with the evidence for each."""
        return self.epoch.pilot_areas

    def provision(self, id_: ProvisionId, /) -> Provision:
        """An article in force. Raises `UnknownProvisionError`."""
        try:
            return self.epoch.provisions[id_]
        except KeyError:
            raise UnknownProvisionError(f"{id_} is not in force on {self.day}") from None

    def limit(self, key: str) -> Limit:
        """A statutory limit. Raises `UnknownLimitError`."""
        try:
            return self.epoch.limits[key]
        except KeyError:
            raise UnknownLimitError(f"no limit {key} on {self.day}") from None

    def share(self, key: str) -> Share:
        """A part by which a limit grows. Raises `UnknownLimitError`."""
        try:
            return self.epoch.shares[key]
        except KeyError:
            raise UnknownLimitError(f"no share {key} on {self.day}") from None

    def growth(self, key: str, n: WorkingDays) -> WorkingDays:
        """The whole working days that the share adds to a limit of `n`, rounded as the configured reading says."""
        share = self.share(key)
        return WorkingDays(share.part(n, Rounding(str(self.reading(share.rounding).value))))

    def reading(self, key: str) -> Reading:
        """How an unclear point is read. Raises `UnknownReadingError`."""
        try:
            return self.epoch.readings[key]
        except KeyError:
            raise UnknownReadingError(f"no reading {key} on {self.day}") from None

    def competence(self, regime: Regime) -> tuple[CompetenceRow, ...]:
        """Who may do what under the regime; empty where no table has been written for it."""
        return self.epoch.competence[regime]

    def duties(self, regime: Regime) -> tuple[DutyRow, ...]:
        """The duties of supervision under the regime; empty where no table has been written for it."""
        return self.epoch.duties[regime]

    def length(self, key: str) -> tuple[int, Unit]:
        """How long something takes: a limit, or a reading that counts working days. Raises `UnknownReadingError`."""
        if (limit := self.epoch.limits.get(key)) is not None:
            return limit.n, limit.unit
        return int(self.reading(key).value), Unit.WORKING_DAYS


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Law:
    """Everything that the law files say, at any date. Never changes; load it once and pass it on.

    `imposed` is a rule book that stands in for that of the day, for a question that begins with "what if".
    """

    shelf: Shelf
    turning_days: tuple[date, ...]
    epochs: tuple[Epoch, ...]
    calendar: Calendar
    thresholds: Thresholds
    divisions: Mapping[Province, Division]
    regimes: Mapping[Regime, RegimeSpan]
    provisions: Mapping[ProvisionId, Provision]
    imposed: Regime | None = None

    @classmethod
    def load(cls, *roots: Path) -> Law:
        """The law of this process, read once: what `FENDUAN_LAW` names, else the law that comes with the package.

        With `roots` the law in those folders, laid together and read each time. Raises `LawFileError` (file, line,
        field, message) on the first thing that is wrong.
        """
        return put_in_order(read_folder(*roots)) if roots else _of_process(setting_of_process())

    def on(self, day: date) -> LawInForce:
        """What holds on that day."""
        return LawInForce(day, self.epochs[bisect_right(self.turning_days, day) - 1])

    def under(self, regime: Regime) -> Law:
        """The law as if that rule book took every submission, and its first day's law had held on all days before.

        Of the days before, only the calendars that had been published by then stay as they were.
        """
        first = self.regimes[regime].submitted.from_ or date.min
        then = self.epochs[bisect_right(self.turning_days, first) - 1]
        epochs = tuple(
            replace(then, calendar=epoch.calendar) if day < first else epoch
            for day, epoch in zip(self.turning_days, self.epochs, strict=True)
        )
        return replace(self, epochs=epochs, imposed=regime)

    def regime(self, submitted: datetime) -> Regime:
        """The rule book of a first submission: that of its day, unless one is imposed."""
        return self.imposed or self.regime_of_the_day(submitted)

    def regime_of_the_day(self, submitted: datetime) -> Regime:
        """The regime of a first submission, by its day in China; an instant without a zone is Chinese time."""
        day = submission_day(submitted)
        return next(
            span.id for span in self.regimes.values() if span.submitted.to is None or day <= span.submitted.to
        )

    def provision(self, id_: ProvisionId, /) -> Provision:
        """An article at any date, in its latest wording. Raises `UnknownProvisionError`."""
        try:
            return self.provisions[id_]
        except KeyError:
            raise UnknownProvisionError(f"{id_} is no provision of any instrument") from None

    def review_points(self, kind: Kind, day: date) -> tuple[ReviewPoint, ...]:
        """What a review of that kind must make a finding on; none for a kind that no list speaks of."""
        lists = [item.value for item in self.shelf.review_points if item.span.covers(day)]
        return next((each.points for each in lists if each.kind is kind), ())

    def forms(self, day: date) -> tuple[FormFamily, ...]:
        """The families of dosage forms on that day; before the first of them, the first."""
        found: dict[str, FormFamily] = {}
        for item in self.shelf.forms:
            if item.span.covers(day) or item.key not in found:
                found[item.key] = item.value
        return tuple(found.values())

    @property
    def duty_titles(self) -> Mapping[str, Bilingual]:
        """What every duty of supervision is called, in its latest wording."""
        return {row.key: row.title for item in self.shelf.duties for row in item.value.duties}

    @property
    def instruments(self) -> tuple[Instrument, ...]:
        """Every instrument in every version, as written."""
        return tuple(item.value for item in self.shelf.instruments)


@cache
def _of_process(setting: str) -> Law:
    return put_in_order(read_folder(*folders_of(setting)))


def put_in_order(folder: LawFolder) -> Law:
    """The law that these files make. Raises `LawFileError` where they do not fit each other."""
    shelf = put_together(folder)
    days = shelf.turning_days()
    by_start = sorted(
        (item.value for item in shelf.regimes), key=lambda span: span.submitted.from_ or date.min
    )
    return Law(
        shelf=shelf,
        turning_days=days,
        epochs=tuple(Epoch.of(shelf, day) for day in days),
        calendar=Calendar.of(*(item.value for item in shelf.calendars)),
        thresholds=Thresholds(shelf.thresholds),
        divisions=MappingProxyType({d.code: d for item in shelf.divisions for d in item.value.divisions}),
        regimes=MappingProxyType({span.id: span for span in by_start}),
        provisions=MappingProxyType({item.value.id: item.value for item in shelf.provisions}),
    )
