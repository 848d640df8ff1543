"""Every open case under two laws, each with what would come out differently."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cli.whatif.ledger import happened
from domain.case.state import CaseState
from domain.dossier import Dossier
from domain.streams import CASE, SUPERVISION
from domain.supervision import standing
from domain.supervision.state import SupervisionState
from domain.whatif import Comparison, facts, impact
from domain.whatif.difference import RunningDifference
from gateway.models.folding import evolve_case, evolve_supervision

if TYPE_CHECKING:
    from domain.law import Law
    from ledger import Ledger


@dataclass(frozen=True, slots=True)
class Touched:
    """An open case under the other law: its own differences, and the deadlines of its supervision that would move."""

    number: str
    dossier: Dossier
    comparison: Comparison
    supervision: tuple[RunningDifference, ...]

    @property
    def changed(self) -> bool:
        """Whether anything would come out differently."""
        return bool(self.supervision) or not self.comparison.same

    def data(self) -> dict[str, object]:
        """As an object for programs."""
        return {
            "number": self.number,
            "product": self.dossier.product.name,
            "product_zh": self.dossier.product.name_zh,
            **self.comparison.model_dump(mode="json", exclude={"stream", "acts", "refused", "inexact"}),
            "supervision": [each.model_dump(mode="json") for each in self.supervision],
        }


class Cases:
    """The cases of a ledger; `each` goes through the open ones and counts them."""

    def __init__(self, ledger: Ledger, old: Law, new: Law) -> None:
        self._ledger = ledger
        self._old = old
        self._new = new
        self._streams = ledger.streams(CASE)
        self.open = 0
        self.unreadable: list[str] = []

    def __len__(self) -> int:
        return len(self._streams)

    def each(self) -> Iterator[Touched]:
        """Every open case. One that cannot be read is named in `unreadable`."""
        from ledger import UnreadableEventError

        for stream, _ in self._streams:
            try:
                if touched := self._case(stream.removeprefix(CASE)):
                    self.open += 1
                    yield touched
            except UnreadableEventError:
                self.unreadable.append(stream)

    def _case(self, no: str) -> Touched | None:
        """The case, unless it and its supervision are closed."""
        state = self._ledger.fold(CASE + no, CaseState(), evolve_case)[1]
        version, supervised = self._ledger.fold(SUPERVISION + no, SupervisionState(), evolve_supervision)
        supervising = bool(version) and not supervised.closed
        if state.dossier is None or (state.closed and not supervising):
            return None
        comparison = impact(facts(happened(self._ledger, no)), self._old, self._new, CASE + no)
        moved = self._moved(no, version, supervised) if supervising else ()
        return Touched(no, state.dossier, comparison, moved)

    def _moved(self, no: str, version: int, state: SupervisionState) -> tuple[RunningDifference, ...]:
        def running(law: Law) -> dict[str, object]:
            position = standing.position(SUPERVISION + no, version, state, law)
            return {each.term: each for each in position.deadlines}

        before, after = running(self._old), running(self._new)
        return tuple(
            RunningDifference.model_validate(
                {"term": term, "was": before.get(term), "would_be": after.get(term)}
            )
            for term in dict.fromkeys((*before, *after))
            if before.get(term) != after.get(term)
        )
