"""What the command line shows of the time after a license: links, bars, licenses, changes, and why."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.cli.story import Story, Tell
from tests.cli.terminal import Fenduan

NO = "FD-2025-SH-0001"


@pytest.fixture
def changing(licensed: Story) -> Story:
    """The holder has reported another manufacturer; an entry of the manufacturer's is late; sale is suspended."""
    story, stream = licensed, licensed.supervision
    story.act(
        "canbridge",
        "report_change",
        stream=stream,
        kind="changed_manufacturer",
        description="another filling plant",
        change_class="change_major",
    )
    story.act(
        "wuxi-ds",
        "report_entry_change",
        stream=stream,
        licensee="wuxi-ds",
        kind="key_person",
        what="quality director",
        changed_on="2025-01-10",
    )
    story.act(
        "sh-agency",
        "restrict_product",
        stream=stream,
        what="suspend_sale",
        document_no="SH-M-1",
        reason="two lots out of specification",
    )
    return story


class TestShow:
    @pytest.mark.usefixtures("changing")
    def test_sheet(self, fenduan: Fenduan) -> None:
        """The sheet says how each license stands and what is under way."""
        ran = fenduan("case", "show", NO, "--lang", "en")

        assert (0, "") == (ran.code, ran.err)
        wanted = {
            "Licenses and changes",
            "Change 1: another manufacturer",
            "Entry 1: a key person",
            "sale suspended",
        }

        assert set() == {said for said in wanted if said not in ran.out}

    @pytest.mark.usefixtures("changing")
    def test_data(self, fenduan: Fenduan) -> None:
        """So does the object for programs."""
        shown = json.loads(fenduan("case", "show", NO, "--json").out)["supervision"]

        assert ["wuxi-ds"] == [each["licensee"] for each in shown["licenses"]]
        assert ["change_case_awaited"] == [each["step"] for each in shown["changes"]]
        assert (["key_person"], ["suspend_sale"]) == (
            [each["kind"] for each in shown["entries"]],
            [each["what"] for each in shown["restrictions"]],
        )

    def test_links(self, enzyme: Story, tell: Tell, fenduan: Fenduan) -> None:
        """Each of two linked cases names the other."""
        enzyme.act("canbridge", "withdraw", reason="another chain")
        tell("FD-2025-SH-0002", "cross_province_enzyme", "2025-02-10T10:00", {"case": NO, "as": "re_entry"})

        assert "Earlier case" in fenduan("case", "show", "FD-2025-SH-0002", "--lang", "en").out
        assert "FD-2025-SH-0002 (re-entry)" in fenduan("case", "show", NO, "--lang", "en").out


class TestWhy:
    @pytest.mark.usefixtures("changing")
    def test_change(self, fenduan: Fenduan) -> None:
        """A change that needs a case is answered with the line that submits it."""
        ran = fenduan("case", "why", NO, "--lang", "en")

        assert 0 == ran.code
        assert f"submit DOSSIER.yaml --link {NO} --as-link change" in ran.out

    @pytest.mark.usefixtures("changing")
    def test_entry(self, fenduan: Fenduan) -> None:
        """An entry names its term and its article."""
        needs = json.loads(fenduan("case", "why", NO, "--json").out)["supervision"]["needs"]
        (need,) = [each for each in needs if "complete_entry" in {c["command"] for c in each["commands"]}]

        (line,) = [each["line"] for each in need["commands"] if each["command"] == "complete_entry"]
        assert "--set entry=1" in line
        assert ["entry.1.done"] == [term for term in need["terms"] if term.startswith("entry.")]
        assert "o28/45" in need["basis"]


class TestContest:
    @pytest.fixture
    def contested(self, licensed: Story) -> Story:
        """The plant's license was revoked for fraud, and it asks for reconsideration."""
        story, stream = licensed, licensed.supervision
        lost: dict[str, Any] = {
            "ground": "fraud",
            "evidence_no": "E-1",
            "document_no": "D-1",
            "reason": "forged",
        }
        story.act("js-agency", "revoke_license", stream=stream, licensee="wuxi-ds", **lost)
        story.act("wuxi-ds", "contest_act", stream=stream, act=1, grounds="genuine")
        return story

    def lines(self, fenduan: Fenduan) -> dict[str, str]:
        """Each command that the supervision waits for, with the line by which it is given."""
        needs = json.loads(fenduan("case", "why", NO, "--json").out)["supervision"]["needs"]
        return {each["command"]: each["line"] for need in needs for each in need["commands"]}

    def test_why(self, contested: Story, fenduan: Fenduan) -> None:
        """The government is named with the line that decides, then the agency with the line that decides anew."""
        assert "--as js-government --set number=1" in self.lines(fenduan)["accept_contest"]

        contested.act("js-government", "accept_contest", stream=contested.supervision, number=1)
        needs = json.loads(fenduan("case", "why", NO, "--json").out)["supervision"]["needs"]
        (need,) = [n for n in needs if "decide_contest" in {c["command"] for c in n["commands"]}]
        assert "contest.1.decide" in need["terms"]
        ruled: dict[str, Any] = {"outcome": "act_anew", "document_no": "R-1", "reason": "not shown"}
        contested.act("js-government", "decide_contest", stream=contested.supervision, number=1, **ruled)
        assert "--set act=1" in self.lines(fenduan)["drop_act"]

    def test_bar(self, contested: Story, fenduan: Fenduan) -> None:
        """The sheet shows the bar until it falls."""
        before = fenduan("case", "show", NO, "--lang", "en").out
        contested.act("js-government", "accept_contest", stream=contested.supervision, number=1)
        ruled: dict[str, Any] = {"outcome": "revoked", "document_no": "R-1", "reason": "not shown"}
        contested.act("js-government", "decide_contest", stream=contested.supervision, number=1, **ruled)
        ran = fenduan("case", "show", NO, "--lang", "en")

        assert (True, False) == ("may not apply again" in before, "may not apply again" in ran.out)
        assert [] == json.loads(fenduan("case", "show", NO, "--json").out)["supervision"]["bars"]


class TestBars:
    @pytest.fixture
    def deceived(self, enzyme: Story) -> Story:
        """The applicant was found to deceive on 13 January 2025."""
        receipt = enzyme.act("sh-agency", "find_false_materials", document_no="W-1", reason="forged")
        assert receipt.refusal is None
        return enzyme

    @pytest.mark.parametrize(("day", "exit_code"), [("2026-01-13", 1), ("2026-01-14", 0)])
    @pytest.mark.usefixtures("deceived")
    def test_on_a_day(self, fenduan: Fenduan, day: str, exit_code: int) -> None:
        """Whether an organisation may apply on a day is answered with words and with the exit code."""
        ran = fenduan("case", "bars", "CANbridge (Shanghai) Biotech", "--on", day, "--lang", "en")

        assert exit_code == ran.code
        assert "Administrative License Law Art. 78" in " ".join(ran.out.split())

    @pytest.mark.usefixtures("deceived")
    def test_data(self, fenduan: Fenduan) -> None:
        """The object names each bar with its last day and where it was found."""
        ran = fenduan("case", "bars", "CANbridge (Shanghai) Biotech", "--on", "2025-06-01", "--json")
        shown = json.loads(ran.out)

        assert (True, ["2026-01-13"], [f"case/{NO}"]) == (
            shown["barred"],
            [each["until"] for each in shown["bars"]],
            [each["found_in"] for each in shown["bars"]],
        )

    @pytest.mark.usefixtures("enzyme")
    def test_nobody(self, fenduan: Fenduan) -> None:
        """An organisation without a journal may apply."""
        assert 0 == fenduan("case", "bars", "Nobody", "--lang", "en").code

    @pytest.mark.usefixtures("deceived")
    def test_sheet(self, fenduan: Fenduan) -> None:
        """The sheet of the case in which it was found shows the bar."""
        assert "may not apply again" in " ".join(fenduan("case", "show", NO, "--lang", "en").out.split())
