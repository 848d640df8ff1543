"""How the reader calls the program, for command lines that are meant to be pasted."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path

from cli.context import DATA

NAME = "fenduan"


def program() -> str:
    """`fenduan` where the shell finds it, else the path by which it was called just now."""
    called = Path(sys.argv[0])
    if called.name != NAME or shutil.which(NAME):
        return NAME
    return shlex.quote(shortened(called))


def data_option(data: Path) -> str:
    """The `--data` that leads to the folder; nothing where it is the folder that is taken without one."""
    return "" if data.resolve() == DATA.resolve() else f"--data {shlex.quote(shortened(data))}"


def shortened(path: Path) -> str:
    """The path from the working directory where it is below it, else as it is."""
    try:
        return str(path.absolute().relative_to(Path.cwd()))
    except ValueError:
        return str(path)
