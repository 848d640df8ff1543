"""The library's application, wired with our mapper and recorder and nothing from the environment."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from eventsourcing.application import Application
from eventsourcing.persistence import InfrastructureFactory, TrackingRecorder
from eventsourcing.utils import Environment

if TYPE_CHECKING:
    from eventsourcing.utils import EnvType

    from ledger.mapper import EventMapper
    from ledger.recorder import Recorder


class Factory(InfrastructureFactory[TrackingRecorder]):
    """The library's factory: of what it could make, the ledger is given its recorder and uses no other."""

    def __init__(self, env: Environment, recorder: Recorder) -> None:
        super().__init__(env)
        self.recorder = recorder

    def application_recorder(self) -> Recorder:
        """The one that was given."""
        return self.recorder

    def aggregate_recorder(self, purpose: str = "events") -> NoReturn:
        """None: states are kept by `Ledger.fold`."""
        raise NotImplementedError(purpose)

    def tracking_recorder(self, tracking_recorder_class: type[TrackingRecorder] | None = None) -> NoReturn:
        """None: read models track in a database of their own."""
        raise NotImplementedError(tracking_recorder_class)

    def process_recorder(self) -> NoReturn:
        """None: one stream's events never cause another's inside the ledger."""
        raise NotImplementedError


class LedgerApplication(Application[str]):
    """Holds the parts together. Reading and writing go through `Ledger`."""

    name = "ledger"

    def __init__(self, recorder: Recorder, mapper: EventMapper) -> None:
        self.event_mapper = mapper
        self.event_recorder = recorder
        super().__init__({"ORIGINATOR_ID_TYPE": "text"})

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:
        """Only what is given here: a variable of the process cannot change how events are stored."""
        return Environment(name, env)

    def construct_factory(self, env: Environment) -> Factory:
        """The factory over our recorder."""
        return Factory(env, self.event_recorder)

    def construct_mapper(self) -> EventMapper:
        """The mapper with the fixed list of topics."""
        return self.event_mapper

    def __del__(self) -> None:
        """Close nothing by accident; `Ledger.close` does."""
