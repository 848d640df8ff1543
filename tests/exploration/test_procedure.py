"""Every state that a case can reach in small bounds, and what holds of all of them; the soak has wider bounds."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from domain.case.procedure import COMMANDS
from tests.exploration.acts import Cast
from tests.exploration.bounds import BOUNDED_OUT, CARRIED_OUT, NEVER
from tests.exploration.choices import Unexplored
from tests.exploration.explorer import Exploration
from tests.exploration.machines import MACHINES
from tests.exploration.properties import CASE
from tests.exploration.report import row
from tests.exploration.runs import REGIMES, quick
from tests.exploration.soundness import Pairs
from tests.exploration.world import World

Said = Callable[[str, object], None]
PLACES = {
    f"case {world.name}": (regime, next(iter(world.focus))) for regime in REGIMES for world in quick(regime)
}


def explore(name: str, bounds: str, said: Said, pairs: int) -> Exploration:
    """Explore, say how large it is, and assert that everything holds and that the abstraction is sound."""
    exploration = Exploration(MACHINES[bounds][name](), CASE)
    merged = Pairs(exploration, pairs)
    exploration.run()
    said("exploration", str(row(exploration)))

    assert [] == [str(each) for each in exploration.found.values()]
    assert merged.kept
    assert [] == merged.different()
    return exploration


@pytest.mark.parametrize("name", MACHINES["quick"])
def test_every_state(name: str, record_property: Said) -> None:
    """Each property holds in each reachable state, states taken for one behave alike, and the commands are there."""
    explored = explore(name, "quick", record_property, pairs=20)

    assert set() == CARRIED_OUT[PLACES[name]] - explored.accepted


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", MACHINES["wide"])
def test_every_state_in_wider_bounds(name: str, record_property: Said) -> None:
    """The same with the acts that the test run leaves out."""
    explore(name, "wide", record_property, pairs=200)


def test_every_command_can_be_tried() -> None:
    """A new command is tried with each of its choices, or this says what is missing."""
    try:
        said = Cast(World(2, 2)).said
    except Unexplored as missing:
        pytest.fail(str(missing))

    assert set() == {name for name, choices in said.items() if not choices}
    assert set(COMMANDS) >= set(said)


def test_every_command_is_carried_out_or_bounded_out() -> None:
    """A new command is carried out in a configuration, or is listed with the reason why it is not."""
    carried_out = frozenset().union(*CARRIED_OUT.values())
    listed = [*carried_out, *BOUNDED_OUT, *NEVER]

    assert sorted(COMMANDS) == sorted(listed)
    assert set(CARRIED_OUT) == set(PLACES.values())
