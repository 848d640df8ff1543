"""`fenduan work claim / release / delegate`: written to the journal of the person's organisation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.output import DataOption, JsonOption, LangOption, console, language, lines, print_json
from cli.submit import ActorsOption, IdOption, command_id_of
from cli.texts import Lang, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cli.case.reading import Case, Supervision
    from cli.lists.models import Models
    from domain.actors import Actor
    from domain.journal.items import Item, OpenItem
    from domain.journal.work import WorkCommand

StreamArgument = Annotated[
    str, typer.Argument(metavar="STREAM", help="FD-2025-SH-0001, case/FD-… or supervision/FD-…")
]
ActArgument = Annotated[
    str | None,
    typer.Argument(metavar="[COMMAND]", help="The act that is awaited, where the stream waits for several."),
]
WhoOption = Annotated[str, typer.Option("--as", metavar="ACTOR", help="Who does it.")]
AboutOption = Annotated[
    str | None,
    typer.Option("--about", metavar="LICENSEE", help="About which company, by its id in the case."),
]
ReasonOption = Annotated[str | None, typer.Option("--reason", help="Why.")]


def claim(
    stream: StreamArgument,
    act: ActArgument = None,
    *,
    as_: WhoOption,
    about: AboutOption = None,
    id_: IdOption = None,
    actors: ActorsOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Take on what a stream waits for. It ends by itself once the act is done."""
    from domain.journal.work import ClaimWork

    _do(ClaimWork, stream, act, as_, about, id_, actors, data, language(lang), as_json=as_json)


def release(
    stream: StreamArgument,
    act: ActArgument = None,
    *,
    as_: WhoOption,
    about: AboutOption = None,
    reason: ReasonOption = None,
    id_: IdOption = None,
    actors: ActorsOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Give work back to the office; what another has, with a reason."""
    from domain.journal.work import ReleaseWork

    more = {"reason": reason}
    _do(ReleaseWork, stream, act, as_, about, id_, actors, data, language(lang), as_json=as_json, **more)


def delegate(
    stream: StreamArgument,
    act: ActArgument = None,
    *,
    as_: WhoOption,
    to: Annotated[str, typer.Option("--to", metavar="ACTOR", help="The colleague, of the same office.")],
    reason: Annotated[str, typer.Option("--reason", help="Why.")],
    about: AboutOption = None,
    id_: IdOption = None,
    actors: ActorsOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Hand work to a colleague of the same office."""
    from cli.who import pick
    from domain.journal.work import DelegateWork

    more = {"reason": reason, "colleague": pick(to, actors).actor}
    _do(DelegateWork, stream, act, as_, about, id_, actors, data, language(lang), as_json=as_json, **more)


def _do(  # noqa: PLR0917 - what all three have in common
    kind: type[WorkCommand],
    stream: str,
    act: str | None,
    as_: str,
    about: str | None,
    id_: str | None,
    actors: Path | None,
    data: Path | None,
    lang: Lang,
    *,
    as_json: bool,
    **more: Any,  # noqa: ANN401 - fields of the command
) -> None:
    from cli.case.reading import number
    from cli.lists.filters import command as known_command
    from cli.lists.models import models
    from cli.sending import declined
    from cli.who import pick
    from domain.journal.items import open_items
    from domain.streams import SUPERVISION
    from gateway.journal import Journal, journal_of
    from gateway.models.work import found, record
    from ledger.software import software

    actor, no, wanted = pick(as_, actors).actor, number(stream), known_command(act)
    command_id = command_id_of(id_)
    with models(data) as at:
        standing = _standing(at, no, supervised=stream.strip().lower().startswith(SUPERVISION))
        opened = open_items(standing.position, standing.state, standing.facts)
        command = kind.model_validate(
            {
                "command_id": command_id,
                "stream": journal_of(actor.organisation),
                "actor": actor,
                "item": _item(opened, standing.stream, actor, wanted, about),
                **more,
            }
        )
        given = found(command, standing.position, standing.state, standing.facts)
        journal = Journal(at.ledger, at.law, software())
        receipt = record(journal, at.views, command, given, standing.version)
    if receipt.refusal is not None:
        declined(receipt.refusal, receipt)
    if as_json:
        print_json({"receipt": receipt.model_dump(mode="json"), "item": command.item.model_dump(mode="json")})
        return
    _say(command, lang)


def _say(command: WorkCommand, lang: Lang) -> None:
    from domain.journal.work import ClaimWork, ReleaseWork
    from domain.wording import term

    item = command.item
    acts = ("、" if lang == "zh" else ", ").join(term(each, lang) for each in item.commands)
    if isinstance(command, ReleaseWork):
        said = say("work.released", lang, stream=item.stream, commands=acts)
    else:
        person = command.actor.person if isinstance(command, ClaimWork) else command.colleague.person
        said = say("work.claimed", lang, person=person, stream=item.stream, commands=acts)
    console().print(lines((said, "green")))


def _standing(at: Models, no: str, *, supervised: bool) -> Case | Supervision:
    from cli.case.reading import case_of, supervision_of
    from cli.errors import NotSoError, Sentence

    case = case_of(at.ledger, at.law, no)
    if not supervised:
        return case
    supervision = supervision_of(at.ledger, at.law, no)
    if supervision is None:
        raise NotSoError("no_supervision", Sentence.of("paper.no_supervision", no=no), field="STREAM")
    return supervision


def _item(opened: Sequence[OpenItem], stream: str, actor: Actor, act: str | None, about: str | None) -> Item:
    """The item that is meant: the only one of the office, or the one of that act. Raises InputError, NotSoError."""
    from cli.errors import NotSoError, Sentence, wrong
    from domain.journal.items import Item

    named = [
        each.item
        for each in opened
        if (act is None or act in each.item.commands) and about in {None, each.item.about}
    ]
    mine = [item for item in named if item.is_for(actor)]
    if len(mine) == 1:
        return mine[0]
    if mine and len({item.commands for item in mine}) > 1:
        raise wrong("work_which", "COMMAND", (item.commands[0] for item in mine), stream=stream)
    if mine:
        raise wrong("work_about", "--about", (str(item.about) for item in mine))
    if act is None:
        said = Sentence.of("error.work_none", stream=stream, who=actor.organisation)
        raise NotSoError("work_none", said, field="COMMAND")
    # Of another office, or of nobody now: declined, and recorded.
    office = Item(
        stream=stream,
        role=actor.role,
        province=actor.province,
        organisation=None,
        commands=(act,),
        about=about,
    )
    return named[0] if named else office
