"""One case from submission to approval: the commands of the sample scenario on its main path, all on one day."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from cli.actors import load_actors
from cli.scenario.model import load_scenario
from domain.messages import Command
from domain.model import SHANGHAI
from domain.streams import COMMANDS
from gateway.client import Engine

SCENARIO = Path(__file__).parents[1] / "scenarios" / "cross_province_enzyme.yaml"
DAY = datetime(2025, 1, 8, 10, tzinfo=SHANGHAI)
PATIENCE = timedelta(seconds=30)
SETTLED = "set_up"
"""Where a supervision stands once both errands of its case have been delivered."""

PATH = (
    ("canbridge", "submit", None),
    ("sh-agency", "accept", None),
    ("sh-agency", "resolve_finding", None),
    ("sh-agency", "decide_selection", None),
    ("sh-agency", "propose_scheme", None),
    ("sh-agency", "sign_scheme", None),
    ("js-agency", "sign_scheme", None),
    ("sh-government", "decide_as_government", None),
    ("nmpa", "decide_as_nmpa", None),
    ("wuxi-ds", "apply_for_license", "wuxi-ds"),
    ("fill-sh", "apply_for_license", "fill-sh"),
    ("canbridge", "apply_for_license", "applicant"),
    ("js-agency", "accept_license_application", "wuxi-ds"),
    ("sh-agency", "accept_license_application", "fill-sh"),
    ("sh-agency", "accept_license_application", "applicant"),
    ("js-agency", "notify_gmp", "wuxi-ds"),
    ("js-agency", "consent_to_entrustment", "wuxi-ds"),
    ("sh-agency", "notify_gmp", "fill-sh"),
    ("sh-agency", "consent_to_entrustment", "fill-sh"),
    ("js-agency", "decide_license", "wuxi-ds"),
    ("sh-agency", "decide_license", "fill-sh"),
    ("sh-agency", "decide_license", "applicant"),
    ("canbridge", "file_registration", None),
    ("cde", "accept_registration", None),
    ("cde", "conclude_review", None),
    ("nmpa", "decide_registration", None),
)
"""Who does what for which licensee: the shortest way to the approval with three licenses."""


class Lifecycle:
    """Plays cases. What each command says is what the scenario says the last time that it is done so."""

    def __init__(self) -> None:
        scenario = load_scenario(SCENARIO)
        self._dossier = scenario.dossier
        said = {
            (s.as_, s.do, s.with_.get("licensee")): s.with_ for s in scenario.steps if s.do and not s.refused
        }
        self._steps = [
            (who, what, _content(what, licensee, said.get((who, what, licensee), {})))
            for who, what, licensee in PATH
        ]
        self._actors = {who: load_actors()[who].actor for who, _, _ in PATH}

    def commands(self, number: str) -> list[Command]:
        """The commands of a new case, in their order."""
        shift = timedelta(seconds=round((DAY - datetime.now(UTC)).total_seconds()))
        stream = f"case/{number}"
        opening: dict[str, Any] = {"dossier": self._dossier, "shift": shift}
        return [
            COMMANDS[what].model_validate(
                {
                    "command_id": uuid4(),
                    "stream": stream,
                    "actor": self._actors[who],
                    **content,
                    **(opening if what == "submit" else {}),
                }
            )
            for who, what, content in self._steps
        ]

    async def play(self, engine: Engine, number: str) -> list[float]:
        """Take a new case to its approval, one command after the other; the milliseconds from command to receipt."""
        took: list[float] = []
        for command in self.commands(number):
            began = time.perf_counter()
            receipt = await engine.send(command, patience=PATIENCE)
            took.append((time.perf_counter() - began) * 1000)
            if receipt.refusal is not None:
                raise RuntimeError(f"{command.name}: {receipt.refusal.en}")
        return took


def _content(what: str, licensee: str | None, said: dict[str, Any]) -> dict[str, Any]:
    """There is one version of the scheme, and nothing is accepted by silence."""
    content = {**said, **({"licensee": licensee} if licensee else {})}
    return {**content, "version": 1} if what == "sign_scheme" else content
