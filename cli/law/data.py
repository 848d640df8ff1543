"""The law of one day as data: what `fenduan law show --json` prints, part by part, in both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import TypeVar

from pydantic import BaseModel

from domain.law import Law, LawInForce, Regime
from domain.law.versions import Version
from domain.model import ProvisionId
from domain.rules.catalogue import RULES
from domain.rules.columns import unmet

Data = dict[str, object]
M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Shown:
    """The law on a day, and the regime whose rules and competence are shown."""

    law: Law
    day: date
    regime: Regime

    @property
    def in_force(self) -> LawInForce:
        """What holds on that day."""
        return self.law.on(self.day)

    def head(self) -> Data:
        """The day, its regime, since and until when this law holds, its digest and where it comes from."""
        days = self.law.turning_days
        since = max((day for day in days if day <= self.day), default=date.min)
        following = min((day for day in days if day > self.day), default=None)
        span = self.law.regimes[self.regime]
        return {
            "day": self.day.isoformat(),
            "since": None if since == date.min else since.isoformat(),
            "until": (following - timedelta(days=1)).isoformat() if following else None,
            "regime": _plain(span),
            "digest": self.in_force.digest,
        }

    def part(self, name: str) -> object:
        """One part of the law, by its name in `PARTS`."""
        return PARTS[name](self)


def _plain(value: BaseModel, *without: str) -> Data:
    data: Data = value.model_dump(mode="json", by_alias=True, exclude=set(without))
    return data


def _versions(versions: Iterable[Version[M]], shown: Shown) -> list[Data]:
    """Each version in force on the day, with the days on which it holds."""
    return [
        {**_plain(item.value, "replaces"), "in_force": _plain(item.span), "file": item.file.path}
        for item in versions
        if item.span.covers(shown.day)
    ]


def _rules(shown: Shown) -> list[Data]:
    pilot = shown.regime is Regime.PILOT
    known = shown.in_force.epoch.provisions

    def articles(cites: tuple[ProvisionId, ...]) -> list[str]:
        return [each for each in cites if each in known] or list(cites)

    return [
        {
            "id": rule.id,
            "title": dict(rule.title),
            "unmet": [str(each) for each in unmet(rule.id, shown.regime)],
            "by_reference": rule.by_reference and not pilot,
            "basis": articles(rule.cites if pilot or not rule.cites_n173 else rule.cites_n173),
        }
        for rule in RULES.values()
        if shown.regime in rule.regimes
    ]


def _calendar(shown: Shown) -> Data:
    """The arrangement of the day's year; `published` is false where there is none yet."""
    calendar = shown.in_force.calendar
    year = calendar.years.get(shown.day.year)
    head: Data = {"year": shown.day.year, "version": calendar.version, "published": year is not None}
    if year is None:
        return head
    first, last = date(shown.day.year - 1, 12, 31), date(shown.day.year, 12, 31)
    working = calendar.working_days_between(first, last)
    return head | {"working_days": working, "arrangement": _plain(year)}


def _instruments(shown: Shown) -> list[Data]:
    return _versions(shown.law.shelf.instruments, shown)


def _limits(shown: Shown) -> list[Data]:
    return _versions(shown.law.shelf.limits, shown)


def _shares(shown: Shown) -> list[Data]:
    return _versions(shown.law.shelf.shares, shown)


def _thresholds(shown: Shown) -> list[Data]:
    return _versions(shown.law.shelf.thresholds, shown)


def _readings(shown: Shown) -> list[Data]:
    return _versions(shown.law.shelf.readings, shown)


def _review_points(shown: Shown) -> list[Data]:
    return _versions(shown.law.shelf.review_points, shown)


def _forms(shown: Shown) -> list[Data]:
    return _versions(shown.law.shelf.forms, shown)


def _areas(shown: Shown) -> list[Data]:
    return _versions(shown.law.shelf.areas, shown)


def _competence(shown: Shown) -> list[Data]:
    return [_plain(row) for row in shown.in_force.competence(shown.regime)]


def _duties(shown: Shown) -> list[Data]:
    """The duties of supervision, each step of a chain and each term with its length."""
    in_force = shown.in_force

    def length(key: str | None) -> Data | None:
        if key is None:
            return None
        n, unit = in_force.length(key)
        return {"n": n, "unit": str(unit), "by": key}

    return [
        {
            **_plain(row),
            "within": length(row.within),
            "chain": [{"to": str(rung.to), "after": length(rung.after)} for rung in row.chain],
        }
        for row in in_force.duties(shown.regime)
    ]


PARTS: Mapping[str, Callable[[Shown], object]] = MappingProxyType(
    {
        "instruments": _instruments,
        "rules": _rules,
        "limits": _limits,
        "shares": _shares,
        "thresholds": _thresholds,
        "calendar": _calendar,
        "readings": _readings,
        "competence": _competence,
        "duties": _duties,
        "review_points": _review_points,
        "forms": _forms,
        "areas": _areas,
    }
)
"""What the law is made of, in the order in which it is shown."""
