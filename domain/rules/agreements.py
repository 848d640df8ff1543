"""E14, E15 and E25: what binds holder and manufacturer, and what the manufacturer may not pass on."""

from __future__ import annotations

from datetime import date

from domain.dossier import Agreement, Cmo
from domain.rules.rule import (
    Answer,
    Both,
    Question,
    correct,
    failed,
    listed,
    not_applicable,
    party_name,
    passed,
)

_NONE = Both("No manufacturer is entrusted.", "无受托生产企业。")


def _defects(agreement: Agreement | None, day: date) -> tuple[Both, ...]:
    if agreement is None:
        return (Both("missing", "缺失"),)
    begins = agreement.in_force_from or agreement.signed_on
    found = [
        (agreement.signed_on is None, Both("not dated", "未注明签订日期")),
        (
            agreement.signed_on is not None and agreement.signed_on > day,
            Both("signed later", "签订日晚于提交日"),
        ),
        (begins is not None and begins > day, Both("not yet in force", "尚未生效")),
        (
            agreement.in_force_until is not None and agreement.in_force_until < day,
            Both("no longer in force", "已经失效"),
        ),
    ]
    return tuple(said for wrong, said in found if wrong)


def _not_allocated(cmo: Cmo) -> tuple[Both, ...]:
    """What both agreements together say they leave open; an agreement that is silent is not held against it."""
    agreements = [each for each in (cmo.quality_agreement, cmo.entrustment_agreement) if each]
    found = []
    for name, said in (
        ("allocates_liability", Both("duties and liability not allocated", "未划分职责与责任")),
        ("covers_transport", Both("transport not covered", "未涵盖运输")),
    ):
        values = [getattr(each, name) for each in agreements]
        if False in values and True not in values:
            found.append(said)
    return tuple(found)


def _agreement_defects(cmo: Cmo, day: date) -> tuple[Both, ...]:
    papers = (
        (Both("quality agreement", "质量协议"), cmo.quality_agreement),
        (Both("entrustment agreement", "委托协议"), cmo.entrustment_agreement),
    )
    defects = [
        Both(f"{name.en} {defect.en}", f"{name.zh}{defect.zh}")
        for name, agreement in papers
        for defect in _defects(agreement, day)
    ]
    return (*defects, *_not_allocated(cmo))


def e14_agreements(q: Question) -> Answer:
    """A dated quality and entrustment agreement in force with each manufacturer, sharing out all duties."""
    if not q.dossier.cmos:
        return not_applicable(_NONE)
    found = {each: _agreement_defects(each, q.day) for each in q.dossier.cmos}
    facts = {each.id: listed(defects).en or "in order" for each, defects in found.items()}
    wrong = [
        (party_name(each.name, each.name_zh), listed(defects)) for each, defects in found.items() if defects
    ]
    if not wrong:
        why = Both(
            "Quality and entrustment agreements with each manufacturer are dated and in force.",
            "与各受托生产企业的质量协议、委托协议均已签订并生效。",
        )
        return passed(why, facts)
    why = Both(
        " ".join(f"{name.en}: {defects.en}." for name, defects in wrong),
        "".join(f"{name.zh}：{defects.zh}。" for name, defects in wrong),
    )
    todo = Both(
        "Add the agreements, dated and in force, with the duties and liability of all parties, transport included "
        "(cmos[].quality_agreement, cmos[].entrustment_agreement).",
        "请补充已签订并生效的协议，明确各方职责与责任（包括运输）"
        "（cmos[].quality_agreement、cmos[].entrustment_agreement）。",
    )
    return correct(why, todo, facts)


def e15_no_re_entrustment(q: Question) -> Answer:
    """A manufacturer does not pass the work on."""
    if not q.dossier.cmos:
        return not_applicable(_NONE)
    passing = [each for each in q.dossier.cmos if each.sub_entrusts_to]
    facts = {each.id: ", ".join(each.sub_entrusts_to) or "nobody" for each in q.dossier.cmos}
    if not passing:
        why = Both("No manufacturer passes the work on.", "受托生产企业均未再次委托。")
        return passed(why, facts)
    names = listed(party_name(each.name, each.name_zh) for each in passing)
    third = ", ".join(name for each in passing for name in each.sub_entrusts_to)
    return failed(
        Both(f"{names.en} passes work on to {third}.", f"{names.zh}将受托生产再次委托给{third}。"),
        Both(
            "Let the holder entrust that work itself, or let the manufacturer do it.",
            "请由持有人直接委托，或者由受托生产企业自行完成。",
        ),
        facts,
    )


def e25_evaluation(q: Question) -> Answer:
    """The manufacturer evaluated holder and product before it accepted."""
    if not q.applies("cmo.evaluation"):
        since = q.threshold("cmo.evaluation").since
        why = Both(f"Asked for only from {since}.", f"自 {since} 起方有此要求。")
        return not_applicable(why, {"since": str(since)})
    if not q.dossier.cmos:
        return not_applicable(_NONE)
    facts = {each.id: str(each.evaluated_applicant_on or "none") for each in q.dossier.cmos}
    wrong = [each for each in q.dossier.cmos if not _evaluated_before_accepting(each, q.day)]
    if not wrong:
        why = Both(
            "Each manufacturer evaluated holder and product before it accepted.",
            "各受托生产企业均已在接受委托前对持有人和品种进行评估。",
        )
        return passed(why, facts)
    names = listed(party_name(each.name, each.name_zh) for each in wrong)
    return correct(
        Both(
            f"No evaluation of holder and product before acceptance: {names.en}.",
            f"未在接受委托前对持有人和品种进行评估：{names.zh}。",
        ),
        Both(
            "Add the manufacturer's evaluation with its day (cmos[].evaluated_applicant_on).",
            "请补充受托生产企业的评估材料及日期（cmos[].evaluated_applicant_on）。",
        ),
        facts,
    )


def _evaluated_before_accepting(cmo: Cmo, day: date) -> bool:
    accepted = cmo.entrustment_agreement.signed_on if cmo.entrustment_agreement else None
    return cmo.evaluated_applicant_on is not None and cmo.evaluated_applicant_on <= (accepted or day)
