"""`fenduan ledger witness`: somebody else's memory of the log, run where the ledger's owner has no hand."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from cli.ledger.place import Evidence, given_keys, said
from cli.ledger.verify import KeyOption
from cli.output import DataOption, JsonOption, LangOption, console, language, lines, print_json


def witness(
    memory: Annotated[
        Path,
        typer.Argument(metavar="FOLDER", help="The witness's own folder: its key, and what it has seen."),
    ],
    *,
    log: Annotated[
        Path | None,
        typer.Option("--log", metavar="FOLDER", help="The log to watch; else the seal of --data."),
    ] = None,
    name: Annotated[
        str,
        typer.Option("--name", help="Name of the witness, for its first run; such as witness.example/w1."),
    ] = "witness",
    every: Annotated[
        float | None,
        typer.Option("--every", metavar="SECONDS", min=0.1, help="Go on looking; else look once."),
    ] = None,
    key: KeyOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Check that the log continues what was seen before, and cosign it. Ends with exit code 1 when it does not.

    With --every a log that cannot be read now is said on stderr and looked at again.
    """
    from cli.texts import say
    from ledger.seal import Log, SealError, WitnessRefusedError
    from ledger.seal.witness import hired

    watched = Log(log) if log else Evidence.at(data).log
    with said():
        keys = given_keys(key, "--key") if key else None
        watcher = hired(watched, memory, name, keys)
        while True:
            try:
                head = watcher.look()
            except (SealError, OSError) as error:
                if every is None or isinstance(error, WitnessRefusedError):
                    raise
                typer.echo(say("ledger.not_witnessed", language(lang), why=error), err=True)
                time.sleep(every)
                continue
            size = head.checkpoint.size if head else 0
            if as_json:
                print_json({"size": size, "key": str(watcher.key), "note": head.note if head else None})
            else:
                console().print(lines(say("ledger.witnessed", language(lang), size=size)))
            if every is None:
                return
            time.sleep(every)
