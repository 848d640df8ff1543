"""`fenduan person erase`: forget the names of a person for good; no event changes, and every proof still holds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.output import DataOption, JsonOption, LangOption, console, language, lines, print_json
from cli.person.found import PersonArgument


def erase(
    person: PersonArgument,
    *,
    reason: Annotated[str, typer.Option("--reason", help="Why: who asked, or which purpose is fulfilled.")],
    as_: Annotated[
        str, typer.Option("--as", metavar="ACTOR", help="Who decides it, by the id in the actors file.")
    ],
    actors: Annotated[
        Path | None,
        typer.Option("--actors", help="A file of actors in place of the packaged one.", show_default=False),
    ] = None,
    data: DataOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Erase the names of a person. It is recorded, with the reason, in the journal of who decides it."""
    from cli.actors import actor, load_actors
    from cli.context import Place
    from cli.days import clock
    from cli.errors import NotSoError, Sentence, wrong
    from cli.person.found import mentions, person_id
    from cli.sending import declined
    from cli.texts import say
    from gateway.persons import erase as erased
    from gateway.persons import erasure, reason_problem

    who = actor(load_actors(actors), as_, actors)
    if problem := reason_problem(reason):
        raise wrong("reason", "--reason", why=problem)
    with Place.at(data).ledger() as ledger:
        id_ = person_id(ledger, person)
        before = erasure(ledger, id_)
        if before is None and ledger.person_name(id_) is None and not mentions(ledger, id_):
            raise NotSoError("unknown_person", Sentence.of("error.no_person"), field="PERSON")
        receipt = erased(ledger, id_, reason, who.actor)
    if receipt.refusal is not None:
        declined(receipt.refusal, receipt)
    if as_json:
        print_json({"person": id_, "again": before is not None, "receipt": receipt.model_dump(mode="json")})
        return
    key = "person.erased_before" if before else "person.erased_now"
    where = f"{receipt.stream} {receipt.versions[0]}"
    said = say(key, language(lang), id=id_, where=where, instant=clock(receipt.recorded))
    console().print(lines((said, "green")))
