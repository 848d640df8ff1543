"""E01: on which days which regime takes applications."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from domain.dossier import Channel
from domain.findings import NO_ROUTE
from domain.law import Regime
from domain.model import ProvisionId
from domain.rules.rule import Answer, Both, Question, failed, not_applicable, passed, refer

TAKES_NONE = frozenset({Regime.NO_ROUTE, Regime.NO_INTAKE_GAP})

_CLOSED = {
    Regime.NO_ROUTE: Both(
        "before the pilot plan segmented production is not prohibited but has no general route, only the staged "
        "entrustment of vaccines is written down",
        "试点工作方案印发前，分段生产未被禁止，但没有一般性的申请途径，仅疫苗分阶段委托有明文规定",
    ),
    Regime.NO_INTAKE_GAP: Both(
        "the pilot's intake has closed and Notice 173 is not yet in force",
        "试点受理期已经截止，第173号通知尚未施行",
    ),
}
_ENTRUSTED_BEFORE = (ProvisionId("dal/32"), ProvisionId("vpd/12"))
"""What could be entrusted before the Plan: its rule book has no text of its own."""

_LATER = Both(
    "Submit a new application on a day on which a regime takes applications.",
    "请在有受理途径的日期重新提出申请。",
)


def e01_window(q: Question) -> Answer:
    """The application was submitted on a day on which its regime takes applications."""
    by_day = q.law.regime_of_the_day(q.submitted)
    facts = {"submitted": q.submitted.isoformat(timespec="minutes"), "regime": q.regime.value}
    if q.regime in TAKES_NONE and (q.named or by_day is q.regime):
        return _no_route(q, by_day, facts)
    if by_day is not q.regime:
        return _other_regime(q, by_day, facts)
    if q.dossier.channel is Channel.COUNTER and _last_day(q) and q.reading("counter_cutoff") != "midnight":
        why = Both(
            f"Handed in over the counter on the last day of the intake, {q.day}; the day ends there at close of "
            "business, not at 24:00.",
            f"受理期最后一日（{q.day}）在窗口提交；窗口收件以当日办公结束为限，而非二十四时。",
        )
        todo = Both(
            "Show the receipt with its hour; the agency decides whether it was within business hours.",
            "请提交载明时刻的收件凭证，由受理机关认定是否在办公时间内。",
        )
        return refer(why, todo, {**facts, "receipt": q.dossier.receipt or "none"})
    return passed(
        Both(f"Submitted on {q.day}, within the intake.", f"提交日 {q.day} 在受理期内。"),
        facts,
    )


def _no_route(q: Question, by_day: Regime, facts: dict[str, str]) -> Answer:
    """A rule book without an intake takes nothing, on whatever day it is asked."""
    closed = _CLOSED[q.regime]
    basis = q.law.regimes[q.regime].basis or _ENTRUSTED_BEFORE
    facts = {**facts, NO_ROUTE: q.regime.value}
    if by_day is q.regime:
        why = Both(
            f"Submitted on {q.day}: {closed.en}, so no application can be taken.",
            f"提交日为 {q.day}：{closed.zh}，不能受理申请。",
        )
        return replace(failed(why, _LATER, facts), citations=basis)
    why = Both(
        f"Under the named regime, {closed.en}, so no application can be taken; submitted on {q.day}, it would fall "
        f"under '{by_day.value}'.",
        f"按指定规则，{closed.zh}，不能受理申请；按提交日 {q.day} 本应适用“{by_day.value}”。",
    )
    return replace(failed(why, _LATER, {**facts, "regime_by_day": by_day.value}), citations=basis)


def _last_day(q: Question) -> bool:
    """Whether nothing is taken on the day after; where another regime follows, no intake ends."""
    if q.law.regimes[q.regime].submitted.to is None:
        return False
    return q.law.regime_of_the_day(q.submitted + timedelta(days=1)) in TAKES_NONE


def _other_regime(q: Question, by_day: Regime, facts: dict[str, str]) -> Answer:
    if not q.named:
        why = Both(
            f"Submitted on {q.day}, outside the intake of this regime.",
            f"提交日 {q.day} 不在本规则的受理期内。",
        )
        return failed(why, _LATER, facts)
    why = Both(
        f"Examined as if under the named regime; submitted on {q.day}, it would fall under '{by_day.value}'.",
        f"按指定规则审查；按提交日 {q.day} 本应适用“{by_day.value}”。",
    )
    return not_applicable(why, {**facts, "regime_by_day": by_day.value})
