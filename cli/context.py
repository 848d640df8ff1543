"""What surrounds a command: the data folder, the ledger in it, and the engine that runs on it, if one does."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from cli.errors import Sentence, UnreachableError, wrong

if TYPE_CHECKING:
    from temporalio.client import Client

    from ledger import Ledger

DATA = Path(".fenduan")
ADDRESS = "127.0.0.1:7233"
NAMED_ELSEWHERE = ("TEMPORAL_ADDRESS", "TEMPORAL_PROFILE", "TEMPORAL_CONFIG_FILE")
"""The settings with which somebody says where Temporal is."""


class _Written(BaseModel):
    """A part of `run.json`; a newer release may write more."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class RunningTemporal(_Written):
    """Where the embedded Temporal listens."""

    address: str
    namespace: str = "default"
    ui: str | None = None


class Running(_Written):
    """What `fenduan up` says of itself in `run.json`."""

    pid: int | None = None
    temporal: RunningTemporal
    ledger: Path | None = None
    views: Path | None = None


def alive(pid: int | None) -> bool:
    """Whether a process runs under this id; an engine that was killed leaves its `run.json` behind."""
    if pid is None:
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@dataclass(frozen=True)
class Place:
    """A data folder. Reading needs its ledger only, never a running engine."""

    data: Path

    @classmethod
    def at(cls, data: Path | None = None) -> Self:
        """The folder as given, else `FENDUAN_DATA`, else `.fenduan`."""
        return cls(data or Path(os.environ.get("FENDUAN_DATA") or DATA))

    @cached_property
    def running(self) -> Running | None:
        """What `fenduan up` has written here; None where none runs. Raises InputError if it cannot be read."""
        path = self.data / "run.json"
        try:
            return Running.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            return None
        except NotADirectoryError as error:
            raise wrong("data", "--data", path=self.data, why=error.strerror) from None
        except (OSError, ValidationError):
            raise wrong("run_file", str(path)) from None

    @property
    def ledger_at(self) -> Path | str:
        """The ledger of the running engine, else `FENDUAN_LEDGER` (a file or an address), else the folder's own."""
        if self.running and self.running.ledger:
            return self.data.parent / self.running.ledger
        given = os.environ.get("FENDUAN_LEDGER", "")
        if "://" in given:
            return given
        return Path(given) if given else self.data / "ledger.sqlite"

    @property
    def views_path(self) -> Path:
        """The read model beside that ledger."""
        if self.running and self.running.views:
            return self.data.parent / self.running.views
        at = self.ledger_at
        return at.with_name("views.sqlite") if isinstance(at, Path) else self.data / "views.sqlite"

    @contextmanager
    def ledger(self, *, busy: float = 10.0, read_only: bool = False) -> Iterator[Ledger]:
        """The ledger, open; it is never made here. With `read_only` nothing can write; else a write waits `busy`.

        Raises UnreachableError.
        """
        from domain.streams import TOPICS
        from ledger import Ledger, LedgerError, UnreadableEventError

        at = self.ledger_at
        if isinstance(at, Path) and not at.exists():
            raise UnreachableError("no_ledger", Sentence.of("error.no_ledger", path=at), field="--data")
        try:
            with Ledger.open(at, topics=TOPICS, create=False, busy=busy, read_only=read_only) as ledger:
                yield ledger
        except UnreadableEventError:
            raise
        except LedgerError as error:
            shown = at if isinstance(at, Path) else "PostgreSQL"
            sentence = Sentence.of("error.ledger_unavailable", path=shown, why=error)
            raise UnreachableError("ledger_unavailable", sentence, field="--data") from error

    async def connect(self) -> Client:
        """A client of the running engine, else by the standard `TEMPORAL_*` settings. Raises UnreachableError."""
        from temporalio.client import Client
        from temporalio.contrib.pydantic import pydantic_data_converter
        from temporalio.envconfig import ClientConfig, ClientConnectConfig

        config: ClientConnectConfig
        if self.running and alive(self.running.pid):
            temporal = self.running.temporal
            config = {"target_host": temporal.address, "namespace": temporal.namespace}
        elif not any(os.environ.get(name) for name in NAMED_ELSEWHERE):
            # Whoever listens at the usual address may be the engine of another folder, with another ledger.
            raise UnreachableError(
                "no_engine", Sentence.of("error.not_running", path=self.data), field="--data"
            )
        else:
            config = ClientConfig.load_client_connect_config()
        address = config.setdefault("target_host", ADDRESS)
        try:
            return await Client.connect(**config, data_converter=pydantic_data_converter)
        except RuntimeError as error:
            sentence = Sentence.of("error.no_engine", address=address)
            raise UnreachableError("no_engine", sentence, more={"address": address}) from error
