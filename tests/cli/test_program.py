from __future__ import annotations

from pathlib import Path

import pytest

from cli.program import data_option, program
from tests.cli.story import Story
from tests.cli.terminal import Fenduan

NO = "FD-2025-SH-0001"


class TestProgram:
    def test_not_found_by_the_shell(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        """A program that the shell does not find is named by the path by which it was called."""
        monkeypatch.setenv("PATH", str(tmp_path))
        monkeypatch.setattr("sys.argv", [".venv/bin/fenduan", "case", "why"])

        assert ".venv/bin/fenduan" == program()

    def test_found_by_the_shell(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        """A program on the search path is named as it is typed."""
        (tmp_path / "fenduan").touch(mode=0o755)
        monkeypatch.setenv("PATH", str(tmp_path))
        monkeypatch.setattr("sys.argv", [str(tmp_path / "fenduan")])

        assert "fenduan" == program()

    @pytest.mark.parametrize(
        ("folder", "expected"), [(".fenduan", ""), ("/srv/a b", "--data '/srv/a b'"), ("x", "--data x")]
    )
    def test_folder(self, folder: str, expected: str) -> None:
        """The folder is named where it is not the one that is taken without naming any."""
        assert expected == data_option(Path(folder))

    @pytest.mark.usefixtures("enzyme")
    def test_in_why(self, fenduan: Fenduan, tmp_path: Path) -> None:
        """The line by which an office acts names the folder, unbroken however long it is."""
        folder = tmp_path / "-".join(["long"] * 25)
        folder.mkdir()
        (folder / "ledger.sqlite").symlink_to(tmp_path / "ledger.sqlite")

        assert f"  --data {folder}\n" in fenduan("case", "why", NO, "--data", str(folder)).out

    @pytest.mark.parametrize("group", [(), ("case",), ("ledger",), ("work",), ("person",), ("law",)])
    def test_commands_are_told_whole(self, fenduan: Fenduan, group: tuple[str, ...]) -> None:
        """The help of a group cuts off nothing that it says of a command."""
        assert "..." not in fenduan(*group, "--help").out.partition("Commands:")[2]

    def test_keys(self, fenduan: Fenduan, enzyme: Story) -> None:  # noqa: ARG002 - a ledger must be there
        """A public key stands on one line, however long the name of its log is."""
        fenduan("ledger", "keys", "--new", "--origin", "-".join(["ledger"] * 20) + ".example/fenduan")
        [key] = fenduan("ledger", "keys", "--json").data["signing"]

        assert key in fenduan("ledger", "keys").out
