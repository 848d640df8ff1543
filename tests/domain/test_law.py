"""The law as dated data: what holds on a day, and how a wrong file is refused."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.actors import Role
from domain.law import (
    Consequence,
    Label,
    Law,
    Limit,
    Regime,
    Relation,
    Rounding,
    Share,
    Unit,
    UnknownLimitError,
    UnknownProvisionError,
    UnknownReadingError,
)
from domain.law.loader import PACKAGED
from domain.model import Province, ProvisionId

LAW = Law.load()
PILOT_DAY = LAW.on(date(2025, 6, 10))
NOTICE_DAY = LAW.on(date(2026, 6, 10))


class TestLimits:
    @pytest.mark.parametrize(
        ("key", "n", "unit", "article"),
        [
            ("intake.check", 5, Unit.WORKING_DAYS, "all/32"),
            ("lic.accept", 5, Unit.WORKING_DAYS, "all/32"),
            ("lic.correct", 5, Unit.WORKING_DAYS, "all/32"),
            ("lic.new.decide", 30, Unit.WORKING_DAYS, "o28/10"),
            ("lic.change.decide", 15, Unit.WORKING_DAYS, "o28/16"),
            ("lic.deliver", 10, Unit.WORKING_DAYS, "all/44"),
            ("lic.renew.apply_before", 6, Unit.MONTHS, "o28/19"),
            ("lic.inspect", 30, Unit.WORKING_DAYS, "dim/33"),
            ("lic.assess", 20, Unit.WORKING_DAYS, "dim/35"),
            ("lic.regitem.apply", 30, Unit.CALENDAR_DAYS, "o28/17"),
            ("lic.regitem.done", 10, Unit.WORKING_DAYS, "o28/17"),
            ("lic.keyperson", 30, Unit.CALENDAR_DAYS, "o28/45"),
            ("lic.keyperson.vaccine", 15, Unit.CALENDAR_DAYS, "o28/45"),
            ("lic.fallback", 20, Unit.WORKING_DAYS, "all/42"),
            ("lic.fallback.extension", 10, Unit.WORKING_DAYS, "all/42"),
            ("hearing.request", 5, Unit.WORKING_DAYS, "all/47"),
            ("hearing.hold", 20, Unit.WORKING_DAYS, "all/47"),
            ("hearing.notice", 7, Unit.WORKING_DAYS, "all/48"),
            ("reg.accept", 5, Unit.WORKING_DAYS, "o27/95"),
            ("reg.maa", 200, Unit.WORKING_DAYS, "o27/96"),
            ("reg.maa.priority", 130, Unit.WORKING_DAYS, "o27/96"),
            ("reg.maa.rare", 70, Unit.WORKING_DAYS, "o27/96"),
            ("reg.sa", 60, Unit.WORKING_DAYS, "o27/96"),
            ("reg.sa.merged", 80, Unit.WORKING_DAYS, "o27/96"),
            ("reg.sa.inspection", 200, Unit.WORKING_DAYS, "o27/96"),
            ("reg.supplement", 80, Unit.WORKING_DAYS, "o27/87"),
            ("reg.explain", 5, Unit.WORKING_DAYS, "o27/87"),
            ("reg.inspect.report_before", 40, Unit.WORKING_DAYS, "o27/97"),
            ("reg.inspect.notify", 40, Unit.WORKING_DAYS, "o27/97"),
            ("reg.test", 60, Unit.WORKING_DAYS, "o27/98"),
            ("reg.test.standard", 90, Unit.WORKING_DAYS, "o27/98"),
            ("reg.dissent", 15, Unit.WORKING_DAYS, "o27/90"),
            ("reg.expert", 50, Unit.WORKING_DAYS, "o27/90"),
            ("reg.decide", 20, Unit.WORKING_DAYS, "o27/100"),
            ("reg.deliver", 10, Unit.WORKING_DAYS, "o27/101"),
            ("chg.filing.publish", 5, Unit.WORKING_DAYS, "pac/26"),
            ("chg.filing.check", 30, Unit.WORKING_DAYS, "pac/26"),
            ("chg.class.reply", 20, Unit.WORKING_DAYS, "pac/21"),
            ("chg.implement", 6, Unit.MONTHS, "pac/25"),
            ("ann134.rectify", 1, Unit.YEARS, "a134/rectification"),
            ("resp.person.change", 15, Unit.WORKING_DAYS, "a137/change"),
            ("gmp.inspection", 1, Unit.YEARS, "plan/supervision"),
            ("rec.apply", 60, Unit.CALENDAR_DAYS, "arl/20"),
            ("rec.decide", 60, Unit.CALENDAR_DAYS, "arl/62"),
            ("lit.after_rec", 15, Unit.CALENDAR_DAYS, "apl/45"),
            ("lit.direct", 6, Unit.MONTHS, "apl/46"),
        ],
    )
    def test_register(self, key: str, n: int, unit: Unit, article: str) -> None:
        """Each limit of the register is in force under both rule books, with its article."""
        limit = NOTICE_DAY.limit(key)

        assert (n, unit, article) == (limit.n, limit.unit, limit.basis[0])

    @pytest.mark.parametrize("key", ["pilot.preselect", "pilot.government", "pilot.nmpa"])
    def test_no_limit_where_no_text_sets_one(self, key: str) -> None:
        """Selection, government and NMPA assessment have no statutory limit, so none can be asked for."""
        with pytest.raises(UnknownLimitError):
            PILOT_DAY.limit(key)

    def test_deemed_acceptance_is_said_of_licenses_only(self) -> None:
        """The five days of the pilot's formal check end in an alarm, those of a license in acceptance."""
        found = [PILOT_DAY.limit(key) for key in ("intake.check", "lic.accept")]

        assert [(Consequence.ALARM, Label.INFERENCE), (Consequence.DEEMED_ACCEPTED, Label.FOUND)] == [
            (limit.consequence, limit.label) for limit in found
        ]

    def test_before_its_first_day(self) -> None:
        """A limit is not there before the day from which it holds."""
        with pytest.raises(UnknownLimitError):
            PILOT_DAY.limit("ann134.rectify")

    def test_a_limit_changes_with_the_law(self) -> None:
        """The change of a license rests on the old Regulations until the day before the new ones."""
        before, after = (
            LAW.on(day).limit("lic.change.decide") for day in (date(2026, 5, 14), date(2026, 5, 15))
        )

        assert (("o28/16", "regs-2019/4"), ("o28/16",)) == (before.basis, after.basis)

    @pytest.mark.parametrize(
        ("rounding", "expected"), [(Rounding.UP, 67), (Rounding.DOWN, 66), (Rounding.NEAREST, 67)]
    )
    def test_shares(self, rounding: Rounding, expected: int) -> None:
        """A third of 200 working days is 66 or 67, as the rounding is read."""
        assert expected == PILOT_DAY.share("reg.supplement.growth").part(200, rounding)

    @given(st.integers(1, 400))
    def test_rounding_is_less_than_a_day(self, n: int) -> None:
        """However a share is rounded, it is less than a day away from the exact part."""
        share = PILOT_DAY.share("reg.supplement.growth.priority")

        assert all(abs(share.part(n, rounding) * 4 - n) < 4 for rounding in Rounding)

    def test_unknown_share(self) -> None:
        """A share that no file holds is refused."""
        with pytest.raises(UnknownLimitError):
            PILOT_DAY.share("reg.maa")


class TestProvisions:
    @pytest.mark.parametrize(
        "id_",
        [
            "plan/2-1",
            "plan/2-2",
            "plan/2-3",
            "plan/4",
            "n173/2",
            "dal/32",
            "vl/22",
            "vpd/12",
            "shr/25",
            "cc/203",
        ],
    )
    def test_known(self, id_: str) -> None:
        """A provision has its instrument's title, a citation and a sentence, each in both languages."""
        provision = LAW.provision(ProvisionId(id_))

        assert all(text.zh and text.en for text in (provision.title, provision.cite, provision.summary)), (
            provision
        )

    def test_unknown(self) -> None:
        """A provision that no file holds is refused."""
        with pytest.raises(UnknownProvisionError):
            LAW.provision(ProvisionId("plan/99"))

    def test_not_in_force(self) -> None:
        """A provision is not in force before its instrument, nor after it."""
        for day, id_ in (
            (date(2024, 10, 20), "plan/2-1"),
            (date(2027, 1, 1), "plan/2-1"),
            (date(2026, 3, 31), "n173/2"),
        ):
            with pytest.raises(UnknownProvisionError):
                LAW.on(day).provision(ProvisionId(id_))

    def test_an_unread_article_claims_no_number(self) -> None:
        """The segmented-production article of the new Regulations is an inference without a number."""
        provision = NOTICE_DAY.provision(ProvisionId("regs-2026/segmented"))

        assert (Label.INFERENCE, False) == (provision.label, "Art." in provision.cite.en)


class TestTables:
    def test_readings_differ_by_day(self) -> None:
        """A reading of Notice 173 is not there while the notice is not."""
        with pytest.raises(UnknownReadingError):
            PILOT_DAY.reading("nmpa_segment_approval_required")
        assert NOTICE_DAY.reading("nmpa_segment_approval_required").value is False

    def test_competence(self) -> None:
        """In the pilot every concerned agency signs the scheme, and only the applicant's government decides."""
        rows = {(row.command, row.role, row.relation) for row in PILOT_DAY.competence(Regime.PILOT)}

        assert {
            ("sign_scheme", Role.AGENCY, Relation.CONCERNED_AGENCY),
            ("decide_as_government", Role.GOVERNMENT, Relation.APPLICANT_GOVERNMENT),
        } <= rows

    def test_no_competence_without_a_route(self) -> None:
        """Nobody is competent for anything where there is no route."""
        assert () == PILOT_DAY.competence(Regime.NO_ROUTE)

    def test_thirty_two_addressees(self) -> None:
        """31 provincial-level divisions and the Corps are addressed; three more lie outside the mainland."""
        assert (32, 35) == (sum(d.mainland for d in LAW.divisions.values()), len(LAW.divisions))

    def test_the_corps_has_no_letters(self) -> None:
        """The Corps has no letters, so its mark is its code."""
        corps, shanghai = LAW.divisions[Province("660000")], LAW.divisions[Province("310000")]

        assert ("660000", "SH") == (corps.mark, shanghai.mark)

    def test_pilot_areas_say_how_sure_they_are(self) -> None:
        """Three areas rest on evidence, one is only named by a secondary source."""
        strength = {
            code: {limb.strength for limb in area.limbs} for code, area in PILOT_DAY.pilot_areas.items()
        }

        assert {
            "110000": {"evidence"},
            "310000": {"evidence"},
            "320000": {"evidence"},
            "440000": {"named_only"},
        } == strength

    def test_no_pilot_area_before_the_plan(self) -> None:
        """Before the Plan there is no pilot area."""
        assert {} == dict(LAW.on(date(2024, 10, 20)).pilot_areas)


class TestDigest:
    def test_same_law_same_digest(self) -> None:
        """Two days between which no law changes have the same digest, read afresh or not."""
        again = Law.load(PACKAGED).on(date(2025, 6, 11))

        assert again.digest == PILOT_DAY.digest

    def test_changes_with_the_law(self) -> None:
        """Each day on which the law changes has a digest of its own."""
        digests = [LAW.on(day).digest for day in LAW.turning_days]

        assert len(set(digests)) == len(digests)


class TestLoad:
    def test_once_in_a_process(self) -> None:
        """The packaged law is read once and shared."""
        assert Law.load() is LAW

    def test_every_statement_rests_on_something(self) -> None:
        """Every limit and share has an article and a label."""
        entries: list[Limit | Share] = [item.value for item in LAW.shelf.limits]
        entries += [item.value for item in LAW.shelf.shares]

        assert all(entry.basis and entry.label in Label for entry in entries)
