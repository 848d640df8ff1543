from __future__ import annotations

import pytest
import yaml

from tests.cli.story import dossier
from tests.cli.terminal import Fenduan

ENZYME = str(dossier("cross_province_enzyme"))
GOOD = str(dossier("withdrawn_antibody"))
PEPTIDE = str(dossier("synthetic_glp1"))


class TestCheck:
    def test_outcome_first(self, fenduan: Fenduan) -> None:
        """The first line says what the findings together mean."""
        assert "CONDITIONS NOT MET" == fenduan("check", PEPTIDE).out.splitlines()[0]

    def test_worst_finding_first(self, fenduan: Fenduan) -> None:
        """The findings follow from the worst on, each with what to do and its article by name."""
        shown = fenduan("check", PEPTIDE).out.split("\n\n")[1]

        assert shown.startswith("E02    fail")
        assert "→ Use the ordinary rules" in shown
        assert "Pilot Work Plan for segmented manufacture of biological products, Art. 2(3)" in shown

    def test_in_chinese(self, fenduan: Fenduan) -> None:
        """With --lang zh everything is read in Chinese."""
        shown = fenduan("check", PEPTIDE, "--lang", "zh").out

        assert "不符合条件" == shown.splitlines()[0]
        assert "《生物制品分段生产试点工作方案》第二条第（三）项" in shown

    def test_environment_language(self, fenduan: Fenduan, monkeypatch: pytest.MonkeyPatch) -> None:
        """A Chinese LANG is enough to read in Chinese."""
        monkeypatch.setenv("LANG", "zh_CN.UTF-8")

        assert "不符合条件" == fenduan("check", PEPTIDE).out.splitlines()[0]

    def test_no_colour_in_a_pipe(self, fenduan: Fenduan) -> None:
        """Without a terminal there are no control codes, and no line is wider than a hundred columns."""
        shown = fenduan("check", ENZYME).out

        assert "\x1b" not in shown
        assert 100 >= max(map(len, shown.splitlines()))

    @pytest.mark.parametrize(("path", "code"), [(GOOD, 0), (ENZYME, 0), (PEPTIDE, 1)])
    def test_exit_code(self, fenduan: Fenduan, path: str, code: int) -> None:
        """A dossier that cannot go on ends with 1; one that may, or that waits for somebody, with 0."""
        assert code == fenduan("check", path).code

    def test_json(self, fenduan: Fenduan) -> None:
        """With --json one object holds the regime, the outcome, the law's digest and every finding."""
        data = fenduan("check", PEPTIDE, "--json").data

        assert ("pilot", "REFUSE", 64) == (data["regime"], data["outcome"], len(data["law_digest"]))
        assert {
            "rule",
            "outcome",
            "citations",
            "explanation_en",
            "explanation_zh",
            "todo_en",
            "todo_zh",
        } <= set(data["findings"][0])

    def test_on_another_day(self, fenduan: Fenduan) -> None:
        """Checked as if submitted after the closing date, a good dossier has no route."""
        ran = fenduan("check", GOOD, "--on", "2026-01-15", "--json")

        assert (1, "NO_ROUTE", "no_intake_gap") == (ran.code, ran.data["outcome"], ran.data["regime"])

    def test_named_regime(self, fenduan: Fenduan) -> None:
        """A named rule book is applied whatever the day."""
        assert "n173" == fenduan("check", GOOD, "--regime", "n173", "--json").data["regime"]

    def test_from_input(self, fenduan: Fenduan) -> None:
        """A dash reads the dossier from standard input."""
        text = dossier("withdrawn_antibody").read_text("utf-8")

        assert "PROCEED" == fenduan("check", "-", "--json", given=text).data["outcome"]

    def test_every_mistake_at_once(self, fenduan: Fenduan) -> None:
        """A dossier that cannot be read is told every field that is wrong, and ends with 2."""
        data = yaml.safe_load(dossier("withdrawn_antibody").read_text("utf-8"))
        data["submitted_at"] = "2025-02-30"
        data["applicant"]["province"] = "Shanhai"
        data["prodct"] = data.pop("product")
        ran = fenduan(
            "check", "-", "--json", given=yaml.safe_dump(data, allow_unicode=True, default_flow_style=None)
        )

        assert 2 == ran.code
        assert {"submitted_at", "applicant.province", "prodct", "product"} <= {
            each["field"] for each in ran.data["error"]["problems"]
        }
        assert "'product'" in ran.err
