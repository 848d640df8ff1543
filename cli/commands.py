"""How a group lists its commands: each with its first sentence, whole."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperGroup

_WHOLE = 1000


class Commands(TyperGroup):
    """A group whose help cuts no sentence off."""

    def format_commands(self, ctx: typer.Context, formatter: Any) -> None:  # type: ignore[override]  # noqa: ANN401 - typer gives its click no public name
        """The names, and under each other what they do."""
        known = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        rows = [(name, each.get_short_help_str(_WHOLE)) for name, each in known if each and not each.hidden]
        with formatter.section("Commands"):
            formatter.write_dl(rows)
