"""`fenduan ledger`: evidence. Verify it, sign it, prove it, hand it over, watch it."""

from __future__ import annotations

import typer

from cli.commands import Commands
from cli.ledger.export import export
from cli.ledger.prove import prove
from cli.ledger.rebuild import rebuild
from cli.ledger.reconcile import reconcile
from cli.ledger.seal import checkpoint, keys
from cli.ledger.status import status
from cli.ledger.verify import verify
from cli.ledger.witness import witness

app = typer.Typer(
    cls=Commands,
    help="Evidence: verify the ledger, seal it, prove an event, hand over a case, witness the log.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.command("status")(status)
app.command("verify")(verify)
app.command("checkpoint")(checkpoint)
app.command("prove")(prove)
app.command("export")(export)
app.command("witness")(witness)
app.command("rebuild")(rebuild)
app.command("keys")(keys)
app.command("reconcile")(reconcile)
