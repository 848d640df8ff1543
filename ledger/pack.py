"""The proof pack: one file with which an outsider proves what happened in a case, and that nothing is missing."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from ledger.leaf import leaf_input
from ledger.seal.audit import fault
from ledger.seal.errors import SealError
from ledger.seal.notes import signed
from ledger.seal.proof import witnessed
from ledger.seal.timestamps import stamps
from verifier.fenduan_verify import PACK, STREAMS, around, leaf_hash, to_bytes, to_text

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from ledger.leaf import Row
    from ledger.seal.log import Head, Log
    from ledger.seal.notes import Signer

_EARLIER: Final = 16


def export(  # noqa: PLR0913 - a pack is made of all this
    log: Log,
    case: str,
    streams: Mapping[str, Sequence[Row]],
    signers: Sequence[Signer],
    *,
    exported: datetime,
    software: str,
    summary: Mapping[str, Sequence[str]],
    withheld: Collection[str] = (),
    since: Collection[int] = (),
) -> str:
    """The pack as JSON text: what the newest checkpoint covers of these streams, each with all of its rows.

    `withheld` are the ids of events whose content stays out; their hashes and places are shown all the same.
    `since` are sizes of older checkpoints from which the pack shows how the log grew, beside some of its own.
    Raises SealError for an event that is not what was sealed.
    """
    head = log.head()
    if head is None:
        raise SealError("Nothing is sealed yet.")
    stamped = _stamped(log, head)
    items = {stream: [_item(log, head, row, withheld) for row in rows] for stream, rows in streams.items()}
    sealed = {stream: [item for item in found if item is not None] for stream, found in items.items()}
    shown = [row for rows in streams.values() for row in rows if row.event_id not in withheld]
    pack: dict[str, Any] = {
        "format": PACK,
        "case": case,
        "exported": exported.isoformat(),
        "software": software,
        "summary": {lang: list(lines) for lang, lines in summary.items()},
        "log": log.published.model_dump(mode="json"),
        "laws": sorted(_laws(shown)),
        "checkpoint": witnessed(log, head),
        "earlier": [log.growth(size, head) for size in _sizes(log, head, {*since, *stamped})],
        "timestamps": list(stamped.values()),
    }
    counted = [_counted(stream, found) for stream, found in sealed.items()]
    lines = [
        f"{STREAMS} {head.checkpoint.origin}",
        f"{head.checkpoint.size} {to_text(head.checkpoint.root)}",
        around(pack),
        *counted,
    ]
    pack["streams"] = signed("".join(f"{line}\n" for line in lines), signers)
    pack["events"] = [item for found in sealed.values() for item in found]
    return json.dumps(pack, ensure_ascii=False, indent=1) + "\n"


def _stamped(log: Log, head: Head) -> dict[int, dict[str, str]]:
    """The newest time stamp by the size of its checkpoint, with that: what it holds was there before."""
    for each in reversed([each for each in stamps(log) if each.size <= head.checkpoint.size]):
        if (older := log.checkpoint(each.size)) is not None:
            return {each.size: {"checkpoint": older.note, "response": to_text(each.response)}}
    return {}


def _item(log: Log, head: Head, row: Row, withheld: Collection[str]) -> dict[str, Any] | None:
    """The event with its proof; None for one that the checkpoint does not cover yet."""
    size = head.checkpoint.size
    index = log.index(row.sequence, size)
    if index is None:
        return None
    leaf = log.leaves(index // 256, size)[index % 256]
    why = fault(row, leaf)
    if why is not None:
        raise SealError(f"{row.stream} {row.version} cannot be exported: {why}.")
    return {
        "stream": row.stream,
        "version": row.version,
        "index": index,
        "leaf_hash": to_text(leaf_hash(leaf_input(row))),
        "proof": [to_text(step) for step in log.inclusion(index, size)],
        "content": None if row.event_id in withheld else _content(row),
    }


def _content(row: Row) -> dict[str, Any]:
    content: dict[str, Any] = {
        "topic": row.topic,
        "event_id": row.event_id,
        "recorded_at": row.recorded_at,
        "prev_hash": to_text(row.prev_hash),
    }
    try:
        content["state"] = row.state.decode()
    except UnicodeDecodeError:
        content["state_base64"] = to_text(row.state)
    return content


def _counted(stream: str, items: Sequence[dict[str, Any]]) -> str:
    """How many events the log holds of the stream, and the digest of their hashes: nobody can leave one out."""
    digest = hashlib.sha256(b"".join(to_bytes(item["leaf_hash"]) for item in items)).digest()
    return f"{stream} {len(items)} {to_text(digest)}"


def _laws(rows: Sequence[Row]) -> set[str]:
    """The digests of the law that these events were decided under, as far as their content can be read."""
    found = set()
    for row in rows:
        with suppress(ValueError, KeyError, TypeError, RecursionError):
            found.add(str(json.loads(row.state)["meta"]["law_digest"]))
    return found


def _sizes(log: Log, head: Head, since: Collection[int]) -> list[int]:
    """Older checkpoints to show the way from: those asked for, and of the log's own ever fewer the older they are."""
    own = [size for size in log.sizes() if 0 < size < head.checkpoint.size][::-1]
    spread = [own[at] for n in range(_EARLIER) if (at := 2**n - 1) < len(own)]
    return sorted({*spread, *(size for size in since if 0 < size < head.checkpoint.size)})
