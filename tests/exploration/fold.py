"""The abstraction: what of a state the future depends on, as one value that two states share when they behave alike.

Everything is kept unless a line below says why it may go. So a field that somebody adds tomorrow tells states apart
until somebody says that it does not matter. Texts and numbers of documents need no line: every act says the same.

- a day is folded to whether there is one: what a day decides is decided by the terms, and those are kept;
- of a term is left its name, whether it runs, stands still (and on what ground) or is over without its timer having
  come, and its place in the order in which the terms run out;
- the dossier is folded to its name among the few that are tried: it never changes but for the correction;
- manufacturers of the same kind are exchanged for each other, with their sites and provinces (symmetry).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from hashlib import blake2b
from typing import Any

from pydantic import BaseModel

from domain import clock
from domain.law.calendar import Calendar
from domain.model import end_of_day
from domain.term import Term

Folded = Any
"""A nest of tuples (ordered), frozensets (not ordered) and plain values."""

Rule = Callable[[Any], Folded]


class Fold:
    """Folds values by the rules for their types; what has been folded once is remembered by identity."""

    def __init__(self, rules: Mapping[type, Rule], drop: Mapping[type, frozenset[str]]) -> None:
        """`rules` fold a type by hand; `drop` names fields that the future does not depend on."""
        self.rules, self.drop = rules, drop
        self._seen: dict[int, tuple[object, Folded]] = {}

    def __call__(self, value: object) -> Folded:
        """The value without what the future does not depend on."""
        if isinstance(value, BaseModel):
            known = self._seen.get(id(value))
            if known is not None:
                return known[1]
            folded = self._model(value)
            self._seen[id(value)] = (value, folded)
            return folded
        if isinstance(value, tuple | list):
            return tuple(self(each) for each in value)
        if isinstance(value, frozenset | set):
            return frozenset(self(each) for each in value)
        if isinstance(value, dict):
            return frozenset((key, self(each)) for key, each in value.items())
        if isinstance(value, date | datetime):
            return "day"
        return str(value) if isinstance(value, timedelta) else value

    def _model(self, value: BaseModel) -> Folded:
        rule = self.rules.get(type(value))
        return rule(value) if rule else self.plain(value)

    def plain(self, value: BaseModel, *, but: frozenset[str] = frozenset()) -> Folded:
        """Every field that may not go, and that says something else than what it says at first."""
        dropped = self.drop.get(type(value), frozenset()) | but
        told = (
            (name, getattr(value, name))
            for name, info in type(value).model_fields.items()
            if name not in dropped and (info.is_required() or getattr(value, name) != info.default)
        )
        return frozenset((name, self(each)) for name, each in told)


def folded_terms(
    terms: Mapping[str, Term], now: datetime, calendar: Calendar, *, but: Callable[[str], bool]
) -> Folded:
    """The terms in the order in which they run out, those of other parts left out; then those that stand still."""
    running, still = [], []
    for name, term in terms.items():
        if not but(name):
            continue
        due = clock.due(term, calendar)
        if due is None:
            held = term.running_stop
            still.append((name, held.ground if held else ""))
        else:
            last = end_of_day(due.day)
            running.append((last, name, "over" if last <= now else "runs"))
    return tuple((name, how) for _, name, how in sorted(running)), frozenset(still)


def key_of(folded: Folded, renamings: Iterable[Mapping[str, str]]) -> bytes:
    """The digest of what is left, the same for states that differ only by who of the like manufacturers is which."""
    texts = [_written(folded, renaming) for renaming in renamings]
    return blake2b(min(texts).encode(), digest_size=16).digest()


def _written(folded: Folded, renaming: Mapping[str, str]) -> str:
    if isinstance(folded, str):
        if not renaming:
            return folded
        exact = renaming.get(folded)
        return (
            exact if exact is not None else ".".join(renaming.get(each, each) for each in folded.split("."))
        )
    if isinstance(folded, tuple):
        return "(" + ",".join(_written(each, renaming) for each in folded) + ")"
    if isinstance(folded, frozenset):
        return "{" + ",".join(sorted(_written(each, renaming) for each in folded)) + "}"
    return str(folded)
