"""E07 to E09: whether production is split at all, to whom, and where."""

from __future__ import annotations

from domain.findings import Outcome
from domain.rules.rule import (
    Answer,
    Both,
    Question,
    failed,
    listed,
    not_applicable,
    party_name,
    passed,
    refer,
)


def e07_segmented(q: Question) -> Answer:
    """More than one stage, at more than one site."""
    stages = {each.stage for each in q.dossier.segments}
    sites = {each.site for each in q.dossier.segments}
    facts = {"stages": str(len(stages)), "sites": str(len(sites))}
    least_stages, least_sites = q.threshold("chain.stages").n, q.threshold("chain.sites").n
    if len(stages) >= least_stages and len(sites) >= least_sites:
        why = Both(
            f"{len(stages)} stages at {len(sites)} sites.",
            f"{len(stages)} 个阶段分布于 {len(sites)} 个场地。",
        )
        return passed(why, facts)
    why = Both(
        f"Stages: {len(stages)}, sites: {len(sites)}. At least {least_stages} stages at {least_sites} sites make "
        "production segmented.",
        f"{len(stages)} 个阶段、{len(sites)} 个场地：分段生产至少须有 {least_stages} 个阶段、{least_sites} 个场地。",
    )
    todo = Both(
        "Use the ordinary rules for own or entrusted manufacture, or list every segment with its site.",
        "请按一般自行生产或者委托生产办理；如有遗漏，请逐一列明各阶段及场地。",
    )
    return failed(why, todo, facts)


def e08_entrusted(q: Question) -> Answer:
    """At least one stage is made by somebody else than the holder."""
    chain = q.dossier.chain()
    facts = {"manufacturers": ", ".join(each.id for each in chain) or "none"}
    if chain:
        names = listed(party_name(each.name, each.name_zh) for each in chain)
        return passed(Both(f"Entrusted to {names.en}.", f"委托给{names.zh}。"), facts)
    why = Both(
        "The applicant makes every segment itself; whether that is segmented production in the plan's sense is open.",
        "各阶段均由申请人自行生产；是否属于方案所称分段生产，尚无定论。",
    )
    todo = Both(
        "Explain why the plan should apply, or apply for own production at several sites.",
        "请说明适用本方案的理由，或者按多场地自行生产办理。",
    )
    return refer(why, todo, facts)


def e09_area(q: Question) -> Answer:
    """Every mainland province concerned is an area of the pilot; the list is configured, none was published."""
    concerned = q.dossier.provinces()
    areas = q.in_force.pilot_areas
    outside = [each for each in concerned if each not in areas]
    facts = {
        str(each): ", ".join(f"{limb.limb} ({limb.strength})" for limb in areas[each].limbs)
        if each in areas
        else "not an area of the pilot"
        for each in concerned
    }
    if not concerned:
        why = Both("No mainland province is concerned.", "未涉及境内省份。")
        return not_applicable(why)
    if not outside:
        names = q.provinces(concerned)
        return passed(
            Both(f"Configured as areas of the pilot: {names.en}.", f"已列入试点地区配置：{names.zh}。"), facts
        )
    names = q.provinces(outside)
    why = Both(
        f"Not configured as an area of the pilot: {names.en}. No official list was published.",
        f"未列入试点地区配置：{names.zh}。官方名单未公布。",
    )
    todo = Both(
        "Show the regional task, or the cluster, the real need and the strong supervision of that province.",
        "请证明该省承担区域协调发展战略相关任务，或者产业集聚、确有需求且监管能力较强。",
    )
    return refer(why, todo, facts, Outcome.FAIL)
