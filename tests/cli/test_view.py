from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from cli.actors import load_actors
from cli.up.view import View
from domain.streams import TOPICS
from ledger import Envelope, Ledger
from tests.cli.terminal import Fenduan


class TestAct:
    @pytest.mark.usefixtures("enzyme")
    def test_of_a_journal(self, fenduan: Fenduan, tmp_path: Path) -> None:
        """What a journal records stands on lines as wide as others, whatever its organisation is called."""
        fenduan("person", "show", load_actors()["js-agency"].actor.person)
        with Ledger.open(tmp_path / "ledger.sqlite", topics=TOPICS, create=False) as ledger:
            *_, event = ledger.notifications(0, 1000)
        assert isinstance(event, Envelope)
        view, screen = View("en", tmp_path), StringIO()
        view.console = Console(file=screen, width=100)
        view.act(event)

        first, *others = screen.getvalue().splitlines()
        assert "journal" == first[:10].strip()
        assert first[22:].startswith("operations (operations staff)  Names were read")
        assert all(line.startswith(" " * 22) for line in others)
