"""`fenduan person`: what is held about a natural person, and erasing the names."""

from __future__ import annotations

import typer

from cli.commands import Commands
from cli.person.erase import erase
from cli.person.show import show

app = typer.Typer(
    cls=Commands,
    help="Natural persons: what is held about one, and erasing the names for good.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.command("show")(show)
app.command("erase")(erase)
