"""`fenduan submit`: start a case with a dossier."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID, uuid4

import typer

from cli.output import DataOption, JsonOption, LangOption, language
from cli.texts import say

if TYPE_CHECKING:
    from cli.actors import DemoActor
    from domain.case.intake import CounterEntry
    from domain.case.state import Link
    from domain.dossier import Dossier
    from domain.law import Law
    from domain.model import Province
    from ledger import Ledger

CORPS = "XPCC"
"""Stands in numbers for the one province without letters of its own, the Production and Construction Corps."""

ActorsOption = Annotated[
    Path | None,
    typer.Option("--actors", help="A file of actors in place of the packaged one.", show_default=False),
]
AsOption = Annotated[
    str | None, typer.Option("--as", metavar="ACTOR", help="Who acts, by the id in the actors file.")
]
IdOption = Annotated[
    str | None,
    typer.Option("--id", metavar="UUID", help="The command's own id: send it again with the same one."),
]


def submit(
    dossier: Annotated[
        Path, typer.Argument(metavar="DOSSIER.yaml", help="The dossier; `-` reads it from input.")
    ],
    *,
    as_: AsOption = None,
    id_: IdOption = None,
    today: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="The case's own day, in a demonstration: its clock is shifted."),
    ] = None,
    link: Annotated[
        str | None, typer.Option(metavar="NO", help="An earlier case that this one follows.")
    ] = None,
    as_link: Annotated[
        str, typer.Option("--as-link", metavar="KIND", help="How it follows it: re_entry or change.")
    ] = "re_entry",
    actors: ActorsOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Submit a dossier: it gets its number, and the engine's receipt.

    Without --as the applicant submits it itself. An agency enters what came in at its counter: the dossier then says
    `channel: counter`, `receipt` and `submitted_at`.
    """
    from cli.case.names import companies
    from cli.case.reading import standing
    from cli.context import Place
    from cli.days import read_day
    from cli.files import dossier_file
    from cli.sending import nameless, send, show_receipt
    from domain.case.intake import Submit
    from domain.law import Law
    from domain.model import local_day

    reader, law = language(lang), Law.load()
    command_id = command_id_of(id_)
    day = read_day(today, "--today") if today is not None else None
    read = dossier_file(dossier)
    linked = _link(link, as_link)
    who = _actor(read, as_, actors)
    province = _province(read)
    place = Place.at(data)
    now = datetime.now(UTC)
    with place.ledger() as ledger:
        shift = day - local_day(now) if day is not None else timedelta(0)
        shift = _first_shift(ledger, command_id, shift)
        number = ledger.allot(command_id, _letters(law, province), local_day(now + shift).year)
        command = Submit(
            command_id=command_id,
            stream=f"case/{number}",
            actor=who.actor,
            dossier=read,
            entry=_entry(read, who),
            shift=shift,
            linked=linked,
        )
        receipt = send(place, nameless(ledger, who, command))
        position = standing(ledger, law, receipt.stream)
    if not as_json:
        typer.echo(say("sent.number", reader, no=number))
    show_receipt(receipt, position, companies(read), reader, as_json=as_json)


def command_id_of(given: str | None) -> UUID:
    """The id as given, or a new one. Raises InputError."""
    from cli.errors import wrong

    if given is None:
        return uuid4()
    try:
        return UUID(given)
    except ValueError:
        raise wrong("uuid", "--id", given=given) from None


def _actor(dossier: Dossier, given: str | None, file: Path | None) -> DemoActor:
    from cli.actors import actor, load_actors
    from cli.errors import wrong

    known = load_actors(file)
    if given is not None:
        return actor(known, given, file)
    agent = dossier.applicant.domestic_agent
    names = {dossier.applicant.name, *((agent.name,) if agent else ())}
    found = next((each for each in known.values() if each.actor.organisation in names), None)
    if found is None:
        raise wrong("no_actor_of", "--as", organisation=dossier.applicant.name)
    return found


def _link(case: str | None, kind: str) -> Link | None:
    """The earlier case as the options name it. Raises InputError."""
    from cli.case.reading import number
    from cli.errors import unknown
    from domain.case.state import Link, LinkKind

    if kind not in set(LinkKind):
        raise unknown("link_kind", kind, [each.value for each in LinkKind], "--as-link")
    return Link(case=number(case), as_=LinkKind(kind)) if case is not None else None


def _province(dossier: Dossier) -> Province:
    from cli.sending import declined
    from domain.refusals import refuse

    province = dossier.applicant_province()
    if province is None:
        declined(refuse("no_mainland_applicant", ("plan/submission",)), None)
    return province


def _first_shift(ledger: Ledger, command_id: UUID, shift: timedelta) -> timedelta:
    """The shift with which the same submission was recorded before: the same command is the same on any day."""
    from domain.case.intake import Submitted

    known = ledger.receipt(command_id)
    if known is None or known.receipt.refusal is not None:
        return shift
    events = (each.event for each in ledger.load(known.stream, upto=1))
    return next((event.shift for event in events if isinstance(event, Submitted)), shift)


def _letters(law: Law, province: Province) -> str:
    return law.divisions[province].letters or CORPS


def _entry(dossier: Dossier, who: DemoActor) -> CounterEntry | None:
    """What an agency's officer states about a dossier that came in before it was entered."""
    from cli.errors import wrong
    from domain.actors import Role
    from domain.case.intake import CounterEntry

    if who.actor.role is not Role.AGENCY:
        return None
    if dossier.channel != "counter" or not dossier.receipt:
        raise wrong("entry", "receipt" if dossier.channel == "counter" else "channel")
    return CounterEntry(channel="counter", received_at=dossier.submitted_at, receipt_document=dossier.receipt)
