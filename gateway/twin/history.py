"""From a run's history to what of it is compared. The one place that reads Temporal's events."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import rfc8785
import temporalio
from pydantic import TypeAdapter, ValidationError
from temporalio.api.common.v1 import Payload
from temporalio.api.enums.v1 import EventType
from temporalio.api.failure.v1 import Failure
from temporalio.api.history.v1 import HistoryEvent
from temporalio.api.update.v1 import Outcome
from temporalio.client import WorkflowHistory
from temporalio.converter import DataConverter

from domain.actors import Actor
from domain.messages import Command
from domain.streams import AnyCommand
from gateway.twin.model import Answer, Run, Taken

ENDS = {
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED: "completed",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED: "failed",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT: "timed_out",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED: "canceled",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED: "terminated",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW: "continued_as_new",
}
"""The events with which a run closes."""

RUNNING = "running"
LOCAL_ACTIVITY = "core_local_activity"
_COMMAND: TypeAdapter[Command] = TypeAdapter(AnyCommand)


def sha256(history: WorkflowHistory) -> str:
    """The digest of the history's canonical JSON (RFC 8785), in hexadecimal."""
    return hashlib.sha256(rfc8785.dumps(history.to_json_dict())).hexdigest()


async def read_run(history: WorkflowHistory, run_id: str, converter: DataConverter) -> Run:
    """The run of that history, decoded with the converter of the client that fetched it."""
    reader = _Reader(history.workflow_id, converter)
    for event in history.events:
        await reader.read(event)
    first, last = history.events[0], history.events[-1]
    status = ENDS.get(last.event_type, RUNNING)
    before = first.workflow_execution_started_event_attributes.continued_execution_run_id
    return Run(
        stream=history.workflow_id,
        run_id=run_id,
        status=status,
        events=len(history.events),
        sha256=sha256(history),
        sdk=temporalio.__version__,
        started=_instant(first),
        closed=None if status == RUNNING else _instant(last),
        continues=before or None,
        resumed=0 if before else max(reader.found or 0, 0),
        known=reader.known,
        fallbacks=tuple(reader.fallbacks),
        commands=tuple(
            sorted(reader.commands.values(), key=lambda taken: (taken.order or 2**31, taken.event))
        ),
    )


class _Reader:
    """Goes through a history once and keeps what is compared."""

    def __init__(self, stream: str, converter: DataConverter) -> None:
        self.commands: dict[UUID, Taken] = {}
        self.fallbacks: list[int] = []
        self.known = -1
        self.found: int | None = None
        self._stream = stream
        self._converter = converter
        self._answers = 0
        self._updates: dict[str, UUID] = {}
        self._scheduled: dict[int, str] = {}

    async def read(self, event: HistoryEvent) -> None:
        """Take what this event adds."""
        match event.event_type:
            case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED:
                accepted = event.workflow_execution_update_accepted_event_attributes.accepted_request
                await self._accepted(event.event_id, accepted.meta.update_id, accepted.input.args.payloads)
            case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_COMPLETED:
                completed = event.workflow_execution_update_completed_event_attributes
                await self._completed(completed.meta.update_id, completed.outcome)
            case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED:
                signalled = event.workflow_execution_signaled_event_attributes
                if signalled.signal_name == "inform":
                    await self._letter(event.event_id, signalled.input.payloads)
            case EventType.EVENT_TYPE_MARKER_RECORDED:
                marker = event.marker_recorded_event_attributes
                if marker.marker_name == LOCAL_ACTIVITY:
                    about = await self._decode(marker.details["data"].payloads)
                    name = about.get("activity_type", "") if isinstance(about, dict) else ""
                    await self._result(event.event_id, str(name), marker.details["result"].payloads)
            case EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED:
                scheduled = event.activity_task_scheduled_event_attributes
                self._scheduled[event.event_id] = scheduled.activity_type.name
                if scheduled.activity_type.name == "record":
                    self.fallbacks.append(event.event_id)
                    await self._call(event.event_id, scheduled.input.payloads)
            case EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED:
                done = event.activity_task_completed_event_attributes
                name = self._scheduled.get(done.scheduled_event_id, "")
                await self._result(event.event_id, name, done.result.payloads)
            case _:
                pass

    async def _accepted(self, event: int, update_id: str, payloads: Sequence[Payload]) -> None:
        content = await self._decode(payloads)
        taken = _taken(content, event)
        if taken is None:
            with suppress(ValueError):
                taken = Taken(command_id=UUID(update_id), event=event)
        if taken is not None:
            self._updates[update_id] = taken.command_id
            self._keep(taken.model_copy(update={"by": "update", "update_id": update_id}))

    async def _completed(self, update_id: str, outcome: Outcome) -> None:
        command_id = self._updates.get(update_id)
        if command_id is None:
            return
        taken = self.commands[command_id]
        answer = _answer(await self._decode(outcome.success.payloads))
        if outcome.HasField("failure"):
            answer = _answer(await self._details(outcome.failure))
            if answer is None and taken.answer is None:
                refused = outcome.failure.application_failure_info.type or "failed"
                self.commands[command_id] = taken.model_copy(update={"refused": refused})
        if answer is not None and taken.answer is None:
            self._answered(taken, answer)

    async def _letter(self, event: int, payloads: Sequence[Payload]) -> None:
        content = await self._decode(payloads)
        taken = _taken(content.get("command") if isinstance(content, dict) else None, event)
        # One that the workflow could not read, or that is for another stream, was dropped there too.
        if taken is not None and taken.digests and self._is_ours(content):
            self._keep(taken.model_copy(update={"by": "signal"}))

    async def _call(self, event: int, payloads: Sequence[Payload]) -> None:
        content = await self._decode(payloads)
        taken = _taken(content.get("command") if isinstance(content, dict) else None, event)
        if taken is not None:
            self._keep(taken)

    async def _result(self, event: int, name: str, payloads: Sequence[Payload]) -> None:
        if name not in {"record", "stand"} or not payloads:
            return
        content = await self._decode(payloads)
        position = content.get("position") if name == "record" and isinstance(content, dict) else content
        version = position.get("version") if isinstance(position, dict) else None
        if isinstance(version, int):
            self.known = max(self.known, version)
            self.found = version if self.found is None else self.found
        answer = _answer(content.get("receipt")) if isinstance(content, dict) else None
        if name == "record" and answer is not None:
            taken = self.commands.get(answer.command_id) or Taken(command_id=answer.command_id, event=event)
            # A report of a term that did not apply yet comes again under the same id.
            if taken.answer is None or not taken.answer.versions:
                self._answered(taken, answer)

    def _keep(self, taken: Taken) -> None:
        known = self.commands.get(taken.command_id)
        if known is None:
            self.commands[taken.command_id] = taken
        elif not known.digests:
            kept = {"answer": known.answer, "order": known.order, "event": known.event}
            self.commands[taken.command_id] = taken.model_copy(update=kept)

    def _answered(self, taken: Taken, answer: Answer) -> None:
        self._answers += 1
        given = {"answer": answer, "order": self._answers}
        self.commands[taken.command_id] = taken.model_copy(update=given)

    def _is_ours(self, content: Any) -> bool:  # noqa: ANN401 - decoded JSON
        command = content.get("command")
        return isinstance(command, dict) and command.get("stream") == self._stream

    async def _details(self, failure: Failure) -> Any:  # noqa: ANN401 - decoded JSON
        return await self._decode(failure.application_failure_info.details.payloads)

    async def _decode(self, payloads: Sequence[Payload]) -> Any:  # noqa: ANN401 - decoded JSON
        """The first payload as plain JSON; None where there is none or it cannot be read."""
        if not payloads:
            return None
        try:
            return (await self._converter.decode(payloads[:1]))[0]
        except Exception:  # noqa: BLE001 - whatever a stranger has put there
            return None


def _taken(content: Any, event: int) -> Taken | None:  # noqa: ANN401 - decoded JSON
    """The command as far as it can be read; another release may have written it in another shape."""
    if not isinstance(content, dict):
        return None
    try:
        command_id = UUID(str(content.get("command_id")))
    except ValueError:
        return None
    actor = None
    with suppress(ValidationError):
        actor = Actor.model_validate(content.get("actor"))
    return Taken(
        command_id=command_id,
        name=str(content.get("name", "")),
        event=event,
        digests=_digests(content),
        actor=actor,
    )


def _digests(content: dict[str, Any]) -> tuple[str, ...]:
    """As this release reads it, and as it was sent: a release that adds a field must not change the past."""
    found: dict[str, None] = {}
    with suppress(ValidationError):
        found[_COMMAND.validate_json(json.dumps(content)).digest()] = None
    with suppress(rfc8785.CanonicalizationError):
        sent = _without_none({name: value for name, value in content.items() if name != "attestation"})
        found[hashlib.sha256(rfc8785.dumps(sent)).hexdigest()] = None
    return tuple(found)


def _without_none(value: Any) -> Any:  # noqa: ANN401 - decoded JSON
    if isinstance(value, dict):
        return {name: _without_none(each) for name, each in value.items() if each is not None}
    if isinstance(value, list):
        return [_without_none(each) for each in value]
    return value


def _answer(content: Any) -> Answer | None:  # noqa: ANN401 - decoded JSON
    try:
        return Answer.model_validate_json(json.dumps(content)) if isinstance(content, dict) else None
    except ValidationError:
        return None


def _instant(event: HistoryEvent) -> datetime:
    return event.event_time.ToDatetime(tzinfo=UTC)
