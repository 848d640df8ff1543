"""The seal: a signed Merkle log over the exact stored bytes of every event, that outsiders can check."""

from __future__ import annotations

from ledger.seal.audit import Memory, audit
from ledger.seal.errors import SealError, WitnessRefusedError
from ledger.seal.findings import Audit, Finding, What
from ledger.seal.log import Head, Log, Rows
from ledger.seal.notes import Signer, new_signer, read_signer, read_signers, write_signers
from ledger.seal.sequencer import MAXIMUM_DELAY, Sequencer
from ledger.seal.settings import SealSettings, sequencer_of
from ledger.seal.witness import Witness

__all__ = [
    "MAXIMUM_DELAY",
    "Audit",
    "Finding",
    "Head",
    "Log",
    "Memory",
    "Rows",
    "SealError",
    "SealSettings",
    "Sequencer",
    "Signer",
    "What",
    "Witness",
    "WitnessRefusedError",
    "audit",
    "new_signer",
    "read_signer",
    "read_signers",
    "sequencer_of",
    "write_signers",
]
