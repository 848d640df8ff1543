"""E10, E17 and E28: what the holder itself brings to the variety."""

from __future__ import annotations

from domain.rules.rule import Answer, Both, Question, correct, fields, listed, passed, refer, yes_no

_ABILITIES = {
    "rd": Both("research and development", "研发"),
    "quality": Both("quality management", "质量管理"),
    "risk": Both("risk prevention and control", "风险防控"),
    "compensation": Both("liability compensation", "责任赔偿"),
}


def e10_capability(q: Question) -> Answer:
    """The holder shows research, quality, risk and compensation ability of its own for this variety."""
    capability = q.dossier.applicant.capability
    stated = {name: getattr(capability, name) for name in _ABILITIES}
    facts = {name: yes_no(value) for name, value in stated.items()}
    missing = [name for name, value in stated.items() if value is None]
    lacking = [name for name, value in stated.items() if value is False]
    if not missing and not lacking:
        why = Both(
            "The holder shows its own abilities for this variety.",
            "申请人已证明其对该品种的研发、质量管理、风险防控和责任赔偿能力。",
        )
        return passed(why, facts)
    names = listed(_ABILITIES[name] for name in (lacking or missing))
    named = ", ".join(f"applicant.capability.{name}" for name in (lacking or missing))
    if lacking or not q.pilot:
        why = Both(
            f"The holder does not have, or does not show, its own ability in: {names.en}.",
            f"申请人不具备或者未证明以下能力：{names.zh}。",
        )
        todo = Both(
            f"Prove the ability for this variety ({named}); the agency decides.",
            f"请证明对该品种的相应能力（{named}），由药品监管部门判断。",
        )
        return refer(why, todo, facts)
    return correct(
        Both(f"No proof of the holder's ability in: {names.en}.", f"缺少以下能力的证明：{names.zh}。"),
        Both(f"Add the proof ({named}).", f"请补充证明材料（{named}）。"),
        facts,
    )


def e17_compensation(q: Question) -> Answer:
    """A documented compensation system and evidence that the holder can pay; enough is for the agency to say."""
    shown = q.dossier.compensation
    papers = {
        "system": shown.system if shown else None,
        "capacity_evidence": shown.capacity_evidence if shown else None,
    }
    facts = {name: yes_no(value) for name, value in papers.items()}
    facts["sufficient"] = yes_no(shown.sufficient if shown else None)
    missing = [name for name, value in papers.items() if not value]
    if missing:
        lacking = fields("compensation", missing)
        why = Both(
            f"The compensation papers are not complete: {lacking.en}.",
            f"损害赔偿材料不完整：缺少{lacking.zh}。",
        )
        todo = Both(
            "Add the compensation system with its procedures, and evidence of capacity in view of product risk, market "
            "scale and injury standards.",
            "请补充损害赔偿制度与程序，以及结合产品风险、市场规模和赔偿标准的赔付能力证明。",
        )
        return correct(why, todo, facts) if q.pilot else refer(why, todo, facts)
    if shown and shown.sufficient is False:
        why = Both(
            "The compensation capacity is stated not to be sufficient; no text gives a formula.",
            "赔偿能力被认为不足；现有文件未规定计算方法。",
        )
        todo = Both(
            "Raise the cover, or explain why it suffices.", "请提高保障额度，或者说明其已足够的理由。"
        )
        return refer(why, todo, facts)
    why = Both(
        "Compensation system and evidence of capacity are shown.", "已提交损害赔偿制度与赔付能力证明。"
    )
    return passed(why, facts)


def e28_primary_responsibility(q: Question) -> Answer:
    """The holder undertakes in writing to answer for the product over its whole life."""
    undertaken = q.dossier.applicant.primary_responsibility
    facts = {"primary_responsibility": yes_no(undertaken)}
    if undertaken:
        why = Both(
            "The holder undertakes in writing to answer for development, production, distribution and use.",
            "申请人已书面承诺对药品研制、生产、经营、使用全过程承担主体责任。",
        )
        return passed(why, facts)
    return correct(
        Both(
            "The holder's written undertaking of primary responsibility is missing.",
            "缺少申请人承担主体责任的书面承诺。",
        ),
        Both(
            "Add the undertaking for safety, effectiveness and quality control (applicant.primary_responsibility).",
            "请补充对药品安全性、有效性和质量可控性负责的书面承诺（applicant.primary_responsibility）。",
        ),
        facts,
    )
