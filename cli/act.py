"""`fenduan act`: send a command to a case or a supervision."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import DataOption, JsonOption, LangOption, language
from cli.submit import ActorsOption, AsOption, IdOption, command_id_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from domain.messages import Command

NOT_SENT = frozenset({"submit", "open_supervision", "note_approval"})
"""Commands that have a door of their own, or that the engine sends itself."""


def act(
    stream: Annotated[
        str, typer.Argument(metavar="STREAM", help="FD-2025-SH-0001, case/FD-… or supervision/FD-…")
    ],
    command: Annotated[str, typer.Argument(metavar="COMMAND", help="What to do, such as sign_scheme.")],
    *,
    as_: AsOption = None,
    file: Annotated[
        Path | None,
        typer.Option("--file", metavar="F", help="The command's fields, YAML or JSON; `-` for input."),
    ] = None,
    sets: Annotated[
        list[str] | None, typer.Option("--set", metavar="K=V", help="One field; may be given several times.")
    ] = None,
    id_: IdOption = None,
    reason: Annotated[str | None, typer.Option(help="Why, for the file.")] = None,
    occurred: Annotated[
        str | None, typer.Option(metavar="INSTANT", help="When it happened, if not now: YYYY-MM-DDThh:mm.")
    ] = None,
    actors: ActorsOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Send a command to a stream, and print its receipt and what the stream now waits for."""
    from cli.case.names import companies
    from cli.case.reading import standing
    from cli.context import Place
    from cli.days import read_instant
    from cli.fields import assigned, build
    from cli.files import read_mapping, read_text
    from cli.sending import nameless, send, show_receipt
    from cli.who import Question, first_sender, pick
    from domain.case.state import CaseState
    from domain.law import Law
    from domain.streams import CASE
    from gateway.models.folding import evolve_case

    reader, law, place = language(lang), Law.load(), Place.at(data)
    target, model = _target(stream, command)
    name = model.model_fields["name"].default
    content = read_mapping(read_text(file, "--file"), "--file") if file is not None else {}
    content |= assigned(model, sets or [])
    content |= {"reason": reason} if reason is not None else {}
    when = occurred if occurred is not None else content.pop("occurred", None)
    if when is not None:
        content["occurred"] = read_instant(str(when), "--occurred")
    command_id = command_id_of(id_)
    head = {"command_id": command_id, "stream": target, "name": name}
    if as_ is not None:
        # What is wrong with the command is said before anything is asked of the ledger.
        build(model, content, head | {"actor": pick(as_, actors).actor})
    with place.ledger() as ledger:
        _, case = ledger.fold(CASE + target.partition("/")[2], CaseState(), evolve_case)
        question = Question(name, content, standing(ledger, law, target), case.dossier, law)
        who = pick(as_, actors, question, first_sender(ledger, command_id))
        ready = build(model, content, head | {"actor": who.actor})
        receipt = send(place, nameless(ledger, who, ready))
        position = standing(ledger, law, target)
    show_receipt(receipt, position, companies(case.dossier), reader, as_json=as_json)


def _target(stream: str, command: str) -> tuple[str, type[Command]]:
    """The stream that is meant, and the command's model. Raises InputError."""
    from cli.case.reading import number
    from cli.errors import unknown, wrong
    from domain.case import procedure as case
    from domain.streams import CASE, SUPERVISION
    from domain.supervision import procedure as supervision

    no, name = number(stream), command.lower().replace("-", "_")
    given = stream.strip().lower()
    kinds: dict[str, Mapping[str, type[Command]]] = {CASE: case.COMMANDS, SUPERVISION: supervision.COMMANDS}
    if given.startswith((CASE, SUPERVISION)):
        kinds = {kind: commands for kind, commands in kinds.items() if given.startswith(kind)}
    for kind, commands in kinds.items():
        if name == "submit" and kind == CASE:
            raise wrong("submit_instead", "COMMAND")
        if name in commands:
            return kind + no, commands[name]
    known = [each for commands in kinds.values() for each in commands if each not in NOT_SENT]
    raise unknown("command", command, known, "COMMAND", stream=stream)
