"""E16: the holder's own people at each manufacturer's site."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.dossier import DispatchedStaff, Site
from domain.rules.rule import Answer, Both, Question, Step, hold, not_applicable, passed


def qualified(person: DispatchedStaff) -> bool:
    """Knows process and GMP, and is not without a mandate to guide and supervise."""
    return bool(person.knows_process and person.knows_gmp and person.mandate is not False)


@dataclass(frozen=True, slots=True)
class Least:
    """How many people are asked for: at each site, or `in_total` over the sites that are looked at together."""

    n: int
    in_total: bool = False


def least_staff(n: int, reading: object) -> Least:
    """The number that the law asks for, counted as `dispatched_staff_per` is read."""
    return Least(n, in_total=reading == "total")


def staffing(
    sites: Iterable[Site], staff: Iterable[DispatchedStaff], asked: Least, step: Step = Step.OPERATION
) -> Answer:
    """Whether the sites have so many qualified people, each counted once a site, or once where the total counts."""
    people, least = tuple(staff), asked.n
    names = {
        site.id: {each.name for each in people if each.site == site.id and qualified(each)} for site in sites
    }
    if not names:
        return not_applicable(Both("No site of a manufacturer.", "无受托生产场地。"))
    if asked.in_total:
        return _in_total(names, least, step)
    count = {site: len(found) for site, found in names.items()}
    facts = {name: f"{n} of {least}" for name, n in count.items()}
    short = {name: n for name, n in count.items() if n < least}
    if not short:
        why = Both(
            f"At least {least} qualified people are planned for each manufacturer's site.",
            f"各受托生产场地均计划派驻不少于 {least} 名合格人员。",
        )
        return passed(why, facts)
    en = ", ".join(f"{name}: {n}" for name, n in short.items())
    return hold(
        step,
        Both(
            f"Fewer than {least} qualified people dispatched ({en}); approvals run, production may not start.",
            f"派驻合格人员少于 {least} 人（{en}）；审批可以进行，但不得开始生产。",
        ),
        Both(
            f"Dispatch at least {least} people who know the process and GMP to each of these sites "
            "(dispatched_staff).",
            f"请向上述每一场地派驻至少 {least} 名熟悉工艺和 GMP 的人员（dispatched_staff）。",
        ),
        facts,
    )


def _in_total(names: Mapping[str, set[str]], least: int, step: Step) -> Answer:
    found = len(set[str]().union(*names.values()))
    facts = {**{site: str(len(each)) for site, each in names.items()}, "total": f"{found} of {least}"}
    if found >= least:
        why = Both(
            f"At least {least} qualified people are planned for the manufacturers' sites together.",
            f"各受托生产场地合计计划派驻不少于 {least} 名合格人员。",
        )
        return passed(why, facts)
    why = Both(
        f"Fewer than {least} qualified people dispatched in total ({found}); approvals run, production may not start.",
        f"派驻合格人员合计少于 {least} 人（{found}）；审批可以进行，但不得开始生产。",
    )
    todo = Both(
        f"Dispatch at least {least} people who know the process and GMP (dispatched_staff).",
        f"请派驻至少 {least} 名熟悉工艺和 GMP 的人员（dispatched_staff）。",
    )
    return hold(step, why, todo, facts)


def e16_dispatched_staff(q: Question) -> Answer:
    """Enough qualified people at each site of a manufacturer, before production starts."""
    entrusted = {each.site for each in q.dossier.entrusted()}
    sites = tuple(each for each in q.dossier.sites if each.id in entrusted)
    step = Step.OPERATION if q.pilot else Step.N_OPERATION
    asked = least_staff(q.threshold("staff.per_site").n, q.reading("dispatched_staff_per"))
    return staffing(sites, q.dossier.dispatched_staff, asked, step)
