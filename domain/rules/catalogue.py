"""Every rule: its title, its regimes and its articles, in the order of the handbook."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from domain.law import Regime
from domain.model import ProvisionId
from domain.rules import (
    agreements,
    capability,
    chain,
    experience_rules,
    foreign,
    later,
    quality,
    staff,
    vaccine,
    variety,
    window,
)
from domain.rules.rule import Answer, Question, Rule

PILOT = frozenset({Regime.PILOT})
N173 = frozenset({Regime.N173_PRE_REGS, Regime.N173})
BOTH = PILOT | N173
ALWAYS = frozenset(Regime)


def _rule(  # noqa: PLR0913, PLR0917, a row of the table
    id_: str,
    zh: str,
    en: str,
    function: Callable[[Question], Answer],
    regimes: frozenset[Regime],
    cites: str,
    cites_n173: str = "",
    *,
    by_reference: bool = False,
) -> Rule:
    return Rule(
        id=id_,
        title=MappingProxyType({"zh": zh, "en": en}),
        function=function,
        regimes=regimes,
        cites=tuple(ProvisionId(each) for each in cites.split()),
        cites_n173=tuple(ProvisionId(each) for each in cites_n173.split()),
        by_reference=by_reference,
    )


_ALL = (
    _rule("E01", "受理期", "Window", window.e01_window, ALWAYS, "plan/submission plan/term", "n173/6"),
    _rule(
        "E02", "生物制品", "Biological product", variety.e02_biological, BOTH, "plan/2-3", "n173/1 plan/2-3"
    ),
    _rule(
        "E03", "品种", "Variety", variety.e03_variety, BOTH, "plan/2-3", "n173/1 plan/2-3", by_reference=True
    ),
    _rule(
        "E03a",
        "工艺或者设施特殊要求",
        "Special need",
        variety.e03a_special_need,
        frozenset({Regime.N173}),
        "regs-2026/segmented shr/25",
    ),
    _rule("E04", "可以委托", "Not prohibited", variety.e04_entrustable, BOTH, "dal/32"),
    _rule("E05", "疫苗", "Vaccine", vaccine.e05_vaccine, BOTH, "vl/22 vpd/12 o28/25"),
    _rule(
        "E06", "自主研发", "Own development", variety.e06_original, BOTH, "plan/origin", "n173/1 plan/origin"
    ),
    _rule("E07", "分段", "Segmented", chain.e07_segmented, BOTH, "plan/segments", "n173/1 plan/segments"),
    _rule("E08", "委托", "Entrusted", chain.e08_entrusted, BOTH, "plan/segments dal/32", "n173/1 dal/32"),
    _rule("E09", "试点地区", "Area", chain.e09_area, PILOT, "plan/2-1"),
    _rule(
        "E10",
        "持有人能力",
        "Holder's capability",
        capability.e10_capability,
        BOTH,
        "plan/2-2",
        "n173/1 plan/2-2",
        by_reference=True,
    ),
    _rule(
        "E11",
        "统一质量管理体系",
        "Unified quality system",
        quality.e11_unified_system,
        BOTH,
        "plan/2-2",
        "n173/2 plan/2-2",
    ),
    _rule(
        "E12",
        "受托企业质量保证体系",
        "Manufacturers' quality assurance",
        quality.e12_manufacturers_system,
        BOTH,
        "plan/2-2",
        "n173/2 plan/2-2",
    ),
    _rule("E13P", "受托企业经验", "Experience", experience_rules.e13p_experience, PILOT, "plan/2-2 cc/1259"),
    _rule("E13N", "同剂型经验", "Same-form experience", experience_rules.e13n_experience, N173, "n173/2"),
    _rule(
        "E13X",
        "放宽的经验",
        "Widened experience",
        experience_rules.e13x_widened_experience,
        N173,
        "n173/2 a134/17-2-2 a134/17-2-4",
    ),
    _rule(
        "E14", "协议", "Agreements", agreements.e14_agreements, BOTH, "dal/32 plan/cmo-conduct cfdi/duties"
    ),
    _rule("E15", "不得再委托", "No re-entrustment", agreements.e15_no_re_entrustment, BOTH, "o28/42 shr/24"),
    _rule(
        "E16",
        "派驻人员",
        "Dispatched staff",
        staff.e16_dispatched_staff,
        BOTH,
        "plan/4",
        "n173/1 plan/4",
        by_reference=True,
    ),
    _rule(
        "E17",
        "损害赔偿",
        "Compensation",
        capability.e17_compensation,
        BOTH,
        "plan/4 plan/2-2",
        "n173/1 plan/4",
        by_reference=True,
    ),
    _rule("E18", "联合方案", "Joint scheme", later.e18_joint_scheme, PILOT, "plan/joint-scheme"),
    _rule("E19", "省级政府同意", "Government", later.e19_government, PILOT, "plan/government"),
    _rule("E20", "国家药监局评估", "NMPA decision", later.e20_nmpa, BOTH, "plan/nmpa-assessment", "n173/1"),
    _rule(
        "E21",
        "许可证地址",
        "License mirror",
        later.e21_license_mirror,
        BOTH,
        "plan/licensing o28/15",
        "n173/1 o28/15",
    ),
    _rule(
        "E22",
        "受托企业文件",
        "Manufacturers' papers",
        later.e22_cmo_papers,
        BOTH,
        "a132/cmo-papers",
        "n173/1 a132/cmo-papers",
    ),
    _rule(
        "E23",
        "境外申请人",
        "Foreign party",
        foreign.e23_domestic_agent,
        BOTH,
        "plan/submission plan/cross-border a137/responsible-person",
        "n173/1 a137/responsible-person",
    ),
    _rule("E24", "境外场地", "Foreign site", foreign.e24_foreign_site, BOTH, "plan/cross-border", "n173/4"),
    _rule(
        "E25", "受托企业评估", "Manufacturer's evaluation", agreements.e25_evaluation, BOTH, "a134/part-1-3"
    ),
    _rule(
        "E26",
        "年度检查",
        "Annual inspection",
        later.e26_annual_inspection,
        BOTH,
        "plan/supervision",
        "n173/5 plan/supervision",
    ),
    _rule("E27", "剂型", "Dosage form", variety.e27_dosage_form, N173, "n173/2"),
    _rule(
        "E28",
        "主体责任",
        "Primary responsibility",
        capability.e28_primary_responsibility,
        BOTH,
        "plan/primary-responsibility",
        "n173/2 plan/primary-responsibility",
    ),
    _rule(
        "E29",
        "受托企业行为",
        "Manufacturers' conduct",
        later.e29_cmo_conduct,
        BOTH,
        "plan/cmo-conduct dal/31",
    ),
    _rule(
        "E30",
        "无不利影响",
        "No adverse effect",
        quality.e30_no_adverse_effect,
        BOTH,
        "plan/no-adverse-effect cfdi/transport",
        "n173/3 plan/no-adverse-effect",
    ),
)

RULES: Mapping[str, Rule] = MappingProxyType({each.id: each for each in _ALL})
