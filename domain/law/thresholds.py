"""The numbers that rules compare with, each with its article and its days in force."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

from pydantic import Field, Strict, StrictInt, model_validator

from domain.law.document import Written
from domain.law.texts import Bilingual, Dated, Label
from domain.model import Frozen, ProvisionId

if TYPE_CHECKING:
    from domain.law.versions import Version


class Measure(StrEnum):
    """What a threshold counts."""

    YEARS = "years"
    PERSONS = "persons"
    STAGES = "stages"
    SITES = "sites"
    INSPECTIONS = "inspections"
    PAPERS = "papers"
    YUAN = "yuan"
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

    @model_validator(mode="after")
    def _number_or_items(self) -> ThresholdText:
        if (self.n is None) != (self.unit is Measure.ITEMS) or bool(self.items) != (self.n is None):
            raise ValueError("give `n`, or `items` where the unit is items")
        return self


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

    def __init__(self, versions: Iterable[Version[ThresholdText]]) -> None:
        """Keep the thresholds by key, oldest first."""
        self._by_key: dict[str, list[Threshold]] = {}
        for each in versions:
            self._by_key.setdefault(each.key, []).append(_threshold(each))

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


def _threshold(item: Version[ThresholdText]) -> Threshold:
    text = item.value
    return Threshold(
        key=text.key,
        n=text.n or 0,
        items=text.items,
        unit=text.unit,
        basis=text.basis,
        label=text.label,
        since=item.span.from_,
        until=item.span.to,
    )
