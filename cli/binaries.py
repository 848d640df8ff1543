"""The servers that come as wheels: where their programs stand."""

from __future__ import annotations

import shutil
import sys
import sysconfig
from pathlib import Path


class MissingBinaryError(Exception):
    """A program that the project installs is not there."""


def binary(name: str) -> Path:
    """The path of `temporal` or `temporal-test-server`: beside this Python first, then on the PATH."""
    for folder in (Path(sys.executable).parent, Path(sysconfig.get_path("scripts"))):
        if (folder / name).is_file():
            return folder / name
    if found := shutil.which(name):
        return Path(found)
    raise MissingBinaryError(f"The program {name} is not installed; `make setup` installs it.")
