"""The journals of organisations, as far as the engine itself writes them: bars, and applications that came again."""

from __future__ import annotations

from functools import partial
from uuid import uuid5

from domain.actors import SYSTEM, Attestation
from domain.bars import Bar, BarLifted, BarNoted
from domain.case import procedure
from domain.case.base import provisions
from domain.case.intake import Submitted
from domain.case.state import CaseState
from domain.journal.base import JournalCommand
from domain.journal.record import LiftBar, NoteBar, NoteTurnedAway, TurnedAwayLinked
from domain.messages import Event, Receipt
from domain.position import Errand
from domain.streams import CASE, IDS, SUPERVISION, errand_id
from domain.supervision import procedure as supervision
from domain.supervision.state import SupervisionState
from domain.terms import ProcedureEvent
from ledger import Appended, CommandKey, Envelope, Ledger, Proposed, Provenance

RECORD = provisions("dal/7")
FALLEN = provisions("arl/62")


class Clerk:
    """Carries what the engine recorded in one stream into a journal. Safe between threads and between workers."""

    def __init__(self, ledger: Ledger, *, software: str) -> None:
        self._ledger = ledger
        self._software = software

    def note(self, errand: Errand) -> Receipt:
        """Put on record what the errand is about. The same errand is the same command: it gets its first receipt.

        Raises LookupError for an errand about nothing that was recorded.
        """
        found, command, event = self._note(errand)
        key = CommandKey(command.command_id, command.digest(), command.stream)
        known = self._ledger.receipt(key.command_id)
        if known is not None:
            return known.receipt
        return self._ledger.journal(
            command.stream.partition("/")[2],
            None,
            (Proposed(event, uuid5(IDS, f"{key.command_id}/1")),),
            metadata=self._provenance(command, key, found),
            receipt=partial(_receipt, command, key.digest, found),
            command=key,
        )

    def _note(self, errand: Errand) -> tuple[Envelope, JournalCommand, Event]:
        """The event that the errand rests on, the command that carries it, and what will stand in the journal."""
        given = {
            "command_id": errand_id(errand),
            "stream": errand.stream,
            "actor": SYSTEM,
            "attestation": Attestation(method="engine"),
        }
        if errand.command == "note_bar":
            found, bar = self._bar(errand)
            return found, NoteBar.model_validate({**given, "bar": bar}), BarNoted(bar=bar, basis=bar.basis)
        if errand.command == "lift_bar":
            _, bar = self._bar(errand)
            found = self._fallen(errand)
            return found, LiftBar.model_validate({**given, "bar": bar}), BarLifted(bar=bar, basis=FALLEN)
        found, earlier = self._link(errand)
        linked = TurnedAwayLinked(number=earlier, case=errand.about or "", basis=RECORD)
        return (
            found,
            NoteTurnedAway.model_validate({**given, "number": earlier, "case": errand.about}),
            linked,
        )

    def _bar(self, errand: Errand) -> tuple[Envelope, Bar]:
        """The bar, by the stream and the place among its bars that the errand names."""
        stream, _, place = (errand.about or "").rpartition("#")
        bars = [
            (envelope, bar)
            for envelope in self._ledger.load(stream)
            if isinstance(bar := getattr(envelope.event, "bar", None), Bar)
        ]
        if not place.isdigit() or int(place) >= len(bars):
            raise LookupError(f"{errand.about} names no bar that was recorded")
        return bars[int(place)]

    def _fallen(self, errand: Errand) -> Envelope:
        """The ruling with which the bar fell."""
        stream, _, place = (errand.about or "").rpartition("#")
        case, supervised = CaseState(), SupervisionState()
        for envelope in self._ledger.load(stream):
            if type(envelope.event) in supervision.EVENTS and stream.startswith(SUPERVISION):
                supervised = supervision.evolve(supervised, envelope.event)
            elif isinstance(envelope.event, ProcedureEvent):
                case = procedure.evolve(case, envelope.event)
            if int(place) in (*case.bars_fallen, *supervised.bars_fallen):
                return envelope
        raise LookupError(f"{errand.about} names no bar that fell")

    def _link(self, errand: Errand) -> tuple[Envelope, str]:
        """The submission of the case that the errand names, and the number that it follows."""
        for envelope in self._ledger.load(f"{CASE}{errand.about}", upto=1):
            if isinstance(envelope.event, Submitted) and envelope.event.follows:
                return envelope, envelope.event.follows.case
        raise LookupError(f"{errand.about} follows no case")

    def _provenance(self, command: JournalCommand, key: CommandKey, found: Envelope) -> Provenance:
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


def _receipt(command: JournalCommand, digest: str, found: Envelope, appended: Appended) -> Receipt:
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
