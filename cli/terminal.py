"""A console that obeys only itself: what a text holds cannot move the cursor or change a colour."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from domain.characters import visible


class SafeConsole(Console):
    """Shows a sign for each control character of a text; line breaks and the codes of rich's own stay."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """The pieces that are written."""
        for segment in super().render(renderable, options):
            text = segment.text
            plain = segment.control or text.isprintable()
            yield segment if plain else Segment(visible(text, lines=True), segment.style)
