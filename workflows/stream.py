"""What both workflows are: the only writer of a stream. It waits, records and arms timers; it decides nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from temporalio import workflow
from temporalio.common import RawValue, RetryPolicy, SearchAttributeKey
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory, FailureError

with workflow.unsafe.imports_passed_through():
    from domain.messages import Command, Receipt
    from domain.persons import named
    from domain.position import Errand, Opening, Position, Recorded
    from domain.refusals import refuse
    from domain.streams import COMMANDS, Call, Letter, timer

STAGE = SearchAttributeKey.for_keyword("FenduanStage")
REGIME = SearchAttributeKey.for_keyword("FenduanRegime")
NEXT_DEADLINE = SearchAttributeKey.for_datetime("FenduanNextDeadline")
PROVINCES = SearchAttributeKey.for_keyword_list("FenduanProvinces")
SEARCH_ATTRIBUTES = (STAGE, REGIME, NEXT_DEADLINE, PROVINCES)

NO_DEADLINE = datetime(2999, 12, 31, tzinfo=UTC)
"""Stands for "no deadline": a search attribute that is unset breaks `describe` on the time-skipping server."""

LOCAL_ATTEMPT = timedelta(seconds=2)
REGULAR_ATTEMPT = timedelta(seconds=20)
BETWEEN_NO_OPS = timedelta(seconds=2)
AFTER_A_FAULT = timedelta(minutes=1)
ONCE = RetryPolicy(maximum_attempts=1)
FOR_EVER = RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=1))


def command(model: type[Command]) -> Any:  # noqa: ANN401 - temporalio's decorator has no narrower type for a made handler
    """The update for one command: a validator that drops what is malformed, a handler that records it."""

    async def act(self: StreamWorkflow, command: Command) -> Receipt:
        return answer((await self.record(command)).receipt)

    def check(self: StreamWorkflow, command: Command) -> None:
        if command.stream != self.stream:
            refusal = refuse("malformed", (), field="stream", value=command.stream, allowed=self.stream)
            raise ApplicationError(refusal.en, refusal, type="malformed", non_retryable=True)
        if (field := next(named(command), None)) is not None:
            # What is refused here leaves no trace in Temporal's history.
            refusal = refuse("name_in_clear", ("pipl/51",), field=field)
            raise ApplicationError(refusal.en, refusal, type=refusal.code, non_retryable=True)

    act.__annotations__ = {"command": model, "return": Receipt}
    check.__annotations__ = {"command": model, "return": None}
    doc = (model.__doc__ or "").strip()
    update = workflow.update(name=model.model_fields["name"].default, description=doc.splitlines()[0])(act)
    update.validator(check)
    return update


def answer(receipt: Receipt) -> Receipt:
    """The receipt; a refusal is raised to the caller as a typed error that carries it."""
    if receipt.refusal is None:
        return receipt
    raise ApplicationError(
        receipt.refusal.en,
        receipt,
        type=receipt.refusal.code,
        non_retryable=True,
        category=ApplicationErrorCategory.BENIGN,
    )


class StreamWorkflow:
    """One stream's writer. Everything it knows is the position, and the position comes from the ledger."""

    def __init__(self, opening: Opening) -> None:
        self.stream = opening.stream
        self.position = Position(stream=opening.stream, version=-1)
        self.lock = asyncio.Lock()
        self.nudges = 0
        self.not_before = workflow.now()
        self.delivered: set[Errand] = set()
        self.shown: tuple[object, ...] = ()

    @workflow.query(description="Where the stream stands, as the workflow knows it")
    def standing(self) -> Position:
        """The position that the workflow holds."""
        return self.position

    @workflow.signal(
        dynamic=True, description="`nudge`: read the ledger again; `inform`: a command, unanswered"
    )
    async def signalled(self, name: str, arguments: Sequence[RawValue]) -> None:
        """Take a signal of any name and shape. What cannot be read is logged and counted, and harms nothing.

        One handler for all: a signal with a wrong number of arguments fails the task of a typed one, for ever.
        """
        match name, arguments:
            case "nudge", _:
                self.nudges += 1
            case "inform", [letter] if (command := self._read(letter)) is not None:
                await self._inform(command)
            case _:
                workflow.logger.warning("signal_unreadable", extra={"stream": self.stream, "signal": name})
                workflow.metric_meter().create_counter("fenduan_signals_unreadable").add(1)

    def _read(self, letter: RawValue) -> Command | None:
        try:
            command = workflow.payload_converter().from_payload(letter.payload, Letter).command
        except Exception:  # noqa: BLE001 - whatever a stranger sends must not stop the workflow
            return None
        fits = command.stream == self.stream and command.name in COMMANDS
        return command if fits and not any(named(command)) else None

    async def _inform(self, command: Command) -> None:
        """Record the command of a caller that cannot wait; a refusal is only recorded."""
        try:
            await self.record(command)
        except FailureError as error:
            # Raised here it would end the workflow, and nobody waits for the answer.
            workflow.logger.warning("letter_not_taken", extra={"stream": self.stream, "cause": str(error)})

    async def live(self) -> str:
        """Whatever the position says is next, until the stream is closed. Continues as new when it is time."""
        if self.stream != workflow.info().workflow_id:
            message = f"{workflow.info().workflow_id} must not write {self.stream}"
            raise ApplicationError(message, type="malformed", non_retryable=True)
        await self.resume()
        courier = asyncio.create_task(self.run_errands())
        while True:
            while self.position.opened and not self.position.closed:
                await self.until_moved()
                if self.should_roll():
                    await workflow.wait_condition(workflow.all_handlers_finished)
                    workflow.continue_as_new(
                        Opening(stream=self.stream),
                        initial_versioning_behavior=workflow.ContinueAsNewVersioningBehavior.AUTO_UPGRADE,
                    )
            await workflow.wait_condition(
                lambda: workflow.all_handlers_finished() and not self.errands_left()
            )
            if self.position.closed or not self.position.opened:
                courier.cancel()
                return self.position.outcome or self.position.stage or "unknown"

    async def resume(self) -> None:
        """Take the position from the ledger."""
        self.take(await self._call("stand", Opening(stream=self.stream), Position, "stand"))

    async def record(self, command: Command) -> Recorded:
        """Have the command decided and recorded; take the position that follows."""
        async with self.lock:
            call = Call.model_validate({"command": command, "now": workflow.now()})
            recorded: Recorded = await self._call("record", call, Recorded, command.name)
            self.take(recorded.position)
            return recorded

    def take(self, position: Position) -> None:
        """The newest position wins: a read that a record has overtaken must not turn it back."""
        if position.version < self.position.version:
            return
        self.position = position
        deadline = position.next_deadline
        due = deadline.due if deadline else NO_DEADLINE
        shown = (position.stage, position.regime, due, position.provinces)
        if position.opened and shown != self.shown:
            self.shown = shown
            workflow.upsert_search_attributes(
                [
                    STAGE.value_set(position.stage or "unknown"),
                    REGIME.value_set(position.regime or "unknown"),
                    NEXT_DEADLINE.value_set(due),
                    PROVINCES.value_set(list(position.provinces)),
                ]
            )
        workflow.set_current_details(position.summary)

    async def until_moved(self) -> None:
        """Wait until the position is another one; a deadline that passes is reported to the ledger by the engine."""
        seen, nudges = _next(self.position), self.nudges
        deadline = self.position.next_timer
        moved: Callable[[], bool] = lambda: (  # noqa: E731 - one expression, read by the wait below
            _next(self.position) != seen or self.nudges != nudges or self.should_roll()
        )
        if deadline is None:
            await workflow.wait_condition(moved)
        else:
            fires = max(deadline.due - self.position.shift, self.not_before)
            left = max(fires - workflow.now(), timedelta(0))
            try:
                # A replay counts the steps of the event loop, and those of asyncio.wait_for, which a wait_condition
                # with a timeout uses, are others before Python 3.12 than from then on. These are the same on each,
                # and the timer starts in this very step, before anything else that has come meanwhile.
                async with asyncio.timeout(_seconds(left)):
                    await workflow.wait_condition(moved)
            except TimeoutError:
                await self._report(deadline)
        if self.nudges != nudges:
            await self.resume()

    async def run_errands(self) -> None:
        """Tell other streams what they have to learn, in order; once a run, and the ledger makes it once for all.

        It goes on beside the deadlines: a stream that cannot be reached must not hold up this one.
        """
        while True:
            await workflow.wait_condition(lambda: bool(self.errands_left()))
            errand = self.errands_left()[0]
            await workflow.execute_activity(
                "deliver",
                errand,
                result_type=Receipt,
                start_to_close_timeout=REGULAR_ATTEMPT,
                retry_policy=FOR_EVER,
                summary=f"{errand.command} → {errand.stream}",
            )
            self.delivered.add(errand)

    def errands_left(self) -> tuple[Errand, ...]:
        """The errands that this run has still to deliver."""
        return tuple(errand for errand in self.position.errands if errand not in self.delivered)

    def should_roll(self) -> bool:
        """Whether this run should continue as new: its history is long, or a newer release waits."""
        info = workflow.info()
        return info.is_continue_as_new_suggested() or info.is_target_worker_deployment_version_changed()

    async def _report(self, deadline: Any) -> None:  # noqa: ANN401
        try:
            await self.record(timer(self.stream, deadline))
        except FailureError as error:
            workflow.logger.error("deadline_not_reported", extra={"stream": self.stream, "cause": str(error)})
            self.not_before = workflow.now() + AFTER_A_FAULT
            return
        if self.position.next_timer == deadline:
            self.not_before = workflow.now() + BETWEEN_NO_OPS

    async def _call(self, name: str, argument: Any, result: type[Any], summary: str) -> Any:  # noqa: ANN401
        """One quick local attempt; if it ends in anything but a final error, a regular activity that never gives up.

        Both may run: the command's key in the ledger decides. What a local attempt raises differs between live and
        replay (`ActivityError` round a timeout, or the timeout itself), so only their common base is caught.
        """
        try:
            return await workflow.execute_local_activity(
                name,
                argument,
                result_type=result,
                start_to_close_timeout=LOCAL_ATTEMPT,
                schedule_to_close_timeout=LOCAL_ATTEMPT * 2,
                retry_policy=ONCE,
                summary=summary,
            )
        except FailureError as error:
            if (final := _final(error)) is not None:
                raise final from None
        try:
            return await workflow.execute_activity(
                name,
                argument,
                result_type=result,
                start_to_close_timeout=REGULAR_ATTEMPT,
                retry_policy=FOR_EVER,
                summary=summary,
            )
        except FailureError as error:
            raise _final(error) or error from None


def _final(error: FailureError) -> ApplicationError | None:
    """The error itself where no retry can help: what the caller has to see, live and in replay."""
    cause = error if isinstance(error, ApplicationError) else error.cause
    return cause if isinstance(cause, ApplicationError) and cause.non_retryable else None


def _seconds(left: timedelta) -> float:
    """In whole milliseconds, up: the loop rounds to them, and a timer must not come early."""
    return -(-left // timedelta(milliseconds=1)) / 1000


def _next(position: Position) -> tuple[object, ...]:
    """What the main loop acts on; the rest of a position is only shown."""
    return (position.stage, position.closed, position.next_timer, position.errands, position.shift)
