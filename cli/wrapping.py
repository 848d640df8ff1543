"""Lines of Chinese and English text: where they may be broken.

Words and numbers stay whole; a line may end after any Chinese character, but none begins with a closing mark and
none ends with an opening one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.containers import Lines
from rich.text import Text

_OPENING = "（《〔“「【"  # noqa: RUF001 - the marks of Chinese text are meant
_CLOSING = "，。、；：！？）》〕”」】…"  # noqa: RUF001
_MARKS = re.escape(";:,.!?)]")
"""Closing marks of English text, which Chinese text and its quotation marks are followed by, too."""
_HAN = r"\u2e80-\u2fff\u3040-\u9fff\uf900-\ufaff"
_PIECES = re.compile(rf"[{_OPENING}(]*(?:[{_HAN}]|[^\s{_HAN}{_OPENING}{_CLOSING}]+)?[{_CLOSING}{_MARKS}]*\s*")
"""An unbreakable piece: opening marks, one character or one word, closing marks, and the blanks after it."""


def breaks(text: str, width: int) -> list[int]:
    """The offsets at which the line is to be broken so that no part is wider than `width` columns."""
    offsets, used = [], 0
    for start, piece in _pieces(text):
        shown = cell_len(piece.rstrip())
        if used and used + shown > width:
            offsets.append(start)
            used = 0
        position = start
        while shown > width:
            cut = _fitting(text[position : start + len(piece)], width)
            position += cut
            offsets.append(position)
            piece_left = text[position : start + len(piece)]
            shown = cell_len(piece_left.rstrip())
        used += cell_len(text[position : start + len(piece)])
    return offsets


class Prose(Text):
    """Text for people, broken as its language breaks lines."""

    def wrap(self, console: Console, width: int, **options: Any) -> Lines:  # noqa: ANN401 - rich's own options
        """The lines of the text on that width."""
        if options.get("no_wrap"):
            return super().wrap(console, width, **options)
        wrapped = Lines()
        for line in self.split(allow_blank=True):
            parts = line.divide(breaks(line.plain, width))
            for part in parts:
                part.rstrip()
            wrapped.extend(parts)
        return wrapped


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    position = 0
    while position < len(text):
        found = _PIECES.match(text, position)
        end = found.end() if found and found.end() > position else position + 1
        yield position, text[position:end]
        position = end


def _fitting(text: str, width: int) -> int:
    """How many of the first characters fit into the width; at least one."""
    used = 0
    for count, character in enumerate(text):
        used += cell_len(character)
        if used > width:
            return max(count, 1)
    return len(text)
