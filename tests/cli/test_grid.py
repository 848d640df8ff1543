from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console

from cli.grid import Grid, fitting
from cli.output import lines

CASES = (15, 23, 16, None, 16)


class TestFitting:
    def test_wide_enough(self) -> None:
        """Where there is room the widths are as wished."""
        assert CASES == fitting(CASES, 100)

    @pytest.mark.parametrize("room", [80, 90])
    def test_gives_way(self, room: int) -> None:
        """On a terminal of the usual width the others give way, and neither number nor prose is squeezed."""
        widths = fitting(CASES, room)

        assert widths is not None
        assert 15 == widths[0]
        assert room - 16 - 8 >= sum(width or 0 for width in widths)

    def test_too_narrow(self) -> None:
        """Where no widths do, there are none."""
        assert None is fitting(CASES, 60)

    def test_nothing_flexible(self) -> None:
        """A table without prose stays as it is."""
        assert (40, 40) == fitting((40, 40), 60)


class TestGrid:
    def test_narrow(self) -> None:
        """On a narrow screen the cells of a row stand below each other, whole, and empty ones are left out."""
        grid = Grid(*CASES)
        grid.add_row(
            *(lines(each) for each in ("FD-2025-SH-0001", "an antibody", "", "who must act", "2025-06-10"))
        )
        screen = StringIO()
        Console(file=screen, width=40).print(grid)

        assert ["FD-2025-SH-0001", "  an antibody", "  who must act", "  2025-06-10"] == [
            line.rstrip() for line in screen.getvalue().splitlines()
        ]
