"""Events that this release cannot read, in every view of the record."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest

from domain.streams import TOPICS
from ledger import Ledger
from ledger.leaf import leaf_hash
from tests.cli.story import Story
from tests.cli.terminal import Fenduan
from tests.ledger.events import Signed, sign

NO = "FD-2025-SH-0001"
STREAM = f"case/{NO}"


@pytest.fixture
def newer(licensed: Story, tmp_path: Path) -> int:
    """The version of an event that another release has added to a case, after which the case stands still."""
    assert licensed.case == STREAM
    with Ledger.open(tmp_path / "ledger.sqlite", topics={**TOPICS, Signed.topic: Signed}) as ledger:
        [version] = sign(ledger, STREAM, ledger.version(STREAM), Signed(by="p-17")).versions
    return version


@pytest.fixture
def damaged(licensed: Story, tmp_path: Path) -> int:
    """The version of an event with bytes that mean nothing, which somebody has put at the end of the case."""
    assert licensed.case == STREAM
    with Ledger.open(tmp_path / "ledger.sqlite", topics=TOPICS) as ledger:
        last, sequence = ledger.rows_of(STREAM)[-1], ledger.last_sequence
    row = (sequence + 1, STREAM, last.version + 1, last.topic, b"\xff{", str(uuid4()), last.recorded_at)
    with closing(sqlite3.connect(tmp_path / "ledger.sqlite", isolation_level=None)) as connection:
        marks = ", ".join("?" * 8)
        connection.execute(f"INSERT INTO stored_events VALUES ({marks})", (*row, leaf_hash(last)))  # noqa: S608 - nothing but marks
    return last.version + 1


@pytest.fixture(params=["newer", "damaged"])
def unread(request: pytest.FixtureRequest) -> int:
    """The version of either."""
    version: int = request.getfixturevalue(request.param)
    return version


class TestUnread:
    def test_the_past_before_it(self, fenduan: Fenduan, unread: int) -> None:
        """What a case was before the event is known, and the event is shown as stored, with a warning."""
        for moment in (["--version", str(unread)], ["--on", "2025-01-13"]):
            said = fenduan("case", "as-of", NO, *moment, "--json")
            assert (1, "unreadable_event") == (said.code, said.data["error"]["code"])

    def test_another_stream(self, fenduan: Fenduan, unread: int) -> None:
        """The supervision of the case is shown as it stood before the event."""
        said = fenduan("case", "as-of", f"supervision/{NO}", "--version", "1", "--json").data

        assert (unread, 1) == (said["as_of"]["unread"][0]["version"], said["as_of"]["supervision_version"])

    def test_verified(self, fenduan: Fenduan, unread: int, tmp_path: Path) -> None:
        """It may be just what was sealed: the ledger holds, with a warning, whether read models are there or not."""
        fenduan("ledger", "checkpoint")
        for arguments in ([], ["--case", NO]):
            said = fenduan("ledger", "verify", *arguments)
            data = fenduan("ledger", "verify", *arguments, "--json").data
            assert (0, True) == (said.code, f"Warning: event {STREAM} {unread} (" in said.out)
            assert (True, [(STREAM, unread)]) == (
                data["holds"],
                [(each["stream"], each["version"]) for each in data["unread"]],
            )
        assert not (tmp_path / "views.sqlite").exists()
        fenduan("case", "list")

        assert unread == fenduan("ledger", "verify", "--json").data["unread"][0]["version"]

    def test_exported(self, fenduan: Fenduan, unread: int, tmp_path: Path) -> None:
        """A pack holds it as stored, its summary warns, and an outsider verifies the whole."""
        path = tmp_path / "pack.json"
        assert 0 == fenduan("ledger", "export", NO, "--out", str(path)).code
        pack = json.loads(path.read_text("utf-8"))
        checked = fenduan("ledger", "verify", "--pack", str(path), "--json")

        assert f"Warning: event {unread} (" in " ".join(pack["summary"]["en"])
        assert (0, {"events": unread, "shown": unread}) == (checked.code, checked.data["streams"][STREAM])
