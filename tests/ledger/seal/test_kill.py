"""kill -9 at any system call of sealing and witnessing, again and again over the same files."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from ledger import Ledger
from ledger.leaf import leaf_input
from ledger.seal import Log, Memory, Sequencer, audit, new_signer, read_signers, tree, write_signers
from ledger.seal.witness import hired, leaves, remembered
from tests.ledger.events import TOPICS
from verifier.fenduan_verify import check_consistency, leaf_hash

ROOT = Path(__file__).parents[3]


def survive(folder: Path, seed: int, kills: int) -> int:
    """Kill, then check that nothing is lost, doubled or inconsistent. Returns how many processes were killed."""
    write_signers(folder / "seal.key", [new_signer("example.org/fenduan")])
    with Ledger.open(folder / "ledger.db", topics=TOPICS):
        pass
    program = [sys.executable, "-m", "tests.ledger.seal.killer", str(folder), str(seed), str(kills)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(program, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)

    log = Log(folder / "seal")
    with Ledger.open(folder / "ledger.db", topics=TOPICS) as ledger:
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
    return int(ran.stdout)


class TestKill:
    def test_a_sample(self, tmp_path: Path) -> None:
        """Sealing and witnessing go on after every kill as if nothing had happened."""
        assert survive(tmp_path, 20250302, 24) > 12

    @pytest.mark.soak
    @pytest.mark.timeout(1200)
    def test_many(self, tmp_path: Path) -> None:
        """The same, four hundred times over one log."""
        assert survive(tmp_path, int(os.environ.get("FENDUAN_SEED", "0")), 400) > 200
