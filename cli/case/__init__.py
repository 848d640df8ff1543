"""`fenduan case`: the cases of the ledger, and what stands in the file of each."""

from __future__ import annotations

import typer

from cli.case.asof import as_of
from cli.case.bars import bars
from cli.case.diff import diff
from cli.case.duties import duties
from cli.case.history import history
from cli.case.listing import list_cases
from cli.case.show import show
from cli.case.why import why
from cli.commands import Commands
from cli.lists.deadlines import deadlines
from cli.lists.licenses import licenses
from cli.lists.owed import owed
from cli.lists.pending import pending
from cli.lists.refusals import refusals
from cli.whatif.replay import replay

app = typer.Typer(
    cls=Commands,
    help="Look at cases: all of them, one of them, its whole file.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.command("list")(list_cases)
app.command("show")(show)
app.command("why")(why)
app.command("as-of")(as_of)
app.command("diff")(diff)
app.command("duties")(duties)
app.command("bars")(bars)
app.command("history")(history)
app.command("replay")(replay)
app.command("deadlines")(deadlines)
app.command("pending")(pending)
app.command("owed")(owed)
app.command("licenses")(licenses)
app.command("refusals")(refusals)
