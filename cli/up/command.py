"""`fenduan up`: the whole engine on one machine."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.context import Place
from cli.errors import NotSoError, Sentence, UnreachableError, wrong
from cli.output import DataOption, LangOption, language


def up(
    once: Annotated[bool, typer.Option("--once", help="Load the sample cases, then stop.")] = False,
    data: DataOption = None,
    lang: LangOption = None,
) -> None:
    """Start Temporal, a worker and, in an empty data directory, the sample cases; Ctrl-C drains and stops."""
    from cli.binaries import MissingBinaryError
    from cli.files import reason
    from cli.up.data import DataInUseError, DataUnusableError
    from cli.up.processes import StartError
    from cli.up.run import run
    from domain.law import Law

    Law.load()
    try:
        code = run(Place.at(data).data, once=once, lang=language(lang))
    except DataInUseError as error:
        raise NotSoError("data_in_use", Sentence(*error.sentences), field="--data") from error
    except DataUnusableError as error:
        raise wrong("data", "--data", path=error.path, why=reason(error.why)) from error
    except (StartError, MissingBinaryError) as error:
        raise UnreachableError("not_started", Sentence(str(error), str(error))) from error
    raise typer.Exit(code)
