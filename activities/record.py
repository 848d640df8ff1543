"""The one write path: decide a command against the ledger and append what follows, exactly once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import NoReturn
from uuid import uuid5

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.elsewhere import Reader
from activities.journal import Clerk
from activities.noise import Noise
from domain.case import procedure as case
from domain.case import standing as case_standing
from domain.case.anytime import MoveClock
from domain.case.base import CaseCommand, TermEnded
from domain.case.state import CaseState
from domain.law import Law
from domain.messages import Command, Event, OpeningCommand, Receipt, Refusal
from domain.model import ProvisionId
from domain.moment import Moment
from domain.position import Opening, Position, Recorded
from domain.refusals import CommandRefused, refuse, refused
from domain.streams import CASE, IDS, JOURNAL, SUPERVISION, Call, timer
from domain.supervision import procedure as supervision
from domain.supervision import standing as supervision_standing
from domain.supervision.messages import MoveSupervisionClock, YearEnded
from domain.supervision.state import SupervisionState
from domain.terms import ProcedureEvent
from ledger import (
    Appended,
    CommandKey,
    Envelope,
    Ledger,
    Proposed,
    Provenance,
    StaleStreamError,
    UnreadableEventError,
)

RECORD_DUTY = (ProvisionId("dal/7"),)
"""What is recorded must be true, complete and traceable: one id cannot stand for two acts."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What a command came to. Without a version it goes to the end of the actor's journal."""

    stream: str
    version: int | None
    events: tuple[Event, ...]
    refusal: Refusal | None
    received: datetime
    shift: timedelta
    regime: str | None
    stage: str
    law_digest: str


class Registrar:
    """Records commands. One per worker; safe between threads and between workers on the same ledger.

    `shifting` allows streams whose clock is shifted: simulations and demonstrations only.
    """

    def __init__(self, ledger: Ledger, law: Law, *, software: str, shifting: bool = False) -> None:
        self._ledger = ledger
        self._law = law
        self._software = software
        self._shifting = shifting
        self._noise = Noise()
        self._reader = Reader(ledger, self._case, self._supervision)
        self.clerk = Clerk(ledger, software=software)

    @activity.defn(name="record", no_thread_cancel_exception=True)
    def record(self, call: Call) -> Recorded:
        """Decide the command and append; a command already known gets its first receipt and today's position."""
        try:
            while True:
                try:
                    return self._record(call)
                except StaleStreamError:
                    continue
        except UnreadableEventError as error:
            _give_up(error)

    @activity.defn(name="stand", no_thread_cancel_exception=True)
    def stand(self, opening: Opening) -> Position:
        """Where the stream stands now, for a run that starts or has been nudged."""
        return self.position(opening.stream)

    def position(self, stream: str) -> Position:
        """The standing of a stream, computed from the ledger."""
        if stream.startswith(CASE):
            version, state = self._case(stream)
            return case_standing.position(stream, version, state, self._law)
        version, supervised = self._supervision(stream)
        return supervision_standing.position(stream, version, supervised, self._law)

    def _record(self, call: Call) -> Recorded:
        command = call.command
        digest = command.digest()
        key = CommandKey(command.command_id, digest, command.stream)
        known = self._ledger.receipt(key.command_id)
        reused = known is not None and (known.digest, known.stream) != (digest, command.stream)
        if reused:
            again = uuid5(IDS, f"{command.command_id}/{command.stream}/{digest}")
            key, known = CommandKey(again, digest, command.stream), self._ledger.receipt(again)
        if known is not None:
            return Recorded(receipt=known.receipt, position=self.position(command.stream))
        if not isinstance(command, TermEnded | YearEnded | OpeningCommand):
            self._record_what_has_run_out(call)
        decided = self._decide(call, reused=reused)
        if decided is None:
            return self._no_op(call, digest)
        if decided.refusal is not None and self._noise.is_too_much(command):
            refusal = refuse("too_many_refusals", (), person=command.actor.person)
            raise ApplicationError(refusal.en, refusal, type=refusal.code, non_retryable=True)
        receipt = self._append(command, key, decided)
        if decided.refusal is not None:
            self._noise.count(command)
        return Recorded(receipt=receipt, position=self.position(command.stream))

    def _record_what_has_run_out(self, call: Call) -> None:
        """Deadlines come before the act that is received after them, also where no worker was there to see them."""
        while True:
            position = self.position(call.command.stream)
            deadline = position.next_timer
            received = call.now + position.shift
            if deadline is None or deadline.due > self._clock(received, position.shift):
                return
            passed = Call(command=timer(call.command.stream, deadline), now=call.now)
            if self._record(passed).position.version == position.version:
                return

    def _clock(self, received: datetime, shift: timedelta) -> datetime:
        """What says whether a term has run out: the ledger's own clock, or domain time in a simulation."""
        return received if shift or self._ledger.is_simulation else self._ledger.now()

    def _decide(self, call: Call, *, reused: bool) -> Decided | None:
        command = call.command
        case_stream = CASE + command.stream.partition("/")[2]
        version, state = self._case(case_stream)
        supervised = None
        shift, regime = state.shift, state.regime
        if command.stream.startswith(SUPERVISION):
            version, supervised = self._supervision(command.stream)
            shift = supervised.shift if supervised.product else state.shift
        elif isinstance(command, OpeningCommand) and not state.opened:
            shift = command.shift
        received = call.now + shift
        moment = Moment(self._law, received, self._clock(received, shift))
        answer: tuple[Event, ...] | Refusal | None
        if reused:
            answer = refuse("command_id_reused", RECORD_DUTY, command_id=command.command_id)
        elif not self._shifting and (shift or isinstance(command, MoveClock | MoveSupervisionClock)):
            answer = refuse("shift_not_allowed", ())
        elif isinstance(command, CaseCommand):
            answer = case.decide(command, state, moment, self._reader.elsewhere(command, state))
        elif supervised is not None:
            elsewhere = self._reader.elsewhere(command, state)
            answer = supervision.decide(command, supervised, state, moment, elsewhere)
        else:
            raise LookupError(f"{command.name} is for no stream that the engine knows")
        if answer is None:
            return None
        if isinstance(answer, Refusal):
            # An id that stands for another act is noise: it goes to the sender's journal, not into anybody's file.
            exists = bool(version) and not reused
            return Decided(
                stream=command.stream if exists else JOURNAL + command.actor.organisation,
                version=version if exists else None,
                events=(refused(command.name, answer),),
                refusal=answer,
                received=received,
                shift=shift if exists else timedelta(0),
                regime=regime,
                stage=_stage(supervised or state) if exists else "",
                law_digest=moment.in_force.digest,
            )
        after = _after(supervised or state, answer)
        return Decided(
            stream=command.stream,
            version=version,
            events=answer,
            refusal=None,
            received=received,
            shift=shift,
            regime=after.regime if isinstance(after, CaseState) else regime,
            stage=_stage(after),
            law_digest=moment.in_force.digest,
        )

    def _append(self, command: Command, key: CommandKey, decided: Decided) -> Receipt:
        provenance = self._provenance(command, key, decided)
        events = tuple(
            Proposed(event, uuid5(IDS, f"{key.command_id}/{n}")) for n, event in enumerate(decided.events, 1)
        )
        receipt = partial(_receipt, command, key.digest, decided)
        if decided.version is None:
            organisation = command.actor.organisation
            return self._ledger.journal(
                organisation, None, events, metadata=provenance, receipt=receipt, command=key
            )
        return self._ledger.append(
            decided.stream, decided.version, events, metadata=provenance, receipt=receipt, command=key
        )

    def _provenance(self, command: Command, key: CommandKey, decided: Decided) -> Provenance:
        info = activity.info() if activity.in_activity() else None
        return Provenance(
            case=command.stream.partition("/")[2],
            command_id=key.command_id,
            command=command.name,
            digest=key.digest,
            actor=command.actor,
            attested=command.attestation.method,
            occurred=command.occurred,
            received=decided.received,
            shift=decided.shift,
            reason=command.reason,
            regime=decided.regime,
            law_digest=decided.law_digest,
            workflow_id=info.workflow_id if info else None,
            run_id=info.workflow_run_id if info else None,
            update_id=str(command.command_id),
            software=self._software,
        )

    def _no_op(self, call: Call, digest: str) -> Recorded:
        """A timer that does not apply: nothing is written, the position is today's."""
        command = call.command
        position = self.position(command.stream)
        receipt = Receipt(
            command_id=command.command_id,
            digest=digest,
            stream=command.stream,
            event_ids=(),
            versions=(),
            sequence=0,
            stage=position.stage,
            received=call.now + position.shift,
            recorded=self._ledger.now(),
        )
        return Recorded(receipt=receipt, position=position)

    def _case(self, stream: str) -> tuple[int, CaseState]:
        return self._ledger.fold(stream, CaseState(), evolve_case)

    def _supervision(self, stream: str) -> tuple[int, SupervisionState]:
        return self._ledger.fold(stream, SupervisionState(), evolve_supervision)


def evolve_case(state: CaseState, envelope: Envelope) -> CaseState:
    """The case after a recorded event; refusals change nothing."""
    event = envelope.event
    return case.evolve(state, event) if isinstance(event, ProcedureEvent) else state


def evolve_supervision(state: SupervisionState, envelope: Envelope) -> SupervisionState:
    """The supervision after a recorded event; refusals change nothing."""
    event = envelope.event
    return state if isinstance(event, CommandRefused) else supervision.evolve(state, event)


def _after(state: CaseState | SupervisionState, events: tuple[Event, ...]) -> CaseState | SupervisionState:
    for event in events:
        if isinstance(state, SupervisionState):
            state = supervision.evolve(state, event)
        elif isinstance(event, ProcedureEvent):
            state = case.evolve(state, event)
    return state


def _stage(state: CaseState | SupervisionState) -> str:
    return "closed" if state.closed else str(state.stage or "")


def _receipt(command: Command, digest: str, decided: Decided, appended: Appended) -> Receipt:
    return Receipt(
        command_id=command.command_id,
        digest=digest,
        stream=appended.stream,
        event_ids=appended.event_ids,
        versions=appended.versions,
        sequence=appended.sequence,
        stage=decided.stage,
        received=decided.received,
        recorded=appended.recorded,
        refusal=decided.refusal,
    )


def _give_up(error: UnreadableEventError) -> NoReturn:
    """A stream that cannot be read decides nothing; only a newer release or a repair helps, not a retry."""
    refusal = refuse("ledger_unreadable", (), stream=error.stream, version=error.version)
    raise ApplicationError(refusal.en, refusal, type=refusal.code, non_retryable=True) from error
