from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ledger import Ledger, LedgerError
from tests.ledger.contract import CASE
from tests.ledger.events import TOPICS, Signed, sign

if TYPE_CHECKING:
    from pathlib import Path


class TestReadOnly:
    def test_nothing_is_written(self, path: Path) -> None:
        """A ledger opened to be read reads everything, and the store itself refuses each way to write."""
        with Ledger.open(path, topics=TOPICS) as ledger:
            sign(ledger, CASE, 0, Signed(by="p-17"))
        with Ledger.open(path, topics=TOPICS, read_only=True) as reader:
            assert ["p-17"] == [getattr(each.event, "by", None) for each in reader.load(CASE)]
            with pytest.raises(LedgerError, match="readonly"):
                sign(reader, CASE, 1, Signed(by="p-18"))
            with pytest.raises(LedgerError, match="readonly"):
                reader.name_person("p-17", name_en="Somebody")

            assert (1, None) == (reader.last_sequence, reader.person_name("p-17"))

    def test_nothing_is_made(self, path: Path) -> None:
        """A ledger that is not there is not made by reading it."""
        with pytest.raises(LedgerError, match="There is no ledger at"):
            Ledger.open(path, topics=TOPICS, read_only=True)

        assert not path.exists()
