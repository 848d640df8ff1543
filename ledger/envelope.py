"""What surrounds an event in the ledger: where it stands, who caused it, when, and on what basis."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from pydantic import AwareDatetime

from domain.actors import Actor
from domain.messages import Event, Receipt
from domain.model import Frozen, ProvisionId, StreamId


class Instants(Frozen):
    """The three instants: claimed by the actor, received (domain time), recorded (the ledger's clock)."""

    occurred: datetime | None
    received: datetime
    recorded: datetime


class Provenance(Frozen):
    """Where an act came from, as its caller knows it before the ledger records it.

    `attested` names the method of the attestation; `shift` is received time minus the engine's clock.
    """

    case: str | None = None
    command_id: UUID
    command: str
    digest: str
    actor: Actor
    attested: str
    occurred: AwareDatetime | None = None
    received: AwareDatetime
    shift: timedelta = timedelta(0)
    reason: str | None = None
    regime: str | None = None
    law_digest: str
    workflow_id: str | None = None
    run_id: str | None = None
    update_id: str | None = None
    software: str


class StoredMetadata(Provenance):
    """What stands in the state bytes: the provenance, and the provisions on which this one event rests."""

    basis: tuple[ProvisionId, ...] = ()


class Metadata(StoredMetadata):
    """What is read back: with the instant, from the row, at which the ledger recorded the event."""

    recorded: AwareDatetime

    @property
    def instants(self) -> Instants:
        """Occurred, received and recorded."""
        return Instants(occurred=self.occurred, received=self.received, recorded=self.recorded)


@dataclass(frozen=True, slots=True)
class Proposed:
    """An event that has been decided and not yet recorded. The caller gives its id, so that a retry repeats it."""

    event: Event
    event_id: UUID
    basis: tuple[ProvisionId, ...] = ()


@dataclass(frozen=True, slots=True)
class Envelope:
    """A recorded event: versions count from 1 in each stream, sequences from 1 without a gap in the ledger."""

    stream: StreamId
    version: int
    event_id: UUID
    topic: str
    event: Event
    metadata: Metadata
    sequence: int | None

    @property
    def recorded(self) -> datetime:
        """When the ledger recorded it, by the ledger's own clock."""
        return self.metadata.recorded


@dataclass(frozen=True, slots=True)
class Raw:
    """A row that this release cannot read, as an audit sees it: the bytes as they are, and what is wrong."""

    stream: StreamId
    version: int
    event_id: str
    topic: str
    state: bytes
    sequence: int
    recorded: datetime
    problem: str


@dataclass(frozen=True, slots=True)
class CommandKey:
    """By which a command is known for ever. `stream` is its target, also where its refusal lies elsewhere."""

    command_id: UUID
    digest: str
    stream: str


@dataclass(frozen=True, slots=True)
class Appended:
    """What the ledger gave to the events of one append; `sequence` is that of the last one."""

    stream: StreamId
    event_ids: tuple[UUID, ...]
    versions: tuple[int, ...]
    sequence: int
    recorded: datetime


@dataclass(frozen=True, slots=True)
class StoredReceipt:
    """The first committed answer to a command, with the digest and the target that it answered."""

    digest: str
    stream: str
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class PersonName:
    """The names of a natural person, kept apart from the events so that they can be erased."""

    person: str
    name_zh: str | None
    name_en: str | None
