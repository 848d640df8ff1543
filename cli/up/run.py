"""Start everything, load the samples into an empty directory, stay until Ctrl-C."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress
from pathlib import Path

from activities.record import Registrar
from cli.up.data import DataDirectory
from cli.up.processes import Supervisor
from cli.up.rows import newest
from cli.up.samples import PACE_SECONDS, Samples
from cli.up.view import View
from domain.law import Law
from domain.streams import TOPICS
from domain.wording import Lang
from gateway.client import Engine
from ledger import Envelope, Ledger
from ledger.software import software

TAIL_SECONDS = 0.5


def run(data: Path, *, once: bool, lang: Lang) -> int:
    """Run the embedded engine; the exit code. Raises DataInUseError, StartError, LedgerError."""
    directory = DataDirectory(data)
    with directory.held():
        return asyncio.run(_run(directory, once=once, lang=lang))


async def _run(directory: DataDirectory, *, once: bool, lang: Lang) -> int:
    view = View(lang, directory.path)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    supervisor = Supervisor(directory, view.say)
    view.where(supervisor)
    try:
        client = await supervisor.start()
        with Ledger.open(directory.ledger, topics=TOPICS, simulation=True) as ledger:
            view.started()
            work = asyncio.create_task(_work(supervisor, Engine(client), ledger, view, once=once))
            stopped = asyncio.create_task(stop.wait())
            await asyncio.wait({work, stopped}, return_when=asyncio.FIRST_COMPLETED)
            stopped.cancel()
            if not work.done():
                work.cancel()
                with suppress(asyncio.CancelledError):
                    await work
                view.close()
                return 0
            return work.result()
    finally:
        view.close()
        if stop.is_set():
            view.say(view.word("stopping"))
        await supervisor.stop()
        if stop.is_set():
            view.say(view.word("stopped"))


async def _work(supervisor: Supervisor, engine: Engine, ledger: Ledger, view: View, *, once: bool) -> int:
    directory = supervisor.data
    law = Law.load()
    registrar = Registrar(ledger, law, software=software())
    failed = False
    number = _first_case(ledger)
    loading = ledger.last_sequence == 0 or directory.samples.exists()
    if loading:
        directory.samples.touch()
        watched = view.console.is_terminal and not once
        samples = Samples(engine, ledger, registrar.position, pace=PACE_SECONDS if watched else 0.0)
        view.begin(samples.progress)
        outcomes = await samples.load(view.step)
        view.end()
        directory.samples.unlink(missing_ok=True)
        failed = any(not outcome.passed for outcome in outcomes)
        number = outcomes[0].number
    if once:
        return 1 if failed else 0
    supervisor.loaded()
    if not loading:
        view.cases(await asyncio.to_thread(newest, ledger, law, view.lang))
    view.hints(number)
    await _tail(ledger, view)
    return 0


async def _tail(ledger: Ledger, view: View) -> None:
    """Show every new act as one line, for ever."""
    seen = ledger.last_sequence
    while True:
        for event in await asyncio.to_thread(ledger.notifications, seen, 500):
            seen = event.sequence or seen
            if isinstance(event, Envelope):
                view.act(event)
        await asyncio.sleep(TAIL_SECONDS)


def _first_case(ledger: Ledger) -> str:
    streams = ledger.streams("case/")
    return streams[0][0].partition("/")[2] if streams else "FD-2025-SH-0001"
