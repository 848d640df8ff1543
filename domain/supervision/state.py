"""What a supervision is at any moment: the product and its sites, set-up, and the record of each year."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from domain.law import Regime
from domain.model import Frozen, Province
from domain.position import Deadline


class SupervisionStage(StrEnum):
    """Before the registration is approved, between approval and first batch, in production, over."""

    LICENSED = "licensed"
    SET_UP = "set_up"
    PRODUCTION = "production"


class SupervisedSite(Frozen):
    """A site of the chain. Sites abroad have no province and no provincial inspection."""

    id: str
    operator: str
    province: Province | None
    entrusted: bool


class SupervisedProduct(Frozen):
    """What is supervised, taken from the case when its first license was granted."""

    case: str
    regime: Regime
    product: str
    product_zh: str | None
    holder: str
    holder_province: Province
    manufacturers: tuple[str, ...]
    sites: tuple[SupervisedSite, ...]

    @property
    def provinces(self) -> tuple[Province, ...]:
        """Every mainland province concerned."""
        return tuple(sorted({self.holder_province, *(s.province for s in self.sites if s.province)}))

    def site(self, site: str) -> SupervisedSite | None:
        """The site of that id, or None."""
        return next((each for each in self.sites if each.id == site), None)


class Year(Frozen):
    """What was done in one calendar year."""

    year: int
    inspected: tuple[str, ...] = ()
    sampled: tuple[str, ...] = ()
    audited: tuple[str, ...] = ()


class SupervisionState(Frozen):
    """A supervision. `year` is the calendar year that runs; its end is the deadline."""

    product: SupervisedProduct | None = None
    stage: SupervisionStage = SupervisionStage.LICENSED
    shift: timedelta = timedelta(0)
    opened_on: date | None = None
    production_since: date | None = None
    year: Year | None = None
    year_end: Deadline | None = None
    years_closed: int = 0
    closed: bool = False

    @property
    def supervised(self) -> SupervisedProduct:
        """The product of a supervision that has been opened."""
        if self.product is None:
            raise LookupError("the supervision has not been opened")
        return self.product
