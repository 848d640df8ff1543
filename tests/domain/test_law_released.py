"""What has been released is never edited: a change is a new file."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from domain.law import LawFileError
from domain.law.loader import PACKAGED, read_folder
from domain.law.released import MANIFEST, edited, listed, released, require_unedited, unreleased

CALENDAR = "calendars/cn-2025.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the law folder of which everything has been released."""
    copy = tmp_path / "law"
    shutil.copytree(PACKAGED, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    (copy / MANIFEST).write_text(listed(read_folder(copy)), "utf-8")
    return copy


class TestReleased:
    def test_packaged_law(self) -> None:
        """No released law file of this tree has been edited."""
        advice = "undo the edit and add a new dated file; before the very first release: make law ARGS=--anew"

        assert () == edited(read_folder(PACKAGED), released(PACKAGED)), advice

    def test_edited(self, folder: Path) -> None:
        """One byte in a released file is enough to be refused, with the file and what to do."""
        with (folder / CALENDAR).open("a", encoding="utf-8") as file:
            file.write("# a remark\n")

        with pytest.raises(
            LawFileError, match=r"cn-2025.yaml: was released and has been edited; .* a new file"
        ):
            require_unedited(folder)

    def test_gone(self, folder: Path) -> None:
        """A released file that is not there any more is refused too."""
        (folder / "limits" / "2025-12-30-announcement-134.yaml").unlink()

        [problem] = edited(read_folder(folder), released(folder))

        assert ("limits/2025-12-30-announcement-134.yaml", True) == (
            problem.file,
            "put it back" in str(problem),
        )

    def test_added(self, folder: Path) -> None:
        """A new file is no edit: it waits for the next release to be listed."""
        new = folder / "limits" / "2027-01-01-more.yaml"
        new.write_text("in_force: {from: 2027-01-01}\n", "utf-8")

        require_unedited(folder)

        assert ("limits/2027-01-01-more.yaml",) == unreleased(read_folder(folder), released(folder))

    def test_nothing_released(self, folder: Path) -> None:
        """Without a list nothing has been released, and everything may be edited."""
        (folder / MANIFEST).unlink()
        (folder / CALENDAR).write_text((folder / CALENDAR).read_text("utf-8") + "# a remark\n", "utf-8")

        require_unedited(folder)

    def test_read_by_others(self, folder: Path) -> None:
        """The list is in the format of sha256sum: an outsider checks it without this program."""
        done = subprocess.run(
            ["sha256sum", "--check", "--strict", "--quiet", MANIFEST], cwd=folder, check=False
        )

        assert 0 == done.returncode

    @pytest.mark.parametrize("line", ["x", f"{'0' * 64} {CALENDAR}", f"{'0' * 64}  a b"])
    def test_a_wrong_line(self, folder: Path, line: str) -> None:
        """A list that cannot be read is refused with the line."""
        (folder / MANIFEST).write_text(f"{line}\n", "utf-8")

        with pytest.raises(LawFileError, match=r"released.sha256, line 1: "):
            released(folder)
