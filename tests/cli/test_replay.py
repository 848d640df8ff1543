from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from tests.cli.terminal import Fenduan

NO = "FD-2025-SH-0001"
SHORTER = """\
in_force: {from: 2025-01-09, to: 2026-05-14}
replaces: 2020-07-01
limits:
  - key: lic.change.decide
    n: 5
    unit: working_days
    starts: {zh: 收到申请, en: receipt of the application}
    basis: [o28/16]
    label: inference
    consequence: alarm
  - key: lic.renew.apply_before
    n: 6
    unit: months
    starts: {zh: 许可证有效期届满, en: expiry of the license}
    direction: before
    basis: [o28/19]
    label: inference
    consequence: lapse
"""


@pytest.fixture
def shorter(tmp_path: Path) -> str:
    """A law that is today's but for the days that an agency has for a change of the license."""
    (tmp_path / "law" / "limits").mkdir(parents=True)
    (tmp_path / "law" / "limits" / "2025-01-09-license-change.yaml").write_text(SHORTER, "utf-8")
    return f"+{tmp_path / 'law'}"


def stored(folder: Path) -> dict[str, str]:
    """What lies in the data folder, byte for byte; SQLite's own index of its log is no content."""
    files = [each for each in folder.iterdir() if each.is_file() and each.suffix != ".sqlite-shm"]
    return {
        each.name: hashlib.sha256(each.read_bytes()).hexdigest() for each in files if "-shm" not in each.name
    }


@pytest.mark.usefixtures("licensed")
class TestReplay:
    def test_the_same_law(self, fenduan: Fenduan) -> None:
        """Under its own rule book and today's law a case comes out as it did."""
        ran = fenduan("case", "replay", NO)

        assert (0, True) == (ran.code, "Nothing would have come out differently" in ran.text)

    def test_another_limit(self, fenduan: Fenduan, shorter: str) -> None:
        """A shorter limit shows the term that it shortens, with both last days and the article."""
        ran = fenduan("case", "replay", NO, "--law", shorter)

        found = re.search(r"(\S+) \(15 working days from \S+\) → (\S+) \(5 working days from \S+\)", ran.text)
        assert found is not None
        assert "2025-01-20" == found[2] < found[1]
        assert "Order 28), Art. 16" in ran.text
        assert "Different: 0 findings, 0 of 17 acts, 1 terms" in ran.text

    def test_json(self, fenduan: Fenduan, shorter: str) -> None:
        """As JSON: each difference with what was and what would be."""
        data = fenduan("case", "replay", NO, "--law", shorter, "--json").data
        [term] = data["terms"]

        assert ("licensing.wuxi-ds.decide", 15, 5) == (term["term"], term["was"]["n"], term["would_be"]["n"])
        assert (False, [], "pilot", "pilot") == (data["same"], data["inexact"], data["regime"], data["other"])

    def test_in_chinese(self, fenduan: Fenduan, shorter: str) -> None:
        """In Chinese, from the head to the count."""
        shown = fenduan("case", "replay", NO, "--law", shorter, "--lang", "zh").text

        assert "未写入任何内容" in shown
        assert "期限不同1项" in shown

    def test_a_closed_way(self, fenduan: Fenduan) -> None:
        """Under a rule book that takes no applications the submission is declined, and nothing else is compared."""
        ran = fenduan("case", "replay", NO, "--regime", "no_intake_gap", "--json")

        assert (False, ["submit"]) == (
            ran.data["taken"],
            [each["command"] for each in ran.data["act_differences"]],
        )

    def test_nothing_is_written(
        self,
        fenduan: Fenduan,
        shorter: str,
        tmp_path: Path,
    ) -> None:
        """The question leaves every byte of the data folder as it was."""
        before = stored(tmp_path)
        fenduan("case", "replay", NO, "--regime", "no_intake_gap", "--law", shorter)

        assert before == stored(tmp_path)

    @pytest.mark.parametrize(
        ("given", "code", "said"),
        [
            (("FD-2025-SH-0009",), 1, "FD-2025-SH-0009"),
            (("FD-2025-SH-0001", "--regime", "n17"), 2, "the nearest is 'n173'"),
            (("FD-2025-SH-0001", "--law", "+nowhere"), 2, "no such folder"),
        ],
    )
    def test_wrong(
        self,
        fenduan: Fenduan,
        given: tuple[str, ...],
        code: int,
        said: str,
    ) -> None:
        """A case that does not exist ends with 1, a wrong rule book or folder with 2."""
        ran = fenduan("case", "replay", *given)

        assert (code, True) == (ran.code, said in ran.err)
