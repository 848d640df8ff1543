"""What the explorer has to know of a kind of stream."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Protocol

from domain.messages import Event, Refusal
from domain.position import Deadline, Position


class Machine(Protocol):
    """One kind of stream in one world: the domain's own functions, and what can be tried."""

    @property
    def name(self) -> str:
        """The configuration, as the table of a run shows it."""

    def empty(self) -> tuple[Any, datetime, Any]:
        """The state before anything, the first instant, and what is known then."""

    def position(self, state: Any) -> Position:  # noqa: ANN401
        """The domain's `position`."""

    def decide(self, act: Any, state: Any, at: datetime) -> tuple[Event, ...] | Refusal | None:  # noqa: ANN401
        """The domain's `decide`."""

    def evolve(self, state: Any, event: Event) -> Any:  # noqa: ANN401
        """The domain's `evolve`."""

    def learn(self, facts: Any, event: Event, act: Any) -> Any:  # noqa: ANN401
        """What an onlooker knows after the event, from the events alone."""

    def key(self, state: Any, now: datetime, facts: Any) -> bytes:  # noqa: ANN401
        """The abstraction: the same for states that behave alike."""

    def acts(self, state: Any, standing: Position, at: datetime) -> Iterator[Any]:  # noqa: ANN401
        """Everything that can be said to the parts in focus, by everybody who is competent or whom a wait names."""

    def out_of_place(self, state: Any) -> Iterator[Any]:  # noqa: ANN401
        """Every command once that is not known at this stage."""

    def strange(self, state: Any, turn: int) -> Iterator[Any]:  # noqa: ANN401
        """Commands by somebody who is not competent for them, other ones at each turn."""

    def whole(self, state: Any) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401
        """The whole steps of the parts that are not in focus."""

    def days(self, state: Any) -> Iterator[datetime]:  # noqa: ANN401
        """Instants that the state itself names, from which on something becomes possible."""

    def timer(self, deadline: Deadline) -> Any:  # noqa: ANN401
        """The engine's report that the term has run out."""

    def in_focus(self, term: str) -> bool:
        """Whether the term belongs to a part in focus."""

    def gives_up(self, act: Any) -> bool:  # noqa: ANN401
        """Whether somebody ends the procedure by this act instead of carrying it through."""
