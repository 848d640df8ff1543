"""Where the seal stands, and with what it signs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from domain.model import Frozen
from ledger.seal.errors import SealError
from ledger.seal.log import Log
from ledger.seal.notes import Signer, new_signer, read_signers, write_signers
from ledger.seal.sequencer import Sequencer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ledger.store import Ledger


class SealSettings(Frozen):
    """What a sequencer reads from its environment."""

    directory: Path
    key: Path
    make_key: bool
    """Whether a key is made where there is none: never in production, where somebody must have chosen it."""
    origin: str | None = None
    pushed: Path | None = None
    """A folder elsewhere, best on a medium that cannot be rewritten, that gets each newest checkpoint too."""

    @classmethod
    def beside(
        cls, ledger: Path | str, environment: Mapping[str, str], data: Path | None = None
    ) -> SealSettings:
        """The seal of a ledger: beside a file, and for one on PostgreSQL in the data folder."""
        home = data or Path(environment.get("FENDUAN_DATA") or ".fenduan")
        return cls.read(environment, home if "://" in str(ledger) else Path(ledger).parent)

    @classmethod
    def read(cls, environment: Mapping[str, str], data: Path) -> SealSettings:
        """`FENDUAN_SEAL` (a folder), `_SEAL_KEY` (a file), `_SEAL_ORIGIN`, else what lies in `data`; `_SEAL_PUSH`."""
        key, pushed = environment.get("FENDUAN_SEAL_KEY"), environment.get("FENDUAN_SEAL_PUSH")
        return cls(
            directory=Path(environment.get("FENDUAN_SEAL") or data / "seal"),
            key=Path(key or data / "keys" / "seal.key"),
            make_key=not key,
            origin=environment.get("FENDUAN_SEAL_ORIGIN") or None,
            pushed=Path(pushed) if pushed else None,
        )

    def signers(self, ledger_id: str) -> tuple[Signer, ...]:
        """The private keys, the current one last; the first time, in a folder of our own, a new one. SealError."""
        if not self.key.exists():
            if not self.make_key:
                raise SealError(
                    f"There is no private key at {self.key}: `fenduan ledger keys --new` makes one."
                )
            write_signers(self.key, [new_signer(self.origin or f"fenduan/{ledger_id}")])
        return read_signers(self.key)


def sequencer_of(ledger: Ledger, place: Path | str, environment: Mapping[str, str]) -> Sequencer | None:
    """Who seals this ledger in the background; None for one on PostgreSQL where no folder for the seal is named.

    Many workers share such a ledger, and only those on the machine with that folder may seal it.
    Raises SealError where the private key is missing or can be read by others.
    """
    if "://" in str(place) and not environment.get("FENDUAN_SEAL"):
        return None
    settings = SealSettings.beside(place, environment)
    signers = settings.signers(ledger.ledger_id)
    log, pushed = Log(settings.directory), settings.pushed
    return Sequencer(ledger, log, signers, renewed=lambda: read_signers(settings.key), pushed=pushed)
