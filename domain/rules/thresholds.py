"""The numbers that rules compare with, each from a law file with its article and its days in force."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, Strict, StrictInt

from domain.law.document import Written, read_document
from domain.law.errors import LawFileError
from domain.law.texts import Bilingual, Dated, Label
from domain.model import Frozen, ProvisionId

PACKAGED = Path(__file__).parent / "thresholds"


class Measure(StrEnum):
    """What a threshold counts."""

    YEARS = "years"
    PERSONS = "persons"
    STAGES = "stages"
    SITES = "sites"
    INSPECTIONS = "inspections"
    PAPERS = "papers"
    ITEMS = "items"


class ThresholdText(Written):
    """A threshold as a law file spells it: a least number, or for `items` the numbers of the items meant."""

    key: Annotated[str, Strict(), Field(pattern=r"^[a-z0-9_.]+$")]
    n: Annotated[StrictInt, Field(gt=0)] | None = None
    items: tuple[StrictInt, ...] = ()
    unit: Measure
    basis: tuple[ProvisionId, ...] = Field(min_length=1)
    label: Label
    note: Bilingual | None = None


class ThresholdFile(Dated):
    """The thresholds that one instrument sets, from one day on."""

    thresholds: tuple[ThresholdText, ...] = Field(min_length=1)


class Threshold(Frozen):
    """A threshold and the days on which it is in force, both included."""

    key: str
    n: int
    items: tuple[int, ...]
    unit: Measure
    basis: tuple[ProvisionId, ...]
    label: Label
    since: date
    until: date | None


class Thresholds:
    """Every released threshold, by key and day."""

    def __init__(self, entries: tuple[Threshold, ...]) -> None:
        """Keep the entries by key, oldest first."""
        self._by_key: dict[str, list[Threshold]] = {}
        for each in sorted(entries, key=lambda entry: entry.since):
            self._by_key.setdefault(each.key, []).append(each)

    def on(self, key: str, day: date) -> Threshold:
        """The threshold in force that day; outside its time the nearest one, which a named regime may ask for."""
        known = self._by_key[key]
        begun = [each for each in known if each.since <= day]
        return begun[-1] if begun else known[0]

    def in_force(self, key: str, day: date) -> bool:
        """Whether the threshold itself holds on that day."""
        found = self.on(key, day)
        return found.since <= day and (found.until is None or day <= found.until)

    def all(self) -> Mapping[str, tuple[Threshold, ...]]:
        """Every threshold by key, oldest first."""
        return {key: tuple(entries) for key, entries in self._by_key.items()}


def read_thresholds(root: Path) -> Thresholds:
    """The thresholds of every file under `root`; `LawFileError` names file, line and field of what is wrong."""
    entries: list[Threshold] = []
    for path in sorted(root.glob("*.yaml")):
        file = read_document(path.name, path.read_bytes(), ThresholdFile)
        if str(file.in_force.from_) not in path.stem:
            raise LawFileError(path.name, 1, "in_force.from", "the day is not the one in the file's name")
        for n, text in enumerate(file.thresholds):
            if (text.n is None) != (text.unit is Measure.ITEMS) or bool(text.items) != (text.n is None):
                message = "give `n`, or `items` where the unit is items"
                raise LawFileError(path.name, 1, f"thresholds[{n}]", message)
            entries.append(
                Threshold(
                    key=text.key,
                    n=text.n or 0,
                    items=text.items,
                    unit=text.unit,
                    basis=text.basis,
                    label=text.label,
                    since=file.in_force.from_,
                    until=file.in_force.to,
                )
            )
    return Thresholds(tuple(entries))


@cache
def thresholds() -> Thresholds:
    """The packaged thresholds, read once."""
    return read_thresholds(PACKAGED)
