"""What a scenario expects against what there is; the first difference is said and ends the scenario."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import timedelta

from cli.scenario.model import Standing
from domain.findings import Outcome
from domain.model import local_day
from domain.position import Position
from ledger import Envelope


class FailedError(Exception):
    """The scenario did not come out as it says; the message says where."""


def standing(where: str, expected: Standing, position: Position) -> None:
    """Stage, outcome, whom the stream waits for and until when. Raises FailedError."""
    facts = {"stage": position.stage, "outcome": position.outcome, "closed": position.closed}
    for name, fact in facts.items():
        wanted = getattr(expected, name)
        if wanted is not None and wanted != fact:
            raise FailedError(f"{where}: expected {name} {wanted}, found {fact}")
    waiting = tuple(command for wait in position.waits for command in wait.commands)
    if expected.waits_for is not None and not set(expected.waits_for) <= set(waiting):
        found = ", ".join(waiting) or "nobody"
        raise FailedError(f"{where}: expected to wait for {', '.join(expected.waits_for)}, found {found}")
    due = {d.term: local_day(d.due - timedelta(seconds=1)) for d in position.deadlines}
    for term, day in expected.due.items():
        if due.get(term) != day:
            raise FailedError(f"{where}: expected {term} to be due {day}, found {due.get(term)}")


def rules(where: str, expected: Mapping[str, Outcome], found: Mapping[str, Outcome]) -> None:
    """What the rules answered. Raises FailedError."""
    for rule, wanted in expected.items():
        if found.get(rule) is not wanted:
            raise FailedError(f"{where}: expected {rule} to be {wanted}, found {found.get(rule)}")


def refusal(where: str, expected: Iterable[str], found: Iterable[str], *, exactly: bool = False) -> None:
    """The rules on which a refusal rests; without `exactly` there may be more. Raises FailedError."""
    wanted, said = set(expected), set(found)
    if wanted != said if exactly else wanted - said:
        names = ", ".join(sorted(wanted)) or "no rule", ", ".join(sorted(said)) or "no rule"
        raise FailedError(f"{where}: expected a refusal by {names[0]}, found {names[1]}")


def occurred(expected: Mapping[str, int], events: Iterable[Envelope]) -> None:
    """How often each event occurred. Raises FailedError."""
    found = Counter(event.topic for event in events)
    for topic, wanted in expected.items():
        if found[topic] != wanted:
            raise FailedError(f"at the end: expected {wanted} × {topic}, found {found[topic]}")
