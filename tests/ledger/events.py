"""Events small enough to test the ledger with, and what goes round them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, ClassVar
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from domain.actors import Actor, Role
from domain.messages import Event, Receipt
from domain.model import ProvisionId
from ledger import Appended, CommandKey, Ledger, Proposed, Provenance

if TYPE_CHECKING:
    from collections.abc import Callable

OFFICER = Actor(person="p-17", role=Role.AGENCY, organisation="上海市药品监督管理局")
RECEIVED = datetime(2025, 3, 3, 1, tzinfo=UTC)
DIGEST = "d" * 64


class Signed(Event):
    """Somebody signed."""

    topic: ClassVar[str] = "test.signed"
    by: str


class Counted(Event):
    """Somebody counted, on a day."""

    topic: ClassVar[str] = "test.counted"
    schema_version: ClassVar[int] = 2
    number: int
    on: date
    notes: tuple[str, ...] = ()


TOPICS: dict[str, type[Event]] = {kind.topic: kind for kind in (Signed, Counted)}


def provenance(command_id: UUID, *, shift: timedelta = timedelta(0), digest: str = DIGEST) -> Provenance:
    """What a caller knows about the act."""
    return Provenance(
        case="FD-2025-SH-0001",
        command_id=command_id,
        command="sign_scheme",
        digest=digest,
        actor=OFFICER,
        attested="demo",
        occurred=RECEIVED - timedelta(hours=1),
        received=RECEIVED,
        shift=shift,
        reason="方案一致",
        regime="pilot",
        law_digest="e" * 64,
        workflow_id="case/FD-2025-SH-0001",
        run_id="run",
        update_id=str(command_id),
        software="0.1.0",
    )


def receipt_for(
    command_id: UUID, digest: str = DIGEST, stage: str = "joint_plan"
) -> Callable[[Appended], Receipt]:
    """Builds the receipt from what the ledger gave."""

    def build(appended: Appended) -> Receipt:
        return Receipt(
            command_id=command_id,
            digest=digest,
            stream=appended.stream,
            event_ids=appended.event_ids,
            versions=appended.versions,
            sequence=appended.sequence,
            stage=stage,
            received=RECEIVED,
            recorded=appended.recorded,
        )

    return build


def proposed(command_id: UUID, *events: Event) -> tuple[Proposed, ...]:
    """The events with the ids that a retry would give them again."""
    return tuple(
        Proposed(event, uuid5(NAMESPACE_URL, f"{command_id}/{n}"), (ProvisionId("all/32"),))
        for n, event in enumerate(events)
    )


def sign(  # noqa: PLR0913 - each test names the one it is about
    ledger: Ledger,
    stream: str,
    expected: int,
    *events: Event,
    command_id: UUID | None = None,
    digest: str = DIGEST,
    shift: timedelta = timedelta(0),
) -> Receipt:
    """One append, as the activity would do it."""
    command_id = command_id or uuid4()
    return ledger.append(
        stream,
        expected,
        proposed(command_id, *(events or (Signed(by="p-17"),))),
        metadata=provenance(command_id, shift=shift, digest=digest),
        receipt=receipt_for(command_id, digest),
        command=CommandKey(command_id, digest, stream),
    )
