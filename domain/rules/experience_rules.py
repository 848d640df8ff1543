"""E13: who must have made biologics, for how long, and in which dosage form."""

from __future__ import annotations

from domain.dossier import APPLICANT, Cmo, Experience, ExperienceBasis, Stage
from domain.findings import Outcome
from domain.rules.dosage import Likeness, likeness
from domain.rules.experience import Match, Reached, periods, reached, stated
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

CHEMICAL_STAGES = frozenset({Stage.LINKER_PAYLOAD})


def makes_biologics(q: Question, cmo: Cmo) -> bool:
    """Whether any stage that this manufacturer makes is a biological one."""
    return not set(q.dossier.stages_of(cmo.id)) <= CHEMICAL_STAGES


def commercial(entry: Experience) -> bool:
    """Commercial production of biologics, in any dosage form."""
    return entry.biological and entry.basis is ExperienceBasis.COMMERCIAL


def _names(cmos: list[Cmo]) -> Both:
    return listed(party_name(each.name, each.name_zh) for each in cmos)


_CHOOSE = Both(
    "Choose manufacturers with the experience, or show more of theirs (cmos[].experience).",
    "请选择具备相应经验的受托生产企业，或者补充其经验证明（cmos[].experience）。",
)
_CHEMICAL = Both(
    "Describe that site's quality system and how the holder oversees it; the agency decides with a reason.",
    "请说明该场地的质量管理体系及申请人的监督措施，由药品监管部门说明理由作出决定。",
)


def e13p_experience(q: Question) -> Answer:
    """Each manufacturer of a biological stage has made biologics commercially for the years asked for."""
    years = q.threshold("experience.commercial_years").n
    chain = q.dossier.chain()
    spans = {each.id: periods(each.experience, commercial, q.day) for each in chain}
    facts = {each.id: stated(spans[each.id]) for each in chain}
    biological = [each for each in chain if makes_biologics(q, each)]
    chemical = [each for each in chain if each not in biological]
    short = [each for each in biological if reached(spans[each.id], years) is Reached.NO]
    in_sum = [each for each in biological if reached(spans[each.id], years) is Reached.IN_SUM]
    if not chain:
        return not_applicable(Both("No manufacturer is entrusted.", "无受托生产企业。"))
    if short:
        names = _names(short)
        why = Both(
            f"Less than {years} years of commercial production of biologics by {q.day}: {names.en}.",
            f"截至 {q.day}，生物制品商业化生产经验不足 {years} 年：{names.zh}。",
        )
        return failed(why, _CHOOSE, facts)
    if in_sum:
        names = _names(in_sum)
        why = Both(
            f"{years} years are reached only by adding broken periods: {names.en}.",
            f"须将中断的期间相加方满 {years} 年：{names.zh}。",
        )
        todo = Both(
            "Show that the experience was kept up; the agency decides.",
            "请证明经验得以保持，由药品监管部门判断。",
        )
        return refer(why, todo, facts)
    if chemical:
        names = _names(chemical)
        why = Both(
            f"{names.en}: makes only a chemical stage; the plan asks every manufacturer for experience with biologics.",
            f"{names.zh}：仅承担化学阶段；方案要求受托生产企业具备生物制品生产经验。",
        )
        return refer(why, _CHEMICAL, facts)
    why = Both(
        f"Each manufacturer has at least {years} years of commercial production of biologics.",
        f"各受托生产企业均具备 {years} 年以上生物制品商业化生产经验。",
    )
    return passed(why, facts)


def _pair(q: Question, cmo: Cmo, matches: Match, years: int) -> Reached:
    """The better of holder and manufacturer; by the other reading, of holder and every manufacturer of the chain."""
    others = q.dossier.chain() if q.reading("experience_pair") == "whole_chain" else (cmo,)
    parties = (q.dossier.applicant.experience, *(each.experience for each in others))
    results = [reached(periods(experience, matches, q.day), years) for experience in parties]
    return next((each for each in (Reached.YES, Reached.IN_SUM) if each in results), Reached.NO)


def _same_form(q: Question, base: Match, least: Likeness) -> Match:
    form = q.dossier.product.dosage_form
    families = q.law.forms(q.law_day)
    enough = min(least, Likeness.FAMILY) if q.reading("dosage_form_granularity") == "family" else least
    return lambda entry: base(entry) and likeness(form, entry.dosage_form, families) >= enough


def _widened(entry: Experience) -> bool:
    return entry.biological


def _widening_holds(q: Question) -> bool:
    items = q.threshold("experience.widened_by_items").items
    return q.dossier.announcement_134_item in items and q.dossier.written_confirmation is True


def _widening_carries(q: Question) -> bool:
    years = q.threshold("experience.same_dosage_form_years").n
    matches = _same_form(q, _widened, Likeness.SAME)
    pairs = [each for each in q.dossier.chain() if makes_biologics(q, each)]
    return _widening_holds(q) and all(_pair(q, each, matches, years) is Reached.YES for each in pairs)


def e13n_experience(q: Question) -> Answer:
    """In each pair of holder and manufacturer one has made biologics of the same dosage form long enough."""
    chain = q.dossier.chain()
    if not chain:
        return not_applicable(Both("No manufacturer is entrusted.", "无受托生产企业。"))
    years = q.threshold("experience.same_dosage_form_years").n
    matches = _same_form(q, commercial, Likeness.SAME)
    parties = [(APPLICANT, q.dossier.applicant.experience), *((each.id, each.experience) for each in chain)]
    facts = {name: stated(periods(experience, matches, q.day)) for name, experience in parties}
    biological = [each for each in chain if makes_biologics(q, each)]
    short = [each for each in biological if _pair(q, each, matches, years) is not Reached.YES]
    widened = bool(short) and _widening_carries(q)
    if short and not widened and not _forms_stated(q, short):
        why = Both(
            "Cannot be judged before every dosage form is stated (E27).", "须先写明剂型（E27）方能认定。"
        )
        return not_applicable(why, facts)
    if short and not widened:
        return _short_pair(q, short, years, facts)
    if chemical := [each for each in chain if each not in biological]:
        return _chemical_only(chemical, facts)
    if widened:
        why = Both("Met by the widened experience (E13X) instead.", "由放宽的经验条件（E13X）替代。")
        return not_applicable(why, facts)
    why = Both(
        f"In every pair of holder and manufacturer one has {years} years with the same dosage form.",
        f"申请人与各受托生产企业之间，至少一方具备 {years} 年以上同剂型生物制品商业化生产经验。",
    )
    return passed(why, facts)


def _chemical_only(cmos: list[Cmo], facts: dict[str, str]) -> Answer:
    """What no experience with biologics answers, the widened one no more than the ordinary one."""
    names = _names(cmos)
    why = Both(
        f"{names.en}: makes only a chemical stage, for which the dosage-form test has no meaning.",
        f"{names.zh}：仅承担化学阶段，剂型经验条件对其没有意义。",
    )
    return refer(why, _CHEMICAL, facts)


def _forms_stated(q: Question, cmos: list[Cmo]) -> bool:
    entries = [*q.dossier.applicant.experience, *(entry for cmo in cmos for entry in cmo.experience)]
    return bool(q.dossier.product.dosage_form) and all(each.dosage_form for each in entries)


def _short_pair(q: Question, short: list[Cmo], years: int, facts: dict[str, str]) -> Answer:
    """Refuse by default, unless forms of one family, broken periods or a drug-substance maker leave it open."""
    names = _names(short)
    counted = _widened if _widening_holds(q) else commercial
    open_form = q.reading("dosage_form_granularity") == "refer_within_injections"
    alike = _same_form(q, counted, Likeness.FAMILY if open_form else Likeness.SAME)
    exact = _same_form(q, counted, Likeness.SAME)
    unclear = all(
        (open_form and _pair(q, each, alike, years) is not Reached.NO)
        or _pair(q, each, exact, years) is Reached.IN_SUM
        or (
            Stage.DRUG_PRODUCT not in q.dossier.stages_of(each.id)
            and _pair(q, each, counted, years) is not Reached.NO
        )
        for each in short
    )
    why = Both(
        f"Neither the holder nor the manufacturer has {years} years of commercial production of biologics in the same "
        f"dosage form: {names.en}." + (" What counts as the same form here is open." if unclear else ""),
        f"申请人与受托生产企业均不具备 {years} 年以上同剂型生物制品商业化生产经验：{names.zh}。"
        + ("此处“同剂型”如何认定尚无定论。" if unclear else ""),
    )
    todo = Both(
        "Show the experience of either party, or claim the widened condition with the agency's written confirmation.",
        "请补充任一方的经验证明，或者持药品监管部门书面确认适用放宽条件。",
    )
    return refer(why, todo, facts, None if unclear else Outcome.FAIL)


def e13x_widened_experience(q: Question) -> Answer:
    """Development or manufacturing experience counts, where the announcement's items and a confirmation allow."""
    item, confirmed = q.dossier.announcement_134_item, q.dossier.written_confirmation
    facts = {
        "announcement_134_item": str(item or "not claimed"),
        "written_confirmation": {True: "yes", False: "no", None: "none"}[confirmed],
    }
    if item not in q.threshold("experience.widened_by_items").items:
        why = Both("The widened condition is not open to this dossier.", "本申请不适用放宽条件。")
        return not_applicable(why, facts)
    if not confirmed:
        why = Both(
            f"Item {item} is claimed, but the agency has not confirmed it in writing; the ordinary rule applies.",
            f"申请适用第（{item}）项，但未取得药品监管部门书面确认，按一般条件办理。",
        )
        todo = Both("Ask the agency for the written confirmation.", "请向药品监管部门申请书面确认。")
        return not_applicable(why, facts, todo)
    if _widening_carries(q):
        why = Both(
            f"Item {item} is confirmed, and the experience in development or manufacture is long enough.",
            f"第（{item}）项已经书面确认，研发或者生产经验年限符合要求。",
        )
        return passed(why, facts)
    why = Both(
        f"Item {item} is confirmed, but even development and manufacture do not reach the years; the ordinary rule "
        "applies.",
        f"第（{item}）项已经确认，但研发和生产经验合计仍不足年限，按一般条件办理。",
    )
    return not_applicable(why, facts)
