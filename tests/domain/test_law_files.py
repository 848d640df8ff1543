"""How a wrong law file is refused, and a newer one taken."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from domain.law import Law, LawFileError
from domain.law.loader import PACKAGED


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the law folder that a test may spoil."""
    shutil.copytree(PACKAGED, tmp_path / "law", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return tmp_path / "law"


def spoil(folder: Path, file: str, old: str, new: str) -> LawFileError:
    """What loading says after one change in one file."""
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(LawFileError) as caught:
        Law.load(folder)
    return caught.value


class Wrong(NamedTuple):
    """One change in one file, and what loading then says of which field."""

    file: str
    old: str
    new: str
    field: str
    message: str


WRONG = (
    Wrong("limits/2020-07-01-order-27.yaml", "n: 200", "n: many", "limits[1].n", "integer"),
    Wrong("limits/2020-07-01-order-27.yaml", "n: 200", "n: '200'", "limits[1].n", "integer"),
    Wrong("limits/2020-07-01-order-27.yaml", "n: 200", "n: 0", "limits[1].n", "greater than 0"),
    Wrong("limits/2020-07-01-order-27.yaml", "unit: working_days", "unit: workdays",
          "limits[0].unit", "working_days"),
    Wrong("limits/2020-07-01-order-27.yaml", "basis: [o27/96]", "basis: [o27/966]",
          "limits[1].basis[0]", "o27/96"),
    Wrong("limits/2020-07-01-order-27.yaml", "key: reg.maa.rare", "key: reg.maa",
          "limits[3].key", "already holds"),
    Wrong("limits/2020-07-01-order-27.yaml", "rounding: growth_", "rounding: up_",
          "shares[0].rounding", "reading"),
    Wrong("limits/2020-07-01-order-27.yaml", "from: 2020", "from: 2021", "in_force.from", "file's name"),
    Wrong("limits/2026-05-15-license-change.yaml", "from: 2026-05-15", "from: 2026-05-15, too: 2027-01-01",
          "in_force.too", "nearest known one is to"),
    Wrong("limits/2020-07-01-license-change.yaml", "to: 2026-05-14", "to: 2026-05-20",
          "limits[0].key", "replaces: 2020-07-01"),
    Wrong("limits/2020-07-01-license-change.yaml", "to: 2026-05-14", "to: 2019-05-14", "in_force", "before"),
    Wrong("limits/2020-07-01-license-change.yaml", "o28/16", "regs-2026/validity",
          "limits[0].key", "not in force on 2020-07-01"),
    Wrong("duties/supervision-2024-10-21.yaml", "key: sampling", "key: gmp_inspection", "duties[3].key", "twice"),
    Wrong("duties/supervision-2024-10-21.yaml", "after: alarm_step.authority", "after: alarm_step.nobody",
          "duties[0].chain[1].after", "no reading that is a number"),
    Wrong("duties/supervision-2024-10-21.yaml", "within: duty_term.correction", "within: correction_date",
          "duties[9].within", "no reading that is a number"),
    Wrong("duties/supervision-2024-10-21.yaml", "{to: site_agency}", "{to: site_agency, after: alarm_step.serious}",
          "duties[0]", "the first of the chain"),
    Wrong("duties/supervision-2024-10-21.yaml", "{month: 12, day: 31}", "{month: 2, day: 29}",
          "duties[0].by", "not every year"),
    Wrong("duties/supervision-2024-10-21.yaml", "basis: [plan/supervision, o28/55, o28/49]", "basis: [o28/555]",
          "duties[0].basis[0]", "o28/55"),
    Wrong("instruments/cc-2021-01-01.yaml", "id: cc/202", "id: cc/201", "provisions[1].id", "twice"),
    Wrong("instruments/cc-2021-01-01.yaml", "id: cc/202", "id: c/202", "provisions[1].id", "begin with cc/"),
    Wrong("instruments/cc-2021-01-01.yaml", "label: found", "lable: found",
          "provisions[0].lable", "nearest known one is label"),
    Wrong("instruments/cc-2021-01-01.yaml", "issued: 2020-05-28", "issued: '2020-05-28'", "issued", "date"),
    Wrong("instruments/cc-2021-01-01.yaml", "issued: 2020-05-28", "issued: 2020-05-28\nissued: 2020-05-29",
          "issued", "twice"),
    Wrong("instruments/cc-2021-01-01.yaml", "id: cc\n", "id: civil\n", "in_force", "civil-2021-01-01.yaml"),
    Wrong("calendars/cn-2025.yaml", "from: 2025-05-01", "from: 2025-05-32", "", "YAML"),
    Wrong("calendars/cn-2025.yaml", "[2025-01-26", "[2025-01-27", "", "no weekend"),
    Wrong("calendars/cn-2025.yaml", "[2025-01-26", "[2024-01-27", "", "not in 2025"),
    Wrong("calendars/cn-2025.yaml", "to: 2025-05-05", "to: 2025-04-05", "", "before they begin"),
    Wrong("regimes/pilot-2024-10-21.yaml", "to: 2025-12-31", "to: 2026-01-01", "submitted", "overlaps"),
    Wrong("regimes/pilot-2024-10-21.yaml", "to: 2025-12-31", "to: 2025-12-30", "submitted", "leaves days out"),
    Wrong("regimes/n173-2026-05-15.yaml", "2026-05-15}", "2026-05-15, to: 2030-01-01}",
          "submitted", "no last day"),
    Wrong("regimes/n173-2026-05-15.yaml", "id: n173", "id: n173_pre_regs", "id", "no file for n173"),
    Wrong("areas/pilot-areas-2024-10-21.yaml", "'310000'", "'990000'", "areas[0].province", "unknown division"),
    Wrong("divisions/gbt2260-2008-02-01.yaml", "'120000'", "'110000'", "divisions[1].code", "twice"),
    Wrong("competence/pilot-2024-10-21.yaml", "role: applicant", "role: applicants",
          "rows[0].role", "applicant"),
    Wrong("thresholds/plan-2024-10-21.yaml", "unit: years", "units: years",
          "thresholds[0].units", "nearest known one is unit"),
    Wrong("thresholds/plan-2024-10-21.yaml", "n: 3", "items: [3]", "thresholds[0]", "`items` where"),
    Wrong("thresholds/plan-2024-10-21.yaml", "[plan/2-2]", "[plan/2-9]", "thresholds[0].basis[0]", "plan/2-"),
    Wrong("forms/injections-2026-04-01.yaml", "n173/2", "n173/22", "basis[0]", "n173/2"),
    Wrong("review_points/ade-2024-11-07.yaml", "kind: adc", "kind: adx", "kind", "'adc'"),
    Wrong("review_points/ade-2024-11-07.yaml", "key: lifecycle_management", "key: small_molecule",
          "points", "twice"),
    Wrong("review_points/ade-2024-11-07.yaml", "ade/transport", "ade/tranport", "points[0].basis[0]", "ade/tr"),
    Wrong("competence/pilot-2024-10-21.yaml", "plan/submission", "plan/submision",
          "rows[0].basis[0]", "plan/submission"),
)  # fmt: skip


class TestWrongFile:
    @pytest.mark.parametrize("wrong", WRONG, ids=range(len(WRONG)))
    def test_names_file_and_field(self, folder: Path, wrong: Wrong) -> None:
        """A wrong law file is refused with the file, the field, and what is wrong with it."""
        error = spoil(folder, wrong.file, wrong.old, wrong.new)

        assert wrong.field == error.field
        assert wrong.message in error.message
        assert wrong.file.split("/", 1)[0] == error.file.split("/", 1)[0]

    def test_names_the_line(self, folder: Path) -> None:
        """The line is the one on which the wrong field stands."""
        text = (folder / "limits/2020-07-01-order-27.yaml").read_text("utf-8").splitlines()
        line = next(i for i, content in enumerate(text, start=1) if content.strip() == "n: 130")

        error = spoil(folder, "limits/2020-07-01-order-27.yaml", "n: 130", "n: -1")

        assert f"limits/2020-07-01-order-27.yaml, line {line}: limits[2].n" in str(error)

    def test_an_unknown_field_names_its_line(self, folder: Path) -> None:
        """An unknown field is pointed at where it stands, not where its block begins."""
        error = spoil(folder, "instruments/cc-2021-01-01.yaml", "dates: general", "date: general")

        assert ("dates: general" in _line(PACKAGED, error), "date") == (True, error.field)

    def test_lies_with_the_law(self) -> None:
        """What has a day in its name is law: the domain keeps no dated file anywhere else, where it would not count."""
        dated = {path.parents[1] for path in PACKAGED.parent.rglob("*-????-??-??.yaml")}

        assert {PACKAGED} == dated

    def test_a_missing_year(self, folder: Path) -> None:
        """A year left out between two calendars is refused."""
        (folder / "calendars/cn-2025.yaml").unlink()

        with pytest.raises(LawFileError, match="no calendar for 2025"):
            Law.load(folder)

    def test_a_year_twice(self, folder: Path) -> None:
        """A second calendar for one year is refused."""
        shutil.copy(folder / "calendars/cn-2025.yaml", folder / "calendars/again-2025.yaml")

        with pytest.raises(LawFileError, match="2025 is also arranged by"):
            Law.load(folder)

    def test_a_missing_regime(self, folder: Path) -> None:
        """A regime without a file is refused."""
        (folder / "regimes/pilot-2024-10-21.yaml").unlink()

        with pytest.raises(LawFileError, match="no file for pilot"):
            Law.load(folder)

    @pytest.mark.parametrize(
        "name", ["loose.yaml", "limits/deeper/2020-01-01-x.yaml", "limit/x.yaml", "limits/x.yml"]
    )
    def test_a_file_in_no_known_folder(self, folder: Path, name: str) -> None:
        """A law file where none is looked for is refused rather than overlooked."""
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("key: value\n", "utf-8")

        with pytest.raises(LawFileError, match="lies in one of"):
            Law.load(folder)

    @pytest.mark.parametrize("content", ["", "[", "a: b: c", "- 1\n", "\x00"])
    def test_not_a_law_file(self, folder: Path, content: str) -> None:
        """What is no YAML, or no mapping, is refused by its name."""
        (folder / "limits/2020-01-01-broken.yaml").write_text(content, "utf-8")

        with pytest.raises(LawFileError) as caught:
            Law.load(folder)

        assert "limits/2020-01-01-broken.yaml" == caught.value.file


class TestNewerFile:
    def test_a_later_file_leaves_an_earlier_day_alone(self, folder: Path) -> None:
        """A file that holds from 2027 changes no digest before."""
        before = Law.load(folder).on(date(2026, 12, 31)).digest
        text = (folder / "limits/2025-07-01-announcement-137.yaml").read_text("utf-8")
        text = text.replace("{from: 2025-07-01}", "{from: 2027-01-01}\nreplaces: 2025-07-01").replace(
            "n: 15", "n: 20"
        )
        (folder / "limits/2027-01-01-announcement-137.yaml").write_text(text, "utf-8")
        law = Law.load(folder)

        assert before == law.on(date(2026, 12, 31)).digest
        assert [15, 20] == [law.on(date(y, 1, 1)).limit("resp.person.change").n for y in (2026, 2027)]


def _line(root: Path, error: LawFileError) -> str:
    return (root / error.file).read_text("utf-8").splitlines()[error.line - 1]
