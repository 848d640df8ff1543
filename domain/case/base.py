"""What every stage module shares: the shape of its commands, and of its answers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar, Literal

from pydantic import AwareDatetime, Field

from domain.case.state import CaseOutcome, CaseState, Stage
from domain.characters import Length
from domain.messages import Command, Refusal
from domain.model import Province, ProvisionId, local_day
from domain.moment import Moment
from domain.position import Deadline
from domain.terms import ProcedureEvent, deadlines

Answer = tuple[ProcedureEvent, ...] | Refusal
"""What `decide` answers: what is now true, or why not."""

Text = Length(4000, lines=True)
"""A sentence that has to be there: a reason, a defect, a summary. Of control characters it holds line breaks only."""

DocumentNo = Length(120)
"""The number that the issuing office gave to a document."""


NotAcceptedGround = Literal["not_in_powers", "no_license_needed", "correction_lapsed", "not_in_form"]
"""Why nothing is accepted (ALL Art. 32): another office decides, nobody has to, or the papers stay incomplete."""


class CaseCommand(Command):
    """A command to a case; `stages` says at which stages the procedure knows it."""

    stream: str = Field(pattern=r"^case/[A-Z0-9-]{1,40}$")
    stages: ClassVar[tuple[Stage, ...]]


class TermEnded(CaseCommand):
    """The engine reports that a term seems to have run out. The stream and the clock decide whether it has."""

    name: Literal["term_ended"] = "term_ended"
    stages: ClassVar[tuple[Stage, ...]] = tuple(Stage)
    term: str
    due: AwareDatetime

    @property
    def last_day(self) -> date:
        """The last day of the term, at whose end it ran out."""
        return local_day(self.due - timedelta(microseconds=1))


def province_of(command: Command) -> Province:
    """The province of an actor whose office has one; competence has been checked before."""
    if command.actor.province is None:
        raise LookupError("an office of a province acts without one")
    return command.actor.province


def finish(state: CaseState, outcome: CaseOutcome) -> CaseState:
    """The decision is made; what is left are the terms of the remedies."""
    return state.model_copy(update={"outcome": outcome, "stage": Stage.CLOSING})


def running(state: CaseState, moment: Moment) -> tuple[Deadline, ...]:
    """The deadlines of the case today."""
    return deadlines(state.terms, moment.calendar)


def provisions(*names: str) -> tuple[ProvisionId, ...]:
    """Provision ids, spelled as the law files spell them."""
    return tuple(ProvisionId(name) for name in names)
