"""The journals of organisations: what the engine puts there, exactly once, and what a decision reads there."""

from __future__ import annotations

from functools import partial
from uuid import uuid5

from domain.actors import SYSTEM, Attestation
from domain.bars import Bar, BarNoted, NoteBar
from domain.messages import Receipt
from domain.position import Errand
from domain.streams import IDS
from ledger import Appended, CommandKey, Envelope, Ledger, Proposed, Provenance


class Clerk:
    """Keeps the journals. Safe between threads and between workers: a note is a command with an id of its own."""

    def __init__(self, ledger: Ledger, *, software: str) -> None:
        self._ledger = ledger
        self._software = software

    def note(self, errand: Errand) -> Receipt:
        """Put the bar on record that the errand is about. The same errand gives the first receipt again.

        Raises LookupError for an errand that is about no bar of its stream.
        """
        found, bar = self._found(errand)
        command = NoteBar(
            command_id=uuid5(IDS, f"{errand.stream}/{errand.command}/{errand.about}"),
            stream=errand.stream,
            actor=SYSTEM,
            attestation=Attestation(method="engine"),
            bar=bar,
        )
        key = CommandKey(command.command_id, command.digest(), command.stream)
        known = self._ledger.receipt(key.command_id)
        if known is not None:
            return known.receipt
        noted = Proposed(BarNoted(bar=bar, basis=bar.basis), uuid5(IDS, f"{key.command_id}/1"))
        return self._ledger.journal(
            bar.organisation,
            None,
            (noted,),
            metadata=self._provenance(command, key, found),
            receipt=partial(_receipt, command, key.digest, found),
            command=key,
        )

    def _found(self, errand: Errand) -> tuple[Envelope, Bar]:
        """The event that brought the bar about, by the stream and the place among its bars that the errand names."""
        stream, _, place = (errand.about or "").rpartition("#")
        bars = [
            (envelope, bar)
            for envelope in self._ledger.load(stream)
            if isinstance(bar := getattr(envelope.event, "bar", None), Bar)
        ]
        if not place.isdigit() or int(place) >= len(bars):
            raise LookupError(f"{errand.about} names no bar that was recorded")
        return bars[int(place)]

    def _provenance(self, command: NoteBar, key: CommandKey, found: Envelope) -> Provenance:
        """The instants and the case are those of the act that it rests on: the journal has no clock of its own."""
        meta = found.metadata
        return Provenance(
            case=meta.case,
            command_id=key.command_id,
            command=command.name,
            digest=key.digest,
            actor=command.actor,
            attested=command.attestation.method,
            received=meta.received,
            shift=meta.shift,
            regime=meta.regime,
            law_digest=meta.law_digest,
            software=self._software,
        )


def _receipt(command: NoteBar, digest: str, found: Envelope, appended: Appended) -> Receipt:
    return Receipt(
        command_id=command.command_id,
        digest=digest,
        stream=appended.stream,
        event_ids=appended.event_ids,
        versions=appended.versions,
        sequence=appended.sequence,
        stage="",
        received=found.metadata.received,
        recorded=appended.recorded,
    )
