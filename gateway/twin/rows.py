"""The ledger's side: the events of a stream as far as they can be read, damaged ones too."""

from __future__ import annotations

from uuid import UUID

from pydantic import BaseModel, ConfigDict, ValidationError

from domain.actors import Actor
from domain.streams import TOPICS
from gateway.twin.model import Written
from ledger import Envelope, Ledger, Raw


class _Meta(BaseModel):
    model_config = ConfigDict(extra="ignore")

    command_id: UUID
    command: str = ""
    digest: str | None = None
    actor: Actor | None = None
    workflow_id: str | None = None
    run_id: str | None = None


class _State(BaseModel):
    model_config = ConfigDict(extra="ignore")

    meta: _Meta


def written(ledger: Ledger, stream: str) -> tuple[Written, ...]:
    """Every event of the stream, in order. `problem` is empty for one that only another release can read."""
    return tuple(_written(row) for row in ledger.audit(stream))


def _written(row: Envelope | Raw) -> Written:
    if isinstance(row, Envelope):
        meta = _Meta.model_validate(row.metadata.model_dump())
        return _with(row.stream, row.version, str(row.event_id), row.topic, meta, None)
    problem = row.problem if row.topic in TOPICS else ""
    try:
        meta = _State.model_validate_json(row.state).meta
    except ValidationError:
        return Written(row.stream, row.version, row.event_id, row.topic, None, problem=problem)
    return _with(row.stream, row.version, row.event_id, row.topic, meta, problem)


def _with(  # noqa: PLR0913, PLR0917 - a row's own columns
    stream: str, version: int, event_id: str, topic: str, meta: _Meta, problem: str | None
) -> Written:
    return Written(
        stream,
        version,
        event_id,
        topic,
        meta.command_id,
        meta.command,
        meta.digest,
        meta.actor,
        meta.workflow_id,
        meta.run_id,
        problem,
    )
