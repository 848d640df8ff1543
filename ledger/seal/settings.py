"""Where the seal stands, and with what it signs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from domain.model import Frozen
from ledger.seal.errors import SealError
from ledger.seal.notes import Signer, new_signer, read_signers, write_signers

if TYPE_CHECKING:
    from collections.abc import Mapping


class SealSettings(Frozen):
    """What a sequencer reads from its environment."""

    directory: Path
    key: Path
    make_key: bool
    """Whether a key is made where there is none: never in production, where somebody must have chosen it."""
    origin: str | None = None

    @classmethod
    def read(cls, environment: Mapping[str, str], data: Path) -> SealSettings:
        """`FENDUAN_SEAL` (the folder), `_SEAL_KEY` (a file) and `_SEAL_ORIGIN`, else what lies in `data`."""
        key = environment.get("FENDUAN_SEAL_KEY")
        return cls(
            directory=Path(environment.get("FENDUAN_SEAL") or data / "seal"),
            key=Path(key or data / "keys" / "seal.key"),
            make_key=not key,
            origin=environment.get("FENDUAN_SEAL_ORIGIN") or None,
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
