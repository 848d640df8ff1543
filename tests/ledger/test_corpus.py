"""Every event that a release has ever stored reads today, and will."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic_core import from_json

from domain.messages import Event
from domain.streams import EVENTS, TOPICS
from ledger.leaf import leaf_hash
from ledger.mapper import EventMapper
from tests.ledger import corpus

MAPPER = EventMapper(TOPICS)


def contains(whole: object, part: object) -> bool:
    """Whether everything in `part` stands in `whole` unchanged, at the same place."""
    match whole, part:
        case dict(), dict():
            return all(key in whole and contains(whole[key], value) for key, value in part.items())
        case list(), list():
            return len(whole) == len(part) and all(map(contains, whole, part))
        case _:
            return whole == part


class TestCorpus:
    @pytest.mark.parametrize("kind", EVENTS, ids=lambda kind: kind.topic)
    def test_every_event_is_in_it(self, kind: type[Event]) -> None:
        """Each event in its present shape has a stored row here."""
        path = corpus.FOLDER / corpus.name_of(kind)

        assert path.is_file(), f"{kind.topic} version {kind.schema_version} is new: {corpus.HOW_TO_ADD}"

    @pytest.mark.parametrize("path", corpus.files(), ids=lambda path: path.stem)
    def test_it_reads(self, path: Path) -> None:
        """A stored row reads as its event, whatever has changed since; a change of shape needs a step in upcast.py."""
        row, _ = corpus.row_of(path)

        envelope = MAPPER.read(row)

        assert (row.topic, row.event_id) == (envelope.event.topic, str(envelope.event_id))

    @pytest.mark.parametrize("path", corpus.files(), ids=lambda path: path.stem)
    def test_nothing_of_it_is_lost(self, path: Path) -> None:
        """While the shape has the same version, all that was stored comes back unchanged."""
        row, _ = corpus.row_of(path)
        stored = from_json(row.state)
        event = MAPPER.read(row).event
        if stored["v"] == event.schema_version:
            assert contains(event.model_dump(mode="json"), stored["body"]), (
                f"{row.topic} changed its shape: raise its schema_version, write the step in ledger/upcast.py,"
                f" then {corpus.HOW_TO_ADD}"
            )

    @pytest.mark.parametrize("path", corpus.files(), ids=lambda path: path.stem)
    def test_its_leaf_stays(self, path: Path) -> None:
        """The hash over the stored row is the one that was sealed: the leaf's bytes never change."""
        row, leaf = corpus.row_of(path)

        assert leaf == leaf_hash(row).hex()

    def test_files_are_named_by_what_they_hold(self) -> None:
        """Topic and schema version of each file are those of its row."""
        assert [path.name for path in corpus.files()] == [
            f"{row.topic}.v{from_json(row.state)['v']}.json" for row, _ in map(corpus.row_of, corpus.files())
        ]
