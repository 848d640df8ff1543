from __future__ import annotations

from datetime import date

import pytest
from rich.cells import cell_len

from tests.cli.story import Story, Tell
from tests.cli.terminal import Fenduan

NO = "FD-2025-SH-0001"
NOTICE = "国办发明电〔2024〕12号"  # noqa: RUF001 - its number is written so
TERM = "licensing.wuxi-ds.decide"


@pytest.fixture
def inspected(reviewed_by_nmpa: Story) -> Story:
    """A license application whose term is held by an inspection, across the holiday of May."""
    story = reviewed_by_nmpa
    story.on("2025-04-24")
    story.act("wuxi-ds", "apply_for_license", licensee="wuxi-ds", kind="change")
    story.act("js-agency", "accept_license_application", licensee="wuxi-ds")
    story.on("2025-05-06")
    story.act("js-agency", "start_license_inspection", licensee="wuxi-ds")
    return story


class TestShow:
    @pytest.mark.usefixtures("enzyme")
    def test_says_how_far_a_term_has_come(self, fenduan: Fenduan, tell: Tell) -> None:
        """A running term says how long it is, since when, what is counted and left, and what follows."""
        story = tell("FD-2025-SH-0003", "withdrawn_antibody", "2025-03-03")
        story.on("2025-03-05")
        text = fenduan("case", "show", "FD-2025-SH-0003").text

        for part in (
            "5 working days from 2025-03-03 (receipt of the application; that day is not counted)",
            "working days counted: 2, left: 3",
            "the duty stays",
            "Art. 32 [inference]",
        ):
            assert part in text

    @pytest.mark.usefixtures("inspected")
    def test_stands_still(self, fenduan: Fenduan) -> None:
        """A term that is held says since when, why, and that it has no last day."""
        text = fenduan("case", "show", NO).text

        assert "wuxi-ds: stands still since 2025-05-06 (on-site inspection and assessment)" in text
        assert "it has no last day until it goes on" in text

    @pytest.mark.usefixtures("inspected")
    def test_json(self, fenduan: Fenduan) -> None:
        """With --json each term that runs is an object with its days and its stops."""
        found = {each["name"]: each for each in fenduan("case", "show", NO, "--json").data["case"]["terms"]}

        assert (None, 5, "on_site_inspection") == (
            found[TERM]["due"],
            found[TERM]["used"],
            found[TERM]["stops"][0]["ground"],
        )


class TestStrip:
    @pytest.mark.usefixtures("inspected")
    def test_a_row_for_each_month(self, fenduan: Fenduan) -> None:
        """Each month is one row with a mark for each day: start, counted, make-up, weekend, holiday, stopped."""
        rows = [line.split() for line in fenduan("case", "show", NO, TERM, "--clock").out.splitlines()]

        assert [
            ["2025-04", "S", "x", "-", "M", "x", "x", "x"],
            ["2025-05", "h", "h", "h", "h", "h", "="],
        ] == [row[:-1] for row in rows if row and row[0] in {"2025-04", "2025-05"}]

    @pytest.mark.usefixtures("inspected")
    def test_sources(self, fenduan: Fenduan) -> None:
        """Under the strip stand its legend, the holiday by name, the notice, and the article of each stop."""
        text = fenduan("case", "show", NO, TERM, "--clock", "--lang", "zh").text.replace(" ", "")

        for part in (
            "M调休上班日（计入）",
            "h2025-05-01–2025-05-05劳动节",
            NOTICE,
            "第78条",
        ):
            assert part in text

    @pytest.mark.parametrize("lang", ["zh", "en"])
    @pytest.mark.usefixtures("inspected")
    def test_width(self, fenduan: Fenduan, lang: str) -> None:
        """No line is wider than the page, in either language."""
        shown = fenduan("case", "show", NO, "all", "--clock", "--lang", lang).out

        assert [] == [line for line in shown.splitlines() if cell_len(line) > 100]

    @pytest.mark.usefixtures("inspected")
    def test_terms_that_are_over(self, fenduan: Fenduan) -> None:
        """Without a name the running terms are shown, and those that are over are listed; each can be asked for."""
        shown = fenduan("case", "show", NO, "--clock").text
        over = fenduan("case", "show", NO, "intake.check", "--clock").text

        assert "intake.check formal check of the application 2025-01-08 to 2025-01-10" in shown
        assert "formal check of the application: over on 2025-01-10" in over

    @pytest.mark.usefixtures("inspected")
    def test_json(self, fenduan: Fenduan) -> None:
        """With --json every day says what it is, whether it counts, the running count, its source and its ground."""
        [term] = fenduan("case", "show", NO, TERM, "--clock", "--json").data["terms"]
        by_day = {each["day"]: each for each in term["days"]}
        shown = [(by_day[day]["kind"], by_day[day]["counts"], by_day[day]["n"]) for day in sorted(by_day)][:4]

        assert [
            ("start", False, 0),
            ("counted", True, 1),
            ("weekend", False, 1),
            ("make_up", True, 2),
        ] == shown
        assert ("on_site_inspection", NOTICE) == (
            by_day["2025-05-06"]["ground"],
            by_day["2025-05-06"]["source"],
        )

    @pytest.mark.usefixtures("licensed")
    def test_provisional(self, fenduan: Fenduan) -> None:
        """The year of a supervision has its strip too: one row a month, to its last day."""
        data = fenduan("case", "show", NO, "year.2025", "--clock", "--json").data["terms"]

        assert [(str(date(2025, 12, 31)), 365)] == [
            (each["days"][-1]["day"], each["days"][-1]["n"]) for each in data
        ]

    @pytest.mark.usefixtures("inspected")
    def test_unknown_term(self, fenduan: Fenduan) -> None:
        """A term that the case does not have ends with 2, and the nearest is named."""
        ran = fenduan("case", "show", NO, "intake.chek", "--clock")

        assert 2 == ran.code
        assert "the nearest is 'intake.check'" in ran.err

    @pytest.mark.usefixtures("inspected")
    def test_term_without_clock(self, fenduan: Fenduan) -> None:
        """A term is named together with --clock only."""
        assert 2 == fenduan("case", "show", NO, "intake.check").code
