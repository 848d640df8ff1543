from __future__ import annotations

import pytest

from ledger import Ledger, LedgerError
from tests.ledger.contract import CASE
from tests.ledger.events import TOPICS, Signed, sign


class TestReadOnly:
    def test_nothing_is_written(self, url: str, ledger: Ledger) -> None:
        """A ledger opened to be read reads everything, and the server itself refuses each way to write."""
        sign(ledger, CASE, 0, Signed(by="p-17"))
        with Ledger.open(url, topics=TOPICS, read_only=True) as reader:
            assert ["p-17"] == [getattr(each.event, "by", None) for each in reader.load(CASE)]
            with pytest.raises(LedgerError, match="read-only"):
                sign(reader, CASE, 1, Signed(by="p-18"))
            with pytest.raises(LedgerError, match="read-only"):
                reader.name_person("p-17", name_en="Somebody")

            assert (1, None) == (reader.last_sequence, reader.person_name("p-17"))
