"""Time stamps of RFC 3161 over checkpoints: an authority with a clock that others trust signs that it saw one.

Optional, beside the sealing, and never in its way: an authority that does not answer is asked again later. A stamp is
over the exact bytes of the checkpoint's file, and stands beside it as `.tsr`, written once.
"""

from __future__ import annotations

import asyncio
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, NoReturn

import structlog
from cryptography import x509

from domain.model import Frozen
from ledger.seal import files
from ledger.seal.errors import SealError
from ledger.seal.log import Head, Log, checkpoint_path

if TYPE_CHECKING:
    from rfc3161_client import TimeStampRequest

EVERY: Final = timedelta(hours=1)
AGAIN: Final = timedelta(minutes=1)
"""After a fault."""

_PATIENCE: Final = 10.0
_LARGEST: Final = 1 << 20
_QUERY: Final = "application/timestamp-query"

_log = structlog.get_logger(__name__)


class TimestampError(SealError):
    """The authority did not answer, or what it gave is no stamp over this checkpoint."""


class Stamp(NamedTuple):
    """A stored stamp: the size of its checkpoint, and the bytes of the authority's answer."""

    size: int
    response: bytes


class Authority(Frozen):
    """A time stamping authority: where it answers, and the certificates that prove its stamps, if they are known."""

    url: str
    certificates: Path | None = None
    every: timedelta = EVERY

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> Authority | None:
        """That of `FENDUAN_TSA_URL`, with `_TSA_CERTIFICATE` and `_TSA_EVERY` (seconds); None without. SealError."""
        url = environment.get("FENDUAN_TSA_URL")
        if not url:
            return None
        if not url.startswith(("http://", "https://")):
            raise SealError(
                f"FENDUAN_TSA_URL must begin with http:// or https://, and is {url.partition(':')[0]}:…"
            )
        certificate, every = environment.get("FENDUAN_TSA_CERTIFICATE"), environment.get("FENDUAN_TSA_EVERY")
        try:
            seconds = float(every) if every else EVERY.total_seconds()
            pause = timedelta(seconds=seconds)
        except (ValueError, OverflowError):
            raise SealError(f"FENDUAN_TSA_EVERY must be a number of seconds, and is {every}.") from None
        return cls(url=url, certificates=Path(certificate) if certificate else None, every=pause)

    def stamp(self, note: str) -> bytes:
        """The authority's answer over the note, checked as far as it can be. Raises TimestampError."""
        from rfc3161_client import HashAlgorithm, TimestampRequestBuilder  # noqa: PLC0415 - only who stamps loads it

        asked = TimestampRequestBuilder(note.encode(), HashAlgorithm.SHA256).build()
        response = self._answer(asked)
        checked(
            response,
            note,
            None if self.certificates is None else certificates(self.certificates),
            asked.nonce,
        )
        return response

    def _answer(self, asked: TimeStampRequest) -> bytes:
        request = urllib.request.Request(  # noqa: S310 - http and https only, see `read`
            self.url, data=asked.as_bytes(), headers={"Content-Type": _QUERY}, method="POST"
        )
        try:
            with urllib.request.urlopen(request, timeout=_PATIENCE) as answer:  # noqa: S310 - as above
                response: bytes = answer.read(_LARGEST + 1)
        except (OSError, urllib.error.URLError, ValueError) as error:
            raise TimestampError(f"The time stamping authority does not answer: {error}.") from error
        if len(response) > _LARGEST:
            raise TimestampError("The time stamping authority's answer is too long to be one.")
        return response


def checked(
    response: bytes, note: str, trusted: Sequence[x509.Certificate] | None, nonce: int | None = None
) -> datetime:
    """When the authority saw the note. Raises TimestampError where the response does not say so.

    `trusted` are certificates that the caller has from elsewhere: those of roots, and perhaps the authority's own.
    Without them only the form is checked, and whoever made the response may have lied.
    """
    from rfc3161_client import PKIStatus, VerifierBuilder, decode_timestamp_response  # noqa: PLC0415 - as above

    try:
        stamp = decode_timestamp_response(response)
        if PKIStatus(stamp.status) is not PKIStatus.GRANTED:
            raise TimestampError(f"The time stamping authority has declined: {stamp.status_string}.")
        saw = stamp.tst_info
        if nonce is not None and saw.nonce != nonce:
            raise TimestampError("The time stamp answers another question.")
        if trusted is None:
            _require_imprint(saw.message_imprint.message, note)
        else:
            roots, own = _sorted(trusted)
            verifier = VerifierBuilder(tsa_certificate=own[0] if own else None, roots=roots).build()
            verifier.verify_message(stamp, note.encode())
    except TimestampError:
        raise
    except Exception as error:
        raise TimestampError(
            f"The time stamp does not hold: {str(error) or type(error).__name__}."
        ) from error
    return saw.gen_time.astimezone(UTC)


def certificates(path: Path) -> list[x509.Certificate]:
    """The certificates of a PEM file. Raises SealError."""
    try:
        return x509.load_pem_x509_certificates(path.read_bytes())
    except (OSError, ValueError) as error:
        raise SealError(f"The certificates in {path} cannot be read: {error}.") from error


def stamp_path(log: Log, size: int) -> Path:
    """Where the stamp over the checkpoint of that size stands."""
    return log.directory / f"{checkpoint_path(size)}.tsr"


def stamps(log: Log) -> Iterator[Stamp]:
    """The stamps of the log, the oldest first."""
    for size in log.sizes():
        path = stamp_path(log, size)
        if path.is_file():
            yield Stamp(size, path.read_bytes())


def stamp_newest(log: Log, authority: Authority) -> Head | None:
    """Have the newest checkpoint stamped, and keep the stamp; None where there is none, or it has one. SealError."""
    head = log.head()
    if head is None or stamp_path(log, head.checkpoint.size).exists():
        return None
    response = authority.stamp(head.note)
    try:
        files.write_once(stamp_path(log, head.checkpoint.size), response)
    except FileExistsError:
        return None
    return head


async def run(log: Log, authority: Authority) -> NoReturn:
    """Stamp the newest checkpoint, again and again until cancelled. A fault is logged and outlived."""
    while True:
        pause = authority.every
        try:
            head = await asyncio.to_thread(stamp_newest, log, authority)
            if head is not None:
                _log.info("stamped", size=head.checkpoint.size)
        except Exception as error:  # noqa: BLE001 - it must outlive whatever the network and the disk do
            _log.warning("stamp_failed", cause=str(error))
            pause = min(pause, AGAIN)
        await asyncio.sleep(pause.total_seconds())


def _require_imprint(imprint: bytes, note: str) -> None:
    if imprint != sha256(note.encode()).digest():
        raise TimestampError("The time stamp is over something else than this checkpoint.")


def _sorted(given: Sequence[x509.Certificate]) -> tuple[list[x509.Certificate], list[x509.Certificate]]:
    """Certificates of authorities over others, and those of the time stamping authority itself."""
    roots: list[x509.Certificate] = []
    own: list[x509.Certificate] = []
    for each in given:
        try:
            above = each.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
        except x509.ExtensionNotFound:
            above = False
        (roots if above else own).append(each)
    return roots or own, own
