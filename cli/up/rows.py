"""The cases of a ledger as lines: where each stands, and whose act it waits for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cli.case.names import companies, company, product, shortly
from cli.case.reading import case_of, supervision_of
from domain.dossier import Dossier
from domain.law import Law
from domain.position import Position
from domain.streams import CASE
from domain.wording import Lang, term
from domain.wording.template import office_of
from ledger import Ledger, UnreadableEventError

MOST = 20
"""Cases that are shown of a ledger which may hold thousands."""

CHUNK = 500
"""Events that are looked at together, from the newest back."""


@dataclass(frozen=True, slots=True)
class Row:
    """A case; one whose events this release cannot read has no position."""

    number: str
    title: str
    position: Position | None = None
    supervision: Position | None = None
    dossier: Dossier | None = None

    def where(self, lang: Lang) -> str:
        """The stage, or how it ended."""
        if self.position is None or not self.position.opened:
            return ""
        return term(self.position.outcome or self.position.stage, lang)

    def awaited(self, lang: Lang) -> str:
        """Whose act the case waits for, or after its end its supervision."""
        standing = (each for each in (self.position, self.supervision) if each and each.waits)
        waits = next((each.waits for each in standing), ())
        known = companies(self.dossier)
        names = dict.fromkeys(
            office_of(wait.role, wait.province, lang)
            if wait.province
            else company(wait.organisation or term(wait.role, lang), known, lang)
            for wait in waits
        )
        return f"→ {', '.join(map(shortly, names))}" if names else ""


def newest(ledger: Ledger, law: Law, lang: Lang) -> list[Row]:
    """The cases of the ledger in which something happened last, the newest first."""
    return [_row(ledger, law, number, lang) for number, _ in zip(_numbers(ledger), range(MOST), strict=False)]


def _numbers(ledger: Ledger) -> Iterator[str]:
    """Every case once, by its newest event or that of its supervision."""
    until, seen = ledger.last_sequence, set[str]()
    while until > 0:
        after = max(until - CHUNK, 0)
        for event in reversed(ledger.notifications(after, until - after)):
            number = event.stream.partition("/")[2]
            if number not in seen and ledger.version(CASE + number):
                seen.add(number)
                yield number
        until = after


def _row(ledger: Ledger, law: Law, number: str, lang: Lang) -> Row:
    try:
        case, supervision = case_of(ledger, law, number), supervision_of(ledger, law, number)
    except UnreadableEventError as error:
        return Row(number, error.problem)
    dossier = case.state.file
    title = product(dossier, lang)
    return Row(number, title, case.position, supervision.position if supervision else None, dossier)
