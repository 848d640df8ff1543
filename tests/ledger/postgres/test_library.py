"""The library's own tests of a recorder, run on ours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar
from unittest import TestCase

import pytest
from eventsourcing.persistence import StoredEvent
from eventsourcing.tests import persistence as theirs

from ledger.postgres.connections import Connections
from ledger.postgres.recorder import PostgresRecorder


class AggregateRecorder(PostgresRecorder):
    """Without the numbers: the library expects none of a recorder that keeps no application's sequence."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: object) -> Sequence[int] | None:
        """Insert, and keep the sequence to itself."""
        super().insert_events(stored_events, **kwargs)
        return None


class OnPostgreSQL(TestCase):
    """A new schema for each test."""

    recorder: ClassVar[type[PostgresRecorder]] = PostgresRecorder
    url: str

    @pytest.fixture(autouse=True)
    def _address(self, url: str) -> None:
        self.url = url

    def create_recorder(self) -> PostgresRecorder:
        """A recorder on an empty schema, with the library's own kind of ids."""
        connections = Connections(self.url)
        self.addCleanup(connections.close)
        recorder = self.recorder(connections, text_ids=False)
        recorder.prepare(create=True)
        return recorder


class TestAggregateRecorder(OnPostgreSQL, theirs.AggregateRecorderTestCase):
    recorder = AggregateRecorder


class TestApplicationRecorder(OnPostgreSQL, theirs.ApplicationRecorderTestCase[PostgresRecorder]):
    def test_insert_subscribe(self) -> None:
        """A subscription gets what was recorded before it and what comes after."""
        self.optional_test_insert_subscribe()


class TestNonInterleaving(OnPostgreSQL, theirs.NonInterleavingNotificationIDsBaseCase):
    insert_num = 200
