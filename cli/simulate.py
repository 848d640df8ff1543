"""`fenduan simulate`: play scenarios on the real workflows, with the years skipped."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import FALSE, InputError, Sentence, wrong
from cli.output import JsonOption, LangOption, language

if TYPE_CHECKING:
    from cli.scenario.model import Scenario
    from cli.scenario.play import Outcome


def simulate(
    scenarios: Annotated[list[Path], typer.Argument(metavar="SCENARIO.yaml…", help="Scenario files.")],
    actors: Annotated[Path | None, typer.Option(help="Demo actors in place of the packaged ones.")] = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Play scenarios from submission to supervision; exits with 1 where an expectation fails."""
    from cli.scenario.model import ScenarioError, load_scenario
    from cli.scenario.report import as_data, show

    tongue = language(lang)
    if missing := next((path for path in scenarios if not path.exists()), None):
        raise wrong("no_file", "SCENARIO.yaml", path=missing)
    try:
        loaded = [load_scenario(path) for path in scenarios]
    except ScenarioError as error:
        raise InputError("scenario", Sentence(str(error), str(error)), field="SCENARIO.yaml") from error
    passed = True
    for scenario in loaded:
        outcome = asyncio.run(_play(scenario, actors))
        passed = passed and outcome.passed
        if as_json:
            sys.stdout.write(json.dumps(as_data(outcome), ensure_ascii=False) + "\n")
            sys.stdout.flush()
        else:
            show(scenario, outcome, tongue)
    raise typer.Exit(0 if passed else FALSE)


async def _play(scenario: Scenario, actors: Path | None) -> Outcome:
    from cli.actors import load_actors
    from cli.scenario.play import Player
    from cli.scenario.stage import theatre

    known = load_actors(actors)
    async with theatre() as stage:
        player = Player(
            scenario,
            engine=stage.engine,
            ledger=stage.ledger,
            stand=stage.stand,
            clock=stage.clock,
            actors=known,
        )
        return await player.play()
