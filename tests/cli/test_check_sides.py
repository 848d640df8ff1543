"""`fenduan check` with several rule books, and with `--when`."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.cli.story import DOSSIERS, dossier
from tests.cli.terminal import Fenduan

ADC = str(dossier("three_province_adc"))
GOOD = str(dossier("notice_173_antibody"))
PEPTIDE = str(dossier("synthetic_glp1"))
BOTH = ("--regime", "pilot", "--regime", "n173")


class TestSideBySide:
    def test_differences(self, fenduan: Fenduan) -> None:
        """A rule is a difference where it is asked under one rule book only, or answers otherwise."""
        found = {each["rule"]: each for each in fenduan("check", ADC, *BOTH, "--json").data["differences"]}

        assert {"pilot": "NOT_APPLICABLE", "n173": "CORRECT"} == found["E25"]["outcomes"]
        assert (["asked"], {"pilot": "REFER", "n173": None}) == (
            found["E13P"]["differs"],
            found["E13P"]["outcomes"],
        )
        assert "E14" not in found

    def test_each_as_alone(self, fenduan: Fenduan) -> None:
        """Under each rule book stands the object that this rule book gives alone."""
        ran = fenduan("check", ADC, *BOTH, "--json").data["regimes"]

        assert {
            each: fenduan("check", ADC, "--regime", each, "--json").data for each in ("pilot", "n173")
        } == ran

    def test_all(self, fenduan: Fenduan) -> None:
        """`all` stands for the rule books that take applications."""
        ran = fenduan("check", ADC, "--regime", "all", "--json").data["regimes"]

        assert ["pilot", "n173_pre_regs", "n173"] == list(ran)

    def test_named_twice(self, fenduan: Fenduan) -> None:
        """The same rule book twice is one, and prints as one."""
        once = fenduan("check", ADC, "--regime", "n173")

        assert once.out == fenduan("check", ADC, "--regime", "n173", "--regime", "N173").out

    def test_what_is_missing(self, fenduan: Fenduan) -> None:
        """What is still to do stands once, with the rule books under which it is."""
        shown = fenduan("check", ADC, "--regime", "all").text

        assert "E25 n173_pre_regs, Manufacturer's evaluation: to be corrected n173" in shown
        assert 1 == shown.count("→ Add the manufacturer's evaluation with its day")

    def test_nothing_missing(self, fenduan: Fenduan) -> None:
        """Where nothing is missing this is said."""
        assert "Nothing is missing under any of them" in fenduan("check", GOOD, *BOTH).out

    @pytest.mark.parametrize(
        ("path", "books", "code"),
        [(ADC, BOTH, 0), (PEPTIDE, BOTH, 1), (GOOD, ("--regime", "no_intake_gap", "--regime", "n173"), 0)],
    )
    def test_exit_code(self, fenduan: Fenduan, path: str, books: tuple[str, ...], code: int) -> None:
        """It ends with 1 only where the dossier can go on under none of them."""
        assert code == fenduan("check", path, *books).code

    def test_takes_none(self, fenduan: Fenduan) -> None:
        """A rule book that takes no applications says so in place of an outcome, and opens no way."""
        ran = fenduan("check", PEPTIDE, *BOTH, "--regime", "no-route")

        assert "CONDITIONS NOT MET CONDITIONS NOT MET takes no applications" in ran.text.replace("  ", " ")
        assert 1 == ran.code

    def test_unknown(self, fenduan: Fenduan) -> None:
        """One wrong name among several ends with 2 and says what there is."""
        ran = fenduan("check", ADC, "--regime", "n173", "--regime", "al")

        assert 2 == ran.code
        assert (
            "--regime: there is no rule book 'al'; the nearest is 'all'; allowed: no_route, pilot" in ran.err
        )


class TestWhen:
    def test_no_date(self, fenduan: Fenduan) -> None:
        """Under the Plan it says plainly that no date can be promised, and for which steps there is no limit."""
        shown = fenduan("check", ADC, "--when").text

        assert "No date can be promised. No statutory limit was found for: preliminary selection" in shown
        assert "2025-03-19 formal check of the application" in shown

    def test_dates(self, fenduan: Fenduan) -> None:
        """Under Notice 173 the terms have last days, marked where no calendar is published, and are no promise."""
        shown = fenduan("check", GOOD, "--when").text

        assert "the last term for a license ends on 2026-08-06" in shown
        assert (
            "2027-06-23 PROVISIONAL. That is no promise: a term that has run out grants no license" in shown
        )

    def test_in_chinese(self, fenduan: Fenduan) -> None:
        """All of it can be read in Chinese."""
        shown = fenduan("check", ADC, "--when", "--lang", "zh").text

        assert "无法给出取得许可的日期：初步遴选、" in shown
        assert "limit" not in shown.replace("fenduan law show", "")

    def test_json(self, fenduan: Fenduan) -> None:
        """With --json the object of today has one more part."""
        alone = fenduan("check", GOOD, "--json").data
        data = fenduan("check", GOOD, "--when", "--json").data
        when = data.pop("when")

        assert alone == data
        assert ("2026-08-06", [], "2026-06-10") == (
            when["licensed_by"],
            when["without_limit"],
            when["counted_from"],
        )

    def test_compared(self, fenduan: Fenduan) -> None:
        """Several rule books have a day each, or none."""
        data = fenduan("check", ADC, *BOTH, "--when", "--json").data["regimes"]

        assert {"pilot": None, "n173": "2026-07-13"} == {
            each: found["when"]["licensed_by"] for each, found in data.items()
        }

    def test_no_intake(self, fenduan: Fenduan) -> None:
        """On a day without intake there is nothing to wait for."""
        ran = fenduan("check", GOOD, "--when", "--on", "2026-02-01")

        assert 1 == ran.code
        assert "This rule book takes no applications: no term runs" in ran.text

    def test_too_far(self, fenduan: Fenduan) -> None:
        """A day from which no calendar goes on ends with 2 and one sentence."""
        ran = fenduan("check", GOOD, "--when", "--on", "9999-12-31", "--json")

        assert (2, "too_far", "--on") == (ran.code, ran.data["error"]["code"], ran.data["error"]["field"])
        assert 1 == len(ran.err.splitlines())


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("path", sorted(DOSSIERS.glob("*.yaml")), ids=lambda path: path.stem)
def test_readable(fenduan: Fenduan, path: Path, lang: str) -> None:
    """Every packaged dossier fits a hundred columns; no line begins with the rest of a day or a closing mark."""
    shown = fenduan("check", str(path), "--regime", "all", "--when", "--lang", lang).out.splitlines()

    assert 100 >= max(map(cell_len, shown))
    assert [] == [line for line in shown if line.lstrip().startswith(("-", "、", "。", "，"))]
