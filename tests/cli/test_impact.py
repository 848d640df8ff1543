from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.story import Story, Tell
from tests.cli.terminal import Fenduan
from tests.cli.test_replay import SHORTER, stored

CALENDAR = """\
year: 2027
published: 2026-11-20
notice: {title: {zh: 放假安排示例, en: Arrangement of holidays (example)}, number: example, label: inference}
holidays:
  - {name: {zh: 春节, en: Spring Festival}, from: 2027-02-05, to: 2027-02-12}
sources: [example]
"""


@pytest.fixture
def draft(tmp_path: Path) -> str:
    """A draft that shortens the decision on a change of the license, from a day on which a case stood there."""
    (tmp_path / "drafts").mkdir()
    path = tmp_path / "drafts" / "2025-01-09-license-change.yaml"
    path.write_text(SHORTER, "utf-8")
    return str(path)


class TestImpact:
    def test_of_a_limit(self, fenduan: Fenduan, licensed: Story, tell: Tell, draft: str) -> None:
        """The draft's own change, then each open case that it touches, with old and new value and the article."""
        tell("FD-2025-JS-0009", "single_province_antibody", "2025-01-10T10:00")
        ran = fenduan("law", "impact", draft)

        assert 0 == ran.code
        assert "15 working days → 5 working days, from 2025-01-09" in ran.text
        assert licensed.case.removeprefix("case/") in ran.text
        assert "(15 working days from 2025-01-13) → 2025-01-20 (5 working days from 2025-01-13)" in ran.text
        assert "FD-2025-JS-0009" not in ran.text
        assert ran.text.endswith("Open cases: 2; of these the outcome or a date would be another in 1")

    def test_json(self, fenduan: Fenduan, licensed: Story, draft: str) -> None:
        """As JSON: how many of how many, and every difference of each case."""
        data = fenduan("law", "impact", draft, "--json").data
        [case] = data["cases"]

        assert (1, 1, []) == (data["open"], data["affected"], data["unreadable"])
        assert licensed.case.removeprefix("case/") == case["number"]
        assert ["o28/16"] == case["terms"][0]["would_be"]["basis"]
        assert {"15 working_days", "5 working_days"} == {
            data["changes"][0]["was"],
            data["changes"][0]["would_be"],
        }

    def test_of_a_calendar(self, fenduan: Fenduan, tell: Tell, tmp_path: Path) -> None:
        """A calendar for a year that had none moves the deadlines that run into it, and makes them certain."""
        case = tell("FD-2026-JS-0001", "notice_173_antibody", "2026-12-25T10:00")
        assert case.position().deadlines
        path = tmp_path / "cn-2027.yaml"
        path.write_text(CALENDAR, "utf-8")
        ran = fenduan("law", "impact", str(path))

        assert "formal check of the application 2027-01-01, PROVISIONAL → 2027-01-01" in ran.text
        assert "another in 1" in ran.text

    @pytest.mark.usefixtures("licensed")
    def test_of_nothing(self, fenduan: Fenduan, tmp_path: Path) -> None:
        """A draft that changes nothing touches no case: still 0, with how many of how many."""
        path = tmp_path / "2030-01-01-more.yaml"
        path.write_text("in_force: {from: 2030-01-01}\nlimits: []\n", "utf-8")
        ran = fenduan("law", "impact", str(path))

        assert (0, True) == (
            ran.code,
            "Open cases: 1; of these the outcome or a date would be another in 0" in ran.text,
        )

    @pytest.mark.usefixtures("licensed")
    def test_nothing_is_written(self, fenduan: Fenduan, draft: str, tmp_path: Path) -> None:
        """The question leaves every byte of the data folder as it was."""
        before = stored(tmp_path)
        fenduan("law", "impact", draft)

        assert before == stored(tmp_path)

    @pytest.mark.parametrize(
        ("name", "text", "said"),
        [
            (
                "2026-09-01-x.yaml",
                "in_force: {from: 2026-09-01}\nlimits:\n  - {key: a, n: x}\n",
                "line 3, limits[0].n",
            ),
            (
                "x.yaml",
                "in_force: {from: 2026-09-01}\nlimits: []\n",
                "the day is not the one in the file's name",
            ),
            ("2026-09-01-x.yaml", "limit: []\n", "should hold one of: provisions, limits"),
            ("2026-09-01-x.yaml", "a: [\n", "not readable as YAML"),
        ],
    )
    def test_an_invalid_draft(
        self, fenduan: Fenduan, tmp_path: Path, name: str, text: str, said: str
    ) -> None:
        """A draft that is no valid law file ends with 2 and names file, line and field."""
        (tmp_path / name).write_text(text, "utf-8")
        ran = fenduan("law", "impact", str(tmp_path / name))

        assert (2, True, True) == (ran.code, name in ran.err, said in ran.err)

    def test_an_edited_file(self, fenduan: Fenduan, tmp_path: Path) -> None:
        """A draft under the name of a file that is there already is refused: a change is a new file."""
        path = tmp_path / "limits" / "2026-05-15-license-change.yaml"
        path.parent.mkdir()
        path.write_text("in_force: {from: 2026-05-15}\nlimits: []\n", "utf-8")
        ran = fenduan("law", "impact", str(path))

        assert (2, True) == (ran.code, "a change is a new file" in ran.err)
