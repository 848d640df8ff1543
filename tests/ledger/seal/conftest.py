from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ledger import Ledger
from ledger.seal import Log, Sequencer, Signer, new_signer
from tests.ledger.events import Signed, sign
from verifier.fenduan_verify import Key


class Sealed:
    """A ledger that grows, and the log over it."""

    def __init__(self, ledger: Ledger, folder: Path) -> None:
        self.ledger = ledger
        self.signer: Signer = new_signer("example.org/fenduan")
        self.log = Log(folder / "seal")
        self.versions: dict[str, int] = {}

    @property
    def keys(self) -> list[Key]:
        """Whom to trust."""
        return [self.signer.key]

    def record(self, count: int, streams: int = 7) -> None:
        """Append so many events, one by one, to several streams in turn."""
        for n in range(count):
            stream = f"case/FD-2025-SH-{n % streams:04d}"
            version = self.versions.get(stream, 0)
            sign(self.ledger, stream, version, Signed(by=f"signed as number {n}"))
            self.versions[stream] = version + 1

    def sequencer(self, **options: object) -> Sequencer:
        """A sequencer of that log."""
        return Sequencer(self.ledger, self.log, [self.signer], **options)  # type: ignore[arg-type] # as given

    def seal(self, count: int = 0) -> None:
        """Append so many events, and seal."""
        self.record(count)
        self.sequencer().seal()


@pytest.fixture
def sealed(ledger: Ledger, tmp_path: Path) -> Sealed:
    """A new ledger with a log that is still empty."""
    return Sealed(ledger, tmp_path)


@pytest.fixture
def signers() -> Callable[[str], Signer]:
    """Makes keys."""
    return new_signer
