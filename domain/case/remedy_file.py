"""Remedies on file: what is contested before whom, how far it has come, and which duties are overdue."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Literal

from domain.actors import Role
from domain.case.stages import CaseOutcome, Stage
from domain.model import Frozen, Province

FILING = "registration"
"""What stands for the filing with the review centre where otherwise a licensee is named."""


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
    """What is contested: the decision that ended the case, one beside it, or a duty that was not done in its term.

    `about` is the licensee, or FILING, whose application a decision turned down while the case goes on.
    """

    against: Literal["decision", "inaction"]
    outcome: CaseOutcome | None = None
    licensee: str | None = None
    term: str | None = None
    about: str | None = None
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


class Aside(Frozen):
    """A decision against one license application, or against the filing, beside which the case goes on.

    `kind` is the application that was not taken up; `bar` the place of the bar that came with the decision. What was
    not accepted can be handed in again and does not keep the case open: its remedies have last days and no terms.
    """

    about: str
    outcome: CaseOutcome
    kind: str | None = None
    bar: int | None = None
    reconsideration_until: date | None = None
    court_until: date | None = None


class Bound(Frozen):
    """A decision that an office may not make again, because a remedy has changed it; `about` as in `Contested`."""

    outcome: CaseOutcome
    about: str | None = None


class Remedies(Frozen):
    """Every remedy of the case, in the order of their numbers; `ended_at` is the stage whose decision ended the case.

    `asides` are the decisions beside which it goes on, the last one of each application, the latest at the end.
    """

    remedies: tuple[Remedy, ...] = ()
    overdue: tuple[Overdue, ...] = ()
    ended_at: Stage | None = None
    licensee: str | None = None
    bound: tuple[Bound, ...] = ()
    asides: tuple[Aside, ...] = ()

    @property
    def pending(self) -> tuple[Remedy, ...]:
        """The remedies that are not over."""
        return tuple(each for each in self.remedies if each.step is not RemedyStep.OVER)

    def aside(self, about: str) -> Aside | None:
        """The decision on that application beside which the case goes on, or None."""
        return next((each for each in self.asides if each.about == about), None)

    def with_aside(self, new: Aside) -> Remedies:
        """The remedies with that decision as the latest; it takes the place of an earlier one on the same file."""
        return self.model_copy(update={"asides": (*self.without_aside(new.about).asides, new)})

    def without_aside(self, about: str) -> Remedies:
        """The remedies without the decision on that application."""
        return self.model_copy(update={"asides": tuple(each for each in self.asides if each.about != about)})

    def remedy(self, number: int) -> Remedy | None:
        """The remedy of that number, or None."""
        return next((each for each in self.remedies if each.number == number), None)

    def with_remedy(self, number: int, **change: object) -> Remedies:
        """The remedies with something changed about one."""
        found = tuple(
            each.model_copy(update=change) if each.number == number else each for each in self.remedies
        )
        return self.model_copy(update={"remedies": found})
