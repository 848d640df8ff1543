"""`fenduan act`: send a command to a case or a supervision."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import DataOption, JsonOption, LangOption, language
from cli.submit import ActorsOption, AsOption, IdOption, command_id_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cli.actors import DemoActor
    from domain.messages import Command
    from domain.position import Position


def act(
    stream: Annotated[str, typer.Argument(metavar="STREAM", help="FD-2025-SH-0001, case/FD-… or supervision/FD-…")],
    command: Annotated[str, typer.Argument(metavar="COMMAND", help="What to do, such as sign_scheme.")],
    as_: AsOption = None,
    file: Annotated[
        Path | None, typer.Option("--file", metavar="F", help="The command's fields, YAML or JSON; `-` for input.")
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
    from cli.actors import load_actors
    from cli.case.names import companies
    from cli.case.reading import evolve_case, standing
    from cli.context import Place
    from cli.days import read_instant
    from cli.fields import assigned, build
    from cli.files import read_mapping, read_text
    from cli.sending import name_actor, send, show_receipt
    from domain.case.state import CaseState
    from domain.law import Law
    from domain.streams import CASE

    reader, law, place = language(lang), Law.load(), Place.at(data)
    target, model = _target(stream, command)
    content = read_mapping(read_text(file, "--file"), "--file") if file is not None else {}
    content |= assigned(model, sets or [])
    content |= {"reason": reason} if reason is not None else {}
    when = occurred if occurred is not None else content.pop("occurred", None)
    if when is not None:
        content["occurred"] = read_instant(str(when), "--occurred")
    known = load_actors(actors)
    named = known and as_ is not None
    head: dict[str, object] = {"command_id": command_id_of(id_), "stream": target, "name": model.model_fields["name"].default}
    if named:
        from cli.actors import actor

        chosen = actor(known, str(as_))
        ready = build(model, content, head | {"actor": chosen.actor})
    with place.ledger() as ledger:
        if not named:
            chosen = _likely(standing(ledger, law, target), str(head["name"]), content, known)
            ready = build(model, content, head | {"actor": chosen.actor})
        name_actor(ledger, chosen)
        receipt = send(place, ready)
        position = standing(ledger, law, target)
        _, case = ledger.fold(CASE + target.partition("/")[2], CaseState(), evolve_case)
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
    known = [name for commands in kinds.values() for name in commands if name != "submit"]
    raise unknown("command", command, known, "COMMAND", stream=stream)


def _likely(
    position: Position, command: str, content: Mapping[str, object], known: Mapping[str, DemoActor]
) -> DemoActor:
    """The one actor whose act the stream waits for, if there is just one. Raises InputError."""
    from cli.errors import wrong

    waits = [wait for wait in position.waits if command in wait.commands]
    found = [
        each
        for each in known.values()
        for wait in waits
        if each.actor.role == wait.role
        and wait.province in {None, each.actor.province}
        and wait.organisation in {None, each.actor.organisation}
    ]
    ids = tuple(dict.fromkeys(each.id for each in found))
    if len(ids) == 1:
        return found[0]
    raise wrong("who", "--as", ids or tuple(known))
