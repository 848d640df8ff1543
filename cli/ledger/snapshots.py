"""Whether the states that a worker would begin at are what the events come to."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cli.ledger.place import Evidence
    from ledger.seal import Finding


def changed(evidence: Evidence) -> list[Finding]:
    """A finding for each stream whose snapshot somebody changed; none for a ledger that cannot be opened at all."""
    from domain.case.state import CaseState
    from domain.streams import TOPICS
    from domain.supervision.state import SupervisionState
    from gateway.models.folding import evolve_case, evolve_supervision
    from ledger import Ledger, LedgerError
    from ledger.errors import UnreadableEventError
    from ledger.seal import Finding, What
    from ledger.snapshots import code_digest

    try:
        with Ledger.open(evidence.ledger, topics=TOPICS, create=False, code=code_digest("domain")) as ledger:
            streams = [
                *ledger.differing_snapshots({"case": (CaseState(), evolve_case)}),
                *ledger.differing_snapshots({"supervision": (SupervisionState(), evolve_supervision)}),
            ]
    except (LedgerError, UnreadableEventError):
        return []  # what is wrong with it the audit says
    return [Finding(What.SNAPSHOT, sealed_as=stream) for stream in streams]
