"""Two records of one stream held against each other. Pure: the runs and the ledger's rows are read already."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from domain.case.base import TermEnded
from domain.streams import IDS
from domain.supervision.messages import YearEnded
from gateway.twin.history import RUNNING
from gateway.twin.model import Answer, Difference, Kind, Run, Taken, Written
from ledger import StoredReceipt

TIMERS = frozenset(kind.model_fields["name"].default for kind in (TermEnded, YearEnded))
"""The engine's own reports that a term has run out."""


@dataclass(frozen=True, slots=True)
class Records:
    """All that is compared. `gone` are runs that events name and neither Temporal nor the archive has.

    `receipt` and `event` read the ledger: the answer to a command, and an event of any stream.
    """

    stream: str
    runs: Sequence[Run]
    gone: frozenset[str]
    events: Sequence[Written]
    receipt: Callable[[UUID], StoredReceipt | None]
    event: Callable[[str, int], Written | None]


def compare(records: Records) -> tuple[Difference, ...]:
    """Every difference, once, Temporal's side first; empty where both say the same."""
    comparison = _Comparison(records)
    found = [*comparison.damage(), *comparison.forward(), *comparison.reverse()]
    return tuple(dict.fromkeys(found))


class _Comparison:
    def __init__(self, records: Records) -> None:
        self._records = records
        self._known: dict[UUID, StoredReceipt] = {}
        self._names: Mapping[str, Run] = {run.run_id: run for run in records.runs}

    def damage(self) -> Iterator[Difference]:
        """Rows that the ledger itself does not trust, or that only another release can read."""
        for event in self._records.events:
            if event.problem is not None:
                kind = Kind.DAMAGED if event.problem != "" else Kind.UNREADABLE
                yield self._on(kind, event, found=event.problem or None)

    def forward(self) -> Iterator[Difference]:
        """Every command that Temporal has taken: its receipt, and the events of the receipt."""
        newest, answered = 0, set[tuple[UUID, str]]()
        # A run that began the stream may have read it after its first act.
        began = self._records.events[0].run_id if self._records.events else None
        for run in self._records.runs:
            if run.resumed and run.run_id != began:
                yield Difference(Kind.RESUMED, self._records.stream, run_id=run.run_id, version=run.resumed)
            for number in run.fallbacks:
                yield Difference(
                    Kind.FALLBACK, self._records.stream, run_id=run.run_id, temporal=f"event {number}"
                )
            for taken in run.commands:
                yield from self._command(run, taken)
                if (answer := taken.answer) is None or not answer.versions:
                    continue
                if answer.stream != self._records.stream:
                    continue
                if (taken.command_id, answer.digest) in answered or max(answer.versions) < newest:
                    yield self._of(Kind.REPEATED, run, taken, version=answer.versions[0])
                newest = max(newest, *answer.versions)
                answered.add((taken.command_id, answer.digest))

    def reverse(self) -> Iterator[Difference]:
        """Every event of the stream that no command of Temporal's accounts for."""
        last_of_run = {event.run_id: event for event in self._records.events if event.command not in TIMERS}
        for event in self._records.events:
            if event.command_id is None:
                continue
            if (stored := self._known.get(event.command_id)) is not None:
                if event.version not in stored.receipt.versions:
                    yield self._on(Kind.EXTRA_EVENT, event)
                continue
            stored = self._records.receipt(event.command_id)
            if stored is None:
                yield self._on(Kind.UNKNOWN_COMMAND, event)
                continue
            if event.version not in stored.receipt.versions:
                yield self._on(Kind.EXTRA_EVENT, event)
                continue
            yield from self._events(stored, event.command_id, event.run_id, event.command, None)
            yield self._on(self._unknown_to_temporal(event, last_of_run.get(event.run_id)), event)

    def _unknown_to_temporal(self, event: Written, later: Written | None) -> Kind:
        if event.workflow_id != event.stream or event.run_id is None:
            return Kind.OUTSIDE
        if event.run_id not in self._names:
            return Kind.RUN_GONE
        if event.command in TIMERS and later is not None and later.version > event.version:
            return Kind.TERM_BESIDE
        return Kind.GAP

    def _command(self, run: Run, taken: Taken) -> Iterator[Difference]:
        if taken.update_id is not None and taken.update_id != str(taken.command_id):
            yield self._of(Kind.OTHER_UPDATE_ID, run, taken, temporal=taken.update_id)
        answer = taken.answer
        if answer is not None and not answer.versions:
            # The same report may be recorded later, in another run.
            yield self._of(Kind.NO_OP, run, taken)
            return
        key, stored = self._receipt(taken)
        if stored is None:
            if answer is None:
                kind = Kind.NOT_RECORDED if taken.refused else Kind.UNANSWERED
                yield self._of(kind, run, taken, temporal=taken.refused or run.status)
            else:
                yield self._of(Kind.MISSING_RECEIPT, run, taken, version=answer.versions[0])
            return
        self._known[key] = stored
        if key != taken.command_id:
            yield self._of(Kind.ID_REUSED, run, taken, ledger=str(key))
        if answer is None:
            versions = stored.receipt.versions
            yield self._of(Kind.UNANSWERED, run, taken, version=versions[0], temporal=run.status)
        yield from self._content(run, taken, stored)
        yield from self._events(stored, key, run.run_id, taken.name, taken)

    def _receipt(self, taken: Taken) -> tuple[UUID, StoredReceipt | None]:
        """The stored answer, and the id under which it stands: another one where the command's was in use."""
        stored = self._records.receipt(taken.command_id)
        if stored is None:
            return taken.command_id, None
        digests = (taken.answer.digest,) if taken.answer else taken.digests
        if (stored.digest in digests or not digests) and stored.stream == self._records.stream:
            return taken.command_id, stored
        for digest in dict.fromkeys((*digests, *taken.digests)):
            again = uuid5(IDS, f"{taken.command_id}/{self._records.stream}/{digest}")
            if (reused := self._records.receipt(again)) is not None:
                return again, reused
        return taken.command_id, stored

    def _content(self, run: Run, taken: Taken, stored: StoredReceipt) -> Iterator[Difference]:
        answer: Answer | None = taken.answer
        said = [*taken.digests[:1], *([answer.digest] if answer else [])]
        if (taken.digests and stored.digest not in taken.digests) or (
            answer is not None and answer.digest != stored.digest
        ):
            other = next((digest for digest in said if digest != stored.digest), None)
            place = (answer or stored.receipt).versions
            yield self._of(Kind.DIGEST, run, taken, version=place[0], temporal=other, ledger=stored.digest)
        if answer is None:
            return
        receipt = stored.receipt
        if (answer.stream, answer.versions) != (receipt.stream, receipt.versions):
            yield self._of(
                Kind.ORDER,
                run,
                taken,
                version=answer.versions[0],
                temporal=_places(answer.stream, answer.versions),
                ledger=_places(receipt.stream, receipt.versions),
            )
        elif answer.event_ids != receipt.event_ids:
            yield self._of(
                Kind.OTHER_EVENT,
                run,
                taken,
                version=answer.versions[0],
                temporal=", ".join(map(str, answer.event_ids)),
                ledger=", ".join(map(str, receipt.event_ids)),
            )

    def _events(
        self, stored: StoredReceipt, key: UUID, run_id: str | None, name: str, taken: Taken | None
    ) -> Iterator[Difference]:
        """The events of a receipt, as they stand in the ledger."""
        receipt = stored.receipt
        for version, event_id in zip(receipt.versions, receipt.event_ids, strict=False):
            event = self._records.event(receipt.stream, version)

            def found(kind: Kind, temporal: object, ledger: object, at: int = version) -> Difference:
                return Difference(
                    kind,
                    receipt.stream,
                    command_id=receipt.command_id,
                    command=name,
                    run_id=run_id,
                    version=at,
                    event_id=str(event_id),  # noqa: B023 - made within the same turn
                    temporal=str(temporal),
                    ledger=None if ledger is None else str(ledger),
                )

            if event is None:
                yield found(Kind.MISSING_EVENT, event_id, None)
                continue
            if event.event_id != str(event_id):
                yield found(Kind.OTHER_EVENT, event_id, event.event_id)
            if event.problem is not None and event.command_id is None:
                continue
            if event.command_id != key:
                yield found(Kind.OTHER_COMMAND, key, event.command_id)
                continue
            if event.digest != stored.digest:
                yield found(Kind.DIGEST, stored.digest, event.digest)
            if taken is not None and taken.actor is not None and taken.actor != event.actor:
                yield found(Kind.ACTOR, _who(taken.actor), _who(event.actor))

    def _of(  # noqa: PLR0913 - each names a part of what differs
        self,
        kind: Kind,
        run: Run,
        taken: Taken,
        *,
        version: int | None = None,
        temporal: str | None = None,
        ledger: str | None = None,
    ) -> Difference:
        return Difference(
            kind,
            self._records.stream,
            command_id=taken.command_id,
            command=taken.name,
            run_id=run.run_id,
            version=version,
            temporal=temporal,
            ledger=ledger,
        )

    def _on(self, kind: Kind, event: Written, *, found: str | None = None) -> Difference:
        return Difference(
            kind,
            event.stream,
            command_id=event.command_id,
            command=event.command,
            run_id=event.run_id,
            version=event.version,
            event_id=event.event_id,
            ledger=found,
        )


def standing(stream: str, runs: Sequence[Run], version: int, *, opened: bool, closed: bool) -> Kind | None:
    """Whether the stream's workflow has to be told, or begun: LOST, BEHIND, or neither."""
    if not opened:
        return None
    running = [run for run in runs if run.status == RUNNING and run.stream == stream]
    if not running:
        return None if closed else Kind.LOST
    return Kind.BEHIND if max(run.known for run in running) < version else None


def _places(stream: str, versions: Sequence[int]) -> str:
    return f"{stream} {', '.join(map(str, versions))}"


def _who(actor: object) -> str:
    dump = getattr(actor, "model_dump", None)
    return "?" if dump is None else " ".join(str(value) for value in dump(exclude_none=True).values())
