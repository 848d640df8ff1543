"""The handbook's cases in their pilot column, where a dossier alone does not decide: played on the real workflows."""

from __future__ import annotations

from typing import Any

import pytest

from cli.scenario.play import Outcome
from tests.scenarios.base import (
    FILLER,
    TWO_PROVINCES,
    approved,
    cmo,
    government,
    licensed,
    national,
    play,
    proposed,
    selected,
    signed,
    site,
    staff,
)

HUANGPU = "huangpu-antibodies"
OVERSEAS = {
    "applicant.name": "Johnson & Johnson",
    "applicant.country": "BE",
    "applicant.province": None,
    "applicant.domestic_agent": {
        "name": "Johnson & Johnson (China) Beijing Branch",
        "province": "110000",
        "role": "registration_agent",
    },
    "cmos": [cmo("maker", "Yizhuang Biologics (Beijing)", "110000")],
    "sites": [
        site("making", "maker", "110000"),
        {"id": "abroad", "operator": "applicant", "country": "CH", "address": "Schaffhausen"},
    ],
    "segments": [{"stage": "drug_substance", "site": "making"}, {"stage": "drug_product", "site": "abroad"}],
    "dispatched_staff": staff("making"),
    "substitute_documents": [
        {
            "site": "abroad",
            "certificate": "GMP certificate",
            "authority": "Swissmedic",
            "valid_until": "2027-03-31",
            "replaces": "Drug Manufacturing License",
            "reason": "The site lies abroad.",
        }
    ],
}
CONJUGATE = {
    "product.kind": "adc",
    "cmos": [
        cmo("antibody", "Taihu Antibodies (Wuxi)", "320000"),
        cmo("payload", "Lingnan Fine Chemistry (Guangzhou)", "440000", biological=False),
        cmo("conjugation", "Jinji Lake Conjugation (Suzhou)", "320000"),
        cmo("filling", "Zhangjiang Sterile (Shanghai)", "310000"),
    ],
    "sites": [
        site("a", "antibody", "320000"),
        site("b", "payload", "440000"),
        site("c", "conjugation", "320000"),
        site("d", "filling", "310000"),
    ],
    "segments": [
        {"stage": "drug_substance", "site": "a"},
        {"stage": "linker_payload", "site": "b"},
        {"stage": "conjugation", "site": "c"},
        {"stage": "drug_product", "site": "d"},
    ],
    "dispatched_staff": staff("a", "b", "c", "d"),
}
VACCINE = TWO_PROVINCES | {
    "product.kind": "multivalent_vaccine",
    "vaccine": {"composition": "multivalent", "nmpa_consent": "granted", "own_capability": True},
}


def passed(outcome: Outcome) -> bool:
    """Whether all came out as said; if not, the failure is what the test shows."""
    assert [] == outcome.failures
    return outcome.passed


def test_row_1_single_province() -> None:
    """All in Jiangsu: its agency alone signs, its government approves, then NMPA."""
    facts = TWO_PROVINCES | {
        "applicant.name": "Synermore Biologics (Suzhou)",
        "applicant.province": "320000",
        "sites": [site("own", "applicant", "320000"), site("filling", "filler", "320000")],
    }
    steps = approved("synermore", "js")
    steps[-2]["then"] = {"stage": "national_decision"}
    steps[-1]["then"] = {"stage": "licensing", "waits_for": ["apply_for_license"]}

    assert passed(play(steps, facts, {"events": {"case.scheme_signed": 1, "case.scheme_agreed": 1}}))


def test_row_2_two_provinces() -> None:
    """Shanghai and Jiangsu sign one scheme (E18); the government of Shanghai decides (E19), Jiangsu's cannot; NMPA."""
    steps = [
        *selected(HUANGPU, "sh-agency"),
        *proposed("sh-agency"),
        *signed("sh-agency"),
        government("sh-government", refused="scheme_not_agreed"),
        *signed("js-agency"),
        government("js-government", refused="not_competent"),
        government("sh-government"),
        national(),
    ]

    expect = {"stage": "licensing", "events": {"case.scheme_signed": 2, "case.scheme_agreed": 1}}
    assert passed(play(steps, TWO_PROVINCES, expect))


def test_row_3_province_does_not_sign() -> None:
    """Beijing, Jiangsu and Zhejiang, which does not sign: the plan stays open and no government can decide (E18)."""
    facts = {
        "applicant.name": "Miyun Biologics (Beijing)",
        "applicant.province": "110000",
        "cmos": [
            cmo("maker", "Taihu Antibodies (Wuxi)", "320000"),
            cmo("filler", "Qiantang Filling (Hangzhou)", "330000"),
        ],
        "sites": [site("own", "maker", "320000"), site("filling", "filler", "330000")],
        "dispatched_staff": staff("own", "filling"),
    }
    area = {"rule": "E09", "outcome": "PASS", "reason": "浙江产业集聚，确有项目需求，监管能力较强。"}
    steps = [
        *selected("miyun-biologics", "bj-agency", area),
        *proposed("bj-agency"),
        *signed("bj-agency", "js-agency"),
        government("bj-government", refused="scheme_not_agreed"),
    ]

    expect = {"stage": "joint_plan", "waits_for": ["sign_scheme"], "findings": {"E09": "REFER"}}
    assert passed(play(steps, facts, expect))


def test_row_4_cross_border() -> None:
    """Through Beijing with an agent (E23) and a foreign certificate (E24); E21 asks for mainland addresses only."""
    steps = [
        *approved("janssen-agent", "bj"),
        *licensed("maker", "ds-bj", "bj-agency", "京", ["making address"]),
    ]

    expect = {"stage": "technical_review", "findings": {"E23": "PASS", "E24": "PASS"}}
    assert passed(play(steps, OVERSEAS, expect | {"events": {"license.granted": 1}}))


def test_row_5_no_agent() -> None:
    """The same without a domestic agent is turned away (E23)."""
    facts = OVERSEAS | {"applicant.domestic_agent": None, "applicant.name": "Helvetia Biologics"}
    steps = [{"as": "helvetia", "do": "submit", "refused": "no_mainland_applicant", "refused_by": ["E23"]}]

    assert passed(play(steps, facts, {"findings": {"E23": "FAIL"}, "refused_by": ["E23"]}))


def test_row_6_multivalent_vaccine() -> None:
    """One stage of a multivalent vaccine is entrusted with NMPA's consent: it proceeds to the licenses (E05)."""
    steps = [
        *approved(HUANGPU, "sh", "js"),
        *licensed("filler", "fill-sz", "js-agency", "苏", ["filling address"]),
    ]

    expect = {"stage": "licensing", "findings": {"E05": "PASS"}, "events": {"license.granted": 1}}
    assert passed(play(steps, VACCINE, expect))


def test_row_6_consent_pending() -> None:
    """Without the consent the manufacturer's license is held (P08), until its agency has it on record."""
    apply = {"as": "fill-sz", "do": "apply_for_license", "with": {"licensee": "filler", "kind": "new"}}
    consent = {"rule": "E05", "outcome": "PASS", "reason": "国家药监局已同意。"}
    steps = [
        *approved(HUANGPU, "sh", "js"),
        apply | {"refused": "step_held", "refused_by": ["E05"]},
        {"as": "sh-agency", "do": "resolve_finding", "with": consent},
        apply,
    ]

    assert passed(
        play(steps, VACCINE | {"vaccine.nmpa_consent": "pending"}, {"events": {"license.applied": 1}})
    )


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        ("E05", VACCINE | {"product.kind": "vaccine", "vaccine.composition": "monovalent"}),
        ("E15", {"cmos.0.sub_entrusts_to": ["Third Firm"]}),
        ("E04", {"product.kind": "blood_product"}),
        ("E11", {"quality_system.sites": ["own"]}),
        ("E12", {"cmos.0.qa_system": False}),
        ("E13P", {"cmos.0.experience.0.since": "2022-06-11"}),
    ],
    ids=["row 7", "row 18", "row 21", "E11", "E12", "E13P"],
)
def test_hard_rule(rule: str, change: dict[str, Any]) -> None:
    """What a hard rule refuses cannot be selected, and the refusal of the selection names that rule alone."""
    against = {"after": {"working_days": 1}, "do": "decide_selection", "as": "sh-agency"}
    steps = [
        *selected(HUANGPU, "sh-agency")[:2],
        against
        | {
            "with": {"outcome": "selected", "reason": "拟同意"},
            "refused": "finding_stands",
            "refused_by": [rule],
        },
        against | {"with": {"outcome": "not_selected", "reason": "不符合条件"}},
    ]

    assert passed(play(steps, TWO_PROVINCES | change, {"outcome": "not_selected", "refused_by": [rule]}))


def test_row_8_licensed_in() -> None:
    """A licensed-in antibody that nobody answers for is refused as the rule recommends (E06)."""
    decide = {
        "after": {"working_days": 3},
        "as": "sh-agency",
        "do": "decide_selection",
        "with": {"outcome": "not_selected", "reason": "非自主研发"},
    }
    steps = [*selected(HUANGPU, "sh-agency")[:2], decide]

    expect = {"outcome": "not_selected", "findings": {"E06": "REFER"}, "refused_by": ["E06"]}
    assert passed(play(steps, TWO_PROVINCES | {"product.origin": "licensed_in"}, expect))


@pytest.mark.parametrize(
    ("start", "taken"),
    [
        ("2024-10-20T23:59", False),
        ("2024-10-21T00:00", True),
        ("2025-12-31T23:58", True),
        ("2026-01-01T00:00", False),
    ],
)
def test_row_14_last_minute(start: str, taken: bool) -> None:  # noqa: FBT001 - a column of the table
    """Online the pilot takes applications from its first minute to its last (E01)."""
    said = {} if taken else {"refused": "no_route", "refused_by": ["E01"]}
    steps = [{"as": HUANGPU, "do": "submit", **said}]

    assert passed(play(steps, TWO_PROVINCES, {"events": {"case.submitted": int(taken)}}, start))


def test_row_17_conjugate() -> None:
    """Four sites, three provinces: the chemical site is referred (E13P), five licenses are asked for."""
    chemical = {"rule": "E13P", "outcome": "PASS", "reason": "仅承担化学阶段。"}
    agencies = ("sh-agency", "js-agency", "gd-agency")
    parties = ("antibody", "payload", "conjugation", "filling")
    steps = [
        *selected(HUANGPU, "sh-agency", chemical),
        *proposed("sh-agency"),
        *signed(*agencies),
        government("sh-government"),
        national(),
        *(
            {"as": each, "do": "apply_for_license", "with": {"licensee": each, "kind": "new"}}
            for each in parties
        ),
        {"as": HUANGPU, "do": "apply_for_license", "with": {"licensee": "applicant", "kind": "new"}},
    ]

    expect = {
        "stage": "licensing",
        "findings": {"E13P": "REFER"},
        "events": {"license.applied": 5, "case.scheme_signed": 3},
    }
    assert passed(play(steps, CONJUGATE, expect))


def test_row_17_unanswered() -> None:
    """Without an answer to the referred question nobody can select the conjugate."""
    steps = selected(HUANGPU, "sh-agency")
    steps[-1] |= {"refused": "finding_unresolved", "refused_by": ["E13P"]}

    assert passed(play(steps, CONJUGATE, {"stage": "preliminary_selection"}))


def test_row_19_one_person() -> None:
    """With one person at the manufacturer's site the approvals run, and production waits for the second (E16)."""
    points = {"process_linkage": "合理", "whole_process_quality": "可控", "reason": "建议批准"}
    filed = {"kind": "marketing_application", "track": "reg.maa.priority"}
    set_up = {
        "quality_system_version": "QMS-1",
        "compensation_policy_no": "保1号",
        "transport_validation_no": "运1号",
    }
    people = [
        {"person": f"p{n}", "site": "filling", "knows_process": True, "knows_gmp": True} for n in (1, 2)
    ]
    confirm = {"as": HUANGPU, "stream": "supervision", "do": "confirm_set_up"}
    steps = [
        *approved(HUANGPU, "sh", "js"),
        *licensed("filler", "fill-sz", "js-agency", "苏", ["filling address"]),
        *licensed("applicant", HUANGPU, "sh-agency", "沪", ["own address", "filling address"]),
        {"as": HUANGPU, "do": "file_registration", "with": filed},
        {"as": "cde", "do": "accept_registration", "with": {"acceptance_no": "审1号"}},
        {"as": "cde", "do": "waive_registration_inspection", "with": {"reason": "近期已核查。"}},
        {"as": "cde", "do": "conclude_review", "with": {"conclusion": "approve", **points}},
        {
            "as": "nmpa",
            "do": "decide_registration",
            "with": {"outcome": "approve", "decision_no": "准1号", "reason": "符合要求"},
            "then": {"outcome": "approved"},
        },
        {"as": "nmpa", "do": "deliver_registration", "with": {"receipt_no": "送1号"}},
        confirm
        | {
            "after": {"working_days": 1},
            "with": {"postings": people[:1], **set_up},
            "refused": "set_up_incomplete",
        },
        confirm | {"after": {"working_days": 1}, "with": {"postings": people, **set_up}},
    ]

    facts = TWO_PROVINCES | {"dispatched_staff": staff("filling")[:1]}
    expect = {"findings": {"E16": "HOLD"}, "supervision": {"stage": "production"}}
    assert passed(play(steps, facts, expect))


def test_row_24_silent_agency() -> None:
    """An agency that is silent for five working days has accepted the license application (ALL Art. 32)."""
    applied = {"licensee": "filler", "kind": "new"}
    steps = [
        *approved(HUANGPU, "sh", "js"),
        {"as": "fill-sz", "do": "apply_for_license", "with": applied},
        {"until": "license.application_deemed_accepted"},
        {
            "as": "js-agency",
            "do": "request_license_correction",
            "with": {"licensee": "filler", "defects": ["缺少图纸"]},
            "refused": "license_out_of_turn",
        },
        {"as": "js-agency", "do": "start_license_inspection", "with": {"licensee": "filler"}},
    ]

    assert passed(play(steps, TWO_PROVINCES, {"events": {"license.application_deemed_accepted": 1}}))


def test_row_24_selection_is_no_license() -> None:
    """The same silence at the formal check of the selection accepts nothing, and is reported."""
    steps = [{"as": HUANGPU, "do": "submit"}, {"until": "case.formal_check_overdue"}]

    expect = {"stage": "intake", "waits_for": ["accept"], "events": {"case.accepted": 0}}
    assert passed(play(steps, TWO_PROVINCES, expect))


def test_incomplete_papers_are_corrected_once() -> None:
    """An agreement that is missing cannot be accepted; the notice of it is given once, the correction completes it."""
    lacking = TWO_PROVINCES | {"cmos": [FILLER | {"quality_agreement": None}]}
    accept = {"as": "sh-agency", "do": "accept", "with": {"acceptance_no": "受1号"}}
    notice = {"as": "sh-agency", "do": "request_correction", "with": {"defects": ["请补充质量协议。"]}}
    steps = [
        {"as": HUANGPU, "do": "submit", "then": {"findings": {"E14": "CORRECT"}}},
        accept | {"refused": "papers_missing", "refused_by": ["E14"]},
        notice,
        notice | {"refused": "correction_already_used"},
    ]

    assert passed(play(steps, lacking, {"waits_for": ["correct"], "stage": "intake"}))
