"""Remedies on file: what is contested before whom, how far it has come, and which duties are overdue."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Literal

from domain.actors import Role
from domain.case.stages import CaseOutcome, Stage
from domain.model import Frozen, Province


class Office(Frozen):
    """An office by its role and, for one of a province, its place."""

    role: Role
    province: Province | None = None


class Before(StrEnum):
    """Who hears a remedy."""

    RECONSIDERATION = "reconsideration"
    COURT = "court"
    STATE_COUNCIL = "state_council"


class RemedyStep(StrEnum):
    """How far a remedy has come."""

    APPLIED = "remedy_applied"
    PENDING = "remedy_pending"
    OVER = "remedy_over"


class Contested(Frozen):
    """What is contested: the decision that ended the case, or a duty that was not done in its term."""

    against: Literal["decision", "inaction"]
    outcome: CaseOutcome | None = None
    licensee: str | None = None
    term: str | None = None
    authority: Office


class Remedy(Frozen):
    """One reconsideration, action or request for a ruling. `body` decides it; a court is named in the event."""

    number: int
    before: Before
    contested: Contested
    body: Office | None = None
    referred: bool = False
    step: RemedyStep = RemedyStep.APPLIED
    extended: bool = False
    result: str | None = None


class Overdue(Frozen):
    """A term that ran out on this day without the act that it was for."""

    term: str
    since: date


class Remedies(Frozen):
    """Every remedy of the case, in the order of their numbers; `ended_at` is the stage whose decision ended the case.

    `bound` is the decision that an office may not make again: a remedy has changed it.
    """

    remedies: tuple[Remedy, ...] = ()
    overdue: tuple[Overdue, ...] = ()
    ended_at: Stage | None = None
    licensee: str | None = None
    bound: CaseOutcome | None = None

    @property
    def pending(self) -> tuple[Remedy, ...]:
        """The remedies that are not over."""
        return tuple(each for each in self.remedies if each.step is not RemedyStep.OVER)

    def remedy(self, number: int) -> Remedy | None:
        """The remedy of that number, or None."""
        return next((each for each in self.remedies if each.number == number), None)

    def with_remedy(self, number: int, **change: object) -> Remedies:
        """The remedies with something changed about one."""
        found = tuple(
            each.model_copy(update=change) if each.number == number else each for each in self.remedies
        )
        return self.model_copy(update={"remedies": found})
