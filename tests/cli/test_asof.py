from __future__ import annotations

import pytest

from tests.cli.story import Story
from tests.cli.terminal import Fenduan

NO = "FD-2025-SH-0001"


@pytest.mark.usefixtures("enzyme")
class TestAsOf:
    def test_version(self, fenduan: Fenduan) -> None:
        """At a version the case stands as its events up to that one have made it, and is marked as past."""
        data = fenduan("case", "as-of", NO, "--version", "2", "--json").data

        assert ("intake", True, 2) == (data["case"]["stage"], data["as_of"]["past"], data["as_of"]["version"])

    def test_day(self, fenduan: Fenduan) -> None:
        """On a day it stands as it did at the end of that day, and its terms are counted to that day."""
        data = fenduan("case", "as-of", NO, "--on", "2025-01-09", "--json").data["case"]

        assert [("intake.check", 1, 4)] == [
            (each["name"], each["used"], each["left"]) for each in data["terms"]
        ]

    def test_instant(self, fenduan: Fenduan) -> None:
        """At an instant, only what had been received by then has happened."""
        before = fenduan("case", "as-of", NO, "--on", "2025-01-10T08:59", "--json").data
        after = fenduan("case", "as-of", NO, "--on", "2025-01-10T09:00", "--json").data

        assert ("intake", "joint_plan") == (before["case"]["stage"], after["case"]["stage"])

    def test_marked(self, fenduan: Fenduan) -> None:
        """The first line says that this is a past state, of when, and which version."""
        shown = fenduan("case", "as-of", NO, "--on", "2025-01-09").out.splitlines()[0]

        assert "A PAST STATE: as it stood on 2025-01-09 23:59" in shown

    def test_recorded(self, fenduan: Fenduan, enzyme: Story) -> None:
        """With --recorded it stands as the ledger knew it at a real instant."""
        data = fenduan("case", "as-of", NO, "--recorded", "2026-07-01T10:00", "--json").data

        assert enzyme.position().version == data["as_of"]["version"]

    @pytest.mark.parametrize(
        ("given", "code"),
        [
            ([], 2),
            (["--version", "1", "--on", "2025-01-09"], 2),
            (["--version", "900"], 2),
            (["--on", "yesterday"], 2),
            (["--on", "2031-01-01"], 2),
            (["--on", "2024-01-01"], 1),
            (["--recorded", "2024-01-01"], 1),
        ],
    )
    def test_no_such_moment(self, fenduan: Fenduan, given: list[str], code: int) -> None:
        """A moment that is not there is declined with one sentence."""
        ran = fenduan("case", "as-of", NO, *given)

        assert (code, 1) == (ran.code, len(ran.err.splitlines()))


@pytest.mark.usefixtures("licensed")
class TestSupervision:
    def test_before_it_was_opened(self, fenduan: Fenduan) -> None:
        """Before the first license there was no supervision."""
        data = fenduan("case", "as-of", NO, "--version", "3", "--json").data

        assert (None, True) == (data["supervision"], data["as_of"]["past"])


class TestDiff:
    def test_two_versions(self, fenduan: Fenduan, enzyme: Story) -> None:
        """Two versions of the scheme are compared field by field, in both languages."""
        enzyme.act("js-agency", "object_to_scheme", version=1, reason="运输职责不清")
        enzyme.act(
            "sh-agency", "propose_scheme", summary="第一版", inspections_per_year=2, sampling="每年一批"
        )
        data = fenduan("case", "diff", NO, "1", "2", "--json").data

        assert [("inspections_per_year", ["1"], ["2"])] == [
            (each["field"], each["old"], each["new"]) for each in data["differences"]
        ]
        assert (
            data["differences"][0]["sentence_zh"] in fenduan("case", "diff", NO, "1", "2", "--lang", "zh").out
        )

    @pytest.mark.usefixtures("enzyme")
    def test_unknown_version(self, fenduan: Fenduan) -> None:
        """A version that the scheme does not have ends with 2, and those it has are named."""
        assert (2, "B: the scheme has no version 7; allowed: 1\n") == (
            (ran := fenduan("case", "diff", NO, "1", "7")).code,
            ran.err,
        )


class TestItsOwnVersions:
    @pytest.mark.usefixtures("licensed")
    def test_version(self, fenduan: Fenduan) -> None:
        """A version of the supervision's own: both stand as they stood when it had so many events."""
        data = fenduan("case", "as-of", f"supervision/{NO}", "--version", "1", "--json").data

        assert 1 == data["as_of"]["supervision_version"]
        assert "licensed" == data["supervision"]["stage"]
        assert "licensing" == data["case"]["stage"]

    @pytest.mark.usefixtures("licensed")
    def test_too_many(self, fenduan: Fenduan) -> None:
        """A version that the supervision does not have is declined, though the case has it."""
        assert 2 == fenduan("case", "as-of", f"supervision/{NO}", "--version", "9").code

    @pytest.mark.usefixtures("enzyme")
    def test_not_there(self, fenduan: Fenduan) -> None:
        """Before the first license there is no supervision to look at."""
        assert 1 == fenduan("case", "as-of", f"supervision/{NO}", "--version", "1").code
