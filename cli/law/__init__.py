"""`fenduan law`: the law in force, and what a draft would change."""

from __future__ import annotations

import typer

from cli.commands import Commands
from cli.law.impact import impact
from cli.law.show import show

app = typer.Typer(
    cls=Commands,
    help="Look at the law: what is in force on a day, and what a draft would change.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.command("show")(show)
app.command("impact")(impact)
