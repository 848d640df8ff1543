"""Work items: what a stream waits for, as work of an office. Computed from the stream alone, like its position."""

from __future__ import annotations

from collections.abc import Sequence

from domain.actors import Actor
from domain.explain import Fact, answers, concerned
from domain.explain.answers import State
from domain.model import Frozen, Province, ProvisionId
from domain.position import Deadline, Position, Wait
from domain.refusals import CommandRefused


class Item(Frozen):
    """An act that a stream waits for: of which office, by which commands, about which licensee, by its id."""

    stream: str
    role: str
    organisation: str | None = None
    province: Province | None = None
    commands: tuple[str, ...]
    about: str | None = None

    @property
    def key(self) -> str:
        """The item in one text: the same office, acts and licensee give the same one."""
        office = "/".join((self.role, self.province or "", self.organisation or ""))
        return f"{self.stream} {' '.join(self.commands)} {self.about or ''} {office}"

    def is_for(self, actor: Actor) -> bool:
        """Whether the actor belongs to the office whose act is awaited."""
        return (
            self.role == actor.role
            and self.province in {None, actor.province}
            and self.organisation in {None, actor.organisation}
        )


class OpenItem(Frozen):
    """An item that is open now. `answered` is the version of the stream at which its office last did such an act.

    `due` is the last instant of the term that measures it, in the stream's own time; None where no law sets one.
    """

    item: Item
    answered: int = 0
    due: Deadline | None = None
    basis: tuple[ProvisionId, ...] = ()


def open_items(position: Position, state: State, facts: Sequence[Fact]) -> tuple[OpenItem, ...]:
    """Everything that the stream waits for, each item once."""
    found: dict[str, OpenItem] = {}
    for wait, licensee in concerned(position, state):
        item = Item(
            stream=position.stream,
            role=wait.role,
            organisation=wait.organisation,
            province=wait.province,
            commands=wait.commands,
            about=licensee,
        )
        terms = [each for each in position.deadlines if answers(wait, licensee, each.term, state)]
        found.setdefault(
            item.key,
            OpenItem(
                item=item,
                answered=_answered(item, wait, facts),
                due=min(terms, key=lambda each: (each.due, each.term), default=None),
                basis=wait.basis,
            ),
        )
    return tuple(found.values())


def _answered(item: Item, wait: Wait, facts: Sequence[Fact]) -> int:
    """The version of the newest act of this office that was an answer to such an item."""
    for fact in reversed(facts):
        if (
            fact.command in wait.commands
            and item.is_for(fact.actor)
            and not isinstance(fact.event, CommandRefused)
            and item.about in {None, getattr(fact.event, "licensee", item.about)}
        ):
            return fact.version
    return 0
