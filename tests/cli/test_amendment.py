"""The worked amendment: three files of data that the engine obeys from their day on, and not before."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from domain import clock
from domain.law import Law
from domain.law.loader import PACKAGED
from tests.cli.story import dossier
from tests.cli.terminal import Fenduan

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "amendment"
ANTIBODY = str(dossier("notice_173_antibody"))
BEFORE, FROM = date(2026, 8, 31), date(2026, 9, 1)


@pytest.fixture
def amended(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine runs with the amendment."""
    monkeypatch.setenv("FENDUAN_LAW", f"+{EXAMPLE / 'law'}")


class TestAmendment:
    def test_the_day_before(self) -> None:
        """Up to the day before it the law is to the byte what it was."""
        law = Law.load(PACKAGED, EXAMPLE / "law")

        assert Law.load().on(BEFORE).digest == law.on(BEFORE).digest != law.on(FROM).digest

    @pytest.mark.parametrize(
        ("day", "n", "due"), [(BEFORE, 15, date(2026, 9, 20)), (FROM, 10, date(2026, 9, 15))]
    )
    def test_clock(self, day: date, n: int, due: date) -> None:
        """A term that begins on its day is shorter; one that began before keeps its length."""
        law = Law.load(PACKAGED, EXAMPLE / "law")
        term = clock.start(law.on(day).limit("lic.change.decide"), day)
        last = clock.due(term, law.calendar)

        assert last is not None
        assert (n, due) == (term.n, last.day)

    @pytest.mark.usefixtures("amended")
    @pytest.mark.parametrize(("day", "said"), [(BEFORE, "names no NMPA decision"), (FROM, "Decided later")])
    def test_check(self, fenduan: Fenduan, day: date, said: str) -> None:
        """A dossier submitted on its day is told of NMPA's approval; one of the day before is not."""
        findings = fenduan("check", ANTIBODY, "--on", str(day), "--json").data["findings"]
        [finding] = [each for each in findings if each["rule"] == "E20"]

        assert said in finding["explanation_en"]

    @pytest.mark.usefixtures("licensed")
    def test_impact(self, fenduan: Fenduan) -> None:
        """The drafts are valid together, and say what they change."""
        ran = fenduan("law", "impact", *map(str, sorted(EXAMPLE.glob("law/*/*.yaml"))), "--json")
        found = {each["key"]: (each["was"], each["would_be"], each["since"]) for each in ran.data["changes"]}

        assert {
            "lic.change.decide": ("15 working_days", "10 working_days", "2026-09-01"),
            "nmpa_segment_approval_required": ("false", "true", "2026-09-01"),
        } == found

    @pytest.mark.usefixtures("amended")
    def test_simulate(self, fenduan: Fenduan) -> None:
        """A case of its first day goes through NMPA, and its license has the shorter term, on the real workflows."""
        ran = fenduan("simulate", str(EXAMPLE / "scenario.yaml"), "--json")

        assert (0, True) == (ran.code, ran.data["passed"])

    def test_simulate_without(self, fenduan: Fenduan) -> None:
        """Without the three files the same scenario fails at the step that NMPA would decide."""
        ran = fenduan("simulate", str(EXAMPLE / "scenario.yaml"), "--json")

        assert (1, True) == (ran.code, "stage" in ran.data["failures"][0])
