"""The one way in for callers: send a command, get its receipt; safe to repeat for ever.

A command goes as an update; an opening command, and one that finds no workflow, goes as update-with-start, so that
the first command, a late one to a closed case and one after a lost Temporal database take the same path.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from datetime import timedelta
from uuid import UUID
from weakref import WeakValueDictionary

from temporalio.client import (
    Client,
    WithStartWorkflowOperation,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import QueryRejectCondition, WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from domain.messages import Command, OpeningCommand, Receipt, Refusal
from domain.position import Opening, Position
from domain.refusals import refuse
from domain.streams import CASE, Letter
from workflows import TASK_QUEUE
from workflows.case import CaseWorkflow
from workflows.supervision import SupervisionWorkflow

IN_FLIGHT = 8
"""Commands at once per stream and sender: Temporal takes ten per run, and collapses beyond."""

PATIENCE = timedelta(seconds=5)
"""How long a caller waits, in all, before it is told that the answer is not known yet."""

AGAIN = frozenset(
    {
        RPCStatusCode.RESOURCE_EXHAUSTED,
        RPCStatusCode.UNAVAILABLE,
        RPCStatusCode.ABORTED,
        RPCStatusCode.DEADLINE_EXCEEDED,
        RPCStatusCode.CANCELLED,
        RPCStatusCode.NOT_FOUND,
        RPCStatusCode.FAILED_PRECONDITION,
        RPCStatusCode.INTERNAL,
        RPCStatusCode.UNKNOWN,
    }
)
"""Answers of the server that mean: send the same again. A server that dies answers in several ways."""


class RefusedError(Exception):
    """The engine declined the command. `receipt` is None where nothing was recorded."""

    def __init__(self, refusal: Refusal, receipt: Receipt | None) -> None:
        super().__init__(refusal.en)
        self.refusal = refusal
        self.receipt = receipt


class PendingError(Exception):
    """Not known yet whether the command counts: ask again with the same command id."""

    def __init__(self, command_id: UUID, cause: str) -> None:
        super().__init__(f"Not known yet, ask again with the command id {command_id} ({cause}).")
        self.command_id = command_id
        self.cause = cause


class Engine:
    """A caller's view of the engine."""

    def __init__(self, client: Client, *, task_queue: str = TASK_QUEUE) -> None:
        self.client = client
        self._task_queue = task_queue
        self._gates: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    async def send(self, command: Command, *, patience: timedelta = PATIENCE) -> Receipt:
        """The receipt of the command.

        Raises RefusedError where the engine declines, PendingError where no answer came in time.
        """
        gate = self._gates.setdefault(command.stream, asyncio.Semaphore(IN_FLIGHT))
        until = time.monotonic() + patience.total_seconds()
        try:
            await asyncio.wait_for(gate.acquire(), patience.total_seconds())
        except TimeoutError:
            raise PendingError(command.command_id, "others are waiting for this stream") from None
        try:
            receipt = await self._send(command, until)
        finally:
            gate.release()
        if receipt.digest != command.digest():
            raise RefusedError(refuse("command_id_reused", (), command_id=command.command_id), None)
        if receipt.refusal is not None:
            raise RefusedError(receipt.refusal, receipt)
        return receipt

    async def deliver(self, command: Command) -> Receipt:
        """The receipt, also of a refused command: for senders who only have to say it once."""
        try:
            return await self.send(command)
        except RefusedError as refused:
            if refused.receipt is None:
                raise
            return refused.receipt

    async def position(
        self, stream: str, *, patience: timedelta = PATIENCE, running: bool = False
    ) -> Position:
        """Where the stream stands, as its workflow knows it; with `running`, only if it still runs.

        Raises RPCError and WorkflowQueryFailedError, and for one that has ended WorkflowQueryRejectedError.
        """
        handle = self.client.get_workflow_handle(stream)
        position: Position = await handle.query(
            "standing",
            result_type=Position,
            reject_condition=QueryRejectCondition.NOT_OPEN if running else None,
            rpc_timeout=patience,
        )
        return position

    async def nudge(self, stream: str, *, start: bool = True) -> None:
        """Make the stream's workflow read the ledger again, and with `start` begin it where it has been lost."""
        opening = Opening(stream=stream)
        if start:
            await self._signal(stream, "nudge", opening)
            return
        with suppress(RPCError):
            await self.client.get_workflow_handle(stream).signal("nudge", opening)

    async def inform(self, command: Command) -> None:
        """Hand a command over and wait for nothing: a refusal is recorded, and nobody is told."""
        await self._signal(command.stream, "inform", Letter.model_validate({"command": command}))

    async def _signal(self, stream: str, name: str, content: Opening | Letter) -> None:
        await self.client.start_workflow(
            _workflow(stream),
            Opening(stream=stream),
            id=stream,
            task_queue=self._task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            start_signal=name,
            start_signal_args=[content],
            static_summary=stream,
        )

    async def _send(self, command: Command, until: float) -> Receipt:
        cause = "no answer"
        starting = isinstance(command, OpeningCommand)
        while (left := until - time.monotonic()) > 0:
            try:
                return await asyncio.wait_for(self._once(command, starting=starting, left=left), left)
            except TimeoutError:
                break
            except WorkflowUpdateRPCTimeoutOrCancelledError:
                cause = "the answer was late"
            except WorkflowUpdateFailedError as error:
                if (receipt := _answered(error)) is not None:
                    return receipt
                cause = "the run ended meanwhile"
            except RPCError as error:
                if error.status not in AGAIN:
                    raise
                cause = error.status.name
                if error.status is RPCStatusCode.NOT_FOUND and not starting:
                    starting = True
                    continue
            await asyncio.sleep(min(0.2, max(0.0, until - time.monotonic())))
        raise PendingError(command.command_id, cause)

    async def _once(self, command: Command, *, starting: bool, left: float) -> Receipt:
        timeout = timedelta(seconds=left)
        if not starting:
            handle = self.client.get_workflow_handle(command.stream)
            receipt: Receipt = await handle.execute_update(
                command.name,
                command,
                id=str(command.command_id),
                result_type=Receipt,
                rpc_timeout=timeout,
            )
            return receipt
        start: WithStartWorkflowOperation[CaseWorkflow, str] = WithStartWorkflowOperation(
            _workflow(command.stream),
            Opening(stream=command.stream),
            id=command.stream,
            task_queue=self._task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            static_summary=command.stream,
        )
        answer: Receipt = await self.client.execute_update_with_start_workflow(
            command.name,
            command,
            id=str(command.command_id),
            result_type=Receipt,
            start_workflow_operation=start,
            rpc_timeout=timeout,
        )
        return answer


def _workflow(stream: str) -> str:
    return CaseWorkflow.__name__ if stream.startswith(CASE) else SupervisionWorkflow.__name__


def _answered(error: WorkflowUpdateFailedError) -> Receipt | None:
    """The receipt inside a refusal; None where the run ended and the same has to be sent again."""
    cause = error.cause
    if not isinstance(cause, ApplicationError):
        return None
    if cause.type == "AcceptedUpdateCompletedWorkflow":
        return None
    detail = cause.details[0] if cause.details else None
    if isinstance(detail, dict) and "digest" in detail:
        return Receipt.model_validate(detail)
    if isinstance(detail, dict) and "code" in detail:
        raise RefusedError(Refusal.model_validate(detail), None) from error
    # The workflow could not read the update, or does not know it: nothing is recorded.
    raise RefusedError(
        Refusal(code="malformed", basis=(), en=cause.message, zh=cause.message), None
    ) from cause
