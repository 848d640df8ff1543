"""Stored histories of each path replay; one that was tampered with does not."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer
from temporalio.workflow import NondeterminismError

from domain.position import Opening
from worker import WORKFLOWS, runner

HISTORIES = sorted((Path(__file__).parent / "histories").glob("*.json"))
MAIN = next(path for path in HISTORIES if path.name == "cross_province_enzyme.case.1.json")
Event = dict[str, Any]


async def failure(events: list[Event], *, sandbox: bool = True) -> Exception | None:
    """What the replay of these events says against them."""
    replayer = Replayer(
        workflows=list(WORKFLOWS),
        data_converter=pydantic_data_converter,
        workflow_runner=runner(sandbox=sandbox),
    )
    started = events[0]["workflowExecutionStartedEventAttributes"]
    opening = Opening.model_validate_json(b64decode(started["input"]["payloads"][0]["data"]))
    history = WorkflowHistory.from_json(opening.stream, json.dumps({"events": events}))
    return (await replayer.replay_workflow(history, raise_on_replay_failure=False)).replay_failure


def events(path: Path) -> list[Event]:
    """The events of a stored history."""
    read: list[Event] = json.loads(path.read_text("utf-8"))["events"]
    return read


def kinds(path: Path) -> set[str]:
    """The kinds of events that occur in a stored history."""
    return {event["eventType"].removeprefix("EVENT_TYPE_") for event in events(path)}


class TestStored:
    @pytest.mark.parametrize("path", HISTORIES, ids=lambda path: path.stem)
    async def test_replays(self, path: Path) -> None:
        """Today's workflows take every stored run to the same commands, in the sandbox."""
        assert None is await failure(events(path))

    async def test_without_sandbox(self) -> None:
        """The longest run replays as production runs it, too."""
        assert None is await failure(events(MAIN), sandbox=False)

    @pytest.mark.parametrize(
        ("name", "kind"),
        [
            ("cross_province_enzyme.case.1", "TIMER_FIRED"),
            ("cross_province_enzyme.case.1", "ACTIVITY_TASK_COMPLETED"),
            ("cross_province_enzyme.case.1", "WORKFLOW_EXECUTION_COMPLETED"),
            ("notice_173_single_province.case.1", "WORKFLOW_EXECUTION_COMPLETED"),
            ("notice_173_single_province.supervision.1", "TIMER_FIRED"),
            ("refused_at_selection.case.2", "WORKFLOW_EXECUTION_COMPLETED"),
            ("withdrawn.case.1", "WORKFLOW_EXECUTION_COMPLETED"),
            ("ledger_down.case.1", "ACTIVITY_TASK_SCHEDULED"),
            ("resumed.case.1", "WORKFLOW_EXECUTION_UPDATE_COMPLETED"),
            ("continued.case.1", "WORKFLOW_EXECUTION_CONTINUED_AS_NEW"),
            ("letters.case.1", "WORKFLOW_EXECUTION_SIGNALED"),
        ],
    )
    def test_paths(self, name: str, kind: str) -> None:
        """The stored runs are of the paths that they are named after."""
        assert kind in kinds(next(path for path in HISTORIES if path.stem == name))

    def test_no_machine(self) -> None:
        """A history does not say on which machine it was made."""
        texts = [path.read_text("utf-8") for path in HISTORIES]

        assert [] == [text[:80] for text in texts if "@" in text or '"identity":"worker"' not in text]


class TestTampered:
    async def test_removed(self) -> None:
        """A run that lacks one of its commands is no run of these workflows."""
        stored = events(MAIN)
        upsert = [e for e in stored if "UPSERT" in e["eventType"]][3]

        found = await failure(renumbered([event for event in stored if event is not upsert]))

        assert isinstance(found, NondeterminismError)

    @pytest.mark.parametrize(
        ("first", "second"),
        [
            ("UPSERT_WORKFLOW_SEARCH_ATTRIBUTES", "WORKFLOW_EXECUTION_UPDATE_COMPLETED"),
            ("UPSERT_WORKFLOW_SEARCH_ATTRIBUTES", "TIMER_STARTED"),
            ("ACTIVITY_TASK_SCHEDULED", "TIMER_CANCELED"),
        ],
    )
    async def test_reordered(self, first: str, second: str) -> None:
        """A run with two commands in the other order is no run of these workflows."""
        stored = events(MAIN)
        pair = [f"EVENT_TYPE_{first}", f"EVENT_TYPE_{second}"]
        n = next(n for n in range(len(stored)) if pair == [e["eventType"] for e in stored[n : n + 2]])
        stored[n], stored[n + 1] = stored[n + 1], stored[n]

        found = await failure(renumbered(stored))

        assert isinstance(found, NondeterminismError)

    async def test_untouched(self) -> None:
        """Renumbering alone changes nothing."""
        assert None is await failure(renumbered(events(MAIN)))


def renumbered(stored: list[Event]) -> list[Event]:
    """The events with ids without a gap, and every reference following its event."""
    ids = {event["eventId"]: str(n) for n, event in enumerate(stored, 1)}
    return [_mapped(event, lambda old: ids.get(old, old)) for event in stored]


def _mapped(value: Any, new: Callable[[str], str]) -> Any:  # noqa: ANN401 - any JSON
    match value:
        case dict():
            return {
                key: new(each) if key.lower().endswith("eventid") else _mapped(each, new)
                for key, each in value.items()
            }
        case list():
            return [_mapped(each, new) for each in value]
        case _:
            return value
