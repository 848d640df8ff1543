"""Another law than the packaged one: in its place, or laid over it."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from domain.law import Law, LawFileError
from domain.law.loader import PACKAGED

YEAR = """\
year: 2027
published: 2026-11-20
notice: {title: {zh: 节假日安排（示例）, en: Arrangement of holidays (example)}, number: example, label: inference}
holidays:
  - {name: {zh: 元旦, en: New Year}, from: 2027-01-01, to: 2027-01-03}
sources: [example]
"""


@pytest.fixture
def more(tmp_path: Path) -> Path:
    """A folder with one law file: a calendar that nobody has published."""
    file = tmp_path / "more" / "calendars" / "cn-2027.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(YEAR, "utf-8")
    return tmp_path / "more"


class TestSetting:
    def test_nothing_set(self) -> None:
        """Without the setting the law is the packaged one."""
        assert Law.load(PACKAGED).on(date(2026, 6, 1)).digest == Law.load().on(date(2026, 6, 1)).digest

    def test_one_more_folder(self, more: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """With a plus the folder's files are added to the packaged law, and hold from their own day on."""
        before = Law.load()
        monkeypatch.setenv("FENDUAN_LAW", f"+{more}")
        law = Law.load()

        assert "cn-2024..2027" == law.on(date(2026, 11, 20)).calendar.version
        assert before.on(date(2026, 11, 19)).digest == law.on(date(2026, 11, 19)).digest
        assert law is Law.load()

    def test_another_folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Without a plus the folder takes the place of the packaged law."""
        copy = tmp_path / "law"
        shutil.copytree(PACKAGED, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
        limits = copy / "limits" / "2025-07-01-announcement-137.yaml"
        limits.write_text(limits.read_text("utf-8").replace("n: 15", "n: 16"), "utf-8")
        monkeypatch.setenv("FENDUAN_LAW", str(copy))

        assert 16 == Law.load().on(date(2026, 6, 1)).limit("resp.person.change").n

    def test_a_file_that_is_there_already(self, more: Path) -> None:
        """A file of the same name in both places is refused: a change is a new file."""
        name = "calendars/cn-2026.yaml"
        shutil.copy(PACKAGED / name, more / name)

        with pytest.raises(LawFileError, match=r"cn-2026.yaml, line 1: is also in .*a change is a new file"):
            Law.load(PACKAGED, more)

    @pytest.mark.parametrize("setting", ["{}/nowhere", "+{}/nowhere"])
    def test_no_folder(self, setting: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A folder that is not there is refused, and the packaged law is not taken in its place."""
        monkeypatch.setenv("FENDUAN_LAW", setting.format(tmp_path))

        with pytest.raises(LawFileError, match="no such folder"):
            Law.load()
