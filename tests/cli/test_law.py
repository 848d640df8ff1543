from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path

import pytest
from rich.cells import cell_len

from cli.law.data import PARTS
from domain.law import Law
from domain.law.loader import PACKAGED, read_folder
from domain.law.released import MANIFEST, listed
from domain.model import SHANGHAI
from tests.cli.story import dossier
from tests.cli.terminal import Fenduan

GOOD = str(dossier("withdrawn_antibody"))


class TestAnotherLaw:
    def test_no_such_folder(self, fenduan: Fenduan, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        """A law folder that is not there ends every command with 2 and one sentence."""
        monkeypatch.setenv("FENDUAN_LAW", f"+{tmp_path / 'nowhere'}")
        ran = fenduan("check", GOOD)

        assert (2, "no such folder" in ran.err, "") == (ran.code, True, ran.out)

    def test_a_wrong_file(self, fenduan: Fenduan, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        """A wrong law file is named with its line and its field."""
        (tmp_path / "limits").mkdir()
        (tmp_path / "limits" / "2026-09-01-draft.yaml").write_text(
            "in_force: {from: 2026-09-01}\nlimits:\n  - {key: x, n: many}\n", "utf-8"
        )
        monkeypatch.setenv("FENDUAN_LAW", f"+{tmp_path}")
        error = fenduan("check", GOOD, "--json").data["error"]

        assert ("limits/2026-09-01-draft.yaml", 3, "limits[0].n") == (
            error["file"],
            error["line"],
            error["field"],
        )


class TestShow:
    def test_the_whole(self, fenduan: Fenduan) -> None:
        """The law of a day: its rule book, since and until when it holds, then part by part."""
        shown = fenduan("law", "show", "--on", "2025-06-10")

        assert 0 == shown.code
        assert (
            "Pilot Work Plan (pilot), for applications submitted from 2024-10-21 to 2025-12-31" in shown.text
        )
        assert "Unchanged from 2025-03-01 to 2025-06-30" in shown.text
        heads = [f"\n{head} (" for head in ("Instruments", "Rules", "Limits", "Readings of this deployment")]
        assert [] == [head for head in heads if head not in shown.out]

    @pytest.mark.parametrize("lang", ["zh", "en"])
    @pytest.mark.parametrize("part", sorted(PARTS))
    def test_each_part(self, fenduan: Fenduan, part: str, lang: str) -> None:
        """Every part is shown in both languages, no wider than a hundred columns."""
        shown = fenduan("law", "show", "--on", "2025-06-10", "--part", part, "--lang", lang)

        assert (0, "") == (shown.code, shown.err)
        assert 8 < len(shown.out.splitlines())
        assert 100 >= max(cell_len(line) for line in shown.out.splitlines())

    def test_json(self, fenduan: Fenduan) -> None:
        """As JSON: the digest that events of that day carry, and every part."""
        data = fenduan("law", "show", "--on", "2025-06-10", "--json").data

        assert Law.load().on(date(2025, 6, 10)).digest == data["digest"]
        assert set(PARTS) <= set(data)
        [limit] = [each for each in data["limits"] if each["key"] == "lic.change.decide"]
        assert (15, "working_days", ["o28/16", "regs-2019/4"]) == (limit["n"], limit["unit"], limit["basis"])

    def test_open_readings(self, fenduan: Fenduan) -> None:
        """A reading that nobody competent has settled is marked open."""
        asked = ("law", "show", "--on", "2025-06-10", "--part", "readings")
        lines = fenduan(*asked).out.splitlines()
        [number] = [n for n, line in enumerate(lines) if line.startswith("pilot_transition")]
        still_open = [each for each in fenduan(*asked, "--json").data["readings"] if each["open"]]

        assert lines[number + 1].startswith("open ")
        assert f"of which {len(still_open)} are open" in " ".join(lines)

    def test_today(self, fenduan: Fenduan) -> None:
        """Without a day it is the law of today, in China."""
        before = datetime.now(SHANGHAI).date()
        shown = fenduan("law", "show", "--json").data["day"]

        assert str(before) <= shown <= str(datetime.now(SHANGHAI).date())

    def test_another_rule_book(self, fenduan: Fenduan) -> None:
        """A named rule book shows its rules whatever the day."""
        rules = fenduan(
            "law", "show", "--on", "2026-06-10", "--regime", "pilot", "--part", "rules", "--json"
        ).data

        assert "E13P" in {each["id"] for each in rules["rules"]}

    def test_a_year_without_calendar(self, fenduan: Fenduan) -> None:
        """A year whose arrangement is not published says what that means."""
        shown = fenduan("law", "show", "--on", "2031-06-10", "--part", "calendar")

        assert "The arrangement of 2031 is not published" in shown.text

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            (("--on", "2025-02-30"), "--on: '2025-02-30' is not a day"),
            (("--part", "limit"), "the nearest is 'limits'"),
            (("--regime", "pilt"), "the nearest is 'pilot'"),
        ],
    )
    def test_wrong(self, fenduan: Fenduan, given: tuple[str, str], said: str) -> None:
        """What the law cannot be asked ends with 2 and one sentence."""
        ran = fenduan("law", "show", *given)

        assert (2, True) == (ran.code, said in ran.err)


class TestVerify:
    def test_unedited(self, fenduan: Fenduan) -> None:
        """The packaged law is as it was released."""
        assert (0, []) == ((ran := fenduan("law", "show", "--verify", "--json")).code, ran.data["edited"])

    def test_edited(self, fenduan: Fenduan, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        """An edited law file ends with 1, and says to add a new file."""
        law = tmp_path / "law"
        shutil.copytree(PACKAGED, law, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
        (law / MANIFEST).write_text(listed(read_folder(law)), "utf-8")
        with (law / "calendars" / "cn-2025.yaml").open("a", encoding="utf-8") as file:
            file.write("# a remark\n")
        monkeypatch.setenv("FENDUAN_LAW", str(law))
        ran = fenduan("law", "show", "--verify")

        assert (1, True) == (ran.code, "calendars/cn-2025.yaml: was released and has been edited" in ran.text)
        assert "write the change as a new file" in ran.text
