"""`fenduan ledger export`: a case as one file that proves itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.case.show import NumberArgument
from cli.ledger.place import Evidence, kept_checkpoint, progress, said
from cli.ledger.summary import summary
from cli.output import DataOption, JsonOption, LangOption, console, language, lines, print_json
from cli.texts import Lang

if TYPE_CHECKING:
    from ledger.leaf import Row

LANGS: tuple[Lang, Lang] = ("zh", "en")


def export(
    no: NumberArgument,
    *,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Where to write it.", show_default="NO.pack.json"),
    ] = None,
    withhold: Annotated[
        list[str] | None,
        typer.Option(
            "--withhold",
            metavar="WHICH",
            help="Leave the content of these events out: a version, supervision@VERSION, a topic or a UUID.",
            show_default=False,
        ),
    ] = None,
    since: Annotated[
        list[Path] | None,
        typer.Option(
            "--since",
            metavar="FILE",
            help="Show how the log grew from this kept checkpoint.",
            show_default=False,
        ),
    ] = None,
    data: DataOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Seal what is recorded, and write a case with its supervision, its proofs and a summary to one file."""
    from cli.case.reading import number, require_case
    from cli.files import write_text
    from cli.persons import operator
    from cli.texts import say
    from domain.streams import CASE, SUPERVISION
    from gateway.operations import note
    from ledger.pack import export as pack
    from ledger.software import software

    given, evidence = number(no), Evidence.at(data)
    with evidence.opened() as ledger, evidence.rows() as stored, said(), progress("seal") as told:
        require_case(ledger, given)
        streams = {name: stored.rows_of(name) for name in (CASE + given, SUPERVISION + given)}
        withheld = _withheld(withhold or [], given, streams)
        signers = evidence.settings.signers(ledger.ledger_id)
        whole = ledger.last_sequence
        evidence.sequencer(stored, ledger.ledger_id).seal(lambda size: told(size, whole))
        text = pack(
            evidence.log,
            given,
            streams,
            signers,
            exported=datetime.now(UTC).replace(microsecond=0),
            software=software(),
            summary={each: summary(ledger, given, withheld, each) for each in LANGS},
            withheld=withheld,
            since=[kept_checkpoint(path, "--since", evidence.log.keys).size for path in since or ()],
        )
        note(ledger, "export", operator(), about=[name for name, rows in streams.items() if rows])
    path = out or Path(f"{given}.pack.json")
    write_text(path, text, "--out")
    events, key = sum(map(len, streams.values())), str(signers[-1].key)
    if as_json:
        print_json({"path": str(path), "events": events, "withheld": len(withheld), "key": key})
        return
    shown = console()
    numbers = {"path": path, "events": events, "withheld": len(withheld)}
    shown.print(lines((say("ledger.exported", language(lang), **numbers), "green")))
    typer.echo(say("ledger.verify_with", language(lang), path=path, public=key))


def _withheld(given: Sequence[str], no: str, streams: dict[str, Sequence[Row]]) -> set[str]:
    """The ids of the events that are meant. Raises InputError for one that there is not."""
    from cli.errors import wrong
    from domain.streams import CASE, SUPERVISION

    found: set[str] = set()
    for each in given:
        name, _, version = each.rpartition("@")
        stream = SUPERVISION + no if name.startswith("supervision") else CASE + no
        chosen = {
            row.event_id
            for key, rows in streams.items()
            for row in rows
            if each in {row.topic, row.event_id} or (key == stream and version == str(row.version))
        }
        if not chosen:
            raise wrong("withhold", "--withhold", given=each, no=no)
        found |= chosen
    return found
