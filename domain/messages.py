"""What is said to a stream (commands), what is then true (events), and what is declined (refusals)."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import ClassVar
from uuid import UUID

import rfc8785
from pydantic import AwareDatetime, Field

from domain.actors import Actor, Attestation
from domain.model import Frozen, ProvisionId


class Command(Frozen):
    """A regulated act that somebody asks for. Subclasses add `name` and what the act needs.

    `command_id` is the caller's own UUID: the same id with the same content is the same act, for ever.
    `occurred` is when the actor says it happened; the engine adds when it was received and recorded.
    """

    command_id: UUID
    stream: str = Field(pattern=r"^(case|supervision)/[A-Z0-9-]{1,40}$")
    actor: Actor
    occurred: AwareDatetime | None = None
    reason: str | None = Field(default=None, max_length=4000)
    attestation: Attestation = Attestation()

    name: str = ""

    def digest(self) -> str:
        """SHA-256, in hexadecimal, of the canonical content (RFC 8785); the attestation signs it and is not in it."""
        content = self.model_dump(mode="json", exclude={"attestation"}, exclude_none=True)
        return hashlib.sha256(rfc8785.dumps(content)).hexdigest()


class OpeningCommand(Command):
    """The first command of a stream. `shift` is added to the engine's clock to give the case's own day.

    Anything but zero is accepted only by a worker in simulation or demo mode, and marks the ledger for ever.
    """

    shift: timedelta = timedelta(0)


class Event(Frozen):
    """A fact in the past tense. `topic` is its name in the ledger, `schema_version` the shape of its content."""

    topic: ClassVar[str]
    schema_version: ClassVar[int] = 1

    basis: tuple[ProvisionId, ...] = ()


class Refusal(Frozen):
    """Why a command was declined: a stable code, its article, the facts, and one sentence in each language."""

    code: str
    basis: tuple[ProvisionId, ...]
    facts: dict[str, str] = {}
    en: str
    zh: str


class Receipt(Frozen):
    """What the ledger answers to a command, today and whenever the same command comes again."""

    command_id: UUID
    digest: str
    stream: str
    event_ids: tuple[UUID, ...]
    versions: tuple[int, ...]
    sequence: int
    stage: str
    received: AwareDatetime
    recorded: AwareDatetime
    refusal: Refusal | None = None
