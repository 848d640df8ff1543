"""Competence: who may do what, by office and by relation to the case."""

from __future__ import annotations

from datetime import date

import pytest

from domain.actors import Role
from domain.law import Law, Regime
from domain.law.tables import Relation
from domain.streams import COMMANDS
from tests.domain.case.given import applied, code, dossier, submitted

LAW = Law.load()
PILOT = LAW.on(date(2025, 6, 10)).competence(Regime.PILOT)
NOTICE = LAW.on(date(2026, 6, 10)).competence(Regime.N173)
ROWS = (*PILOT, *NOTICE)


class TestTable:
    def test_every_command(self) -> None:
        """Every command has somebody who may give it, and the table knows no other."""
        assert set(COMMANDS) == {row.command for row in ROWS}

    def test_before_and_after_the_regulations(self) -> None:
        """The revised Regulations change nothing in who acts under Notice 173."""
        assert NOTICE == LAW.on(date(2026, 4, 1)).competence(Regime.N173_PRE_REGS)

    @pytest.mark.parametrize("row", ROWS, ids=[f"{row.command}-{row.role}-{n}" for n, row in enumerate(ROWS)])
    def test_articles(self, row: object) -> None:
        """Every competence rests on articles of the law."""
        basis = getattr(row, "basis", ())

        assert basis
        assert all(LAW.provision(provision) for provision in basis)

    def test_relations_fit_offices(self) -> None:
        """A provincial office acts by its province, a company by its name, a national office by itself."""
        contested = {Relation.RESPONDENT, Relation.STAGE_AUTHORITY}
        fits = {
            Role.APPLICANT: {Relation.APPLICANT, Relation.LICENSEE, Relation.CLAIMANT},
            Role.MANUFACTURER: {Relation.LICENSEE, Relation.CLAIMANT},
            Role.AGENCY: {
                Relation.APPLICANT_AGENCY,
                Relation.CONCERNED_AGENCY,
                Relation.LICENSEE_AGENCY,
                Relation.SITE_AGENCY,
                *contested,
            },
            Role.GOVERNMENT: {Relation.APPLICANT_GOVERNMENT, Relation.RECONSIDERATION_BODY, *contested},
            Role.NMPA: {Relation.NATIONAL, Relation.RECONSIDERATION_BODY, *contested},
            Role.REVIEW_CENTRE: {Relation.NATIONAL, *contested},
            Role.INSPECTION_CENTRE: {Relation.NATIONAL},
            Role.SYSTEM: {Relation.ENGINE},
        }

        assert [] == [row for row in ROWS if row.relation not in fits[row.role]]

    def test_after_the_pilot(self) -> None:
        """A pilot case keeps its table after the Plan has ended."""
        assert PILOT == LAW.on(date(2027, 6, 10)).competence(Regime.PILOT)


class TestCompetent:
    def test_refusal_names_who_could(self) -> None:
        """Who is not competent is told which office would be, standing how to the case, on which article."""
        answer = submitted().when("2025-03-04", "nmpa", "accept", acceptance_no="1")

        assert not isinstance(answer, tuple)
        assert ("provincial_agency", "applicant_agency") == (
            answer.facts["competent"],
            answer.facts["relation"],
        )
        assert ("plan/selection", "all/32") == answer.basis

    def test_an_id_is_no_name(self) -> None:
        """A company stands in the dossier by its name: calling itself by the dossier's id is not enough."""
        named_like_an_id = {"cmos.0.id": "Somebody Else", "sites.0.operator": "Somebody Else"}
        renamed = dossier(named_like_an_id)
        licensee = renamed.licensees()[1]

        assert ("Somebody Else", "Example Biologics") == (licensee.id, licensee.name)

        answer = applied().when(
            "2025-03-13", "stranger", "correct_license_application", licensee="ds", remark="mine"
        )

        assert "not_competent" == code(answer)
