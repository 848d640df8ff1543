"""Rule books, lengths of time and articles as a reader of the law names them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from cli.texts import Lang, say

if TYPE_CHECKING:
    from domain.law import Law, Regime


def rule_book(given: str, field: str = "--regime") -> Regime:
    """The regime of that name. Raises InputError."""
    from cli.errors import unknown
    from domain.law import Regime

    try:
        return Regime(given.lower().replace("-", "_"))
    except ValueError:
        raise unknown("regime", given, [str(each) for each in Regime], field) from None


def length(n: int, unit: str, lang: Lang) -> str:
    """So many working days, days, months or years."""
    from domain.wording.template import part

    return part(f"length.1.{unit}" if n == 1 else f"length.{unit}", lang, n=n)


def days(span: dict[str, Any], lang: Lang) -> str:
    """From when to when something holds."""
    first, last = span.get("from"), span.get("to")
    if first and last:
        return say("law.from_to", lang, first=first, last=last)
    if last:
        return say("law.to", lang, last=last)
    return say("law.from", lang, first=first) if first else say("law.always", lang)


def articles_of(law: Law, basis: Iterable[str], lang: Lang, *, full: bool = True) -> str:
    """Articles by name, or by the short id of their instrument, as the list of instruments spells it."""
    from cli.case.names import articles
    from domain.law.errors import UnknownProvisionError
    from domain.model import ProvisionId

    if full:
        return articles([ProvisionId(each) for each in basis], lang, law)
    shown = []
    for id_ in basis:
        try:
            shown.append(f"{id_.partition('/')[0]} {law.provision(ProvisionId(id_)).cite.say(lang)}")
        except UnknownProvisionError:
            shown.append(id_)
    return ("；" if lang == "zh" else "; ").join(shown)
