"""The golden corpus: one stored row of every released event and schema version, which must be readable for ever.

`python -m tests.ledger.corpus` writes the files that are missing and never touches one that exists: what a release
has stored is not ours to change.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from domain.messages import Event
from domain.refusals import CommandRefused, refuse, refused
from domain.streams import EVENTS, TOPICS
from ledger.envelope import StoredMetadata
from ledger.leaf import NO_EVENT, Row, leaf_hash
from ledger.mapper import EventMapper, to_microseconds
from tests.domain.wording_examples import full
from tests.ledger.events import provenance

FOLDER = Path(__file__).parent / "golden"
HOW_TO_ADD = "run `python -m tests.ledger.corpus` and commit the file that it writes"
_STREAM = "case/FD-2025-SH-0001"
_RECORDED = datetime(2025, 3, 3, 1, 0, 0, 123456, tzinfo=UTC)


def name_of(kind: type[Event]) -> str:
    """The file of the event's present shape."""
    return f"{kind.topic}.v{kind.schema_version}.json"


def files() -> list[Path]:
    """Every file of the corpus."""
    return sorted(FOLDER.glob("*.json"))


def row_of(path: Path) -> tuple[Row, str]:
    """The stored row, and the hash of its leaf when it was stored."""
    content = json.loads(path.read_text(encoding="utf-8"))
    prev_hash, state = bytes.fromhex(content.pop("prev_hash")), content.pop("state").encode()
    leaf = content.pop("leaf_hash")
    return Row(prev_hash=prev_hash, state=state, **content), leaf


def example_event(kind: type[Event]) -> Event:
    """One in which every field has a value."""
    if kind is CommandRefused:
        return refused("sign_scheme", refuse("command_id_reused", (), command_id="0"))
    return full(kind)


def example(kind: type[Event]) -> dict[str, object]:
    """The example as a ledger of this release stores it."""
    event_id = uuid5(NAMESPACE_URL, name_of(kind))
    metadata = StoredMetadata.model_validate({**provenance(event_id).__dict__, "basis": ("o27/87",)})
    draft = EventMapper(TOPICS).draft(_STREAM, 1, example_event(kind), event_id, metadata)
    row = Row(1, _STREAM, 1, draft.topic, draft.state, str(event_id), to_microseconds(_RECORDED), NO_EVENT)
    return {
        **row._asdict(),
        "state": row.state.decode(),
        "prev_hash": row.prev_hash.hex(),
        "leaf_hash": leaf_hash(row).hex(),
    }


def add_missing() -> Iterator[Path]:
    """Write what is missing; gives each new file."""
    FOLDER.mkdir(exist_ok=True)
    for kind in EVENTS:
        path = FOLDER / name_of(kind)
        if not path.exists():
            path.write_text(json.dumps(example(kind), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
            yield path


if __name__ == "__main__":
    for added in add_missing():
        print(added.name)  # noqa: T201 - it is a program here
