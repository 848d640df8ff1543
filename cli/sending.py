"""Sending a command to a running engine, and saying what came of it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, NoReturn, TypeVar

from cli.errors import NotSoError, Sentence, UnreachableError
from cli.output import console, lines, print_json
from cli.texts import Lang, say
from domain.messages import Command

if TYPE_CHECKING:
    from cli.actors import DemoActor
    from cli.case.names import Names
    from cli.context import Place
    from domain.messages import Receipt, Refusal
    from domain.position import Position
    from ledger import Ledger


C = TypeVar("C", bound=Command)


def send(place: Place, command: Command) -> Receipt:
    """The receipt of the command.

    Raises NotSoError where the engine declines it, UnreachableError where no answer came: the same id may be sent
    again for ever.
    """
    return asyncio.run(_send(place, command))


async def _send(place: Place, command: Command) -> Receipt:
    from temporalio.service import RPCError

    from gateway.client import Engine, PendingError, RefusedError

    client = await place.connect()
    try:
        return await Engine(client).send(command)
    except RefusedError as error:
        declined(error.refusal, error.receipt)
    except PendingError as error:
        sentence = Sentence.of("error.pending", id=command.command_id, cause=error.cause)
        raise UnreachableError("pending", sentence, more={"command_id": str(command.command_id)}) from error
    except RPCError as error:
        more = {"command_id": str(command.command_id)}
        raise UnreachableError(
            "engine_failed", Sentence.of("error.engine_failed", why=error.message), more=more
        ) from error


def declined(refusal: Refusal, receipt: Receipt | None) -> NoReturn:
    """End the command with a refusal: its code, its sentence, its articles."""
    from cli.case.names import articles

    known = {"en": articles(refusal.basis, "en"), "zh": articles(refusal.basis, "zh")}
    key = "error.refused_on" if refusal.basis else "error.refused"
    sentence = Sentence(
        say(key, "en", code=refusal.code, why=refusal.en, articles=known["en"]),
        say(key, "zh", code=refusal.code, why=refusal.zh, articles=known["zh"]),
    )
    more = {
        "basis": list(refusal.basis),
        "facts": refusal.facts,
        "receipt": receipt.model_dump(mode="json") if receipt else None,
    }
    raise NotSoError(refusal.code, sentence, more=more)


def nameless(ledger: Ledger, who: DemoActor, command: C) -> C:
    """The command with references in place of names; those, and the names of who acts, go where they can be erased."""
    from gateway.persons import introduce, referred_in

    introduce(ledger, who.actor.person, name_zh=who.name_zh, name_en=who.name_en)
    return referred_in(ledger, command)


def show_receipt(receipt: Receipt, position: Position, names: Names, lang: Lang, *, as_json: bool) -> None:
    """The receipt, and what the stream now waits for."""
    from cli.case.standing import standing
    from cli.days import clock

    if as_json:
        print_json({"receipt": receipt.model_dump(mode="json"), "position": position.model_dump(mode="json")})
        return
    out = console()
    versions = ", ".join(str(version) for version in receipt.versions)
    out.print(
        lines(
            (say("sent.recorded", lang, stream=receipt.stream, versions=versions), "green"),
            (
                say("sent.when", lang, received=clock(receipt.received), recorded=clock(receipt.recorded)),
                "dim",
            ),
            (say("sent.id", lang, id=receipt.command_id), "dim"),
        )
    )
    standing(out, position, names, receipt.received - position.shift, lang)
