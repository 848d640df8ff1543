"""The command line as a test runs it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Ran:
    """What a command printed, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:  # noqa: ANN401 - JSON is what a script gets
        """The JSON object on standard output."""
        return json.loads(self.out)

    @property
    def text(self) -> str:
        """What was printed, with every run of blanks as one: to look for what a line may break."""
        return " ".join(self.out.split())


Fenduan = Callable[..., Ran]
"""Runs the command line: arguments, and with `given` what stands on standard input."""
