"""Reads in the ledger what other streams say that a decision rests on. A read model is never asked: it may be late."""

from __future__ import annotations

from collections.abc import Callable

from domain.case.elsewhere import NOTHING, Earlier, Elsewhere
from domain.case.intake import Submit
from domain.case.license_commands import ApplyForLicense, DecideLicense
from domain.case.link import NoteLink
from domain.case.review_commands import DecideRegistration, FileRegistration
from domain.case.state import CaseState, Link, applicant_names
from domain.journal.record import JournalRecord
from domain.messages import Command
from domain.streams import CASE, JOURNAL, SUPERVISION
from domain.supervision.change_messages import NoteChangeCase, NoteChangeOutcome
from domain.supervision.state import SupervisionState
from ledger import Envelope, Ledger

ReadCase = Callable[[str], tuple[int, CaseState]]
ReadSupervision = Callable[[str], tuple[int, SupervisionState]]


class Reader:
    """Looks beyond the stream that is decided on."""

    def __init__(self, ledger: Ledger, case: ReadCase, supervision: ReadSupervision) -> None:
        self._ledger = ledger
        self._case = case
        self._supervision = supervision

    def elsewhere(self, command: Command, state: CaseState) -> Elsewhere:
        """What the command needs to be decided on, beside its own stream: for most commands nothing."""
        match command:
            case Submit(dossier=dossier, linked=link):
                bars = self._journal(dossier.applicant.name).bars
                return Elsewhere(bars=bars, earlier=self._earlier(command, link) if link else None)
            case ApplyForLicense(licensee=licensee) if file := state.licensing.file(licensee):
                return Elsewhere(bars=self._journal(file.licensee.name).bars)
            case FileRegistration() | DecideRegistration(outcome="approve") | DecideLicense(outcome="grant"):
                _, supervised = self._supervision(SUPERVISION + state.number)
                lost = (each for each in supervised.licenses if not each.valid or each.removed)
                return Elsewhere(lost=tuple(each.licensee for each in lost))
            case NoteLink(case=case) | NoteChangeCase(case=case):
                return self._later(case)
            case NoteChangeOutcome(outcome_of=said):
                return self._later(said.partition("#")[0])
            case _:
                return NOTHING

    def _later(self, number: str) -> Elsewhere:
        """What a later case says of itself."""
        _, found = self._case(CASE + number)
        return Elsewhere(
            later=found.follows,
            later_number=number,
            later_outcome=found.outcome,
            later_decided_on=found.review.decided_on,
        )

    def _earlier(self, command: Submit, link: Link) -> Earlier | None:
        _, found = self._case(CASE + link.case)
        if found.opened:
            _, supervised = self._supervision(SUPERVISION + link.case)
            return Earlier(
                number=link.case,
                applicant=found.file.applicant.name,
                product=found.file.product.name,
                outcome=found.outcome,
                changes=supervised.changes_without_case,
            )
        asked = {command.actor.organisation, *applicant_names(command.dossier)}
        if any(link.case in self._journal(each).turned_away for each in sorted(asked)):
            return Earlier(number=link.case, turned_away=True)
        return None

    def _journal(self, organisation: str) -> JournalRecord:
        return self._ledger.fold(JOURNAL + organisation, JournalRecord(), evolve_journal)[1]


def evolve_journal(record: JournalRecord, envelope: Envelope) -> JournalRecord:
    """The journal's record after one of its events."""
    return record.after(envelope.event, envelope.metadata.case)
