"""`fenduan simulate`: play scenarios on the real workflows, with the years skipped."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from cli.output import Lang, LangOption, fail


def simulate(
    scenarios: Annotated[list[Path], typer.Argument(help="Scenario files.", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line, in the order given.")] = False,
    actors: Annotated[Path | None, typer.Option(help="A file of demo actors in place of the packaged one.")] = None,
    lang: LangOption = None,
) -> None:
    """Play scenarios from submission to supervision; exit 1 where an expectation fails."""
    from cli.scenario.model import ScenarioError, load_scenario

    try:
        loaded = [load_scenario(path) for path in scenarios]
    except ScenarioError as error:
        fail(str(error), code=2)
    passed = True
    for scenario in loaded:
        from cli.scenario.report import as_data, show
        outcome = asyncio.run(_play(scenario, actors))
        passed = passed and outcome.passed
        if as_json:
            sys.stdout.write(json.dumps(as_data(outcome), ensure_ascii=False) + "\n")
        else:
            show(scenario, outcome, lang)
        sys.stdout.flush()
    raise typer.Exit(0 if passed else 1)
