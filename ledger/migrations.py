"""The tables change forwards only: numbered scripts, each applied once, in the transaction that notes it."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from ledger.errors import UnsafeLedgerError

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of the tables, from the version before. Never edited once a release has it."""

    version: int
    name: str
    script: str


def migrations(package: str) -> tuple[Migration, ...]:
    """The scripts of a store, `0001_what_it_does.sql` and on, in order and without a gap."""
    found = sorted(
        (
            script
            for script in files(package).joinpath("migrations").iterdir()
            if script.name.endswith(".sql")
        ),
        key=lambda script: script.name,
    )
    steps = []
    for expected, script in enumerate(found, 1):
        number, _, name = script.name.removesuffix(".sql").partition("_")
        if int(number) != expected:
            raise ValueError(f"{script.name} stands where migration {expected} is due")
        steps.append(Migration(expected, name, script.read_text(encoding="utf-8")))
    return tuple(steps)


def missing(steps: Sequence[Migration], version: int) -> tuple[Migration, ...]:
    """The steps that tables of that version still need. Raises UnsafeLedgerError for tables of a newer release."""
    if version > len(steps):
        raise UnsafeLedgerError(
            f"The ledger's tables have version {version}; this release knows {len(steps)}: run a newer release."
        )
    return tuple(steps[version:])
