"""What the command line shows of the time after a license: links, bars, licenses, changes, and why."""

from __future__ import annotations

import json

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

        assert ["entry.1.done"] == [term for term in need["terms"] if term.startswith("entry.")]
        assert "o28/45" in need["basis"]
