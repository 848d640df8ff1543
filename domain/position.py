"""Where a stream stands, as the workflow and the people round it need to know; and what travels with it."""

from __future__ import annotations

from datetime import datetime, timedelta

from pydantic import AwareDatetime, Field

from domain.messages import Receipt
from domain.model import Frozen, Province, ProvisionId


class Opening(Frozen):
    """The one input of every workflow: which stream it writes."""

    stream: str


class Deadline(Frozen):
    """A term that runs. `due` is its last instant in domain time; provisional where no calendar is published yet."""

    term: str
    limit: str
    due: AwareDatetime
    provisional: bool = False
    basis: tuple[ProvisionId, ...] = ()


class Wait(Frozen):
    """Somebody whose act the stream waits for: an office, where it is, and the commands that would answer."""

    role: str
    organisation: str | None = None
    province: Province | None = None
    commands: tuple[str, ...]
    basis: tuple[ProvisionId, ...] = ()


class Errand(Frozen):
    """A fact of this stream that another stream must learn, as a system command there. `about` says which."""

    stream: str
    command: str
    about: str | None = None


def _order(deadline: Deadline) -> tuple[datetime, str]:
    return deadline.due, deadline.term


class Position(Frozen):
    """The whole standing of a stream, computed from the stream alone."""

    stream: str
    version: int = 0
    stage: str = ""
    closed: bool = False
    outcome: str | None = None
    regime: str | None = None
    provinces: tuple[Province, ...] = ()
    shift: timedelta = timedelta(0)
    waits: tuple[Wait, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    milestones: tuple[Deadline, ...] = Field(
        default=(), description="Days on which the engine has something to record although no term ends."
    )
    errands: tuple[Errand, ...] = ()
    summary: str = Field(
        default="", description="The standing in plain words, Chinese and English, as Markdown."
    )

    @property
    def opened(self) -> bool:
        """Whether the stream exists."""
        return bool(self.stage)

    @property
    def next_deadline(self) -> Deadline | None:
        """The term that runs out first."""
        return min(self.deadlines, key=_order, default=None)

    @property
    def next_timer(self) -> Deadline | None:
        """What the engine has to report first: the end of a term, or a milestone."""
        return min(self.timers, key=_order, default=None)

    @property
    def timers(self) -> tuple[Deadline, ...]:
        """All that the engine has to report when its time has come."""
        return (*self.deadlines, *self.milestones)


class Recorded(Frozen):
    """What the ledger's activity answers to the workflow: the first receipt of the command, today's position."""

    receipt: Receipt
    position: Position
