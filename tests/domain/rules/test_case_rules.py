from __future__ import annotations

from domain.dossier import Consent, DispatchedStaff, Site
from domain.findings import Outcome
from domain.model import Province
from domain.rules.case_rules import (
    NMPA_SUBJECTS,
    e16_staff,
    e18_joint_scheme,
    e19_government,
    e20_nmpa,
    e21_license_mirror,
    e22_cmo_papers,
    e26_annual_inspection,
    e29_cmo_conduct,
)
from domain.rules.staff import Least

JIANGSU, SHANGHAI, ZHEJIANG = Province("320000"), Province("310000"), Province("330000")
SITE = Site(id="fill", operator="dp", province="320000", address="2 Fill Road")


def staff(name: str) -> DispatchedStaff:
    """A qualified person at the site."""
    return DispatchedStaff(name=name, site="fill", knows_process=True, knows_gmp=True)


class TestJointScheme:
    def test_all_signed(self) -> None:
        """Once every agency has signed, the scheme may go to the government."""
        assert Outcome.PASS == e18_joint_scheme((JIANGSU, SHANGHAI), {SHANGHAI, JIANGSU}).outcome

    def test_one_missing(self) -> None:
        """One agency that has not signed holds the step to the government, and is named."""
        finding = e18_joint_scheme((JIANGSU, SHANGHAI, ZHEJIANG), {SHANGHAI, JIANGSU})

        assert (Outcome.HOLD, "P06") == (finding.outcome, finding.holds)
        assert "agency of: Zhejiang." in finding.explanation_en
        assert "浙江省" in finding.explanation_zh


class TestDecisions:
    def test_government(self) -> None:
        """Without the government's approval NMPA is not asked."""
        assert Outcome.PASS == e19_government(approved=True).outcome
        assert ["P07", "P07"] == [e19_government(approved=each).holds for each in (False, None)]

    def test_nmpa(self) -> None:
        """Only an approval with a finding on every subject opens the licenses."""
        assert Outcome.PASS == e20_nmpa("approve", NMPA_SUBJECTS).outcome
        assert ["P08"] * 3 == [
            e20_nmpa(None, ()).holds,
            e20_nmpa("return", NMPA_SUBJECTS).holds,
            e20_nmpa("approve", ("scheme", "plan")).holds,
        ]

    def test_nmpa_names_what_is_missing(self) -> None:
        """An approval without a finding on a subject names the subject."""
        finding = e20_nmpa("approve", ("scheme", "plan", "enterprises", "variety"))

        assert "agencies" == finding.facts["without_finding"]


class TestLicenses:
    def test_mirror(self) -> None:
        """Every address asked for stands on the license, or the filing waits."""
        assert Outcome.PASS == e21_license_mirror(["a", "b"], ["b", "a", "c"]).outcome
        assert "P10" == e21_license_mirror(["a", "b"], ["a"]).holds
        assert "N07" == e21_license_mirror(["a", "b"], ["a"], pilot=False).holds

    def test_papers(self) -> None:
        """A missing paper is corrected; a consent that is pending or refused holds the holder's license."""
        assert Outcome.PASS == e22_cmo_papers(gmp_notification=True, consent=Consent.GRANTED).outcome
        assert Outcome.CORRECT == e22_cmo_papers(gmp_notification=True, consent=None).outcome
        assert Outcome.CORRECT == e22_cmo_papers(gmp_notification=False, consent=Consent.GRANTED).outcome
        assert "P09" == e22_cmo_papers(gmp_notification=True, consent=Consent.REFUSED).holds
        assert "N06" == e22_cmo_papers(gmp_notification=True, consent=Consent.PENDING, pilot=False).holds


class TestOperation:
    def test_staff(self) -> None:
        """The same person named twice is one person."""
        assert Outcome.PASS == e16_staff([SITE], [staff("a"), staff("b")], Least(2)).outcome
        assert "P15" == e16_staff([SITE], [staff("a"), staff("a")], Least(2)).holds

    def test_inspection(self) -> None:
        """A year without its inspection is a finding to the agency."""
        assert Outcome.PASS == e26_annual_inspection(2026, 1, 1).outcome
        assert Outcome.FAIL == e26_annual_inspection(2026, 0, 1).outcome

    def test_conduct(self) -> None:
        """Audits and spot checks are both on record, or the batch waits."""
        assert Outcome.PASS == e29_cmo_conduct(audits=1, spot_checks=1).outcome
        assert "P15" == e29_cmo_conduct(audits=1, spot_checks=0).holds
