"""What the law says of when: last days only where a limit runs from a day that is known."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from domain import clock
from domain.dossier import Dossier, read_dossier
from domain.law import Law, Regime
from domain.law.loader import PACKAGED
from domain.model import SHANGHAI
from domain.whatif import Ahead, Outlook, outlook

LAW = Law.load()
DOSSIERS = Path(__file__).parents[3] / "scenarios" / "dossiers"
FILES = sorted(DOSSIERS.glob("*.yaml"))
TAKING = (Regime.PILOT, Regime.N173_PRE_REGS, Regime.N173)


def given(name: str) -> Dossier:
    """A packaged dossier."""
    return read_dossier((DOSSIERS / f"{name}.yaml").read_text("utf-8"))


def seen(name: str, regime: Regime, day: str | None = None) -> Outlook:
    """The outlook of a packaged dossier, as of its own submission or of a named day."""
    dossier = given(name)
    submitted = datetime.fromisoformat(day).replace(tzinfo=SHANGHAI) if day else dossier.submitted_at
    return outlook(dossier, LAW, submitted, regime)


def steps(found: Outlook, name: str) -> list[Ahead]:
    """The steps of that name."""
    return [each for each in found.steps if each.step == name]


class TestPilot:
    def test_no_limit(self) -> None:
        """Selection, scheme, government and NMPA have no limit, so nothing after them has a day."""
        found = seen("three_province_adc", Regime.PILOT)
        after = found.steps[found.steps.index(found.without_limit[0]) :]

        assert ["selection", "joint_plan", "government", "nmpa"] == [
            each.step for each in found.without_limit
        ]
        assert {None} == {each.last_day for each in after}
        assert (None, None) == (found.licensed_by, found.registered_by)

    def test_before(self) -> None:
        """What comes before the first of them has its last day: five working days after the submission."""
        assert [date(2025, 3, 19)] == [
            each.last_day for each in steps(seen("three_province_adc", Regime.PILOT), "intake")
        ]

    def test_lengths_stay(self) -> None:
        """A step without a first day still says how long its term is, and from what it runs."""
        [review] = steps(seen("three_province_adc", Regime.PILOT), "review")

        assert [("reg.maa", 200, None), ("reg.maa.priority", 130, None), ("reg.maa.rare", 70, None)] == [
            (each.limit, each.n, each.begins) for each in review.spans
        ]


class TestNotice173:
    FOUND = seen("notice_173_antibody", Regime.N173)

    def test_from_receipt(self) -> None:
        """A change of the applicant's license is decided in a term from the receipt of the application."""
        [holder] = [each for each in steps(self.FOUND, "license_decision") if each.waits_for]

        assert [("lic.change.decide", date(2026, 6, 10), date(2026, 7, 2))] == [
            (each.limit, each.begins, each.last_day) for each in holder.spans
        ]

    def test_every_license(self) -> None:
        """All licenses are held only when the longest term of the last of them has ended."""
        decisions = steps(self.FOUND, "license_decision")

        assert [date(2026, 8, 6), date(2026, 7, 2)] == [each.last_day for each in decisions]
        assert date(2026, 8, 6) == self.FOUND.licensed_by

    def test_delivery(self) -> None:
        """The filing begins from the decision, not from the delivery, as the reading in force has it."""
        [check] = steps(self.FOUND, "registration_check")

        assert self.FOUND.licensed_by == check.spans[0].begins
        assert "license_held_from" in self.FOUND.readings

    def test_beyond_the_calendar(self) -> None:
        """A last day that rests on a year without a calendar is provisional, and so is all that follows from it."""
        provisional = [each.step for each in self.FOUND.steps if each.provisional]

        assert ["review", "registration_decision", "registration_delivery"] == provisional
        assert (date(2027, 6, 23), True) == (self.FOUND.registered_by, self.FOUND.registered_provisional)

    def test_own_limit(self) -> None:
        """Review, plan and the manufacturers' papers have no limit of their own: they are part of the term."""
        assert ["papers", "suitability", "supervision_plan"] == [each.step for each in self.FOUND.within]

    def test_confirmation(self) -> None:
        """A claim of the widened experience adds the written confirmation, for which no limit was found."""
        dossier = given("notice_173_antibody").model_copy(update={"announcement_134_item": 2})
        found = outlook(dossier, LAW, dossier.submitted_at, Regime.N173)

        assert "confirmation" in [each.step for each in found.within]

    def test_law_of_the_day(self) -> None:
        """Each limit is the one in force on the first day of its term."""
        found = seen("three_province_adc", Regime.N173_PRE_REGS)
        change = [span for each in found.steps for span in each.spans if span.limit == "lic.change.decide"]

        assert ["found"] == [each.label.value for each in change]
        assert date(2026, 4, 9) == change[0].begins

    def test_vaccine(self) -> None:
        """Without NMPA's consent a vaccine waits for an act without a limit, so no license has a day."""
        vaccine = given("multivalent_vaccine")
        waiting = vaccine.vaccine.model_copy(update={"nmpa_consent": None})
        found = outlook(
            vaccine.model_copy(update={"vaccine": waiting}), LAW, vaccine.submitted_at, Regime.N173
        )

        assert (["vaccine_consent"], None) == ([each.step for each in found.without_limit], found.licensed_by)
        assert [] == list(seen("multivalent_vaccine", Regime.N173).without_limit)


class TestWindow:
    def test_moved(self) -> None:
        """Under a rule book that does not take the application on its day, the nearest day is counted from."""
        found = seen("three_province_adc", Regime.N173)

        assert (date(2025, 3, 12), date(2026, 5, 15)) == (found.submitted, found.counted_from)

    def test_no_applications(self) -> None:
        """A rule book that takes no applications has no steps, and no day."""
        found = seen("three_province_adc", Regime.NO_INTAKE_GAP)

        assert (False, (), None) == (found.takes_applications, found.steps, found.licensed_by)

    def test_overseas(self) -> None:
        """An applicant from abroad needs no license here; its manufacturer's is the one that counts."""
        found = seen("cross_border_antibody", Regime.N173)
        [decision] = steps(found, "license_decision")

        assert (decision.last_day, ("Yizhuang Biologics (Beijing)",)) == (
            found.licensed_by,
            decision.licensees,
        )


def reading(folder: Path, key: str, value: str, since: str, replaces: str) -> Law:
    """Today's law with one reading otherwise."""
    (folder / "readings").mkdir()
    (folder / "readings" / f"{key}-{since}.yaml").write_text(
        f"in_force: {{from: {since}}}\nreplaces: {replaces}\nreadings:\n  - key: {key}\n    value: {value}\n"
        "    open: false\n    text: {zh: 另作解读。, en: Read otherwise.}\n    source: test\n    basis: [n173/1]\n",
        encoding="utf-8",
    )
    return Law.load(PACKAGED, folder)


class TestReadings:
    def test_nmpa_decides(self, tmp_path: Path) -> None:
        """Where NMPA's approval is read as required, review, plan and approval come first, and no license has a day."""
        law = reading(tmp_path, "nmpa_segment_approval_required", "true", "2026-05-15", "2026-04-01")
        dossier = given("notice_173_antibody")
        found = outlook(dossier, law, dossier.submitted_at, Regime.N173)

        assert ["suitability", "supervision_plan", "nmpa"] == [each.step for each in found.without_limit]
        assert (None, ["papers"]) == (found.licensed_by, [each.step for each in found.within])
        assert "nmpa_segment_approval_required" not in found.readings

    def test_held_from_delivery(self, tmp_path: Path) -> None:
        """Where a license is read as held from its delivery, the filing waits for that term too."""
        law = reading(tmp_path, "license_held_from", "delivery", "2026-04-01", "2021-05-28")
        dossier = given("notice_173_antibody")
        found = outlook(dossier, law, dossier.submitted_at, Regime.N173)

        assert date(2026, 8, 20) == found.licensed_by
        assert [found.licensed_by] == [each.spans[0].begins for each in steps(found, "registration_check")]


@pytest.mark.parametrize("regime", TAKING)
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_day_is_counted(path: Path, regime: Regime) -> None:
    """No day is invented: each is the last of a limit of the law that runs from a day which is itself known."""
    dossier = read_dossier(path.read_text("utf-8"))
    found = outlook(dossier, LAW, dossier.submitted_at, regime)
    known = {found.counted_from}

    for each in found.steps:
        for span in each.spans:
            if span.begins is None:
                assert span.last_day is None
                continue
            limit = LAW.on(span.begins).limit(span.limit)
            last = clock.due(clock.start(limit, span.begins), LAW.calendar)

            assert last is not None
            assert span.begins in known
            assert last.day == span.last_day
            assert last.provisional <= span.provisional
        if each.last_day:
            known.add(each.last_day)
    assert found.steps
