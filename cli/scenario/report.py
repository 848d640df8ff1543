"""How a played scenario is shown: a timeline for people, one object for programs."""

from __future__ import annotations

from rich.text import Text

from cli.case.names import Names, companies, company, in_chinese
from cli.scenario.model import Scenario
from cli.scenario.play import Outcome
from cli.terminal import SafeConsole
from domain.model import SHANGHAI
from domain.refusals import CommandRefused
from domain.wording import Lang, office, sentence
from ledger import Envelope

NO_NAMES: Names = {}


def as_data(outcome: Outcome) -> dict[str, object]:
    """One scenario as an object for programs."""
    return {
        "scenario": outcome.scenario,
        "passed": outcome.passed,
        "failures": outcome.failures,
        "case": outcome.number,
        "events": outcome.events,
        "simulated_days": outcome.simulated_days,
        "wall_seconds": outcome.wall_seconds,
    }


def line(event: Envelope, lang: Lang, names: Names = NO_NAMES) -> Text:
    """One event as one line: the day, who, what. `names` are those of the companies in Chinese."""
    day = event.metadata.received.astimezone(SHANGHAI).strftime("%Y-%m-%d")
    actor = event.metadata.actor
    who = office(actor.role, actor.province, company(actor.organisation, names, lang), lang)
    style = "red" if isinstance(event.event, CommandRefused) else ""
    return Text.assemble(
        (f"{day}  ", "dim"),
        (f"{who}  ", "cyan"),
        (in_chinese(sentence(event.topic, event.event, lang), names, lang), style),
    )


def show(scenario: Scenario, outcome: Outcome, lang: Lang) -> None:
    """The timeline and how it came out."""
    console = SafeConsole(highlight=False, soft_wrap=True)
    console.print(Text(f"\n{scenario.scenario}: {getattr(scenario.title, lang)}  ({outcome.number})", "bold"))
    dossiers = [scenario.dossier, *(other.dossier for other in scenario.others.values())]
    names: Names = {name: zh for dossier in dossiers for name, zh in companies(dossier).items()}
    for event in outcome.timeline:
        console.print(line(event, lang, names))
    for failure in outcome.failures:
        console.print(Text(f"FAILED {failure}", "bold red"))
    console.print(
        Text(
            f"{'passed' if outcome.passed else 'FAILED'}: {outcome.events} events, {outcome.simulated_days} days"
            f" in {outcome.wall_seconds:.1f} s",
            "green" if outcome.passed else "bold red",
        )
    )
