"""What a command prints: text for people on a width that is known, or one JSON object for programs."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, TextIO

import typer

from cli.texts import Lang, language
from domain.characters import visible

__all__ = [
    "DataOption",
    "JsonOption",
    "Lang",
    "LangOption",
    "columns",
    "console",
    "fail",
    "indented",
    "language",
    "lines",
    "pairs",
    "print_json",
]

if TYPE_CHECKING:
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    from cli.grid import Grid

LangOption = Annotated[
    str | None,
    typer.Option(
        "--lang",
        metavar="zh|en",
        callback=language,
        help="Language to read in; else FENDUAN_LANG, else by LANG.",
        show_default=False,
    ),
]
"""`--lang` of every command that prints for people; `language(lang)` is the language to use."""

JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object, for programs.")]
"""`--json` of every command that prints."""

DataOption = Annotated[
    Path | None,
    typer.Option("--data", envvar="FENDUAN_DATA", help="The data folder.", show_default=".fenduan"),
]
"""`--data` of every command that needs the ledger or the engine."""

WIDTH = 100
"""Columns where there is no terminal, and the most that text takes on a wide one."""


_C1 = re.compile(r"[\x7f-\x9f]")
"""Control characters that JSON may hold as they are, and that terminals obey."""


def console(*, err: bool = False) -> Console:
    """Where text goes. Without a terminal: no colours, and a fixed width."""
    from cli.terminal import SafeConsole

    stream = sys.stderr if err else sys.stdout
    if not stream.isatty():
        return SafeConsole(file=_Trimmed(stream), width=WIDTH, highlight=False, emoji=False, markup=False)
    made = SafeConsole(file=stream, highlight=False, emoji=False, markup=False)
    made.width = min(made.width, WIDTH)
    return made


class _Trimmed(StringIO):
    """Text without the blanks with which a table fills its lines: files of it compare well."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__()
        self._stream = stream

    def write(self, text: str, /) -> int:
        self._stream.write("\n".join(line.rstrip(" ") for line in text.split("\n")))
        return len(text)

    def flush(self) -> None:
        self._stream.flush()


def fail(sentence: str, code: int = 2) -> NoReturn:
    """End the command with a sentence that is already written in the reader's language."""
    typer.echo(visible(sentence, lines=True), err=True)
    raise typer.Exit(code)


def print_json(value: object) -> None:
    """One JSON value: on one line for programs, indented for a person at a terminal."""
    indent = 2 if sys.stdout.isatty() else None
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    sys.stdout.write(_C1.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n")


def columns(*widths: int | None) -> Grid:
    """A table without lines. A width of None takes what is left; on a narrow terminal the others give way."""
    from cli.grid import Grid

    return Grid(*widths)


def lines(*parts: tuple[str, str] | str | None) -> Text:
    """Lines under each other, each perhaps with a style; what is empty is left out."""
    from cli.wrapping import Prose

    shown = [part for part in parts if part and (isinstance(part, str) or part[0])]
    text = Prose()
    for number, part in enumerate(shown):
        if number:
            text.append("\n")
        said, style = (part, None) if isinstance(part, str) else part
        text.append(visible(said, lines=True), style=style)
    return text


def indented(text: Text, left: int = 0) -> Padding:
    """A paragraph, all of its lines as far from the left."""
    from rich.padding import Padding

    return Padding(text, (0, 0, 0, left))


def pairs(rows: Iterable[tuple[str, str | None]]) -> Grid:
    """Names and values beside each other; a row without a value is left out."""
    from rich.cells import cell_len

    shown = [(name, value) for name, value in rows if value]
    grid = columns(max((cell_len(name) for name, _ in shown), default=0), None)
    for name, value in shown:
        grid.add_row(lines((name, "dim")), lines(value))
    return grid
