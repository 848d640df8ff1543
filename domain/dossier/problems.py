"""What is wrong with a dossier that cannot be read, field by field."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator

from domain.characters import visible
from domain.model import Frozen

Shown = Annotated[str, BeforeValidator(visible)]
"""Text that may quote what was given: what cannot be printed is shown by a sign."""


class Problem(Frozen):
    """One thing that keeps a dossier from being read: where, and one sentence in each language."""

    field: Shown
    message_en: Shown
    message_zh: Shown


class DossierError(ValueError):
    """The dossier cannot be read. `problems` holds everything that is wrong with it, in order of its fields."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        """Keep every problem; the text of the error is one line each."""
        self.problems = problems
        super().__init__("\n".join(f"{each.field}: {each.message_en}" for each in problems))
