from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cli.story import Story, Tell
from tests.cli.terminal import Fenduan

NO = "FD-2025-SH-0001"


class TestWhy:
    @pytest.mark.usefixtures("enzyme")
    def test_answers_every_question(self, fenduan: Fenduan) -> None:
        """Why here, who must act, by which command, on which article, until when, and what is in the way."""
        text = fenduan("case", "why", NO).text

        for part in (
            "joint plan, since 2025-01-10 09:00 (3 days)",
            "enterprise and variety were selected",
            "Zhou Min, Shanghai Medical Products Administration",
            "fenduan act FD-2025-SH-0001 sign_scheme --as js-agency --set version=1",
            "One product, one policy",
            "the law sets none for this",
            "The signature of Jiangsu Medical Products Administration to version 1 is missing",
        ):
            assert part in text

    @pytest.mark.usefixtures("enzyme")
    def test_in_chinese(self, fenduan: Fenduan) -> None:
        """The same in Chinese, with the Chinese names of offices."""
        shown = "".join(fenduan("case", "why", NO, "--lang", "zh").out.split())

        for part in (
            "制定试点方案与监管计划",
            "签署方案",
            "缺少江苏省药品监督管理局对第1版方案的签署",
            "期限：法规未规定",
        ):
            assert part in shown

    def test_what_happens_if_nobody_acts(self, fenduan: Fenduan, tell: Tell) -> None:
        """Where a term runs, the consequence that the law attaches to its end is said."""
        story = tell("FD-2025-SH-0002", "withdrawn_antibody", "2025-03-03")
        story.on("2025-03-05")
        text = fenduan("case", "why", "FD-2025-SH-0002").text

        assert "until 2025-03-10 24:00 (5 days left)" in text
        assert "If it runs out: an alarm is recorded; the duty stays" in text

    def test_overdue(self, fenduan: Fenduan, tell: Tell) -> None:
        """A duty whose term ran out is said first, with whose it is, and that it stays."""
        story = tell("FD-2025-SH-0002", "withdrawn_antibody", "2025-03-03")
        story.on("2025-03-20")
        data = fenduan("case", "why", "FD-2025-SH-0002", "--json").data["case"]
        text = fenduan("case", "why", "FD-2025-SH-0002").text

        assert [("intake.check", "2025-03-10", 10, "310000")] == [
            (each["term"], each["due"], each["days"], each["wait"]["province"]) for each in data["overdue"]
        ]
        assert "its last day was 2025-03-10, 10 days ago; the duty stays" in text

    def test_finding_in_the_way(self, fenduan: Fenduan, tell: Tell) -> None:
        """A finding against the dossier is named with what to do about it."""
        tell("FD-2025-SH-0002", "synthetic_glp1", "2025-03-03")
        [block] = fenduan("case", "why", "FD-2025-SH-0002", "--json").data["case"]["blocks"]

        assert ("finding", "E02") == (block["kind"], block["subject"])
        assert "→" in block["sentence_en"]

    @pytest.mark.usefixtures("licensed")
    def test_papers_in_the_way(self, fenduan: Fenduan) -> None:
        """In licensing the papers that are missing are named for each company, and the supervision for itself."""
        data = fenduan("case", "why", NO, "--json").data

        assert {("applicant", "application"), ("fill-sh", "application")} == {
            (each["licensee"], each["subject"]) for each in data["case"]["blocks"]
        }
        assert "licensed" == data["supervision"]["stage"]

    def test_whose_license(self, fenduan: Fenduan, licensed: Story) -> None:
        """Where one agency is waited for by two licenses, each need says whose license and which term it is about."""
        licensed.act("fill-sh", "apply_for_license", licensee="fill-sh", kind="change")
        licensed.act("canbridge", "apply_for_license", licensee="applicant", kind="new")
        needs = fenduan("case", "why", NO, "--json").data["case"]["needs"]
        shanghai = {each["licensee"]: each for each in needs if each["province"] == "310000"}

        assert {"fill-sh", "applicant"} == set(shanghai)
        assert all(
            all(term.startswith(f"licensing.{licensee}.") for term in need["terms"])
            and f"--set licensee={licensee}" in need["commands"][0]["line"]
            for licensee, need in shanghai.items()
        )

    def test_supervision(self, fenduan: Fenduan, licensed: Story) -> None:
        """A supervision explains itself: its stage, and the year that runs."""
        licensed.on("2025-03-03")
        supervision = fenduan("case", "why", NO, "--json").data["supervision"]

        assert ("licensed", ["year.2025"]) == (
            supervision["stage"],
            [each["name"] for each in supervision["terms"]],
        )

    @pytest.mark.usefixtures("enzyme")
    def test_json(self, fenduan: Fenduan) -> None:
        """With --json every sentence comes in both languages, and each command with the line to type."""
        case = fenduan("case", "why", NO, "--json").data["case"]
        [need] = case["needs"]

        assert ["sign_scheme", "object_to_scheme"] == [each["command"] for each in need["commands"]]
        assert all(
            case["arrived"][key] for key in ("sentence_en", "sentence_zh", "who_en", "who_zh", "received")
        )
        assert need["otherwise_en"] != need["otherwise_zh"]

    def test_closed(self, fenduan: Fenduan, tell: Tell) -> None:
        """A closed case waits for nobody."""
        story = tell("FD-2025-SH-0002", "withdrawn_antibody", "2025-03-03")
        story.act("huangpu-antibodies", "withdraw", reason="另建车间")

        assert "The case is closed; nothing is left to do" in fenduan("case", "why", "FD-2025-SH-0002").text


class TestOverdueInTheList:
    def test_only_overdue(self, fenduan: Fenduan, tell: Tell, enzyme: Story) -> None:  # noqa: ARG002 - it is left out
        """With --overdue only the cases in which a duty is late are listed, with the days and the last day."""
        tell("FD-2025-SH-0002", "withdrawn_antibody", "2025-03-03").on("2025-03-20")
        ran = fenduan("case", "list", "--overdue")

        assert "10 days overdue" in ran.out
        assert NO not in ran.out

    def test_engine_stood_still(self, fenduan: Fenduan, tell: Tell) -> None:
        """A term that has run out is overdue also while no timer has noted it yet."""
        tell("FD-2025-SH-0002", "withdrawn_antibody", "2025-03-03").jump(timedelta(days=30))
        [case] = fenduan("case", "list", "--overdue", "--json").data["cases"]

        assert ["intake.check"] == [each["term"] for each in case["overdue"]]

    def test_done_late(self, fenduan: Fenduan, tell: Tell) -> None:
        """A duty that was done late is owed no longer."""
        story = tell("FD-2025-SH-0002", "withdrawn_antibody", "2025-03-03")
        story.on("2025-03-20")
        story.act("sh-agency", "accept", acceptance_no="沪试受2025-2号")

        assert [] == fenduan("case", "list", "--overdue", "--json").data["cases"]

    @pytest.mark.parametrize("words", ["tslp", "抗体", "浦江抗体", "0002", "antibodies anti-TSLP"])
    def test_text(self, fenduan: Fenduan, tell: Tell, enzyme: Story, words: str) -> None:  # noqa: ARG002 - it is left out
        """With --text a case is found by product, applicant or number, in either language."""
        tell("FD-2025-SH-0002", "withdrawn_antibody", "2025-03-03")
        found = fenduan("case", "list", "--text", words, "--json").data["cases"]

        assert ["FD-2025-SH-0002"] == [each["number"] for each in found]


class TestSuspended:
    @pytest.fixture
    def held(self, tell: Tell) -> Story:
        """A dossier that the agency suspended while it checked it."""
        story = tell("FD-2025-SH-0002", "withdrawn_antibody", "2025-03-03")
        story.on("2025-03-05")
        story.act(
            "sh-agency",
            "suspend_case",
            ground="other_matter",
            document_no="1",
            reason="a court decides first",
        )
        story.on("2025-03-31")
        return story

    @pytest.mark.usefixtures("held")
    def test_why(self, fenduan: Fenduan) -> None:
        """It is said since when, by whom and on which article the case is suspended, and who can resume it."""
        [block] = fenduan("case", "why", "FD-2025-SH-0002", "--json").data["case"]["blocks"]
        text = fenduan("case", "why", "FD-2025-SH-0002").text

        assert (
            "suspended since 2025-03-05 by Shanghai Medical Products Administration" in block["sentence_en"]
        )
        assert "《中华人民共和国行政许可法》第45条" in block["sentence_zh"]
        assert "fenduan act FD-2025-SH-0002 resume_case --as sh-agency" in text

    @pytest.mark.usefixtures("held")
    def test_show(self, fenduan: Fenduan) -> None:
        """The sheet of the case says it too, and its clock shows the days that are not counted."""
        text = fenduan("case", "show", "FD-2025-SH-0002").text
        clock = fenduan("case", "show", "FD-2025-SH-0002", "--clock").text

        assert "for another matter to be decided first" in text
        assert "another matter to be decided first" in clock
        assert (
            "2025-03-05"
            == fenduan("case", "show", "FD-2025-SH-0002", "--json").data["case"]["suspension"]["since"]
        )
