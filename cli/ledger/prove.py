"""`fenduan ledger prove`: the proof of one event, or of how the log grew."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.ledger.place import Evidence, kept_checkpoint, progress, said
from cli.output import DataOption, JsonOption, LangOption, console, language, lines, print_json

if TYPE_CHECKING:
    from ledger.leaf import Row
    from ledger.seal.stored import StoredRows

_BATCH = 4096
_PLACES = ("FD-2025-SH-0001@3", "supervision/FD-2025-SH-0001@2")


def prove(
    event: Annotated[
        str | None,
        typer.Argument(
            help="UUID of the event, its sequence, or STREAM@VERSION.", metavar="EVENT", show_default=False
        ),
    ] = None,
    *,
    since: Annotated[
        Path | None,
        typer.Option(
            "--since",
            metavar="FILE",
            help="In place of an event: a kept checkpoint. Prove how the log grew from there.",
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Where to write it, in place of the screen.")
    ] = None,
    data: DataOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Print a proof that anybody can check with verifier/fenduan_verify.py, without the ledger."""
    from cli.errors import wrong
    from cli.files import write_text
    from cli.texts import say
    from ledger.seal import SealError
    from ledger.seal.proof import prove as proof_of

    evidence = Evidence.at(data)
    if (event is None) == (since is None):
        raise wrong("neither" if event is None else "one_of", "EVENT", other="--since")
    with said():
        if since is not None:
            head = evidence.log.head()
            if head is None:
                raise SealError(say("ledger.no_seal", language(lang)))
            older = kept_checkpoint(since, "--since", evidence.log.keys)
            if not 0 < older.size <= head.checkpoint.size:
                raise SealError(
                    f"The log holds {head.checkpoint.size} events, and this checkpoint {older.size}."
                )
            text = evidence.log.growth(older.size, head)
        else:
            with evidence.rows() as rows:
                text = proof_of(evidence.log, _find(rows, event or ""))
    if out is not None:
        write_text(out, text, "--out")
    if as_json:
        print_json({"proof": text, "path": str(out) if out else None})
    elif out is not None:
        console().print(lines(say("ledger.proved", language(lang), path=out)))
    else:
        typer.echo(text, nl=False)


def _find(rows: StoredRows, given: str) -> Row:
    """The row that is meant. Raises InputError, NotSoError."""
    from cli.errors import NotSoError, Sentence, wrong

    text = given.strip()
    found: Row | None = None
    if text.isdigit():
        found = next((row for row in rows.rows_after(int(text) - 1, 1) if row.sequence == int(text)), None)
    elif place := re.fullmatch(r"(\S+)[@ ](\d+)", text):
        stream = place[1] if "/" in place[1] else f"case/{place[1]}"
        found = next((row for row in rows.rows_of(stream) if row.version == int(place[2])), None)
    elif re.fullmatch(r"[0-9a-fA-F-]{36}", text):
        found = _scan(rows, text.lower())
    else:
        raise wrong("event", "EVENT", _PLACES, given=given)
    if found is None:
        raise NotSoError("unknown_event", Sentence.of("error.no_event", given=given), field="EVENT")
    return found


def _scan(rows: StoredRows, event_id: str) -> Row | None:
    after = 0
    with progress("find") as told:
        while batch := rows.rows_after(after, _BATCH):
            for row in batch:
                if row.event_id == event_id:
                    return row
            after = batch[-1].sequence
            told(after, after + _BATCH)
    return None
