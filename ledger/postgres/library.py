"""What the library asks of a recorder: bare events in and out, and a subscription that hears of new ones."""

from __future__ import annotations

from datetime import UTC, datetime
from threading import Thread
from typing import TYPE_CHECKING, Any, Final
from uuid import NAMESPACE_URL, UUID, uuid5

from eventsourcing.persistence import ListenNotifySubscription, Notification, StoredEvent
from psycopg.sql import SQL, Identifier
from psycopg.types.numeric import Int8

from ledger.leaf import NO_EVENT, Row, leaf_hash
from ledger.mapper import Draft, to_microseconds
from ledger.postgres import schema
from ledger.postgres.connections import library_errors
from ledger.postgres.statements import CHANNEL, LAST, LOCK, NEWEST, only, rows
from ledger.recorder import Recorder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ledger.postgres.connections import Connections

_MOST: Final = 2**62
_INSERT: Final = (
    f"INSERT INTO {schema.EVENTS} (seq, originator_id, originator_version, topic, state, event_id, recorded_at,"
    " prev_hash) VALUES (%b, %b, %b, %b, %b, %b, %b, %b)"
)
_LISTENING: Final = 0.1
"""Seconds between two looks whether the subscription was stopped."""


class LibraryRecorder(Recorder):
    """The library's side of the recorder. `text_ids` is false only where the library brings UUIDs of its own."""

    def __init__(
        self, connections: Connections, *, clock: Callable[[], datetime] | None = None, text_ids: bool = True
    ) -> None:
        self.connections = connections
        self.name = connections.name
        self.clock = clock
        self.text_ids = text_ids

    def insert_events(self, stored_events: Sequence[StoredEvent], **_: object) -> Sequence[int] | None:
        """The library's way in, for its own tests: bare events get an id that their place determines."""
        if not stored_events:
            return []
        numbers: list[int] = []
        with self.connections.writing() as connection:
            connection.execute(LOCK)
            head = rows(connection, NEWEST, ())
            before, newest = (head[0][0], head[0][6]) if head else (0, 0)
            recorded = max(to_microseconds(self.clock() if self.clock else datetime.now(UTC)), newest)
            tips: dict[str, bytes] = {}
            inserts: list[tuple[object, ...]] = []
            for number, event in enumerate(stored_events, before + 1):
                stream = _text(event.originator_id)
                if stream not in tips:
                    last = rows(connection, LAST, (stream,))
                    tips[stream] = leaf_hash(Row._make(last[0])) if last else NO_EVENT
                place = f"{stream}/{event.originator_version}"
                event_id = event.event_id if isinstance(event, Draft) else uuid5(NAMESPACE_URL, place)
                row = Row(
                    number,
                    stream,
                    event.originator_version,
                    event.topic,
                    event.state,
                    str(event_id),
                    recorded,
                    tips[stream],
                )
                inserts.append((*row[:5], event_id, *row[6:]))
                tips[stream] = leaf_hash(row)
                numbers.append(number)
            with connection.cursor() as cursor:
                cursor.executemany(_INSERT.encode(), inserts)
            connection.execute(
                "SELECT pg_notify(%s, %s)", (only(connection, CHANNEL, ())[0], str(numbers[-1]))
            )
        return numbers

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """As the library promises."""
        order = "DESC" if desc else "ASC"
        found = self._all(
            f"SELECT originator_version, topic, state FROM {schema.EVENTS} WHERE originator_id = %b"
            f" AND originator_version > %b AND originator_version <= %b ORDER BY originator_version {order} LIMIT %b",
            (
                _text(originator_id),
                Int8(-1 if gt is None else gt),
                Int8(_MOST if lte is None else lte),
                Int8(_MOST if limit is None else limit),
            ),
        )
        return [StoredEvent(originator_id, version, topic, state) for version, topic, state in found]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """As the library promises."""
        after = (start or 0) - (1 if inclusive_of_start else 0)
        found = self._all(
            f"SELECT originator_id, originator_version, topic, state, seq FROM {schema.EVENTS}"
            " WHERE seq > %b AND seq <= %b AND (cardinality(%b::text[]) = 0 OR topic = ANY(%b))"
            " ORDER BY seq LIMIT %b",
            (Int8(after), Int8(_MOST if stop is None else stop), list(topics), list(topics), Int8(limit)),
        )
        return [
            Notification(self._identity(stream), version, topic, state, id=number)
            for stream, version, topic, state, number in found
        ]

    def max_notification_id(self) -> int | None:
        """The newest sequence."""
        found: int | None = self._only(f"SELECT max(seq) FROM {schema.EVENTS}", ())[0]
        return found

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> Listening:
        """Follows the events as the server's notices come in. Takes a connection until it is left."""
        return Listening(self, gt=gt, topics=topics)

    def _identity(self, stream: str) -> UUID | str:
        return stream if self.text_ids else UUID(stream)

    def _all(self, statement: str, parameters: Sequence[object]) -> list[tuple[Any, ...]]:
        return self.connections.run(lambda connection: rows(connection, statement, parameters))

    def _only(self, statement: str, parameters: Sequence[object]) -> tuple[Any, ...]:
        return self.connections.run(lambda connection: only(connection, statement, parameters))

    def _rows(self, statement: str, parameters: Sequence[object]) -> list[Row]:
        return [Row._make(found) for found in self._all(statement, parameters)]

    def _do(self, statement: str, parameters: Sequence[object]) -> int:
        """How many rows it concerned."""
        return self.connections.run(
            lambda connection: connection.execute(statement.encode(), parameters).rowcount
        )


class Listening(ListenNotifySubscription[LibraryRecorder]):
    """The library's subscription, woken by the server."""

    def __init__(self, recorder: LibraryRecorder, *, gt: int | None, topics: Sequence[str]) -> None:
        super().__init__(recorder=recorder, gt=gt, topics=topics)
        self._listener = Thread(target=self._listen, name="ledger-listener")
        self._listener.start()

    def __exit__(self, *args: object, **kwargs: object) -> None:
        """Stop, and wait until nobody listens."""
        try:
            super().__exit__(*args, **kwargs)
        finally:
            self._listener.join()

    def _listen(self) -> None:
        try:
            with library_errors(), self._recorder.connections.reading() as connection:
                channel = Identifier(only(connection, CHANNEL, ())[0])
                connection.execute(SQL("LISTEN {}").format(channel))
                # What was committed before the server began to listen for us.
                self._has_been_notified.set()
                while not self._has_been_stopped:
                    for _ in connection.notifies(timeout=_LISTENING, stop_after=1):
                        self._has_been_notified.set()
                connection.execute("UNLISTEN *")
        except BaseException as error:  # noqa: BLE001 - the reader gets it, whatever it is
            self._thread_error = self._thread_error or error
            self.stop()


def _text(originator_id: UUID | str) -> str:
    return originator_id.hex if isinstance(originator_id, UUID) else originator_id
