"""The library's own tests of a recorder, run on ours."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from unittest import TestCase
from uuid import UUID

from eventsourcing.persistence import StoredEvent
from eventsourcing.tests import persistence as theirs

from ledger.leaf import leaf_hash
from ledger.sqlite.connections import Connections
from ledger.sqlite.datastore import Datastore
from ledger.sqlite.recorder import SQLiteRecorder


class AggregateRecorder(SQLiteRecorder):
    """Without the numbers: the library expects none of a recorder that keeps no application's sequence."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: object) -> Sequence[int] | None:
        """Insert, and keep the sequence to itself."""
        super().insert_events(stored_events, **kwargs)
        return None


class OnSQLite(TestCase):
    """A new file for each test."""

    recorder = SQLiteRecorder

    def create_recorder(self) -> SQLiteRecorder:
        """A recorder on an empty file, with the library's own kind of ids."""
        folder = tempfile.TemporaryDirectory()
        connections = Connections(Path(folder.name) / "recorder.db")
        self.addCleanup(folder.cleanup)
        self.addCleanup(connections.close)
        recorder = self.recorder(Datastore(connections, text_ids=False))
        recorder.create_table()
        return recorder


class TestAggregateRecorder(OnSQLite, theirs.AggregateRecorderTestCase):
    recorder = AggregateRecorder


class TestApplicationRecorder(OnSQLite, theirs.ApplicationRecorderTestCase[SQLiteRecorder]):
    pass


class TestNonInterleaving(OnSQLite, theirs.NonInterleavingNotificationIDsBaseCase):
    insert_num = 200


class TestBareEvents(OnSQLite):
    def test_a_bare_event_gets_what_it_lacks(self) -> None:
        """An event of four fields is stored with an id from its place, and in the chain."""
        recorder = self.create_recorder()
        stream = UUID(int=7)
        for version in (1, 2):
            recorder.insert_events([StoredEvent(stream, version, "topic", b"state")])
        first, second = recorder.rows(stream.hex, since=0, upto=9)

        assert first.event_id != second.event_id
        assert leaf_hash(first) == second.prev_hash
