"""Which rule book a case falls under: decided by the day of its first submission, and then kept."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from pydantic import Field, StrictBool, model_validator

from domain.law.document import Written
from domain.law.texts import Bilingual, Day, Label
from domain.model import SHANGHAI, ProvisionId, local_day


class Regime(StrEnum):
    """The rule books of segmented manufacture, in the order of time."""

    NO_ROUTE = "no_route"
    PILOT = "pilot"
    NO_INTAKE_GAP = "no_intake_gap"
    N173_PRE_REGS = "n173_pre_regs"
    N173 = "n173"


class Submitted(Written):
    """The submission days of a regime, both ends included; a missing end is open."""

    from_: Day | None = Field(default=None, alias="from")
    to: Day | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Submitted:
        if self.from_ and self.to and self.to < self.from_:
            raise ValueError("`to` lies before `from`")
        return self


class RegimeSpan(Written):
    """A regime, the submission days that fall under it, and whether it takes applications at all."""

    id: Regime
    title: Bilingual
    submitted: Submitted
    intake: StrictBool
    text: Bilingual
    basis: tuple[ProvisionId, ...] = ()
    sources: tuple[str, ...] = Field(min_length=1)
    label: Label


def submission_day(submitted: datetime) -> date:
    """The day in China of a submission; an instant without a zone is Chinese time."""
    return submitted.date() if submitted.tzinfo is None else local_day(submitted.astimezone(SHANGHAI))
