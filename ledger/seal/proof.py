"""Proofs of single events, in the format of c2sp.org/tlog-proof."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.leaf import leaf_input
from ledger.seal.errors import SealError
from verifier.fenduan_verify import PROOF, leaf_hash, to_text

if TYPE_CHECKING:
    from ledger.leaf import Row
    from ledger.seal.log import Head, Log


def prove(log: Log, row: Row) -> str:
    """The proof that the log holds this event, with the event's bytes, the newest checkpoint and its cosignatures.

    Raises SealError where the event is not sealed yet, or not as it stands in the ledger.
    """
    head = log.head()
    size = head.checkpoint.size if head else 0
    index = log.index(row.sequence, size)
    if head is None or index is None:
        raise SealError(f"{row.stream} {row.version} is not sealed yet.")
    entry = leaf_input(row)
    if log.leaves(index // 256, size)[index % 256] != leaf_hash(entry):
        raise SealError(f"{row.stream} {row.version} is not what was sealed.")
    steps = "".join(f"{to_text(step)}\n" for step in log.inclusion(index, size))
    return f"{PROOF}\nextra {to_text(entry)}\nindex {index}\n{steps}\n{witnessed(log, head)}"


def witnessed(log: Log, head: Head) -> str:
    """The checkpoint's note with what witnesses have signed under it."""
    return head.note + "".join(log.cosignatures(head.checkpoint.size))
