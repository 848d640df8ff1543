"""Duties of supervision as values: who owes what, how often, by when, and who is told when nobody does it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, Strict, StrictBool, StrictInt, model_validator

from domain.law.document import Written
from domain.law.limits import Key
from domain.law.regime import Regime
from domain.law.texts import Bilingual, Dated, Label, Text
from domain.model import ProvisionId

Act = Annotated[str, Strict(), Field(pattern=r"^[a-z_]+(\.[a-z_]+)?$")]
"""A command, or one variety of it: `record_audit.spot_check`."""


class Party(StrEnum):
    """Who owes a duty, or is told of it, as it stands to the product."""

    MAKER = "maker"
    HOLDER = "holder"
    SITE_AGENCY = "site_agency"
    HOLDER_AGENCY = "holder_agency"
    NOTIFIED_AGENCY = "notified_agency"
    FINDER = "finder"
    NATIONAL = "nmpa"


class Scope(StrEnum):
    """Of what there is a duty each: the product, a site of it, or an entrusted manufacturer."""

    PRODUCT = "product"
    MAINLAND_SITE = "mainland_site"
    MANUFACTURER = "manufacturer"
    FINDING = "finding"


class Occasion(StrEnum):
    """What brings the duty about: a calendar year, or something in the life of a finding."""

    YEAR = "year"
    FINDING = "finding"
    SERIOUS_FINDING = "serious_finding"
    NOTICE = "notice"
    REPORT = "report"


class Since(StrEnum):
    """From what on the years count."""

    LICENSE = "license"
    PRODUCTION = "production"


class YearDay(Written):
    """A day of every year."""

    month: Annotated[StrictInt, Field(ge=1, le=12)]
    day: Annotated[StrictInt, Field(ge=1, le=31)]

    @model_validator(mode="after")
    def _exists(self) -> YearDay:
        if self.month == 2 and self.day > 28:  # noqa: PLR2004 - a day that every February has
            raise ValueError("a day that not every year has")
        date(2001, self.month, self.day)
        return self

    def of(self, year: int) -> date:
        """The day in that year."""
        return date(year, self.month, self.day)


class Rung(Written):
    """One step of an escalation: who is told, and how long after the one before.

    The first is told on the last day of the duty. `after` is the key of a limit, or of a reading that says how many
    working days.
    """

    to: Party
    after: Key | None = None


class DutyRow(Written):
    """A duty as a law file spells it.

    A yearly one is due `by` a day of each year, another `within` a limit or reading from what brought it about (a
    finding's own date goes before). `plan` is the duty of the joint plan that says otherwise whose it is, and
    `where: planned` that there is none without. `counted: plan` takes the plan's number of inspections where that is
    higher. One `about` the year before first falls due in the year after its beginning. `ended_by` are acts that nobody
    owes, and after which nothing is left to do. `open` says that nobody competent has settled it.
    """

    key: Key
    title: Bilingual
    whose: Party
    per: Scope
    occasion: Occasion = Occasion.YEAR
    times: Annotated[StrictInt, Field(gt=0)] = 1
    counted: Literal["plan"] | None = None
    by: YearDay | None = None
    within: Key | None = None
    since: Since = Since.PRODUCTION
    about: Literal["year_before"] | None = None
    where: Literal["several_provinces", "planned"] | None = None
    plan: (
        Literal["comprehensive_inspection", "sampling_inspection", "transport_check", "correction_follow_up"]
        | None
    ) = None
    acts: tuple[Act, ...] = Field(min_length=1)
    ended_by: tuple[Act, ...] = ()
    chain: tuple[Rung, ...] = Field(min_length=1)
    basis: tuple[ProvisionId, ...] = Field(min_length=1)
    label: Label
    open: StrictBool
    source: Text
    note: Bilingual | None = None

    @model_validator(mode="after")
    def _due_somehow(self) -> DutyRow:
        yearly = self.occasion is Occasion.YEAR
        if (self.by is not None) is not yearly or (self.within is None) is not yearly:
            raise ValueError("a yearly duty is due `by` a day, any other `within` a limit or reading")
        if (self.per is Scope.FINDING) is yearly:
            raise ValueError("a duty that a finding brings about is per finding, and no yearly one is")
        if [rung.after is None for rung in self.chain] != [n == 0 for n in range(len(self.chain))]:
            raise ValueError("the first of the chain is told at once, each other `after` a limit or reading")
        return self


class DutyFile(Dated):
    """The duties of supervision under one or more regimes, from one day on."""

    regimes: tuple[Regime, ...] = Field(min_length=1)
    duties: tuple[DutyRow, ...] = Field(min_length=1)
