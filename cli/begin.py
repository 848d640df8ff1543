"""`fenduan up` on the command line: its options, and how it ends."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from cli.errors import NotSoError, Sentence, UnreachableError
from cli.output import DataOption, LangOption, language


def up(
    once: Annotated[bool, typer.Option("--once", help="Stop when the sample cases are loaded.")] = False,
    data: DataOption = None,
    lang: LangOption = None,
) -> None:
    """Start the embedded engine, load sample cases into an empty data folder, stay up until Ctrl-C."""
    from cli.context import DATA
    from cli.up.command import up as run
    from cli.up.data import DataInUseError
    from cli.up.processes import StartError

    try:
        code = run(data or Path(os.environ.get("FENDUAN_DATA") or DATA), once=once, lang=language(lang))
    except DataInUseError as error:
        raise NotSoError("data_in_use", Sentence(str(error), str(error)), field="--data") from error
    except StartError as error:
        raise UnreachableError("not_started", Sentence(str(error), str(error))) from error
    raise typer.Exit(code)
