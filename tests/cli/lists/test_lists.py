from __future__ import annotations

from pathlib import Path

import pytest
from rich.cells import cell_len

from domain.streams import TOPICS
from ledger import Ledger
from tests.cli.story import Story, Tell
from tests.cli.terminal import Fenduan

NO = "FD-2025-SH-0001"
LISTS = ("list", "deadlines", "deadlines --overdue", "pending", "owed", "licenses", "refusals")


class TestCases:
    @pytest.mark.usefixtures("enzyme")
    @pytest.mark.parametrize(
        ("given", "found"),
        [
            (["--number", NO.lower()], 1),
            (["--number", "FD-2025-SH-0002"], 0),
            (["--applicant", "canbridge"], 1),
            (["--applicant", "北海康成"], 1),
            (["--applicant", "velaglucerase"], 0),
            (["--product", "维拉苷酶"], 1),
            (["--product", "canbridge"], 0),
            (["--regime", "pilot"], 1),
            (["--regime", "n173"], 0),
            (["--text", "VELA canbridge"], 1),
        ],
    )
    def test_filters(self, fenduan: Fenduan, given: list[str], found: int) -> None:
        """Cases are found by number, by words of either name in Chinese or English, and by rule book."""
        assert found == len(fenduan("case", "list", *given, "--json").data["cases"])

    def test_pages(self, fenduan: Fenduan, tell: Tell) -> None:
        """Every case is on one page, and the last page names no other."""
        for n in range(1, 6):
            tell(f"FD-2025-SH-000{n}", "withdrawn_antibody", "2025-03-03")
        seen: list[str] = []
        pages: list[str | None] = []
        while not pages or pages[-1] is not None:
            page = ["--page", pages[-1]] if pages and pages[-1] else []
            data = fenduan("case", "list", "--limit", "2", *page, "--json").data
            seen += [each["number"] for each in data["cases"]]
            pages.append(data["next"])

        assert [f"FD-2025-SH-000{n}" for n in range(1, 6)] == seen
        assert (3, None) == (len(pages), pages[-1])
        assert "the next page: --page" in fenduan("case", "list", "--limit", "2").out

    @pytest.mark.usefixtures("enzyme")
    @pytest.mark.parametrize("command", ["case list", "case pending", "case refusals", "work list"])
    def test_another_page(self, fenduan: Fenduan, command: str) -> None:
        """A page that the list has not named is wrong input, in one sentence."""
        ran = fenduan(*command.split(), "--page", "x")

        assert (2, "--page: 'x' is not a page that this list has named\n") == (ran.code, ran.err)


class TestEveryList:
    def test_fits(self, fenduan: Fenduan, licensed: Story) -> None:
        """At 100 columns no line is longer, in either language, however wide its characters."""
        licensed.on("2025-09-01")
        shown = [
            fenduan("case", *name.split(), "--lang", lang).out for name in LISTS for lang in ("zh", "en")
        ]

        assert 8 <= sum(NO in each for each in shown)
        assert [] == [line for each in shown for line in each.splitlines() if cell_len(line) > 100]

    @pytest.mark.usefixtures("enzyme")
    def test_nothing(self, fenduan: Fenduan) -> None:
        """A list without a row says what was looked for, and is an empty list for programs."""
        for name in LISTS:
            where = ["--case", "FD-1"] if name == "refusals" else ["--province", "BJ"]
            shown = fenduan("case", *name.split(), *where).out
            data = fenduan("case", *name.split(), *where, "--json").data

            assert shown.startswith("No ")
            assert f"with {' '.join(where)}" in shown
            assert [] == next(iter(data.values()))

    def test_after(self, fenduan: Fenduan, enzyme: Story, tmp_path: Path) -> None:
        """A list that is asked to hold an event holds it, or says that it does not."""
        with Ledger.open(tmp_path / "ledger.sqlite", topics=TOPICS, create=False) as ledger:
            last = ledger.last_sequence
        assert enzyme.position().version == last
        for name in LISTS:
            reached = fenduan("case", *name.split(), "--after", str(last), "--json").data
            ahead = fenduan("case", *name.split(), "--after", str(last + 1), "--json").data

            assert (last, 0, True) == (reached["position"], reached["behind"], reached["reached"])
            assert not ahead["reached"]
        said = fenduan("case", "pending", "--after", str(last + 1)).out
        assert f"no event {last + 1} yet" in said


class TestRegisters:
    def test_deadlines(self, fenduan: Fenduan, licensed: Story) -> None:
        """Terms that run are listed with their last day; with --days only those that are near."""
        licensed.on("2025-06-01")
        [every, near] = [
            fenduan("case", "deadlines", *days, "--json").data["deadlines"] for days in ([], ["--days", "3"])
        ]

        assert "year.2025" in {each["term"] for each in every}
        assert len(near) < len(every)
        assert every == fenduan("case", "deadlines", "--days", "99999999999", "--json").data["deadlines"]
        assert [] == fenduan("case", "deadlines", "--province", "BJ", "--json").data["deadlines"]

    def test_overdue(self, fenduan: Fenduan, tell: Tell) -> None:
        """A late duty names its office and by how many days."""
        story = tell("FD-2025-SH-0002", "synthetic_glp1", "2025-03-03")
        story.on("2025-03-14")
        [late] = fenduan("case", "deadlines", "--overdue", "--json").data["overdue"]
        shown = fenduan("case", "deadlines", "--overdue").text

        assert ("intake.check", "provincial_agency", "310000", 4) == (
            late["term"],
            late["role"],
            late["province"],
            late["days"],
        )
        assert "4 days overdue" in shown
        assert [] == fenduan("case", "deadlines", "--overdue", "--role", "nmpa", "--json").data["overdue"]

    @pytest.mark.usefixtures("enzyme")
    def test_pending(self, fenduan: Fenduan) -> None:
        """An authority finds what is awaited from it, by office, place and act."""
        of = ("--role", "provincial-agency", "--province", "JS")
        [act] = fenduan("case", "pending", *of, "--command", "sign_scheme", "--json").data["pending"]

        assert (f"case/{NO}", NO) == (act["stream"], act["case"])
        assert 2 == fenduan("case", "pending", "--role", "nobody").code

    def test_pending_late(self, fenduan: Fenduan, tell: Tell) -> None:
        """What is awaited after its term has run out has that last day, and comes before what is due later."""
        tell("FD-2025-SH-0001", "withdrawn_antibody", "2025-03-14")
        story = tell("FD-2025-SH-0002", "synthetic_glp1", "2025-03-03")
        story.on("2025-03-14")
        acts = fenduan("case", "pending", "--json").data["pending"]
        shown = fenduan("case", "pending", "--case", "FD-2025-SH-0002").text

        assert [("FD-2025-SH-0002", "accept"), ("FD-2025-SH-0001", "accept")] == [
            (each["case"], each["commands"][0]) for each in acts
        ]
        assert "4 days over" in shown
        assert "no term by law" not in shown

    @pytest.mark.usefixtures("licensed")
    def test_licenses(self, fenduan: Fenduan) -> None:
        """A licensee's licenses are found by words of its name in either language, its id or the number."""
        for holder in ("wuxi biologics", "药明", "wuxi-ds", "苏20160123"):
            found = fenduan("case", "licenses", "--holder", holder, "--json").data["licenses"]
            assert {("苏20160123", "320000", NO)} == {
                (each["number"], each["province"], each["case"]) for each in found
            }
        assert [] == fenduan("case", "licenses", "--expiring-within", "30", "--json").data["licenses"]

    @pytest.mark.usefixtures("licensed")
    def test_owed(self, fenduan: Fenduan) -> None:
        """What is owed in supervisions is listed by office."""
        owed = fenduan("case", "owed", "--role", "applicant", "--json").data["owed"]

        assert {f"supervision/{NO}"} >= {each["stream"] for each in owed}
        made = fenduan("case", "owed", "--role", "manufacturer", "--lang", "zh").text
        assert "无锡药明生物技术股份有限公司" in made
        assert "年度自检" in made
        assert "WuXi" not in made
        assert "supervision with --role nmpa" in fenduan("case", "owed", "--role", "nmpa").out

    @pytest.mark.usefixtures("enzyme")
    def test_refusals(self, fenduan: Fenduan) -> None:
        """Refusals are found by case, by person and by code; a code that does not exist is wrong input."""
        by = {
            name: len(fenduan("case", "refusals", *given, "--json").data["refusals"])
            for name, given in {
                "case": ["--case", NO],
                "actor": ["--actor", "js-agency"],
                "person": ["--actor", "js-mpa-01"],
                "other": ["--actor", "nmpa"],
                "code": ["--code", "not_competent"],
            }.items()
        }

        assert {"case": 1, "actor": 1, "person": 1, "other": 0, "code": 1} == by
        assert "nearest is 'not_competent'" in fenduan("case", "refusals", "--code", "not-competent").err
