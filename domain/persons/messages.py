"""What is done with names: they are read, and erased. Both stand in a journal, which holds no name itself."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.actors import Role
from domain.case.base import Text, provisions
from domain.journal.base import JournalCommand
from domain.messages import Event, Refusal
from domain.refusals import refuse

ERASURE = provisions("pipl/47")
ACCESS = provisions("pipl/51", "pipl/54")

PersonId = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._-]+$")]

Reason = Annotated[str, Text]


class ReadNames(JournalCommand):
    """Names of persons were shown; `purpose` is the command that did so, with the case."""

    name: Literal["read_names"] = "read_names"
    persons: tuple[PersonId, ...] = Field(min_length=1)
    purpose: str = Field(min_length=1, max_length=200)


class EraseName(JournalCommand):
    """The names of a person are to be forgotten."""

    name: Literal["erase_name"] = "erase_name"
    person: PersonId
    reason: Reason


class NamesRead(Event):
    """Somebody read the names of these persons."""

    topic: ClassVar[str] = "person.names_read"
    persons: tuple[str, ...]
    purpose: str


class NameErased(Event):
    """The names of a person were erased for good; the id stays where it stands, and never gets a name again."""

    topic: ClassVar[str] = "person.name_erased"
    person: str
    reason: str


EVENTS: tuple[type[Event], ...] = (NamesRead, NameErased)


def decide(command: ReadNames | EraseName) -> NamesRead | NameErased | Refusal:
    """What follows. Erasing is a person's decision, never the engine's."""
    match command:
        case ReadNames(persons=persons, purpose=purpose):
            return NamesRead(persons=persons, purpose=purpose, basis=ACCESS)
        case EraseName(person=person, reason=reason):
            if command.actor.role is Role.SYSTEM:
                return refuse("erased_by_nobody", ERASURE, person=person)
            return NameErased(person=person, reason=reason, basis=ERASURE)
