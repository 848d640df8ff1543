"""The conditions on the case itself, for the procedure to ask when their facts are there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Literal

from domain.dossier import Consent, DispatchedStaff, Site
from domain.findings import Finding
from domain.model import Province
from domain.rules.catalogue import RULES
from domain.rules.rule import Answer, Both, Step, correct, failed, hold, listed, passed, refer
from domain.rules.staff import Least, staffing
from domain.wording.tables import province

NmpaDecision = Literal["approve", "return", "refuse"]

NMPA_SUBJECTS: Mapping[str, Both] = {
    "scheme": Both("the scheme", "试点方案"),
    "plan": Both("the supervision plan", "监管计划"),
    "agencies": Both("the agencies' capacity", "监管能力"),
    "enterprises": Both("the enterprises", "试点企业"),
    "variety": Both("the variety", "试点品种"),
}
"""What NMPA makes a finding on before it approves (plan/nmpa-assessment)."""


def _finding(rule: str, answer: Answer, *, pilot: bool = True) -> Finding:
    return RULES[rule].finding(answer, pilot=pilot)


def e16_staff(
    sites: Iterable[Site], staff: Iterable[DispatchedStaff], asked: Least, *, pilot: bool = True
) -> Finding:
    """Enough qualified people are posted to each of these sites, or to all of them together."""
    return _finding("E16", staffing(sites, staff, asked, _operation(pilot=pilot)), pilot=pilot)


def e18_joint_scheme(provinces: Collection[Province], signed: Collection[Province]) -> Finding:
    """The agencies of all provinces concerned have signed the current version."""
    missing = sorted(set(provinces) - set(signed))
    facts = {"provinces": ", ".join(sorted(provinces)), "signed": ", ".join(sorted(signed)) or "none"}
    if not missing:
        why = Both("Every agency concerned has signed the scheme.", "各相关省级药品监管部门均已签署方案。")
        return _finding("E18", passed(why, facts))
    names = listed(Both(province(each, "en"), province(each, "zh")) for each in missing)
    why = Both(f"Not signed by the agency of: {names.en}.", f"以下省份药品监管部门尚未签署：{names.zh}。")
    todo = Both("Sign the scheme, or object with a reason.", "请签署方案，或者说明理由提出异议。")
    return _finding("E18", hold(Step.GOVERNMENT, why, todo, facts))


def e19_government(approved: bool | None) -> Finding:  # noqa: FBT001, the decision itself
    """The government of the applicant's province has approved."""
    facts = {"approved": {True: "yes", False: "no", None: "not decided"}[approved]}
    if approved:
        why = Both(
            "The provincial government has approved scheme and plan.", "省级政府已同意方案与监管计划。"
        )
        return _finding("E19", passed(why, facts))
    why = Both(
        "The provincial government has not approved scheme and plan.", "省级政府尚未同意方案与监管计划。"
    )
    todo = Both("Obtain the government's approval.", "请取得省级政府同意。")
    return _finding("E19", hold(Step.NMPA, why, todo, facts))


def e20_nmpa(decision: NmpaDecision | None, findings: Collection[str]) -> Finding:
    """NMPA has approved, with a finding on each of the subjects that it assesses."""
    missing = [name for name in NMPA_SUBJECTS if name not in findings]
    facts = {"decision": decision or "not decided", "without_finding": ", ".join(missing) or "none"}
    if decision == "approve" and not missing:
        why = Both(
            "NMPA has approved, with a finding on every subject.", "国家药监局已批复同意，并逐项作出评估。"
        )
        return _finding("E20", passed(why, facts))
    if decision == "approve":
        names = listed(NMPA_SUBJECTS[name] for name in missing)
        why = Both(
            f"NMPA's approval has no finding on: {names.en}.",
            f"国家药监局批复未对以下事项作出评估：{names.zh}。",
        )
    else:
        why = Both("NMPA has not approved.", "国家药监局尚未批复同意。")
    todo = Both("Obtain NMPA's approval with all its findings.", "请取得国家药监局逐项评估后的同意批复。")
    return _finding("E20", hold(Step.CMO_LICENSE, why, todo, facts))


def e21_license_mirror(
    required: Iterable[str],
    licensed: Collection[str],
    *,
    intermediate: Collection[str] = (),
    pilot: bool = True,
) -> Finding:
    """The license shows every address that it has to show; of an intermediate one the authority decides."""
    asked = tuple(required)
    missing = [each for each in asked if each not in licensed]
    facts = {"required": "; ".join(asked), "licensed": "; ".join(sorted(licensed)) or "none"}
    if not missing:
        why = Both("The license shows every address asked for.", "许可证已载明全部应载地址。")
        return _finding("E21", passed(why, facts), pilot=pilot)
    names = listed(missing)
    why = Both(f"Not on the license: {names.en}.", f"许可证未载明：{names.zh}。")
    if all(each in intermediate for each in missing):
        todo = Both(
            "Add the intermediate site to the license, or state why it need not stand there.",
            "请在许可证上载明该中间环节场地，或者说明无须载明的理由。",
        )
        return _finding("E21", refer(why, todo, facts), pilot=pilot)
    todo = Both("Amend the license before the filing.", "请在注册申报前变更许可证。")
    return _finding("E21", hold(Step.FILING if pilot else Step.N_FILING, why, todo, facts), pilot=pilot)


def e22_cmo_papers(*, gmp_notification: bool, consent: Consent | None, pilot: bool = True) -> Finding:
    """The manufacturer's agency has given its GMP notification and its consent.

    `None` for the consent says that the paper is missing; a consent pending or refused holds the holder's license.
    """
    facts = {
        "gmp_notification": "present" if gmp_notification else "missing",
        "consent": consent.value if consent else "missing",
    }
    if consent in (Consent.PENDING, Consent.REFUSED):
        why = Both(
            "The manufacturer's agency has not consented to the entrusted manufacture.",
            "受托生产企业所在地药品监管部门未同意受托生产。",
        )
        todo = Both("Obtain the consent of that agency.", "请取得该部门的同意意见。")
        step = Step.HOLDER_LICENSE if pilot else Step.N_LICENSE
        return _finding("E22", hold(step, why, todo, facts), pilot=pilot)
    if gmp_notification and consent is Consent.GRANTED:
        why = Both("GMP notification and consent are there.", "GMP 符合性检查告知书和同意意见齐备。")
        return _finding("E22", passed(why, facts), pilot=pilot)
    why = Both(
        "A paper of the manufacturer's agency is missing.", "缺少受托生产企业所在地药品监管部门出具的文件。"
    )
    todo = Both("Add the GMP notification and the consent.", "请补充 GMP 符合性检查告知书和同意意见。")
    return _finding("E22", correct(why, todo, facts), pilot=pilot)


def e26_annual_inspection(year: int, inspections: int, least: int, *, pilot: bool = True) -> Finding:
    """The variety was inspected as a whole often enough in a calendar year; if not, an alarm to the agency."""
    facts = {"year": str(year), "inspections": str(inspections), "least": str(least)}
    if inspections >= least:
        why = Both(
            f"Comprehensive inspections in {year}: {inspections}.",
            f"{year} 年已开展全面检查 {inspections} 次。",
        )
        return _finding("E26", passed(why, facts), pilot=pilot)
    why = Both(
        f"Comprehensive inspections in {year}: {inspections} of {least}.",
        f"{year} 年应开展全面检查 {least} 次，已开展 {inspections} 次。",
    )
    todo = Both("The agency inspects without delay.", "药品监管部门应当尽快开展检查。")
    return _finding("E26", failed(why, todo, facts), pilot=pilot)


def e29_cmo_conduct(*, audits: int, spot_checks: int, pilot: bool = True) -> Finding:
    """The holder's audits and spot checks of this manufacturer are on record."""
    facts = {"audits": str(audits), "spot_checks": str(spot_checks)}
    if audits and spot_checks:
        why = Both("Audits and spot checks are on record.", "审核与抽查均有记录。")
        return _finding("E29", passed(why, facts), pilot=pilot)
    why = Both("Audit or spot check is not on record.", "缺少审核或者抽查记录。")
    todo = Both("Audit and spot-check this manufacturer.", "请对该受托生产企业开展审核与抽查。")
    return _finding("E29", hold(_operation(pilot=pilot), why, todo, facts), pilot=pilot)


def _operation(*, pilot: bool) -> Step:
    return Step.OPERATION if pilot else Step.N_OPERATION
