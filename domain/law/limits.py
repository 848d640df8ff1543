"""Statutory limits as values: how long, from when, and what happens when the time has run out."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, Strict, StrictInt

from domain.law.document import Written
from domain.law.texts import Bilingual, Dated, Label, Span
from domain.model import Frozen, ProvisionId

Key = Annotated[str, Strict(), Field(pattern=r"^[a-z0-9_]+(\.[a-z0-9_]+)*$")]


class Unit(StrEnum):
    """What a limit counts."""

    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    MONTHS = "months"
    YEARS = "years"


class Consequence(StrEnum):
    """What the law attaches to the end of a limit."""

    ALARM = "alarm"
    DEEMED_ACCEPTED = "deemed_accepted"
    LAPSE = "lapse"
    REMEDY_ENDS = "remedy_ends"
    NONE = "none"


class Rounding(StrEnum):
    """How a share of a limit becomes whole days."""

    UP = "up"
    DOWN = "down"
    NEAREST = "nearest"


class LimitText(Written):
    """A limit as a law file spells it.

    `direction: before` counts backwards from the starting event. `rolls: false` keeps a last day that is a day of
    rest where it is (Civil Code Art. 203 moves it otherwise).
    """

    key: Key
    n: Annotated[StrictInt, Field(gt=0)]
    unit: Unit
    starts: Bilingual
    excludes: Bilingual | None = None
    direction: Literal["after", "before"] = "after"
    rolls: Annotated[bool, Strict()] = True
    basis: tuple[ProvisionId, ...] = Field(min_length=1)
    label: Label
    consequence: Consequence
    note: Bilingual | None = None


class ShareText(Written):
    """A part by which another limit grows, as a law file spells it."""

    key: Key
    numerator: Annotated[StrictInt, Field(gt=0)]
    denominator: Annotated[StrictInt, Field(gt=0)]
    of: Bilingual
    rounding: Key
    basis: tuple[ProvisionId, ...] = Field(min_length=1)
    label: Label
    note: Bilingual | None = None


class LimitFile(Dated):
    """The limits that one instrument sets, from one day on."""

    limits: tuple[LimitText, ...] = ()
    shares: tuple[ShareText, ...] = ()


class Limit(Frozen):
    """A statutory limit and the days on which it is in force."""

    key: str
    n: int
    unit: Unit
    starts: Bilingual
    excludes: Bilingual | None
    direction: Literal["after", "before"]
    rolls: bool
    basis: tuple[ProvisionId, ...]
    label: Label
    consequence: Consequence
    note: Bilingual | None
    in_force: Span


class Share(Frozen):
    """A part by which another limit grows. `rounding` is the key of the reading that says how it becomes days."""

    key: str
    numerator: int
    denominator: int
    of: Bilingual
    rounding: str
    basis: tuple[ProvisionId, ...]
    label: Label
    note: Bilingual | None
    in_force: Span

    def part(self, n: int, rounding: Rounding) -> int:
        """The whole units by which a limit of `n` grows."""
        whole, rest = divmod(n * self.numerator, self.denominator)
        match rounding:
            case Rounding.DOWN:
                return whole
            case Rounding.UP:
                return whole + (rest > 0)
            case Rounding.NEAREST:
                return whole + (2 * rest >= self.denominator)
