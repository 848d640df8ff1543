"""E05: what a vaccine needs beyond every other product."""

from __future__ import annotations

from domain.dossier import APPLICANT, Composition, Consent, Kind, Stage
from domain.rules.rule import (
    Answer,
    Both,
    Question,
    Step,
    correct,
    failed,
    hold,
    not_applicable,
    passed,
    refer,
    words,
    yes_no,
)

VACCINES = frozenset({Kind.VACCINE, Kind.MULTIVALENT_VACCINE})
ENTRUSTABLE = frozenset({Stage.DRUG_SUBSTANCE, Stage.DRUG_PRODUCT})


def e05_vaccine(q: Question) -> Answer:
    """A multivalent vaccine, one stage entrusted, with NMPA's consent and a holder that can make vaccines."""
    if q.dossier.product.kind not in VACCINES:
        return not_applicable(Both("Not a vaccine.", "不是疫苗。"), {"kind": q.dossier.product.kind.value})
    facts = _facts(q)
    return _shape(q, facts) or _consent_and_capability(q, facts)


def _composition(q: Question) -> Composition | None:
    stated = q.dossier.vaccine.composition
    if stated is None and q.dossier.product.kind is Kind.MULTIVALENT_VACCINE:
        return Composition.MULTIVALENT
    return stated


def _entrusted(q: Question) -> tuple[Stage, ...]:
    given_away = {each.stage for each in q.dossier.entrusted()}
    return tuple(stage for stage in Stage if stage in given_away)


def _own_capability(q: Question) -> bool:
    """As stated; where nothing is stated, a stage that the holder makes itself shows it."""
    stated = q.dossier.vaccine.own_capability
    return bool(q.dossier.stages_of(APPLICANT)) if stated is None else stated


def _facts(q: Question) -> dict[str, str]:
    composition, consent = _composition(q), q.dossier.vaccine.nmpa_consent
    return {
        "composition": composition.value if composition else "not stated",
        "nmpa_consent": consent.value if consent else "not stated",
        "entrusted_stages": ", ".join(_entrusted(q)) or "none",
        "own_capability": yes_no(_own_capability(q)),
    }


def _shape(q: Question, facts: dict[str, str]) -> Answer | None:
    """What no paper can mend: the kind of vaccine and how much of it is entrusted; nothing if that is in order."""
    entrusted, most = _entrusted(q), q.threshold("vaccine.entrusted_stages").n
    if _composition(q) is Composition.MONOVALENT:
        why = Both(
            "A monovalent vaccine may not be made in segments.",
            "单价疫苗不得分段委托生产，仅多联多价疫苗可以。",
        )
        return failed(why, Both("Make the vaccine at one enterprise.", "请由同一企业完成全部生产。"), facts)
    if len(entrusted) > most or not set(entrusted) <= ENTRUSTABLE:
        names = words(*entrusted)
        why = Both(
            f"Entrusted: {names.en}. At most {most} stage of a multivalent vaccine, drug substance or drug product, "
            "may be entrusted.",
            f"委托阶段：{names.zh}。多联多价疫苗至多可以委托 {most} 个阶段（原液或者制剂）。",
        )
        todo = Both(
            "Keep all but one of the stages with the holder.",
            "除其中一个阶段外，其余阶段应由持有人自行生产。",
        )
        return failed(why, todo, facts)
    if q.dossier.vaccine.nmpa_consent is Consent.REFUSED:
        why = Both(
            "NMPA has refused its consent to entrusting a stage of this vaccine.",
            "国家药监局不同意该疫苗分段委托生产。",
        )
        return failed(why, Both("Make the vaccine without entrustment.", "请不委托生产。"), facts)
    return None


def _consent_and_capability(q: Question, facts: dict[str, str]) -> Answer:
    if not _own_capability(q):
        consented = q.dossier.vaccine.nmpa_consent is Consent.GRANTED
        why = Both(
            "The holder does not show that it can make vaccines itself."
            + ("" if consented else " NMPA's consent to entrusting a stage is not there either."),
            "持有人未证明自身具备疫苗生产能力。" + ("" if consented else "国家药监局的同意也尚未取得。"),
        )
        todo = Both(
            "Show the holder's own vaccine production capability (vaccine.own_capability).",
            "请证明持有人自身的疫苗生产能力（vaccine.own_capability）。",
        )
        return refer(why, todo, facts)
    if _composition(q) is None:
        why = Both("Whether the vaccine is multivalent is not stated.", "未写明是否为多联多价疫苗。")
        return correct(why, Both("State vaccine.composition.", "请填写 vaccine.composition。"), facts)
    if q.dossier.vaccine.nmpa_consent is not Consent.GRANTED:
        why = Both(
            "NMPA has not yet consented to entrusting a stage of this vaccine.",
            "国家药监局尚未同意该疫苗分段委托生产。",
        )
        todo = Both("Obtain NMPA's consent before the licenses.", "请在办理生产许可前取得国家药监局同意。")
        return hold(Step.CMO_LICENSE if q.pilot else Step.N_LICENSE, why, todo, facts)
    return passed(
        Both(
            "A multivalent vaccine, one stage at most entrusted, with NMPA's consent.",
            "多联多价疫苗，至多委托一个阶段，并经国家药监局同意。",
        ),
        facts,
    )
