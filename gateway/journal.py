"""Writes journals: `journal/{organisation}` has no workflow, so who writes names the version that it has read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid5

from domain.journal.base import JournalCommand
from domain.law import Law
from domain.messages import Event, Receipt, Refusal
from domain.model import local_day
from domain.refusals import refuse, refused
from domain.streams import IDS, JOURNAL
from ledger import Appended, CommandKey, Ledger, Proposed, Provenance, StaleStreamError

Decide = Callable[[int], tuple[Event, ...] | Refusal]
"""What a command comes to, decided on the journal as it stands at that version."""


def journal_of(organisation: str) -> str:
    """The stream of an organisation's journal."""
    return JOURNAL + organisation


@dataclass(frozen=True)
class Journal:
    """Records commands to journals, each once, by its id. `case` in `record` is the number that it is about."""

    ledger: Ledger
    law: Law
    software: str

    def record(self, command: JournalCommand, decide: Decide, *, case: str | None = None) -> Receipt:
        """Decide and append at the version that was decided on; where another came first, decide again.

        A refusal is recorded too, and stands in the receipt. A command that is known gets its first receipt.
        """
        digest = command.digest()
        while True:
            if (known := self.ledger.receipt(command.command_id)) is not None:
                if (known.digest, known.stream) == (digest, command.stream):
                    return known.receipt
                refusal = refuse("command_id_reused", (), command_id=command.command_id)
                return known.receipt.model_copy(update={"refusal": refusal, "digest": digest})
            version = self.ledger.version(command.stream)
            answer = decide(version)
            try:
                return self._append(command, digest, version, answer, case)
            except StaleStreamError:
                continue

    def _append(
        self,
        command: JournalCommand,
        digest: str,
        version: int,
        answer: tuple[Event, ...] | Refusal,
        case: str | None,
    ) -> Receipt:
        refusal = answer if isinstance(answer, Refusal) else None
        events = (refused(command.name, answer),) if isinstance(answer, Refusal) else answer
        now = self.ledger.now()
        provenance = Provenance(
            case=case,
            command_id=command.command_id,
            command=command.name,
            digest=digest,
            actor=command.actor,
            attested=command.attestation.method,
            occurred=command.occurred,
            received=now,
            reason=command.reason,
            law_digest=self.law.on(local_day(now)).digest,
            software=self.software,
        )

        def receipt(appended: Appended) -> Receipt:
            return Receipt(
                command_id=command.command_id,
                digest=digest,
                stream=appended.stream,
                event_ids=appended.event_ids,
                versions=appended.versions,
                sequence=appended.sequence,
                stage="",
                received=now,
                recorded=appended.recorded,
                refusal=refusal,
            )

        return self.ledger.append(
            command.stream,
            version,
            [Proposed(event, uuid5(IDS, f"{command.command_id}/{n}")) for n, event in enumerate(events, 1)],
            metadata=provenance,
            receipt=receipt,
            command=CommandKey(command.command_id, digest, command.stream),
        )
