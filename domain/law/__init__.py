"""The law as dated data: instruments, provisions, limits, calendars, regimes, readings, competence."""

from domain.law.book import Law, LawInForce
from domain.law.calendar import Calendar, CalendarYear, DayKind, Due
from domain.law.duties import DutyRow, Occasion, Party, Scope, Since
from domain.law.errors import LawFileError, UnknownLimitError, UnknownProvisionError, UnknownReadingError
from domain.law.limits import Consequence, Limit, Rounding, Share, Unit
from domain.law.regime import Regime, RegimeSpan
from domain.law.tables import AreaLimb, CompetenceRow, Division, PilotArea, Reading, Relation
from domain.law.texts import Bilingual, Instrument, Label, Provision, Span

__all__ = [
    "AreaLimb",
    "Bilingual",
    "Calendar",
    "CalendarYear",
    "CompetenceRow",
    "Consequence",
    "DayKind",
    "Division",
    "Due",
    "DutyRow",
    "Instrument",
    "Label",
    "Law",
    "LawFileError",
    "LawInForce",
    "Limit",
    "Occasion",
    "Party",
    "PilotArea",
    "Provision",
    "Reading",
    "Regime",
    "RegimeSpan",
    "Relation",
    "Rounding",
    "Scope",
    "Share",
    "Since",
    "Span",
    "Unit",
    "UnknownLimitError",
    "UnknownProvisionError",
    "UnknownReadingError",
]
