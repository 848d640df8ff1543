"""Cases and supervisions as the ledger has them: state, standing, and the lines of the read model."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from itertools import takewhile

from cli.errors import NotSoError, Sentence, nearest, wrong
from domain.case import standing as case_standing
from domain.case.state import CaseState
from domain.explain import Fact
from domain.law import Law
from domain.position import Position
from domain.streams import CASE, SUPERVISION
from domain.supervision import standing as supervision_standing
from domain.supervision.state import SupervisionState
from gateway.models.folding import evolve_case, evolve_supervision, fact
from ledger import Envelope, Ledger, Raw

Until = Callable[[Envelope | Raw], bool]
"""Whether an event had happened already, at the moment that is asked for, or may have, where it cannot be read."""

Now = Callable[[Position], datetime]
"""What a stream's own clock says at the moment that is looked at."""

NUMBER = re.compile(r"[A-Z0-9-]{1,40}")


@dataclass(frozen=True, slots=True)
class Case:
    """A case as it stands at a version of its stream, and the events that brought it there."""

    stream: str
    version: int
    state: CaseState
    position: Position
    facts: tuple[Fact, ...]

    @property
    def number(self) -> str:
        """The number that people write."""
        return self.stream.removeprefix(CASE)


@dataclass(frozen=True, slots=True)
class Supervision:
    """A supervision as it stands at a version of its stream, and the events that brought it there."""

    stream: str
    version: int
    state: SupervisionState
    position: Position
    facts: tuple[Fact, ...]


def always(_: Envelope | Raw) -> bool:
    """Every event there is."""
    return True


def present(now: datetime) -> Now:
    """The clock of each stream now. `now` is the engine's clock, without any shift."""
    return lambda position: now + position.shift


def number(given: str) -> str:
    """The number in `FD-2025-SH-0001`, `case/FD-2025-SH-0001` or `supervision/FD-2025-SH-0001`. Raises InputError."""
    found = given.strip().upper().removeprefix(CASE.upper()).removeprefix(SUPERVISION.upper())
    if not NUMBER.fullmatch(found):
        raise wrong("number", "NO", ("FD-2025-SH-0001", "case/FD-2025-SH-0001"), given=given)
    return found


def case_of(ledger: Ledger, law: Law, no: str, holds: Until = always) -> Case:
    """The case of that number, made of its events as long as they hold.

    Raises NotSoError where there is none, UnreadableEventError where one of these events cannot be read.
    """
    require_case(ledger, no)
    kept = _kept(ledger, CASE + no, holds)
    state = reduce(evolve_case, kept, CaseState())
    position = case_standing.position(CASE + no, len(kept), state, law)
    return Case(CASE + no, len(kept), state, position, tuple(map(fact, kept)))


def require_case(ledger: Ledger, no: str) -> None:
    """Raises NotSoError, which names the nearest, where there is no case of that number."""
    if ledger.version(CASE + no):
        return
    known = [each.removeprefix(CASE) for each, _ in ledger.streams(CASE)]
    key = "error.no_case_nearest" if known else "error.no_case"
    raise NotSoError("unknown_case", Sentence.of(key, no=no, nearest=nearest(no, known)), field="NO")


def supervision_of(ledger: Ledger, law: Law, no: str, holds: Until = always) -> Supervision | None:
    """The supervision of that case, made of its events as long as they hold; None before it was opened."""
    kept = _kept(ledger, SUPERVISION + no, holds)
    if not kept:
        return None
    state = reduce(evolve_supervision, kept, SupervisionState())
    position = supervision_standing.position(SUPERVISION + no, len(kept), state, law)
    return Supervision(SUPERVISION + no, len(kept), state, position, tuple(map(fact, kept)))


def _kept(ledger: Ledger, stream: str, holds: Until) -> tuple[Envelope, ...]:
    """The first events of a stream, as long as they hold: what comes after them need not be readable."""
    if holds is always:
        return ledger.load(stream)
    rows = tuple(takewhile(holds, ledger.audit(stream)))
    kept = tuple(row for row in rows if isinstance(row, Envelope))
    # Where one of them cannot be read, loading says which and why.
    return kept if len(kept) == len(rows) else ledger.load(stream)


def standing(ledger: Ledger, law: Law, stream: str) -> Position:
    """Where a stream stands; a position that is not opened where there is no such stream."""
    no = stream.partition("/")[2]
    if stream.startswith(SUPERVISION):
        found = supervision_of(ledger, law, no)
        return found.position if found else Position(stream=stream)
    version, state = ledger.fold(stream, CaseState(), evolve_case)
    return case_standing.position(stream, version, state, law)
