"""What the two records of a stream say, brought to one shape, and how they can differ."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict

from domain.actors import Actor


class Answer(BaseModel):
    """The part of a receipt by which two records are compared; other releases may write more round it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    command_id: UUID
    digest: str
    stream: str
    event_ids: tuple[UUID, ...]
    versions: tuple[int, ...]


class Taken(BaseModel):
    """A command as a run's history has it. It holds who and which, never what was said.

    `digests` are those that its content can have; none where the history does not hold the content. `refused` is the
    code of a failure that carries no receipt. `order` counts the answers of the run.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    command_id: UUID
    update_id: str | None = None
    name: str = ""
    by: Literal["update", "signal", "engine"] = "engine"
    event: int
    digests: tuple[str, ...] = ()
    actor: Actor | None = None
    answer: Answer | None = None
    order: int = 0
    refused: str | None = None


class Run(BaseModel):
    """One run of a stream's workflow: what of its history is compared, and the digest of the whole.

    `sha256` is that of the history's canonical JSON (RFC 8785), as `sdk` writes it. `known` is the newest version of
    the stream that the run has learnt. `resumed` is the version that it found when it began.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    stream: str
    run_id: str
    status: str
    events: int
    sha256: str
    sdk: str
    started: AwareDatetime
    closed: AwareDatetime | None = None
    continues: str | None = None
    resumed: int = 0
    known: int = -1
    fallbacks: tuple[int, ...] = ()
    commands: tuple[Taken, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """An event as the ledger has it; what cannot be read is missing. `problem` says why it cannot be trusted."""

    stream: str
    version: int
    event_id: str
    topic: str
    command_id: UUID | None
    command: str = ""
    digest: str | None = None
    actor: Actor | None = None
    workflow_id: str | None = None
    run_id: str | None = None
    problem: str | None = None


class Kind(StrEnum):
    """Every way in which two records differ, or only seem to."""

    GAP = "gap"
    UNANSWERED = "unanswered"
    REPEATED = "repeated"
    RUN_GONE = "run_gone"
    RESUMED = "resumed"
    NO_OP = "no_op"
    FALLBACK = "fallback"
    TERM_BESIDE = "term_beside"
    NOT_RECORDED = "not_recorded"
    ID_REUSED = "id_reused"
    OTHER_UPDATE_ID = "other_update_id"
    UNREADABLE = "unreadable"
    BEHIND = "behind"
    LOST = "lost"
    MISSING_RECEIPT = "missing_receipt"
    MISSING_EVENT = "missing_event"
    UNKNOWN_COMMAND = "unknown_command"
    EXTRA_EVENT = "extra_event"
    OTHER_COMMAND = "other_command"
    OTHER_EVENT = "other_event"
    DIGEST = "digest"
    ACTOR = "actor"
    ORDER = "order"
    OUTSIDE = "outside"
    DAMAGED = "damaged"
    HISTORY_CHANGED = "history_changed"
    ARCHIVE_DAMAGED = "archive_damaged"


UNLAWFUL = frozenset(
    {
        Kind.MISSING_RECEIPT,
        Kind.MISSING_EVENT,
        Kind.UNKNOWN_COMMAND,
        Kind.EXTRA_EVENT,
        Kind.OTHER_COMMAND,
        Kind.OTHER_EVENT,
        Kind.DIGEST,
        Kind.ACTOR,
        Kind.ORDER,
        Kind.OUTSIDE,
        Kind.DAMAGED,
        Kind.HISTORY_CHANGED,
        Kind.ARCHIVE_DAMAGED,
    }
)
"""What no crash, no retry and no loss of Temporal's database explains."""


class Repair(StrEnum):
    """What brings the records together again."""

    NONE = "none"
    NUDGE = "nudge"
    START = "start"
    INVESTIGATE = "investigate"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference, with the command, the run and the event concerned."""

    kind: Kind
    stream: str
    command_id: UUID | None = None
    command: str = ""
    run_id: str | None = None
    version: int | None = None
    event_id: str | None = None
    temporal: str | None = None
    ledger: str | None = None

    @property
    def lawful(self) -> bool:
        """Whether the design explains it."""
        return self.kind not in UNLAWFUL

    @property
    def repair(self) -> Repair:
        """What helps; where evidence is in doubt only people do."""
        match self.kind:
            case Kind.BEHIND:
                return Repair.NUDGE
            case Kind.LOST:
                return Repair.START
            case _:
                return Repair.NONE if self.lawful else Repair.INVESTIGATE
