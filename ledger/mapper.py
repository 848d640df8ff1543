"""Between events and bytes: pydantic-core on both sides, and topics from a fixed list only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, Generic, TypeVar
from uuid import UUID

import pydantic_core
from eventsourcing.persistence import JSONTranscoder, Mapper, StoredEvent
from pydantic import BaseModel, ValidationError

from domain.messages import Event
from domain.model import RECORDED, StreamId
from ledger.envelope import Envelope, Metadata, Raw, StoredMetadata
from ledger.errors import DamagedEventError, UnknownTopicError, UnreadableEventError
from ledger.leaf import Row
from ledger.upcast import UPCASTS, Upcast, upcast

if TYPE_CHECKING:
    from eventsourcing.domain import DomainEventProtocol

E_co = TypeVar("E_co", bound=Event, covariant=True)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_END: Final = b"}}"


def to_microseconds(instant: datetime) -> int:
    """Microseconds since 1970 UTC, exactly."""
    return (instant - _EPOCH) // _MICROSECOND


def from_microseconds(microseconds: int) -> datetime:
    """The instant, in UTC."""
    return _EPOCH + timedelta(microseconds=microseconds)


class Record(BaseModel, Generic[E_co]):
    """The shape of the state bytes: schema version, event id, content, metadata."""

    v: int
    id: UUID
    body: E_co
    meta: StoredMetadata


class ReadRecord(BaseModel, Generic[E_co]):
    """The same with the recorded instant of the row in its metadata."""

    v: int
    id: UUID
    body: E_co
    meta: Metadata


@dataclass(frozen=True)
class Draft(StoredEvent):
    """A stored event that has its id already; what the library's own stored events leave out."""

    event_id: UUID


def as_raw(row: Row, problem: str) -> Raw:
    """The row as an audit shows it where it cannot be read."""
    return Raw(
        stream=StreamId(row.stream),
        version=row.version,
        event_id=row.event_id,
        topic=row.topic,
        state=row.state,
        sequence=row.sequence,
        recorded=from_microseconds(row.recorded_at),
        problem=problem,
    )


class EventMapper(Mapper[str]):
    """Encodes and decodes events of the given topics. A topic is a key of this list, never an import path."""

    def __init__(
        self, topics: Mapping[str, type[Event]], *, upcasts: Mapping[tuple[str, int], Upcast] = UPCASTS
    ) -> None:
        super().__init__(transcoder=JSONTranscoder())
        for topic, kind in topics.items():
            if kind.topic != topic:
                raise ValueError(f"{kind.__name__} is listed as {topic} and calls itself {kind.topic}")
        self.topics = dict(topics)
        self._writers = {topic: _writer(kind) for topic, kind in topics.items()}
        self._records = {topic: _reader(kind) for topic, kind in topics.items()}
        self._starts = {topic: b'{"v":%d,' % kind.schema_version for topic, kind in topics.items()}
        self._upcasts = dict(upcasts)

    def draft(
        self, stream: str, version: int, event: Event, event_id: UUID, metadata: StoredMetadata
    ) -> Draft:
        """The bytes to store. Raises ValueError for an event that could not be read back: it would stay for ever."""
        kind = type(event)
        if self.topics.get(kind.topic) is not kind:
            raise ValueError(f"{kind.__name__} is not in the list of topics")
        state = b'%b"id":"%b","body":%b,"meta":%b}' % (
            self._starts[kind.topic],
            str(event_id).encode(),
            kind.__pydantic_serializer__.to_json(event, warnings=False),
            StoredMetadata.__pydantic_serializer__.to_json(metadata),
        )
        back = self._writers[kind.topic].__pydantic_validator__.validate_json(state, context=RECORDED)
        if back.body != event:
            raise ValueError(f"{kind.__name__} would not be the same when it is read back")
        return Draft(stream, version, kind.topic, state, event_id)

    def read(self, row: Row) -> Envelope:
        """The event of a row. Raises UnknownTopicError or DamagedEventError."""
        record = self._records.get(row.topic)
        if record is None:
            raise UnknownTopicError(row.stream, row.version, row.topic, "this release has no such event")
        try:
            content = self._content(record, row)
        except Exception as error:  # whatever the bytes hold, and whatever a step makes of them
            raise DamagedEventError(row.stream, row.version, row.topic, _problem(error)) from error
        if str(content.id) != row.event_id:
            problem = "the event id in the bytes is not that of the row"
            raise DamagedEventError(row.stream, row.version, row.topic, problem)
        return Envelope(
            StreamId(row.stream), row.version, content.id, row.topic, content.body, content.meta, row.sequence
        )

    def show(self, row: Row) -> Envelope | Raw:
        """The event of a row, or the row as it is: never fails."""
        try:
            return self.read(row)
        except UnreadableEventError as error:
            return as_raw(row, error.problem)

    def _content(self, record: type[ReadRecord[Event]], row: Row) -> ReadRecord[Event]:
        state = row.state
        if not state.startswith(self._starts[row.topic]):
            state = self._upcast(row.topic, state)
        if not state.endswith(_END):
            raise ValueError("the bytes do not end as an event's do")
        # One pass of the validator over everything; the metadata stand last, and the row knows when.
        recorded = from_microseconds(row.recorded_at).isoformat().encode()
        whole = b'%b,"recorded":"%b"}}' % (state[: -len(_END)], recorded)
        return record.__pydantic_validator__.validate_json(whole, context=RECORDED)  # type: ignore[no-any-return]

    def _upcast(self, topic: str, state: bytes) -> bytes:
        content = pydantic_core.from_json(state)
        current = self.topics[topic].schema_version
        body = upcast(topic, content["body"], stored=int(content["v"]), current=current, steps=self._upcasts)
        return pydantic_core.to_json({**content, "v": current, "body": body})

    def to_stored_event(self, domain_event: DomainEventProtocol[str]) -> StoredEvent:
        """The library's way in is closed: events reach the ledger through `Ledger.append` only."""
        raise NotImplementedError(f"{type(domain_event).__name__} must be appended with its command")

    def to_domain_event(self, stored_event: StoredEvent) -> DomainEventProtocol[str]:
        """The library's way out is closed: a bare stored event lacks the recorded instant."""
        raise NotImplementedError(f"read {stored_event.originator_id} through Ledger.load")


def _writer(kind: type[Event]) -> type[Record[Event]]:
    return Record[kind]  # type: ignore[valid-type] # the parameter is known when the list is


def _reader(kind: type[Event]) -> type[ReadRecord[Event]]:
    return ReadRecord[kind]  # type: ignore[valid-type] # as above


def _problem(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        return f"{place}: {first['msg']}" if place else first["msg"]
    return str(error) or type(error).__name__
