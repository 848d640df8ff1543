from __future__ import annotations

import json

import pytest
from rich.table import Table

from cli.output import console, lines, pairs, print_json

ESCAPE = "a\x1b]0;x\x07\x1b[2Jb\x9b31m"


class TestTerminal:
    def test_every_way_of_printing(self, capsys: pytest.CaptureFixture[str]) -> None:
        """A stored text reaches the terminal with signs for its control characters."""
        table = Table.grid()
        table.add_row(ESCAPE)
        for shown in (ESCAPE, table, lines((ESCAPE, "bold")), pairs([(ESCAPE, ESCAPE)])):
            console().print(shown)
        printed = capsys.readouterr().out

        assert (False, 5, True) == (
            any(c in printed for c in "\x1b\x07\x9b"),
            printed.count("␛[2J"),
            printed.endswith("\n"),
        )

    def test_json(self, capsys: pytest.CaptureFixture[str]) -> None:
        """A program reads the text as it is stored; the terminal sees only escapes."""
        print_json({"name": ESCAPE})
        printed = capsys.readouterr().out

        assert ({"name": ESCAPE}, True) == (json.loads(printed), printed.rstrip("\n").isprintable())
