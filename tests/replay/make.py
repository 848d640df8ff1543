"""Make the stored histories again, from real runs of each path: `python -m tests.replay.make [PATH...]`.

A history of a released version is never made again: it is kept beside the new ones, under a name of its own.
"""

from __future__ import annotations

import asyncio
import json
import re
import socket
import sys
import tempfile
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from temporalio.client import Client

from cli.actors import load_actors
from cli.scenario.model import load_scenario
from cli.scenario.play import Player
from cli.scenario.stage import theatre
from domain.messages import Command, Receipt
from domain.streams import Letter
from gateway.client import PATIENCE as SHORT
from gateway.client import Engine, PendingError, RefusedError
from ledger import Ledger
from tests.engine.locker import locked
from tests.engine.path import (
    GRANT,
    PATIENCE,
    TO_JOINT_PLAN,
    TO_LICENSE,
    TO_NATIONAL,
    command,
    opened,
    tick,
    walk,
)
from tests.engine.stack import Stack, agree

HISTORIES = Path(__file__).parent / "histories"
SCENARIOS = Path(__file__).parents[2] / "scenarios"
HIDDEN = {"identity": "worker", "stackTrace": ""}
MACHINE = re.compile(rf"\d+@{re.escape(socket.gethostname())}")
"""What a history says about the machine it was made on."""


class Watched(Engine):
    """Remembers every run that has answered."""

    def __init__(self, client: Client) -> None:
        super().__init__(client)
        self.runs: dict[tuple[str, str], None] = {}

    async def send(self, command: Command, *, patience: timedelta = SHORT) -> Receipt:
        """As the engine sends; then look which run it was."""
        try:
            return await super().send(command, patience=patience)
        finally:
            await self.look(command.stream)

    async def look(self, stream: str) -> None:
        """Remember the run that is there now."""
        described = await self.client.get_workflow_handle(stream).describe()
        self.runs[stream, described.run_id] = None

    async def store(self, path: str, *, most: int = 9) -> None:
        """Write the histories of the runs, in their order."""
        numbers: dict[str, int] = {}
        for stream, run in list(self.runs)[:most]:
            room = stream.partition("/")[0]
            numbers[room] = numbers.get(room, 0) + 1
            history = await self.client.get_workflow_handle(stream, run_id=run).fetch_history()
            content = json.dumps(_hidden(history.to_json_dict()), ensure_ascii=False, separators=(",", ":"))
            (HISTORIES / f"{path}.{room}.{numbers[room]}.json").write_text(content + "\n", "utf-8")


async def played(scenario: str) -> None:
    """A whole scenario, its years skipped."""
    async with theatre() as stage:
        engine = Watched(stage.engine.client)
        read = load_scenario(SCENARIOS / f"{scenario}.yaml")
        player = Player(
            read,
            engine=engine,
            ledger=stage.ledger,
            stand=stage.stand,
            clock=stage.clock,
            actors=load_actors(),
        )
        outcome = await player.play()
        if not outcome.passed:
            raise RuntimeError("; ".join(outcome.failures))
        await engine.store(scenario)


async def real(path: str, run: Callable[[Stack, Watched, Ledger], Awaitable[None]]) -> None:
    """A run on the real server."""
    with tempfile.TemporaryDirectory(prefix="fenduan-") as folder:
        stack = Stack(Path(folder))
        try:
            stack.serve()
            stack.work()
            client = (await stack.ready()).client
            engine = Watched(client)
            with stack.open_ledger() as ledger:
                await run(stack, engine, ledger)
            await engine.store(path)
        finally:
            stack.close()


async def ledger_down(stack: Stack, engine: Watched, ledger: Ledger) -> None:
    """The local attempt runs out of time, the regular activity records."""
    stream = await opened(engine, ledger)
    (who, what, content), *rest = TO_JOINT_PLAN
    accept = command(stream, who, what, **content)
    with locked(stack.ledger_path):
        try:
            await engine.send(accept)
        except PendingError:
            pass
        else:
            raise RuntimeError("the ledger was not locked")
    await engine.send(accept, patience=PATIENCE)
    await walk(engine, stream, *rest)


async def resumed(stack: Stack, engine: Watched, ledger: Ledger) -> None:
    """Temporal's database is lost in the middle; licenses and the supervision follow."""
    stream = await opened(engine, ledger, *TO_JOINT_PLAN)
    engine.runs.clear()
    stack.lose_temporal()
    stack.serve()
    await stack.connect()
    await walk(engine, stream, *TO_NATIONAL, *TO_LICENSE, GRANT)
    supervision = stream.replace("case/", "supervision/")
    await agree(engine, ledger, supervision)
    await engine.look(supervision)


async def continued(stack: Stack, engine: Watched, ledger: Ledger) -> None:  # noqa: ARG001 - one shape for all
    """Continue-as-new, twice, under commands; the last run is still open."""
    stream = await opened(engine, ledger)
    n = after = 0
    while after < 3:
        n += 1
        after += len(engine.runs) == 3
        await engine.send(tick(stream, n), patience=PATIENCE)


async def letters(stack: Stack, engine: Watched, ledger: Ledger) -> None:  # noqa: ARG001 - one shape for all
    """Signals: taken, refused, unreadable; and a refused update among them."""
    stream = await opened(engine, ledger)
    handle = engine.client.get_workflow_handle(stream)
    for sent in (
        command(stream, "js-agency", "sign_scheme", version=1),
        command(stream, "sh-agency", "accept", acceptance_no="3"),
    ):
        await handle.signal("inform", Letter.model_validate({"command": sent}))
    for arguments in ([], [{"nonsense": 1}], [1, 2]):
        await handle.signal("inform", args=arguments)
    await engine.nudge(stream)
    try:
        await walk(engine, stream, ("js-agency", "accept", {"acceptance_no": "4"}))
    except RefusedError:
        pass
    else:
        raise RuntimeError("an agency of another province accepted the case")
    await walk(engine, stream, *TO_JOINT_PLAN[1:])


PATHS: dict[str, Callable[[], Awaitable[None]]] = {
    "main": lambda: played("cross_province_enzyme"),
    "notice_173": lambda: played("notice_173_single_province"),
    "refused": lambda: played("refused_at_selection"),
    "withdrawn": lambda: played("withdrawn"),
    "across_cases": lambda: played("fraud_after_license"),
    "contested": lambda: played("revocation_falls"),
    "ledger_down": lambda: real("ledger_down", ledger_down),
    "resumed": lambda: real("resumed", resumed),
    "continued": lambda: real("continued", continued),
    "letters": lambda: real("letters", letters),
}


def _hidden(value: Any) -> Any:  # noqa: ANN401 - any JSON
    match value:
        case dict():
            return {key: HIDDEN.get(key, _hidden(each)) for key, each in value.items()}
        case list():
            return [_hidden(each) for each in value]
        case str():
            return MACHINE.sub("worker", value)
        case _:
            return value


async def main(paths: list[str]) -> None:
    """Make the histories of these paths, or of all."""
    HISTORIES.mkdir(exist_ok=True)
    for path in paths or PATHS:
        await PATHS[path]()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
