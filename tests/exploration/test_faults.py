"""The exploration finds what it is for: each seeded fault, by the property that it breaks, with the way there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.exploration.case import CaseMachine
from tests.exploration.explorer import Exploration
from tests.exploration.faults import FAULTS, Fault
from tests.exploration.properties import CASE
from tests.exploration.world import World


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.wrong.replace(" ", "_"))
def test_fault_is_found(fault: Fault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The property that the fault breaks fails, and its counterexample is a way that can be walked step by step."""
    law = fault.law_with_it(tmp_path / "law")
    world = World(*fault.chain, focus=frozenset({fault.focus}), law=law, without=fault.without)
    if fault.patch:
        fault.patch(monkeypatch)
    explored = Exploration(CaseMachine(world), CASE, stop_at=fault.found_by.name).run()

    found = explored.found[fault.found_by.name]
    print(f'{fault.wrong}: found by "{found.property}" after {len(explored.nodes)} states\n{found}')  # noqa: T201
    assert found.trace
    assert list(found.trace) == sorted(found.trace, key=lambda step: step.at)
