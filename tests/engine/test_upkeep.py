"""What a worker does beside its work, without anybody who asks for it."""

from __future__ import annotations

from gateway.client import Engine
from gateway.twin import Archive
from gateway.upkeep import Compared, last_comparison
from ledger import Ledger
from ledger.views import Views
from tests.engine.path import TO_JOINT_PLAN, opened, walk
from tests.engine.stack import Stack, agree, until

EVERY_SECOND = {"FENDUAN_COMPARE": "1", "FENDUAN_VIEWS": "0.2", "FENDUAN_RECONCILE": "3600"}


async def restarted(stack: Stack) -> Engine:
    """The stack with a worker that keeps house every second, and looks for lost workflows in no other way."""
    stack.kill_worker()
    stack.work(**EVERY_SECOND)
    return await stack.ready()


async def archived(stack: Stack, stream: str, run: str) -> Compared:
    """A comparison by which that run of the stream has been archived."""
    folder = stack.folder / "histories"

    async def look() -> Compared | None:
        return last_comparison(folder) if run in Archive(folder).runs(stream) else None

    return await until(look, within=60, what=f"the archive of {stream}")


class TestComparison:
    async def test_of_itself(self, stack: Stack, ledger: Ledger) -> None:
        """Nobody asks and nobody sends: a closed run is archived, and the case that it left goes on."""
        engine = await restarted(stack)
        stream = await opened(engine, ledger, *TO_JOINT_PLAN)
        handle = engine.client.get_workflow_handle(stream)
        run = (await handle.describe()).run_id
        await handle.terminate("by mistake")

        found = await archived(stack, stream, run)

        assert stream not in found.unlawful
        assert ledger.version(stream) == await agree(engine, ledger, stream)
        await walk(engine, stream, ("sh-agency", "propose_scheme", SCHEME))
        assert ledger.version(stream) == await agree(engine, ledger, stream)
        stack.kill_worker()

    async def test_read_models(self, stack: Stack, ledger: Ledger) -> None:
        """What was recorded stands in the read models, though nobody has listed anything."""
        engine = await restarted(stack)
        await opened(engine, ledger)
        last = ledger.last_sequence
        with Views.open(stack.folder / "views.sqlite") as views:

            async def carried() -> bool | None:
                return views.position(ledger.ledger_id) >= last or None

            await until(carried, what="the read models")
        stack.kill_worker()


SCHEME = {"summary": "scheme", "inspections_per_year": 1, "sampling": "yearly"}
