"""A table without lines that stays readable on a narrow terminal."""

from __future__ import annotations

from rich.console import Console, ConsoleOptions, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

GAP = 2
FLEXIBLE = 16
"""Columns that a cell of prose takes at least."""
NUMBER, OTHER = 15, 13
"""To which width the first column, which often holds the number of a case, and the others may shrink."""


class Grid(Table):
    """Widths are wishes: where the screen is too narrow they shrink, and in the end cells stand below each other."""

    def __init__(self, *widths: int | None) -> None:
        super().__init__(
            box=None,
            show_header=False,
            show_edge=False,
            pad_edge=False,
            padding=(0, GAP, 0, 0),
            collapse_padding=True,
            expand=None in widths,
        )
        self.wishes = widths
        for width in widths:
            self.add_column(width=width, overflow="fold", ratio=1 if width is None else None)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The table, or its rows one cell below the other."""
        widths = fitting(self.wishes, options.max_width)
        if widths is None:
            yield from self._stacked()
            return
        for column, width in zip(self.columns, widths, strict=True):
            column.width = width
        yield from super().__rich_console__(console, options)

    def _stacked(self) -> RenderResult:
        for row in zip(*(column.cells for column in self.columns), strict=True):
            for place, cell in enumerate(row):
                if isinstance(cell, Text) and not cell.plain:
                    continue
                yield Padding(cell, (0, 0, 0, GAP if place else 0))


def fitting(wishes: tuple[int | None, ...], room: int) -> tuple[int | None, ...] | None:
    """The widths that leave enough for what takes the rest; None where no widths do."""
    if None not in wishes:
        return wishes
    widths = list(wishes)
    least = FLEXIBLE * widths.count(None) + GAP * (len(widths) - 1)
    floors = [NUMBER if place == 0 else OTHER for place in range(len(widths))]
    while sum(width or 0 for width in widths) + least > room:
        spare = [
            (width, place)
            for place, width in enumerate(widths)
            if width is not None and width > floors[place]
        ]
        if not spare:
            return None
        width, place = max(spare)
        widths[place] = width - 1
    return tuple(widths)
