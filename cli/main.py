"""The `fenduan` command: what it knows, and how it ends."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import typer

from cli.act import act
from cli.case import app as case
from cli.check import check
from cli.commands import Commands
from cli.errors import CliError, InputError, NotSoError, Sentence, UnreachableError
from cli.law import app as law
from cli.ledger import app as ledger
from cli.lists.work import app as work_items
from cli.person import app as person
from cli.simulate import simulate
from cli.submit import submit
from cli.texts import Lang, language
from cli.up.command import up
from cli.work import work

INTERRUPTED = 130


class Shell(Commands):
    """Ends every command with one clear sentence and an exit code, never with a traceback."""

    def main(  # type: ignore[override] # what typer adds is passed on as it is
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        **extra: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        """Run the command and exit the process."""
        given = list(sys.argv[1:] if args is None else args)
        extra["standalone_mode"] = False
        try:
            _require_text(given)
            code = super().main(given, prog_name, **extra)
        except CliError as error:
            code = report(error, given)
        except (KeyboardInterrupt, typer.Abort):
            code = INTERRUPTED
        except Exception as error:  # noqa: BLE001 - what is a fault of ours is raised again
            code = report(_plain(error), given)
        sys.exit(code if isinstance(code, int) else 0)


def _require_text(args: Sequence[str]) -> None:
    """Raises InputError for an argument whose bytes are no UTF-8: no store and no sentence could hold it."""
    for arg in args:
        shown = arg.encode("utf-8", "backslashreplace").decode()
        if shown != arg:
            raise InputError("not_utf8", Sentence.of("error.not_utf8", given=shown))


def _plain(error: Exception) -> CliError:
    """An error of somebody else's as one of ours; a fault of our own is raised again."""
    usage = getattr(error, "format_message", None)
    if usage is not None:
        from cli.usage import usage_error

        return usage_error(str(usage()))
    from domain.law import LawFileError
    from ledger import LedgerError, UnreadableEventError

    if isinstance(error, LawFileError):
        from cli.law.files import bad_law

        return bad_law(error)
    if isinstance(error, UnreadableEventError):
        sentence = Sentence.of(
            "error.unreadable_event", stream=error.stream, version=error.version, why=error.problem
        )
        return NotSoError("unreadable_event", sentence)
    if isinstance(error, LedgerError):
        return UnreachableError("ledger_unavailable", Sentence.of("error.ledger", why=error))
    raise error


def report(error: CliError, args: Sequence[str]) -> int:
    """Say what is wrong: to people on stderr, with `--json` also as an object on stdout. Returns the exit code."""
    lang = _language(args)
    typer.echo(error.sentence[lang], err=True)
    if "--json" in args:
        from cli.output import print_json

        print_json({"error": error.as_json()})
    return error.exit_code


def _language(args: Sequence[str]) -> Lang:
    """The language that the arguments ask for, also where they are wrong."""
    after = dict(pairwise(args))
    named = next((arg.partition("=")[2] for arg in args if arg.startswith("--lang=")), after.get("--lang"))
    try:
        return language(named)
    except InputError:
        return "en"


app = typer.Typer(
    name="fenduan",
    cls=Shell,
    help="Segmented manufacture of biological products: cases, and the law that they follow.",
    epilog=(
        "Exit codes: 0 done, 1 the thing asked for does not hold, 2 wrong usage or input, "
        "3 a service could not be reached."
    ),
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("up")(up)
app.command("simulate")(simulate)
app.command("check")(check)
app.command("submit")(submit)
app.command("act")(act)
app.add_typer(case, name="case")
app.add_typer(law, name="law")
app.add_typer(work_items, name="work")
app.add_typer(ledger, name="ledger")
app.add_typer(person, name="person")
app.command("worker")(work)


def main() -> None:
    """Run the command line. A process that has used Temporal's client ends at once, as a worker does."""
    try:
        app()
    except SystemExit as end:
        if "temporalio" not in sys.modules:
            raise
        import worker

        worker.leave(end.code if isinstance(end.code, int) else 0)


if __name__ == "__main__":
    main()
