"""Time stamps in a verification: which checkpoints an authority has seen, and since when what they hold was there."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.texts import Lang, say

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

    from ledger.seal import Finding, Log
    from verifier.fenduan_verify import Key

TsaOption = Annotated[
    Path | None,
    typer.Option(
        "--tsa",
        metavar="FILE",
        help="Certificates (PEM) of the time stamping authority, to check stamps with; else FENDUAN_TSA_CERTIFICATE.",
        show_default=False,
    ),
]


@dataclass(frozen=True, slots=True)
class Stamped:
    """The stamps that were found: how many, the newest, and whether a certificate of the caller's proves them."""

    count: int
    size: int
    at: datetime
    proved: bool

    @property
    def data(self) -> dict[str, object]:
        """For programs."""
        return {"count": self.count, "size": self.size, "at": self.at.isoformat(), "proved": self.proved}

    def sentence(self, lang: Lang) -> str:
        """For people."""
        key = "ledger.stamped" if self.proved else "ledger.stamped_unproved"
        return say(key, lang, n=self.count, size=self.size, at=f"{self.at:%Y-%m-%dT%H:%M:%SZ}")


def trusted(given: Path | None) -> list[Certificate] | None:
    """The certificates of the caller; None where there are none. Raises InputError."""
    from cli.errors import wrong
    from ledger.seal import SealError
    from ledger.seal.timestamps import certificates

    path = given or (Path(found) if (found := os.environ.get("FENDUAN_TSA_CERTIFICATE")) else None)
    try:
        return None if path is None else certificates(path)
    except SealError as error:
        raise wrong("tsa", "--tsa", why=error) from None


def stamped(log: Log, certificates: Sequence[Certificate] | None) -> tuple[list[Finding], Stamped | None]:
    """What is wrong with the stamps of a log, and what the sound ones say."""
    from ledger.seal import Finding, SealError, What
    from ledger.seal.timestamps import checked, stamps

    found: list[Finding] = []
    sound: list[tuple[int, datetime]] = []
    for each in stamps(log):
        try:
            head = log.checkpoint(each.size)
            sound.append((each.size, checked(each.response, head.note if head else "", certificates)))
        except SealError as error:
            found.append(Finding(What.STAMP, why=f"over the checkpoint of size {each.size}: {error}"))
    if not sound:
        return found, None
    return found, Stamped(len(sound), *sound[-1], proved=certificates is not None)


def stamped_in(text: str, keys: Sequence[Key], certificates: Sequence[Certificate] | None) -> Stamped | None:
    """What the stamps in a proof pack say. Raises BrokenError, UnreadableError, TimestampError."""
    from ledger.seal.timestamps import checked
    from verifier.fenduan_verify import check_growth, open_checkpoint, to_bytes

    pack = json.loads(text) if text.startswith("{") else {}
    found = None
    for n, each in enumerate(pack.get("timestamps", ()), 1):
        check_growth(each["checkpoint"], pack["checkpoint"], pack["earlier"], keys)
        size = open_checkpoint(each["checkpoint"], keys).size
        at = checked(to_bytes(each["response"]), each["checkpoint"], certificates)
        found = Stamped(n, size, at, proved=certificates is not None)
    return found
