"""The law, and dossiers made by changing a base that has everything in order."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

import pytest
import yaml

from domain.dossier import Dossier, parse_dossier
from domain.findings import Assessment, Finding
from domain.law import Law, Regime
from domain.model import SHANGHAI
from domain.rules import assess

BASE = Path(__file__).parent / "base.yaml"
SUBMITTED = {
    Regime.PILOT: datetime(2025, 6, 10, 10, tzinfo=SHANGHAI),
    Regime.N173: datetime(2026, 6, 10, 10, tzinfo=SHANGHAI),
}

Changed = Callable[..., Dossier]
Judged = Callable[..., Assessment]
Found = Callable[..., Finding]


def changed_data(change: Mapping[str, object]) -> dict[str, object]:
    """The base dossier's data with the value at each path replaced; `None` removes a field."""
    data: dict[str, object] = copy.deepcopy(yaml.safe_load(BASE.read_text()))
    for path, value in change.items():
        _put(data, [int(step) if step.isdigit() else step for step in re.findall(r"\w+", path)], value)
    return data


def _put(data: object, path: list[int | str], value: object) -> None:
    node = data
    for step in path[:-1]:
        node = node[step]  # type: ignore[index]
    last = path[-1]
    if isinstance(node, list) and last == len(node):
        node.append(value)
    elif value is None and isinstance(node, dict):
        node.pop(last, None)
    else:
        node[last] = value  # type: ignore[index]


@pytest.fixture(scope="session")
def law() -> Law:
    """The packaged law."""
    return Law.load()


@pytest.fixture
def changed() -> Changed:
    """A dossier that differs from the base in the given paths."""
    return lambda change=None: parse_dossier(changed_data(change or {}))


@pytest.fixture
def judged(law: Law, changed: Changed) -> Judged:
    """The assessment of a changed dossier, submitted on a day of the regime."""

    def judge(change: Mapping[str, object] | None = None, regime: Regime = Regime.PILOT) -> Assessment:
        dossier = changed(change)
        own = regime is Regime.PILOT and "submitted_at" in (change or {})
        return assess(dossier, law, submitted_at=None if own else SUBMITTED[regime])

    return judge


@pytest.fixture
def found(judged: Judged) -> Found:
    """One rule's finding on a changed dossier."""

    def find(rule: str, change: Mapping[str, object] | None = None, regime: Regime = Regime.PILOT) -> Finding:
        return {each.rule: each for each in judged(change, regime).findings}[rule]

    return find
