"""`fenduan ledger status`: how the ledger, its read models, its seal and its twin record stand now."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer

from cli.ledger.place import Evidence
from cli.output import DataOption, JsonOption, LangOption, console, language, lines, print_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cli.texts import Lang
    from gateway.upkeep import Compared
    from ledger import Ledger
    from ledger.views import Parked


@dataclass(frozen=True, slots=True)
class Status:
    """What is told. `sealed_age` and `late` are seconds; `late` is what has waited longer than is published."""

    sequence: int
    position: int
    outdated: bool
    parked: tuple[Parked, ...]
    sealed: int
    sealed_age: float | None
    late: float | None
    compared: Compared | None

    @property
    def well(self) -> bool:
        """Whether nothing asks for a person."""
        apart = bool(self.compared and (self.compared.unlawful or self.compared.lagging))
        return not (self.parked or self.late or apart)


def status(*, data: DataOption = None, as_json: JsonOption = False, lang: LangOption = None) -> None:
    """How the ledger, its read models, its seal and the comparison with Temporal stand; exit 1 if anything is wrong."""
    evidence = Evidence.at(data)
    with evidence.opened() as ledger:
        found = _status(evidence, ledger)
    if as_json:
        print_json(_data(found))
    else:
        out = console()
        for line, style in _told(found, language(lang)):
            out.print(lines((line, style)))
    if not found.well:
        raise typer.Exit(1)


def _status(evidence: Evidence, ledger: Ledger) -> Status:
    from domain.law import Law
    from gateway.models import rules
    from gateway.upkeep import last_comparison
    from ledger.projection import Projection
    from ledger.views import Views

    place = evidence.place
    with Views.open(place.views_path) as views:
        projection = Projection(ledger, views, rules(Law.load()))
        progress, outdated, parked = projection.progress(), projection.outdated, views.parked()
    sealed, age, late = _seal(evidence, ledger)
    compared = last_comparison(place.data / "histories")
    return Status(progress.last, progress.position, outdated, parked, sealed, age, late, compared)


def _seal(evidence: Evidence, ledger: Ledger) -> tuple[int, float | None, float | None]:
    """The size and age of the newest checkpoint, and for how long an event has waited beyond what is published."""
    from ledger.mapper import to_microseconds
    from ledger.seal import MAXIMUM_DELAY, SealError
    from ledger.seal.log import checkpoint_path

    try:
        head = evidence.log.head()
    except SealError:
        head = None
    size = head.checkpoint.size if head else 0
    newest = (evidence.log.directory / checkpoint_path(size)).stat().st_mtime if head else None
    sequences = evidence.log.sequences(size - 1, size) if size else []
    waiting = ledger.rows_after(sequences[-1] if sequences else 0, 1)
    waits = (to_microseconds(ledger.now()) - waiting[0].recorded_at) / 1e6 if waiting else 0.0
    late = waits if waits > MAXIMUM_DELAY.total_seconds() else None
    return size, None if newest is None else max(time.time() - newest, 0.0), late


def _told(found: Status, lang: Lang) -> Iterator[tuple[str, str]]:
    from cli.texts import say

    behind = found.sequence - found.position
    yield say("status.ledger", lang, n=found.sequence), ""
    key = "status.outdated" if found.outdated else "status.behind" if behind else "status.models"
    yield say(key, lang, n=behind), "yellow" if found.outdated else ""
    for each in found.parked:
        yield (
            say("status.parked", lang, stream=each.stream, sequence=each.sequence, problem=each.problem),
            "red",
        )
    if found.sealed_age is None:
        yield say("status.unsealed", lang), "yellow"
    else:
        age = f"{found.sealed_age:.0f}"
        yield say("status.sealed", lang, n=found.sealed, left=found.sequence - found.sealed, age=age), ""
    if found.late is not None:
        yield say("status.late", lang, seconds=f"{found.late:.0f}"), "red"
    if found.compared is None:
        yield say("status.not_compared", lang), ""
        return
    age = f"{(datetime.now(UTC) - found.compared.ended).total_seconds() / 60:.0f}"
    yield say("status.compared", lang, n=found.compared.streams, age=age, lawful=found.compared.lawful), ""
    for stream, kinds in found.compared.unlawful.items():
        yield say("status.unlawful", lang, stream=stream, kinds=", ".join(kinds)), "red"
    for stream in found.compared.lagging:
        yield say("status.lagging", lang, stream=stream), "red"


def _data(found: Status) -> dict[str, object]:
    return {
        "well": found.well,
        "sequence": found.sequence,
        "read_models": {
            "position": found.position,
            "behind": found.sequence - found.position,
            "outdated": found.outdated,
            "parked": [each.model_dump(mode="json") for each in found.parked],
        },
        "seal": {"size": found.sealed, "age_seconds": found.sealed_age, "late_seconds": found.late},
        "comparison": found.compared.model_dump(mode="json") if found.compared else None,
    }
