"""E11, E12 and E30: one quality system, sound manufacturers, and no harm from the split."""

from __future__ import annotations

from domain.rules.rule import (
    Answer,
    Both,
    Question,
    Step,
    correct,
    failed,
    fields,
    hold,
    listed,
    not_applicable,
    party_name,
    passed,
    words,
    yes_no,
)


def e11_unified_system(q: Question) -> Answer:
    """One quality system covers every site and every stage of the chain."""
    system = q.dossier.quality_system
    sites = tuple(each.id for each in q.dossier.used_sites())
    stages = tuple(dict.fromkeys(each.stage for each in q.dossier.segments))
    open_sites = [
        each for each in sites if system.sites not in (None, "all") and each not in (system.sites or ())
    ]
    open_stages = [
        each for each in stages if system.stages not in (None, "all") and each not in (system.stages or ())
    ]
    facts = {
        "unified": yes_no(system.unified),
        "sites_not_covered": ", ".join(open_sites) or "none",
        "stages_not_covered": ", ".join(open_stages) or "none",
    }
    if system.unified is False or open_sites or open_stages:
        open_parts = listed((*open_sites, *map(words, open_stages)))
        what = open_parts if open_parts.en else Both("the whole chain", "全链条")
        why = Both(
            f"The quality system is not one over the whole chain; not covered: {what.en}.",
            f"质量管理体系未统一覆盖全链条；未覆盖：{what.zh}。",
        )
        todo = Both(
            "Put every site and stage under one quality system and show it (quality_system).",
            "请建立覆盖全部场地和阶段的统一质量管理体系并提交证明（quality_system）。",
        )
        return failed(why, todo, facts)
    missing = [name for name in ("unified", "sites", "stages") if getattr(system, name) is None]
    if missing:
        papers = fields("quality_system", missing)
        return correct(
            Both(
                f"The proof of the unified quality system is incomplete: {papers.en}.",
                f"统一质量管理体系证明不完整：{papers.zh}。",
            ),
            Both(f"Add {papers.en}.", f"请补充：{papers.zh}。"),
            facts,
        )
    return passed(
        Both("One quality system covers every site and stage.", "统一质量管理体系覆盖全部场地和阶段。"), facts
    )


def e12_manufacturers_system(q: Question) -> Answer:
    """Each manufacturer has a sound quality assurance system."""
    cmos = q.dossier.cmos
    if not cmos:
        return not_applicable(Both("No manufacturer is entrusted.", "无受托生产企业。"))
    facts = {each.id: yes_no(each.qa_system) for each in cmos}
    without = [each for each in cmos if each.qa_system is False]
    unstated = [each for each in cmos if each.qa_system is None]
    if not without and not unstated:
        why = Both("Each manufacturer has a quality assurance system.", "各受托生产企业均具备质量保证体系。")
        return passed(why, facts)
    names = listed(party_name(each.name, each.name_zh) for each in (without or unstated))
    if without:
        why = Both(f"No sound quality assurance system: {names.en}.", f"质量保证体系不健全：{names.zh}。")
        todo = Both(
            "Choose a manufacturer with a sound system, or apply again when it has one.",
            "请选择质量保证体系健全的受托生产企业，或者待其健全后再申请。",
        )
        return failed(why, todo, facts)
    return correct(
        Both(f"No proof of a quality assurance system: {names.en}.", f"缺少质量保证体系证明：{names.zh}。"),
        Both("Add the proof for each (cmos[].qa_system).", "请逐一补充证明（cmos[].qa_system）。"),
        facts,
    )


def e30_no_adverse_effect(q: Question) -> Answer:
    """Studies show that the split does not lower safety, efficacy or quality; needed before the filing."""
    studies = q.dossier.segmentation_studies
    stated = {name: getattr(studies, name) for name in ("comparability", "transport", "hold_time")}
    facts = {name: yes_no(value) for name, value in stated.items()}
    missing = [name for name, value in stated.items() if not value]
    if not missing:
        why = Both(
            "Comparability, transport and hold-time studies show no harm.",
            "可比性、运输和储存时限研究表明分段生产未产生不利影响。",
        )
        return passed(why, facts)
    papers = fields("segmentation_studies", missing)
    return hold(
        Step.FILING if q.pilot else Step.N_FILING,
        Both(
            f"Not yet shown that the split does no harm: {papers.en}.",
            f"尚未证明分段生产无不利影响：{papers.zh}。",
        ),
        Both(
            f"Finish and add the studies before the filing: {papers.en}.",
            f"请在注册申报前完成并补充研究：{papers.zh}。",
        ),
        facts,
    )
