from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from cli.scenario.model import load_scenario
from domain.law import Law
from domain.model import SHANGHAI, local_day
from tests.cli.story import Story, Tell
from tests.cli.terminal import Fenduan

NO = "FD-2025-SH-0001"
SCENARIO = Path(__file__).parents[2] / "scenarios" / "five_supervision_years.yaml"
MISSED = datetime(2028, 1, 1, 9, tzinfo=SHANGHAI)


@pytest.fixture
def supervised(tell: Tell) -> Story:
    """Three provinces, told until Beijing's inspection of 2027 has been missed, and Shanghai has answered."""
    scenario = load_scenario(SCENARIO)
    story = tell(NO, "three_province_antibody", scenario.start.isoformat())
    calendar, planned, years = Law.load().calendar, scenario.start, 0
    for step in scenario.steps[1:]:
        if step.until:
            years += 1
            planned = max(planned, MISSED) if years > 1 else datetime(2027, 1, 1, 9, tzinfo=SHANGHAI)
            continue
        if step.at:
            planned = step.at
        elif step.after and step.after.working_days:
            day = calendar.add_working_days(local_day(planned), step.after.working_days).day
            planned = datetime.combine(day, step.after.time, SHANGHAI)
        elif step.after and step.after.calendar_days:
            planned += timedelta(days=step.after.calendar_days)
        story.on(planned.isoformat())
        stream = story.supervision if step.stream == "supervision" else story.case
        story.act(step.as_ or "", step.do or "", stream=stream, **step.with_)
        if step.do == "acknowledge_alarm" and step.refused is None:
            return story
    raise AssertionError("nobody answered an alarm")


@pytest.mark.usefixtures("supervised")
class TestDuties:
    def test_the_whole_year(self, fenduan: Fenduan) -> None:
        """Each duty at its site: whose, until when, done by which act and event, or told to whom."""
        text = " ".join(fenduan("case", "duties", NO, "--year", "2027").text.split())

        for part in (
            "Duty ledger of 2027; Shanghai Medical Products Administration answers for the count",
            "Site bj-yizhuang (Beijing, Yizhuang Biologics (Beijing))",
            "alarm 1 to Beijing MPA, 2027-12-31 24:00",
            "alarm 2 to Shanghai MPA, 2027-12-31 24:00: promised by 2028-01-31",
            "joined by Shanghai MPA",
            "HP-SPOT-2027-2",
            "12 duties, 10 done, 2 late",
        ):
            assert part in text

    def test_for_programs(self, fenduan: Fenduan) -> None:
        """A program gets each duty with its status, the events behind it, and to whom it went last."""
        data = fenduan("case", "duties", NO, "--year", "2027", "--json").data
        by_id = {each["id"]: each for each in data["duties"]}
        missed, joint = by_id["gmp_inspection.bj-yizhuang.2027"], by_id["gmp_inspection.sz-bio.2027"]

        assert (2027, "310000", 2) == (
            data["year"],
            data["holder_province"],
            data["plan"]["inspections_per_year"],
        )
        assert ("duty_late", "110000") == (missed["status"], missed["escalated_to"]["province"])
        assert ("duty_done", ["310000", "320000"]) == (joint["status"], joint["done_by"][0]["provinces"])
        assert "supervision.inspection_recorded" == joint["done_by"][0]["topic"]

    def test_of_a_province(self, fenduan: Fenduan) -> None:
        """A province sees what is its own, at its sites, and what it takes part in."""
        ids = {
            each["id"]
            for each in fenduan("case", "duties", NO, "--year", "2027", "--province", "BJ", "--json").data[
                "duties"
            ]
        }

        assert {"gmp_inspection.bj-yizhuang.2027", "self_inspection.bj-yizhuang.2027"} == ids

    def test_the_running_year(self, fenduan: Fenduan) -> None:
        """Without a year it is the one that runs; nothing is late in it yet."""
        data = fenduan("case", "duties", NO, "--json").data

        assert (2028, date(2028, 1, 6).isoformat()) == (data["year"], data["today"])
        assert {False} == {each["late"] for each in data["duties"]}

    def test_in_chinese(self, fenduan: Fenduan) -> None:
        """The same in Chinese."""
        text = "".join(fenduan("case", "duties", NO, "--year", "2027", "--lang", "zh").out.split())

        for part in (
            "2027年度监管职责台账",
            "亦庄生物（北京）有限公司",
            "第1号提醒：北京市药品监督管理局",
        ):
            assert part in text

    def test_show_and_why(self, fenduan: Fenduan) -> None:
        """Where the case stands and why, the alarms that nobody has settled are told, and who is told next."""
        for command in ("show", "why"):
            text = " ".join(fenduan("case", command, NO).text.split())

            assert "Alarms about duties" in text
            assert "told to Beijing Medical Products Administration" in text
            assert (
                "if nobody acts, Shanghai Medical Products Administration is told at 2028-01-28 24:00" in text
            )
        assert [1, 2] == [
            each["alarms"][-1]["number"]
            for each in fenduan("case", "why", NO, "--json").data["supervision"]["alarms"]
        ]


class TestNothingToShow:
    @pytest.mark.usefixtures("enzyme")
    def test_no_supervision(self, fenduan: Fenduan) -> None:
        """A case that is not supervised yet has no duty ledger, which is said in one sentence."""
        ran = fenduan("case", "duties", NO)

        assert (1, f"Case {NO} has no supervision yet, so there is no duty ledger") == (
            ran.code,
            ran.err.strip().rstrip("."),
        )
