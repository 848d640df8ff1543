"""Sealing and witnessing that are killed again and again over one ledger and its log, on any store."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from ledger import Ledger
from ledger.leaf import leaf_input
from ledger.seal import Log, Memory, Sequencer, audit, new_signer, read_signers, tree, write_signers
from ledger.seal.witness import hired, leaves, remembered
from tests.ledger.events import TOPICS
from tests.ledger.kills import ran
from verifier.fenduan_verify import check_consistency, leaf_hash


def survive(place: Path | str, folder: Path, seed: int, kills: int) -> int:
    """Kill, then check that nothing is lost, doubled or inconsistent. Returns how many processes were killed."""
    write_signers(folder / "seal.key", [new_signer("example.org/fenduan")])
    with Ledger.open(place, topics=TOPICS):
        pass
    said = ran("tests.ledger.seal.killer", place, folder, seed, kills)

    log = Log(folder / "seal")
    with Ledger.open(place, topics=TOPICS) as ledger:
        head = Sequencer(ledger, log, read_signers(folder / "seal.key")).seal()
        rows = ledger.rows_after(0, 10**6)
        hired(log, folder / "witness", "witness").look()
        seen = remembered(folder / "witness")
        assert head is not None
        assert seen is not None
        result = audit(ledger, log, remembered=[Memory("witness", seen, leaves(folder / "witness"))])
    whole = tree.Range()
    whole.add(leaf_hash(leaf_input(row)) for row in rows)
    heads = [found for size in log.sizes() if (found := log.checkpoint(size)) is not None]
    for old, new in pairwise(found.checkpoint for found in heads):
        check_consistency(old, new, log.consistency(old.size, new.size))

    assert (len(rows), whole.root()) == (head.checkpoint.size, head.checkpoint.root)
    assert (head.checkpoint, len(rows), ()) == (seen, result.sealed, result.findings)
    assert head.note == (folder / "seal" / "checkpoint").read_text("utf-8")
    return int(said)
