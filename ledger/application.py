"""The library's application, wired with our mapper, recorder and datastore and nothing from the environment."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from eventsourcing.application import Application
from eventsourcing.utils import Environment

from ledger.sqlite.datastore import Datastore, Factory
from ledger.sqlite.recorder import Recorder

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from eventsourcing.persistence import InfrastructureFactory, TrackingRecorder
    from eventsourcing.utils import EnvType

    from ledger.mapper import EventMapper


class LedgerApplication(Application[str]):
    """Holds the parts together. Reading and writing go through `Ledger`."""

    name = "ledger"

    def __init__(self, datastore: Datastore, mapper: EventMapper, *, clock: Callable[[], datetime]) -> None:
        self.datastore = datastore
        self.event_mapper = mapper
        self.event_recorder = Recorder(datastore, clock=clock)
        self.clock = clock
        super().__init__({"SQLITE_DBNAME": str(datastore.connections.path), "ORIGINATOR_ID_TYPE": "text"})

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:
        """Only what is given here: a variable of the process cannot change how events are stored."""
        return Environment(name, env)

    def construct_factory(self, env: Environment) -> InfrastructureFactory[TrackingRecorder]:
        """The factory over our datastore."""
        return cast("InfrastructureFactory[TrackingRecorder]", Factory(env, self.datastore))

    def construct_mapper(self) -> EventMapper:
        """The mapper with the fixed list of topics."""
        return self.event_mapper

    def construct_recorder(self) -> Recorder:
        """The recorder with our columns."""
        return self.event_recorder

    def __del__(self) -> None:
        """Close nothing by accident; `Ledger.close` does."""
