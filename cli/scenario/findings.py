"""What the rules said in a played case, and on which of them its last refusal rests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from domain.case.intake import DossierAssessed
from domain.case.selection import NotSelected
from domain.dossier import Dossier
from domain.findings import Finding, Outcome
from domain.law import Law
from domain.refusals import CommandRefused
from domain.rules import assess
from ledger import Envelope


def findings(events: Sequence[Envelope], dossier: Dossier, start: datetime) -> dict[str, Outcome]:
    """Each rule's last answer; of a case that was turned away at the door, what the rules say of its dossier."""
    told = [each.event for each in events if isinstance(each.event, DossierAssessed)]
    found = told[-1].findings if told else _assessed(dossier, start)
    return {each.rule: each.outcome for each in found}


def refused_by(events: Sequence[Envelope]) -> tuple[str, ...]:
    """The rules of the refusal that decided the case: its selection's or, before that, its last command's."""
    for each in reversed(events):
        if isinstance(each.event, NotSelected):
            return each.event.rules
    for each in reversed(events):
        if isinstance(each.event, CommandRefused) and (rules := rules_of(each.event.facts)):
            return rules
    return ()


def rules_of(facts: Mapping[str, str]) -> tuple[str, ...]:
    """The rules that a refusal names among its facts."""
    named = ", ".join(facts[key] for key in ("rule", "rules") if key in facts)
    return tuple(each.strip() for each in named.split(",") if each.strip())


def _assessed(dossier: Dossier, start: datetime) -> tuple[Finding, ...]:
    return assess(dossier, Law.load(), submitted_at=start).findings
