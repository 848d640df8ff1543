"""Names of natural persons at the edge: kept where they can be erased, read with a trace, erased for good.

Whatever sends a command passes it through `referred_in` first: what reaches Temporal and the ledger names nobody.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from functools import partial
from typing import TypeVar
from uuid import UUID, uuid4, uuid5

from pydantic import TypeAdapter, ValidationError

from domain.actors import Actor
from domain.law import Law
from domain.messages import Command, Receipt, Refusal
from domain.persons import EraseName, ReadNames, named, prefix_of, referred, unnamed
from domain.persons.messages import Reason, decide
from domain.streams import IDS
from gateway.journal import Journal, journal_of
from ledger import Ledger, PersonName
from ledger.software import software

C = TypeVar("C", bound=Command)

ERASING: TypeAdapter[str] = TypeAdapter(Reason)

_SHORTEST = 2
"""Letters of a name that is looked for in texts where nobody has marked it."""

_FIRST_CJK = "\u2e80"


def referred_in(ledger: Ledger, command: C) -> C:
    """The command with references in place of names, which the ledger's erasable table now holds.

    Replaced are names in fields for a person's id, what stands in [[double brackets]], and in every text the names
    that the table holds for this case.
    """
    prefix = prefix_of(command.stream.partition("/")[2])
    refer = partial(_refer, ledger, prefix)
    if any(named(command)):
        command = referred(command, refer)
    known = _known(ledger.people(prefix))
    return referred(command, refer, known) if known else command


def referred_text(ledger: Ledger, text: str, number: str, *also: PersonName) -> str:
    """The same for a text that goes into a journal, about the case of that number, or about `also` these persons."""
    prefix = prefix_of(number)
    return unnamed(text, partial(_refer, ledger, prefix), _known((*ledger.people(prefix), *also)))


def _refer(ledger: Ledger, prefix: str, name: str) -> str:
    chinese = any(letter >= _FIRST_CJK for letter in name)
    made = f"{prefix}{secrets.token_hex(5)}"
    return ledger.refer(prefix, PersonName(made, name if chinese else None, None if chinese else name))


def _known(people: Iterable[PersonName]) -> dict[str, str]:
    """The references by the names that they stand for."""
    return {
        name: each.person
        for each in people
        for name in (each.name_zh, each.name_en)
        if name and len(name) >= _SHORTEST
    }


def introduce(ledger: Ledger, person: str, *, name_zh: str | None, name_en: str | None) -> None:
    """Keep the names of a person who acts, unless they are kept already or were erased: that is for good."""
    if not (name_zh or name_en) or erasure(ledger, person):
        return
    known = ledger.person_name(person)
    if known is None or (known.name_zh, known.name_en) != (name_zh, name_en):
        ledger.name_person(person, name_zh=name_zh, name_en=name_en)


def read_names(ledger: Ledger, persons: Iterable[str], reader: Actor, purpose: str) -> dict[str, PersonName]:
    """The names of these persons, as far as there are any. That they were read is recorded first, in one event.

    Raises LedgerError where it cannot be recorded: then nobody has read them.
    """
    found = {each: name for each in sorted(set(persons)) if (name := ledger.person_name(each)) is not None}
    if found:
        command = ReadNames(
            command_id=uuid4(),
            stream=journal_of(reader.organisation),
            actor=reader,
            persons=tuple(found),
            purpose=purpose,
        )
        _recorded(ledger, command)
    return found


def erasure(ledger: Ledger, person: str) -> Receipt | None:
    """The record that the names of that person were erased; None where they were not."""
    known = ledger.receipt(_erasure_id(person))
    return known.receipt if known is not None and known.receipt.refusal is None else None


def erase(ledger: Ledger, person: str, reason: str, actor: Actor) -> Receipt:
    """Record the erasure, then erase. Done again it finishes what a crash has left, and gives the first receipt.

    A refused order is recorded too; its receipt says why.
    """
    receipt = erasure(ledger, person)
    if receipt is None:
        # What erases a name must not keep it.
        own = [name for name in [ledger.person_name(person)] if name is not None]
        command = EraseName(
            command_id=_erasure_id(person),
            stream=journal_of(actor.organisation),
            actor=actor,
            person=person,
            reason=referred_text(ledger, reason, actor.organisation, *own),
        )
        answer = _recorded(ledger, command)
        # Of two orders at the same moment the first counts, whoever gave it.
        receipt = erasure(ledger, person) or answer
    if receipt.refusal is None:
        ledger.erase_person(person)
    return receipt


def reason_problem(reason: str) -> str | None:
    """What is wrong with the reason of an erasure, which stands in the ledger for ever; None where nothing is."""
    try:
        ERASING.validate_python(reason)
    except ValidationError as error:
        return error.errors()[0]["msg"]
    return None


def _erasure_id(person: str) -> UUID:
    return uuid5(IDS, f"erase_name/{person}")


def _recorded(ledger: Ledger, command: ReadNames | EraseName) -> Receipt:
    answer = decide(command)
    if isinstance(answer, Refusal):
        # Who may not must not take the id of an order that somebody else may give.
        command = command.model_copy(update={"command_id": uuid4()})
    outcome = answer if isinstance(answer, Refusal) else (answer,)
    return Journal(ledger, Law.load(), software()).record(command, lambda _: outcome)
