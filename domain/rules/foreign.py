"""E23 and E24: who acts for an overseas applicant, and what stands in for papers of a site abroad."""

from __future__ import annotations

from domain.dossier import AgentRole, ApplicantRole, Site, SubstituteDocument, in_mainland
from domain.rules.rule import (
    Answer,
    Both,
    Question,
    correct,
    failed,
    not_applicable,
    party_name,
    passed,
    refer,
)

_OFFICES = {
    AgentRole.REGISTRATION_AGENT: Both("registration agent", "注册代理机构"),
    AgentRole.RESPONSIBLE_PERSON: Both("domestic responsible person", "境内责任人"),
}


def e23_domestic_agent(q: Question) -> Answer:
    """An overseas applicant acts through the right enterprise in mainland China."""
    applicant = q.dossier.applicant
    if in_mainland(applicant.country, applicant.province):
        return not_applicable(Both("The applicant is in mainland China.", "申请人在境内。"))
    agent = applicant.domestic_agent
    wanted = _office(q)
    facts = {
        "country": applicant.country,
        "role": applicant.role.value,
        "agent": agent.name if agent else "none",
        "agent_role": agent.role.value if agent and agent.role else "not stated",
    }
    if agent is None or not in_mainland("CN", agent.province):
        lack = (
            Both("none is named", "未指定")
            if agent is None
            else Both(f"{agent.name} is not in mainland China", f"{agent.name_zh or agent.name}不在境内")
        )
        why = Both(
            f"An overseas applicant has to act through a domestic enterprise; {lack.en}.",
            f"境外申请人须指定境内企业办理；{lack.zh}。",
        )
        todo = Both(
            "Name the domestic enterprise (applicant.domestic_agent).",
            "请指定境内企业（applicant.domestic_agent）。",
        )
        return failed(why, todo, facts)
    name = party_name(agent.name, agent.name_zh)
    if agent.role is None:
        why = Both(f"The office in which {name.en} acts is not stated.", f"未写明{name.zh}以何种身份办理。")
        todo = Both(
            "State applicant.domestic_agent.role and add the authorisation.",
            "请填写 applicant.domestic_agent.role 并附授权文件。",
        )
        return correct(why, todo, facts)
    if wanted and agent.role is not wanted:
        office = _OFFICES[wanted]
        why = Both(
            f"{name.en} acts as {_OFFICES[agent.role].en}; this applicant needs a {office.en}.",
            f"{name.zh}的身份为{_OFFICES[agent.role].zh}；该申请人须有{office.zh}。",
        )
        todo = Both(
            f"Name a {office.en} and report it to the agency.", f"请指定{office.zh}并向药品监管部门报告。"
        )
        return failed(why, todo, facts)
    office = _OFFICES[agent.role]
    return passed(Both(f"{name.en} acts as {office.en}.", f"{name.zh}作为{office.zh}办理。"), facts)


def _office(q: Question) -> AgentRole | None:
    """The office asked for; a holder may use either before the announcement on responsible persons."""
    if q.dossier.applicant.role is ApplicantRole.REGISTRATION_APPLICANT:
        return AgentRole.REGISTRATION_AGENT
    return AgentRole.RESPONSIBLE_PERSON if q.applies("agent.responsible_person") else None


def _abroad(q: Question) -> tuple[Site, ...]:
    return tuple(each for each in q.dossier.used_sites() if not in_mainland(each.country, each.province))


def _lacks(site: Site, papers: tuple[SubstituteDocument, ...], q: Question) -> Both | None:
    own = [each for each in papers if each.site == site.id]
    if not own:
        return Both("no certificate", "无证明文件")
    if all(each.valid_until is not None and each.valid_until < q.day for each in own):
        return Both("certificate expired", "证明文件已过期")
    if any(each.replaces and not each.reason for each in own):
        return Both("no reason why a replaced paper is not applicable", "未说明被替代材料不适用的理由")
    return None


def e24_foreign_site(q: Question) -> Answer:
    """Each site abroad has a valid certificate of its authority, and replaced papers are named with reasons."""
    abroad = _abroad(q)
    if not abroad:
        return not_applicable(Both("No site abroad.", "无境外场地。"))
    found = {each.id: _lacks(each, q.dossier.substitute_documents, q) for each in abroad}
    facts = {name: lack.en if lack else "certificate valid" for name, lack in found.items()}
    lacking = {name: lack for name, lack in found.items() if lack}
    if not lacking:
        why = Both(
            "Each site abroad has a valid certificate of its authority.",
            "各境外场地均有其监管机构出具的有效证明文件。",
        )
        return passed(why, facts)
    why = Both(
        "Sites abroad: " + ", ".join(f"{name}: {lack.en}" for name, lack in lacking.items()) + ".",
        "境外场地：" + "、".join(f"{name}：{lack.zh}" for name, lack in lacking.items()) + "。",
    )
    todo = Both(
        "Add the authority's certificate for each, and name every replaced paper with the reason "
        "(substitute_documents).",
        "请补充各境外场地监管机构的证明文件，并逐一列明被替代材料及理由（substitute_documents）。",
    )
    return refer(why, todo, facts) if q.pilot else correct(why, todo, facts)
