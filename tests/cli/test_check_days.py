"""`fenduan check` on the first and last days of every regime, by the dossier's own instant of submission."""

from __future__ import annotations

import pytest
import yaml

from tests.cli.story import dossier
from tests.cli.terminal import Fenduan, Ran

BY_REFERENCE = {"E03", "E10", "E16", "E17"}


def submitted(fenduan: Fenduan, instant: str) -> Ran:
    """The check of a dossier in order, submitted at that instant; its papers are as old as the earliest day asks."""
    data = yaml.safe_load(dossier("notice_173_antibody").read_text("utf-8"))
    cmo = data["cmos"][0]
    cmo["experience"][0]["since"] = "2019-01-01"
    cmo["evaluated_applicant_on"] = "2024-01-10"
    for paper in ("quality_agreement", "entrustment_agreement"):
        cmo[paper]["signed_on"] = "2024-02-01"
    data["submitted_at"] = instant
    return fenduan("check", "-", "--json", given=yaml.safe_dump(data, allow_unicode=True))


class TestDays:
    @pytest.mark.parametrize(
        ("instant", "regime", "outcome", "code"),
        [
            ("2024-10-20T23:59", "no_route", "NO_ROUTE", 1),
            ("2024-10-21T00:00", "pilot", "PROCEED", 0),
            ("2025-12-31T23:59", "pilot", "PROCEED", 0),
            ("2026-01-01T00:00", "no_intake_gap", "NO_ROUTE", 1),
            ("2026-03-31T23:59", "no_intake_gap", "NO_ROUTE", 1),
            ("2026-04-01T00:00", "n173_pre_regs", "PROCEED", 0),
            ("2026-05-14T23:59", "n173_pre_regs", "PROCEED", 0),
            ("2026-05-15T00:00", "n173", "PROCEED", 0),
            ("2026-12-31T23:59", "n173", "PROCEED", 0),
            ("2027-01-01T00:00", "n173", "REFER", 0),
        ],
    )
    def test_first_and_last_minute(
        self, instant: str, regime: str, outcome: str, code: int, fenduan: Fenduan
    ) -> None:
        """The first and the last minute of each regime, and what a dossier in order comes to."""
        ran = submitted(fenduan, instant)

        assert (regime, outcome, code) == (ran.data["regime"], ran.data["outcome"], ran.code)

    @pytest.mark.parametrize(
        ("instant", "regime"),
        [
            ("2024-10-20T15:59+00:00", "no_route"),
            ("2024-10-20T16:00+00:00", "pilot"),
            ("2025-12-31T10:59-05:00", "pilot"),
            ("2025-12-31T11:00-05:00", "no_intake_gap"),
            ("2026-04-01T00:30+09:00", "no_intake_gap"),
            ("2026-03-31T16:00+00:00", "n173_pre_regs"),
            ("2026-05-14T16:00+00:00", "n173"),
        ],
    )
    def test_elsewhere(self, instant: str, regime: str, fenduan: Fenduan) -> None:
        """An instant of another time zone counts by its day in China."""
        assert regime == submitted(fenduan, instant).data["regime"]

    def test_after_the_plan(self, fenduan: Fenduan) -> None:
        """From 2027 on what rests on the Plan by reference is for the authority to decide, and nothing else is."""
        findings = submitted(fenduan, "2027-01-01T00:00").data["findings"]

        assert BY_REFERENCE == {each["rule"] for each in findings if each["outcome"] == "REFER"}

    @pytest.mark.parametrize(("instant", "asked"), [("2026-05-14T23:59", False), ("2026-05-15T00:00", True)])
    def test_special_need(self, instant: str, asked: bool, fenduan: Fenduan) -> None:  # noqa: FBT001 - a column
        """The special need of the Regulations (E03a) is asked for from their first day on."""
        rules = {each["rule"] for each in submitted(fenduan, instant).data["findings"]}

        assert asked is ("E03a" in rules)
