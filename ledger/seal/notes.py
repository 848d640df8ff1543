"""Keys and signatures of c2sp.org/signed-note: the log signs checkpoints, a witness cosigns them with the time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.seal import files
from ledger.seal.errors import SealError
from verifier.fenduan_verify import (
    COSIGNATURE,
    SIGNATURE,
    Key,
    UnreadableError,
    make_key,
    to_bytes,
    to_text,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_PREFIX: Final = "PRIVATE+KEY+"
_OTHERS: Final = 0o077


@dataclass(frozen=True)
class Signer:
    """A private key with its name; `kind` says whether it signs for a log or as a witness."""

    name: str
    kind: int
    private: Ed25519PrivateKey

    @property
    def key(self) -> Key:
        """The public key, by which others know the signature."""
        return make_key(self.name, self.kind, self.private.public_key().public_bytes_raw())

    def sign(self, text: str, *, time: int = 0) -> str:
        """The signature line under a text. A witness states the time, in seconds since 1970 UTC."""
        stated = b""
        message = text.encode()
        if self.kind == COSIGNATURE:
            stated, message = time.to_bytes(8, "big"), b"cosignature/v1\ntime %d\n" % time + message
        return f"\u2014 {self.name} {to_text(self.key.id + stated + self.private.sign(message))}\n"

    def secret(self) -> str:
        """The private key as text."""
        seed = self.private.private_bytes_raw()
        return f"{_PREFIX}{self.name}+{self.key.id.hex()}+{to_text(bytes([self.kind]) + seed)}"


def new_signer(name: str, kind: int = SIGNATURE) -> Signer:
    """A new key. ValueError for a name with blanks or plus signs."""
    if not re.fullmatch(r"[^\s+]+", name):
        raise ValueError(f"{name!r} cannot name a key: it must have no blanks and no plus signs.")
    return Signer(name, kind, Ed25519PrivateKey.generate())


def read_signer(text: str) -> Signer:
    """The key of a text as `secret` writes it. ValueError for anything else."""
    found = re.fullmatch(r"PRIVATE\+KEY\+([^\s+]+)\+([0-9a-f]{8})\+(\S{44})", text)
    if found:
        try:
            kind, *seed = to_bytes(found[3])
        except UnreadableError as error:
            raise ValueError(str(error)) from None
        signer = Signer(found[1], kind, Ed25519PrivateKey.from_private_bytes(bytes(seed)))
        if kind in {SIGNATURE, COSIGNATURE} and signer.key.id.hex() == found[2]:
            return signer
    raise ValueError("this is no private key")


def write_signers(path: Path, signers: Sequence[Signer]) -> None:
    """Keep private keys in a file of their own, one in each line, that only its owner can read."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    files.write(path, "".join(each.secret() + "\n" for each in signers).encode(), mode=0o600)


def read_signers(path: Path) -> tuple[Signer, ...]:
    """The keys of the file, the current one last. Raises SealError, also where others could read the file."""
    try:
        if path.stat().st_mode & _OTHERS:
            raise SealError(f"{path} can be read by others: run chmod 600 on it.")
        signers = tuple(read_signer(line) for line in path.read_text("utf-8").split())
    except (OSError, ValueError) as error:
        raise SealError(f"The private key in {path} cannot be read: {error}.") from error
    if not signers or len({each.name for each in signers}) != 1:
        raise SealError(f"{path} should hold private keys of one name, one in each line.")
    return signers


def signed(text: str, signers: Sequence[Signer], *, time: int = 0) -> str:
    """The text as a note, signed by all of them."""
    return text + "\n" + "".join(each.sign(text, time=time) for each in signers)
