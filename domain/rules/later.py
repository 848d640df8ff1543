"""The conditions that no dossier can meet or miss yet: what `assess` says about them is what will be asked."""

from __future__ import annotations

from domain.dossier import in_mainland
from domain.rules.rule import Answer, Both, Question, listed, not_applicable, party_name


def e18_joint_scheme(q: Question) -> Answer:
    """The agencies of all provinces concerned sign one scheme."""
    concerned = q.dossier.provinces()
    names = q.provinces(concerned)
    facts = {"provinces": ", ".join(concerned)}
    if not concerned:
        return not_applicable(Both("No mainland province is concerned.", "未涉及境内省份。"), facts)
    if len(concerned) < 2:  # noqa: PLR2004, one province has nobody to join with
        why = Both(
            f"One province ({names.en}): no joint scheme; its agency draws up the scheme alone.",
            f"仅涉及一省（{names.zh}）：无须联合制定方案，由该省药品监管部门制定。",
        )
        return not_applicable(why, facts)
    why = Both(
        f"Decided later: the agencies of {names.en} sign one scheme before it goes to the government (P06).",
        f"后续认定：{names.zh}药品监管部门须在报送省级政府（P06）前共同签署方案。",
    )
    return not_applicable(why, facts)


def e19_government(q: Question) -> Answer:
    """The government of the applicant's province approves scheme and plan."""
    here = q.dossier.applicant_province()
    name = q.province(here) if here else Both("the applicant's province", "申请人所在地")
    why = Both(
        f"Decided later: the government of {name.en} approves before NMPA's assessment (P07).",
        f"后续认定：{name.zh}省级政府须在国家药监局评估（P07）前同意。",
    )
    return not_applicable(why, {"province": here or "none"})


def e20_nmpa(q: Question) -> Answer:
    """NMPA assesses scheme, plan, agencies, enterprises and variety."""
    if not q.pilot and not q.in_force.reading("nmpa_segment_approval_required").value:
        why = Both(
            "Not asked for: Notice 173 names no NMPA decision. Configured reading, open.",
            "无须办理：第173号通知未规定国家药监局批准程序（配置读法，待确认）。",
        )
        return not_applicable(why, {"nmpa_segment_approval_required": "no"})
    step = "P08" if q.pilot else "N06"
    why = Both(
        f"Decided later: NMPA assesses scheme, plan, agencies, enterprises and variety before the licenses ({step}).",
        f"后续认定：国家药监局须在办理生产许可（{step}）前对方案、监管计划、监管能力、企业和品种进行评估。",
    )
    return not_applicable(why)


def e21_license_mirror(q: Question) -> Answer:
    """Each license shows the addresses of the stages that it stands for."""
    licensees = q.dossier.licensees()
    facts = {each.id: "; ".join(each.addresses) for each in licensees}
    applicant = q.dossier.applicant
    chinese = {applicant.name: applicant.name_zh, **{each.name: each.name_zh for each in q.dossier.cmos}}
    names = listed(party_name(each.name, chinese[each.name]) for each in licensees)
    step = "P10" if q.pilot else "N07"
    if not licensees:
        return not_applicable(Both("Nobody makes a stage in mainland China.", "境内无生产环节。"))
    why = Both(
        f"Decided later: before the filing ({step}) the licenses of {names.en} show the addresses listed here.",
        f"后续认定：注册申报（{step}）前，{names.zh}的药品生产许可证须载明所列地址。",
    )
    return not_applicable(why, facts)


def e22_cmo_papers(q: Question) -> Answer:
    """Each mainland manufacturer brings the GMP notification and the consent of its agency."""
    here = [each for each in q.dossier.chain() if in_mainland(each.country, each.province)]
    names = listed(party_name(each.name, each.name_zh) for each in here)
    step = "P09" if q.pilot else "N06"
    if not here:
        return not_applicable(Both("No mainland manufacturer.", "无境内受托生产企业。"))
    why = Both(
        f"Decided later: before the holder's license ({step}) come the GMP notification and the consent of the agency "
        f"of each manufacturer: {names.en}.",
        f"后续认定：办理持有人许可（{step}）前，须取得受托生产企业所在地药品监管部门的 GMP 符合性检查告知书和同意"
        f"受托生产意见：{names.zh}。",
    )
    return not_applicable(why, {"manufacturers": ", ".join(each.id for each in here)})


def e26_annual_inspection(q: Question) -> Answer:
    """Each variety is inspected as a whole at least so often a year."""
    least = q.threshold("inspection.per_year").n
    why = Both(
        f"Decided later: at least {least} comprehensive GMP inspection in each calendar year of production.",
        f"后续认定：生产期间每一日历年至少开展 {least} 次全面 GMP 符合性检查。",
    )
    return not_applicable(why, {"least": str(least)})


def e29_cmo_conduct(_: Question) -> Answer:
    """Manufacturers keep to GMP and agreements and admit the holder's audits."""
    why = Both(
        "Decided later: the holder's audits and spot checks of each manufacturer are recorded during production.",
        "后续认定：生产期间持有人对受托生产企业的审核与抽查须有记录。",
    )
    return not_applicable(why)
