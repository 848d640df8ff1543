"""States of long streams as they stood at some version: a process that starts need not fold them from the start.

A snapshot is a shortcut and never evidence: it is not sealed, and it counts only where the code that folds is the
code that made it, and where the event at its version still has the hash it had then. Whoever deletes it loses
milliseconds.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final, TypeVar

from pydantic import BaseModel, ValidationError

from domain.model import RECORDED
from ledger.leaf import leaf_hash

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from importlib.resources.abc import Traversable

    from ledger.leaf import Row

EVERY: Final = 100
"""Events of a stream between two snapshots."""

S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A state, encoded. `tip` is the leaf hash of the event at `version`, `code` a digest of the code that folded."""

    stream: str
    kind: str
    version: int
    tip: bytes
    code: str
    state: bytes


@cache
def code_digest(package: str) -> str:
    """SHA-256, in hexadecimal, over every Python source of the package: another release folds from the events again."""
    digest = hashlib.sha256()
    for name, source in sorted(_sources(files(package), package)):
        digest.update(name.encode() + b"\0" + hashlib.sha256(source).digest())
    return digest.hexdigest()


def kind_of(state: object) -> str | None:
    """The name under which states like this one are kept; None for what cannot be encoded."""
    return type(state).__qualname__ if isinstance(state, BaseModel) else None


def encoded(state: object) -> bytes | None:
    """The state's bytes; None where it would not be the same when it is read back."""
    if not isinstance(state, BaseModel):
        return None
    content = state.model_dump_json().encode()
    return content if type(state).model_validate_json(content) == state else None


def decoded(snapshot: Snapshot, initial: S, rows: Sequence[Row]) -> S | None:
    """The state, if the first of the stream's rows is the event that the snapshot was made at."""
    if not rows or rows[0].version != snapshot.version or leaf_hash(rows[0]) != snapshot.tip:
        return None
    if not isinstance(initial, BaseModel):
        return None
    try:
        return type(initial).model_validate_json(snapshot.state, context=RECORDED)
    except ValidationError:
        return None


def is_due(before: int, after: int) -> bool:
    """Whether an append from one version to the other passed the place of a snapshot."""
    return before // EVERY != after // EVERY


def _sources(folder: Traversable, name: str) -> Iterator[tuple[str, bytes]]:
    for each in folder.iterdir():
        if each.is_dir():
            yield from _sources(each, f"{name}/{each.name}")
        elif each.name.endswith(".py"):
            yield f"{name}/{each.name}", each.read_bytes()
