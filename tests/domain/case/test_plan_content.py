"""What a version of the plan holds: every site covered, nothing from outside the chain, and what changed since."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.case.comparison import Difference, compare, difference_sentence
from domain.case.route import Leg, legs
from domain.case.scheme import Duty, SchemeDocument, SchemeVersion, SiteDuty, TransportDuty
from domain.messages import Refusal
from domain.model import Province
from tests.domain.case.given import PLAN, Case, accepted, code, dossier, proposed, selected, topics

DAY = "2025-03-06"
OWN = ({"site": "wuxi", "province": "320000"}, {"site": "pudong", "province": "310000"})
TRANSPORT = {"from_site": "wuxi", "to_site": "pudong", "responsible": "ds"}
DIGEST, OTHER = "a" * 64, "b" * 64
ABROAD = {"sites.0.country": "CH", "sites.0.province": None}


def refused(case: Case, **content: object) -> Refusal:
    """Why this content is not put to the provinces."""
    answer = case.when(DAY, "shanghai", "propose_scheme", **{**PLAN, **content})
    assert isinstance(answer, Refusal)
    return answer


def referred(change: Mapping[str, object], rule: str) -> Case:
    """Selected after the agency has answered what this rule left open."""
    case = accepted(change).does(
        "2025-03-05", "shanghai", "resolve_finding", rule=rule, outcome="PASS", reason="as shown"
    )
    return case.does("2025-03-05", "shanghai", "decide_selection", outcome="selected", reason="fits")


def version(**content: object) -> SchemeVersion:
    """A version that Shanghai proposes."""
    least = {"number": 1, "proposed_by": "310000", "summary": "s", "inspections_per_year": 1, "sampling": "y"}
    return SchemeVersion.model_validate({**least, **content})


class TestDuties:
    def test_own_sites(self) -> None:
        """Where the plan names no duties, each agency inspects the sites of its own province."""
        current = proposed().state.plan.current

        assert current is not None
        assert {("wuxi", "320000"), ("pudong", "310000")} == {(d.site, d.province) for d in current.duties}

    def test_abroad(self) -> None:
        """For a site abroad it is the agency of the applicant's province."""
        current = referred(ABROAD, "E24").does(DAY, "shanghai", "propose_scheme", **PLAN).state.plan.current

        assert current is not None
        assert ("wuxi", "310000") in {(each.site, each.province) for each in current.duties}

    def test_uncovered(self) -> None:
        """A plan that leaves a site out is refused, and the refusal names the site."""
        refusal = refused(selected(), duties=OWN[:1])

        assert ("plan_sites_uncovered", "pudong") == (refusal.code, refusal.facts["sites"])
        assert "o28/49" in refusal.basis

    def test_not_in_charge(self) -> None:
        """An agency does not inspect another province's site alone."""
        refusal = refused(selected(), duties=(OWN[1], {"site": "wuxi", "province": "310000"}))

        assert ("plan_sites_uncovered", "wuxi") == (refusal.code, refusal.facts["sites"])

    def test_another_duty(self) -> None:
        """Sampling alone does not cover a site."""
        refusal = refused(selected(), duties=(OWN[1], {**OWN[0], "duty": "sampling_inspection"}))

        assert "wuxi" == refusal.facts["sites"]

    def test_jointly(self) -> None:
        """A second agency may inspect beside the one in charge."""
        joint = ({"site": "wuxi", "province": "310000"}, *OWN)
        case = selected().does(DAY, "shanghai", "propose_scheme", **{**PLAN, "duties": joint})

        assert case.state.plan.current is not None
        assert 3 == len(case.state.plan.current.duties)

    @pytest.mark.parametrize(
        ("content", "strange"),
        [
            ({"duties": (*OWN, {"site": "suzhou", "province": "320000"})}, "suzhou"),
            ({"duties": (*OWN, {"site": "wuxi", "province": "330000"})}, "330000"),
            ({"transport": ({**TRANSPORT, "from_site": "pudong", "to_site": "wuxi"},)}, "pudong → wuxi"),
            ({"transport": ({**TRANSPORT, "responsible": "carrier"},)}, "carrier"),
            ({"transport": ({**TRANSPORT, "receipt_checked_by": "330000"},)}, "330000"),
        ],
        ids=["site", "province", "transport", "party", "check"],
    )
    def test_outside_the_chain(self, content: Mapping[str, object], strange: str) -> None:
        """What is no part of the chain has no place in its plan, and the refusal names it."""
        refusal = refused(selected(), **content)

        assert ("plan_outside_chain", strange) == (refusal.code, refusal.facts["items"])


class TestThreeProvinces:
    def test_each_signs(self) -> None:
        """With three provinces the scheme is agreed by the third signature, and by none before."""
        case = referred({"cmos.0.province": "330000"}, "E09").does(DAY, "shanghai", "propose_scheme", **PLAN)

        assert ("310000", "320000", "330000") == case.state.file.provinces()
        for who in ("zhejiang", "shanghai"):
            case = case.does("2025-03-07", who, "sign_scheme", version=1)
            assert {"sign_scheme", "object_to_scheme"} == case.waits
        assert ["case.scheme_signed", "case.scheme_agreed"] == topics(
            case.when("2025-03-10", "jiangsu", "sign_scheme", version=1)
        )


class TestDocuments:
    def test_superseded(self) -> None:
        """A document replaces one of an earlier version."""
        first = {**PLAN, "documents": ({"name": "plan", "sha256": DIGEST},)}
        second = {**PLAN, "documents": ({"name": "plan", "sha256": OTHER, "supersedes": DIGEST},)}
        case = selected().does(DAY, "shanghai", "propose_scheme", **first)
        case = case.does("2025-03-07", "jiangsu", "object_to_scheme", version=1, reason="unclear")

        assert isinstance(case.when("2025-03-10", "shanghai", "propose_scheme", **second), tuple)

    def test_superseding_nothing(self) -> None:
        """It cannot replace one that was never there."""
        documents = ({"name": "plan", "sha256": OTHER, "supersedes": DIGEST},)

        assert "document_supersedes_unknown" == code(refused(selected(), documents=documents))


class TestRoute:
    def test_two_sites(self) -> None:
        """Drug substance goes to the filling site."""
        assert (Leg(from_site="wuxi", to_site="pudong"),) == legs(dossier())

    def test_conjugate(self) -> None:
        """Antibody and linker-payload both go to the conjugation, and from there to the filling."""
        sites = [{"id": s, "operator": "ds", "province": "320000", "address": s} for s in "abcd"]
        stages = ("drug_substance", "linker_payload", "conjugation", "drug_product")
        segments = [{"stage": stage, "site": site} for stage, site in zip(stages, "abcd", strict=True)]
        adc = dossier({"sites": sites, "segments": segments, "dispatched_staff": []})

        assert ["a → c", "b → c", "c → d"] == [str(leg) for leg in legs(adc)]

    def test_one_site(self) -> None:
        """Within a site nothing is transported."""
        alone = dossier({"segments.0.site": "pudong"})

        assert () == legs(alone)


DUTIES = st.lists(
    st.builds(
        SiteDuty,
        site=st.sampled_from(["wuxi", "pudong"]),
        province=st.sampled_from([Province("310000"), Province("320000")]),
        duty=st.sampled_from(Duty),
    ),
    max_size=4,
).map(tuple)
VERSIONS = st.builds(
    SchemeVersion,
    number=st.just(1),
    proposed_by=st.just(Province("310000")),
    summary=st.sampled_from(["first", "second"]),
    inspections_per_year=st.integers(1, 3),
    sampling=st.sampled_from(["yearly", "twice"]),
    duties=DUTIES,
    documents=st.lists(
        st.builds(SchemeDocument, name=st.sampled_from("ab"), sha256=st.sampled_from([DIGEST, OTHER])),
        max_size=2,
    ).map(tuple),
)


class TestComparison:
    @given(one=VERSIONS)
    def test_same(self, one: SchemeVersion) -> None:
        """A version does not differ from itself, in whatever order it lists its duties."""
        assert () == compare(one, one.model_copy(update={"duties": one.duties[::-1]}))

    @given(one=VERSIONS, other=VERSIONS)
    def test_back(self, one: SchemeVersion, other: SchemeVersion) -> None:
        """What was new in one direction is old in the other."""
        there = {(d.field, d.item): (d.old, d.new) for d in compare(one, other)}
        back = {(d.field, d.item): (d.new, d.old) for d in compare(other, one)}

        assert there == back

    @given(one=VERSIONS, other=VERSIONS)
    def test_sentences(self, one: SchemeVersion, other: SchemeVersion) -> None:
        """Every difference is one sentence in either language, without a code in it."""
        for difference in compare(one, other):
            said = [difference_sentence(difference, "zh"), difference_sentence(difference, "en")]
            assert all(each and difference.field not in each for each in said)

    def test_field_by_field(self) -> None:
        """Each field that changed is named with what it was and what it is."""
        old = version(duties=(OWN[0],), transport=(TRANSPORT,))
        new = version(
            inspections_per_year=2,
            duties=(*OWN, {"site": "wuxi", "province": "310000"}),
            transport=(TransportDuty.model_validate({**TRANSPORT, "dispatch_checked_by": "320000"}),),
        )

        assert (
            Difference(field="inspections_per_year", old=("1",), new=("2",)),
            Difference(
                field="scheme_duties",
                item=("wuxi", "comprehensive_inspection"),
                old=("320000",),
                new=("310000", "320000"),
            ),
            Difference(field="scheme_duties", item=("pudong", "comprehensive_inspection"), new=("310000",)),
            Difference(field="scheme_dispatch_check", item=("wuxi", "pudong"), new=("320000",)),
        ) == compare(old, new)

    def test_in_words(self) -> None:
        """A duty is told by its site and the agency, in the words of the glossary."""
        difference = Difference(
            field="scheme_duties", item=("wuxi", "sampling_inspection"), old=("320000",), new=("310000",)
        )

        assert [
            "监管分工（wuxi · 抽样检验）：原为江苏省药品监督管理局；改为上海市药品监督管理局",
            (
                "supervision duty (wuxi · sampling inspection): was Jiangsu Medical Products Administration; "
                "is now Shanghai Medical Products Administration"
            ),
        ] == [difference_sentence(difference, lang) for lang in ("zh", "en")]
